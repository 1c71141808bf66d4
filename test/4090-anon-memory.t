#!/bin/sh
# netrt-anon: four times the images take the same memory, within 10 %.  (A
# structure set is in memory as a whole: it is small here.)
. "${0%/*}/lib.sh"

case $B in
*san*) skip_all 'a sanitizer keeps what is freed' ;;
esac
plan 3
cat >"$T/c.yaml" <<-X
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {mode: comprehensive, pid_mapping_file: $T/map.json}
X
export NETRT_CONFIG="$T/c.yaml"
for n in 60 240; do
	mkdir -p "$T/w/$n"
	mkstudy -S -r 32 -c 32 -n "$n" -s box -u "$n" "$T/w/$n" >/dev/null ||
	    exit 99
	ok "$n images" peak "$T/peak" netrt-anon "$T/w/$n"/UID_*
done
is 'the same memory' "$(awk '{ kb[NR] = $2 } END {
	print kb[2] <= 1.1 * kb[1] ? "yes" : kb[1] " and " kb[2] " kB"
}' "$T/peak")" yes
