#!/bin/sh
# netrt-debugviz: each of its exit codes.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T, logs: $T/logs}
	anonymization: {enabled: false}
	visualization: {enabled: true}
E
export NETRT_CONFIG="$T/c.yaml"
study() {
	mkdir "$T/$1"
	(shift; mkstudy -S -n 2 "$@") >/dev/null || exit 99
	for s in "$T/$1"/UID_*; do :; done
}

study a "$T/a"
code 0 'off by configuration' netrt-debugviz -o visualization.enabled=false \
    "$s"
is 'the path' "$(cat "$T/out")" "$s"
ok 'nothing is drawn' test ! -e "$s/debug_visualization" -a \
    ! -e "$s/DebugDicom"
code 64 'an unknown option' netrt-debugviz -Q "$s"
code 66 'no study' netrt-debugviz "$T/none"
code 66 'Anon is wanted and is not there' \
    netrt-debugviz -o anonymization.enabled=true "$s"
code 78 'no font' netrt-debugviz -o processing.font_file=/none.ttf "$s"
code 78 'a character that the font does not have' \
    netrt-debugviz -o 'processing.burn_in_text="\u4e00"' "$s"
mkdir -p "$s/.netrt"
: >"$s/.netrt/lock"
code 75 'another step is at it' flock "$s/.netrt/lock" netrt-debugviz "$s"
code 65 'all ROIs are left out by name' \
    netrt-debugviz -o 'processing.include_roi=[none]' "$s"
ok 'nothing is left' test ! -e "$s/debug_visualization" -a \
    ! -e "$s/DebugDicom" -a ! -e "$s/debug_visualization.tmp"
study b -k rgb "$T/b"
code 65 'a colour image' netrt-debugviz "$s"
like 'the file is named' "$(cat "$T/err")" 'DCM/#[0-9a-f]{8}: .*colour'
study c -x rtstruct "$T/c"
code 66 'no RTSTRUCT' netrt-debugviz "$s"
done_testing
