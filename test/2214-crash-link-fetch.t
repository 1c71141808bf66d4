#!/bin/sh
# Crash points of netrt-study: a study begins, an RTSTRUCT has waited for it.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
. "${0%/*}/crash/lib.sh"
. "${0%/*}/crash/link.sh"
echo false >"$T/done"

begin
hold "$UA"
pristine
points 'from quarantine' netrt-study join "$W/$UB"
done_testing
