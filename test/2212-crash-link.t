#!/bin/sh
# Crash points of netrt-study: an RTSTRUCT goes to the study it names.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
. "${0%/*}/crash/lib.sh"
. "${0%/*}/crash/link.sh"
echo "[ ! -e '$W/$UA' ]" >"$T/done"

begin
pristine
points 'to a study in WORKING' netrt-study join "$W/$UA"

begin
hold "$UB"
pristine
points 'to a study in quarantine' netrt-study join "$W/$UA"

# it is durable where it went before it leaves where it was
begin
strace -y -o "$T/trace" -e trace=linkat,fsync,renameat2 \
    netrt-study join "$W/$UA" >"$T/out" 2>&1
is 'link, fsync of leaf, study and WORKING, then away' "$(
    sed -n -e "s|^linkat.*/$UB/Structure>, \"$R\".*|link|p" \
	-e "s|^fsync([0-9]*<$W/$UB/Structure>).*|leaf|p" \
	-e "s|^fsync([0-9]*<$W/$UB>).*|study|p" \
	-e "s|^fsync([0-9]*<$W>).*|working|p" \
	-e 's|^renameat2.*trash.*|away|p' "$T/trace" | head -n 5 |
    paste -s -d ' ' -)" 'link leaf study working away'
done_testing
