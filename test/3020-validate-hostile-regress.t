#!/bin/sh
# netrt-validate and netrt-mask on what no sender should send: a verdict with
# a sentence, never a crash, a retry for ever, or a mask of garbage.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"
FIRST='(3006,0039)[0].(3006,0040)[0].(3006,0050)'

# study OPTION...: a new small study in $S, its first RTSTRUCT in $RTS
study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 32 -c 28 -n 6 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
	RTS=$(ls "$S"/Structure/* | sed -n 1p)
}

# refused WHAT ERE: both tools end with 65 and say why; nothing is left
refused() {
	for tool in netrt-validate netrt-mask; do
		code 65 "$1: $tool" $tool "$S"
		like 'says why' "$(cat "$T/err")" "$2"
	done
	is 'no result' "$(ls "$S" | grep -c Addition)" 0
}

study
cp "$RTS" "$S/Structure/again.dcm"
refused 'two RTSTRUCTs of one UID' 'same SOP Instance UID'

study
dcmodify -nb -q -ea '(0008,0018)' "$RTS" || exit 99
refused 'an RTSTRUCT without a UID' '0008,0018'

# a vertex far away would be drawn as a wedge through the whole image
for far in 1e308 -1e7; do
	study
	dcmodify -nb -q -i "$FIRST=$far\\0\\0\\10\\0\\0\\10\\10\\0" "$RTS" ||
	    exit 99
	refused "a vertex at $far" '3006,0050.*kilometre'
done

study
IMG=$(ls "$S"/DCM/* | sed -n 3p)
dcmodify -nb -q -i '(0020,0032)=0\0\1e300' "$IMG" || exit 99
refused 'an image at 1e300' '0020,0032'

study
ln -s "$(ls "$S"/DCM/* | sed -n 1p)" "$S/DCM/link.dcm"
refused 'a symbolic link' 'DCM/\(file [0-9]+ of [0-9]+\): a symbolic link'
study
/usr/bin/python3 -c '
import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$S/DCM/s" || exit 99
refused 'a socket' 'DCM/\(file [0-9]+ of [0-9]+\): not a regular file'

# names that break JSON and terminals
study
bad=$(printf '\377"\\\001')
mv "$RTS" "$S/Structure/$bad.dcm"
rm "$(ls "$S"/DCM/* | sed -n 3p)"
code 0 'a file name that is no UTF-8' netrt-validate -j "$S"
ok 'is JSON' /usr/bin/python3 -c '
import json, sys
for l in open(sys.argv[1], encoding="utf-8"): json.loads(l)' "$T/out"
study
dcmodify -nb -q -i "(3006,0020)[0].(3006,0026)=$(printf 'a\033[31mb')" \
    "$RTS" || exit 99
code 0 'a ROI name with an escape sequence' netrt-mask "$S"
is 'is none in the report' \
    "$(tr -d '\n -~' <"$S/.netrt/report.mask" | wc -c)" 0
done_testing
