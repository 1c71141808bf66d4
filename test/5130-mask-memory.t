#!/bin/sh
# netrt-mask and netrt-validate: four times the slices and contours take the
# same memory, within 10 %.  An RTSTRUCT that is read into DCMTK, or whose
# points are kept, takes 40 % more here.
. "${0%/*}/lib.sh"

case $B in
*san*) skip_all 'a sanitizer keeps what is freed' ;;
esac
plan 6
cat >"$T/c.yaml" <<-X
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
X
export NETRT_CONFIG="$T/c.yaml"
for n in 40 160; do
	mkdir -p "$T/w/$n"
	mkstudy -S -r 32 -c 32 -n "$n" -R 24 -u "$n" "$T/w/$n" >/dev/null ||
	    exit 99
done

for t in netrt-validate netrt-mask; do
	for n in 40 160; do
		ok "$t: $n slices" peak "$T/$t" "$t" "$T/w/$n"/UID_*
	done
	is "$t: the same memory" "$(awk '{ kb[NR] = $2 } END {
		print kb[2] <= 1.1 * kb[1] ? "yes" : kb[1] " and " kb[2] " kB"
	}' "$T/$t")" yes
done
