#!/bin/sh
# Crash points of netrt-study: an RTSTRUCT goes, the rest of its study stays.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
. "${0%/*}/crash/lib.sh"
. "${0%/*}/crash/link.sh"
echo false >"$T/done"

begin
mkdir "$W/$UA/DCM"
cp "$W/$UB/DCM/$(ls "$W/$UB/DCM" | head -n 1)" "$W/$UA/DCM/1.2.9.1.dcm"
pristine
points 'the rest stays' netrt-study join "$W/$UA"
is 'and says what went' "$(cat "$W/$UA/.netrt/linked")" "${UB#UID_} $R"
done_testing
