#!/bin/sh
# netrt-burnin: each of its exit codes.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"
mkdir "$T/ref"
/usr/bin/python3 "$TOP/test/burnin.py" make "$T/ref" || exit 99
s=$T/UID_1
mkdir -p "$s/DCM"
cp "$T/ref/u8.dcm" "$s/DCM"

code 66 'no result of netrt-mask' netrt-burnin "$s"
addition "$s" >/dev/null
code 64 'an unknown option' netrt-burnin -Q "$s"
code 66 'no study' netrt-burnin "$T/none"
code 78 'no font file' netrt-burnin -o processing.font_file=/none.ttf "$s"
like 'it is named' "$(cat "$T/err")" 'processing.font_file: .*/none.ttf'
code 78 'a file that is no font' \
    netrt-burnin -o "processing.font_file=$NETRT_CONFIG" "$s"
code 78 'a character that the font does not have' \
    netrt-burnin -o 'processing.burn_in_text="\u4e00"' "$s"
like 'it is named' "$(cat "$T/err")" 'processing.burn_in_text: .*U\+4E00'
code 78 'a script that needs a layout' \
    netrt-burnin -o 'processing.burn_in_text="\u0634"' "$s"
(umask 777 && : >"$T/secret.ttf")
code 78 'a font that cannot be read' \
    netrt-burnin -o "processing.font_file=$T/secret.ttf" "$s"
ok 'nothing was made' test ! -e "$s/Burnin"
code 75 'another step is at it' flock "$s/.netrt/lock" netrt-burnin "$s"
code 0 'switched off' \
    netrt-burnin -o processing.add_burn_in_disclaimer=false "$s"
is 'the path' "$(cat "$T/out")" "$s"
ok 'nothing is drawn' test ! -e "$s/Burnin"
code 0 'only said' netrt-burnin -n "$s"
ok 'nothing is drawn' test ! -e "$s/Burnin"
code 0 'paths from stdin' sh -c 'echo "$1" | netrt-burnin' sh "$s"
is 'the path' "$(cat "$T/out")" "$s"
ok 'drawn' test -e "$s/Burnin"
code 0 'paths ended by NUL' sh -c 'printf "%s\0" "$1" | netrt-burnin -0' sh "$s"
ln -s /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf "$T/font.ttf"
code 0 'a font by a symbolic link' \
    netrt-burnin -o "processing.font_file=$T/font.ttf" "$s"

# a file of Addition that is not what netrt-mask wrote
cp "$T/ref/rgb.dcm" "$T/other" && mv "$T/other" "$s/Addition/u8.dcm"
code 66 'a changed Addition' netrt-burnin -f "$s"
done_testing
