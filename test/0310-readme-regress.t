#!/bin/sh
# The session by hand of README.md does what it says, line by line: it began
# with the sample configuration, in which netrt-mask ends with 66.
. "${0%/*}/lib.sh"

mkdir "$T/hand" "$T/ct" "$T/w"
mkstudy -S -r 64 -c 64 -n 3 "$T/w" >"$T/words" || exit 99
for f in "$T"/w/UID_*/DCM/*; do
	mv "$f" "$T/ct/$(basename "$f" .dcm).dcm"
done
mv "$T"/w/UID_*/Structure/* "$T/hand/rs.dcm"
mv "$T/ct" "$T/hand/ct"
ln -s "$BIN" "$T/hand/bin"
sed -n '/^## A session by hand/,/^## /s/^    //p' "$TOP/README.md" >"$T/session"
ok 'there is one' test -s "$T/session"
code 0 'it runs' sh -c 'cd "$1" && sh -eu "$2"' sh "$T/hand" "$T/session"
like 'what would be sent' "$(cat "$T/out")" '^default OVERLAY 2[.]25'
for d in Anon/DCM Addition Burnin debug_visualization DebugDicom; do
	ok "$d" test -n "$(ls "$T/hand/s/$d")"
done
done_testing
