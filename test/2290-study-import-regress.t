#!/bin/sh
# netrt-study import wrote each object into the file of the one before it,
# which had its public name by then: all became the last one.
. "${0%/*}/lib.sh"
plan 3
cat >"$T/netrt.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { enabled: false }
CONF
export NETRT_CONFIG="$T/netrt.yaml"
mkstudy -n 3 -r 16 -c 16 -s box -S "$T/made" >/dev/null
U=$(cd "$T/made" && ls)
is 'the study is printed once' "$(netrt-study import "$T/made" 2>"$T/err")" \
    "$T/w/$U"
ok 'each object is as it was' diff -r "$T/made/$U" "$T/w/$U"
is 'no spool is left' "$(ls -A "$T/w/.incoming")" ''
