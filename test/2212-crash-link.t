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
done_testing
