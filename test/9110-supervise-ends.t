#!/bin/sh
# netrt-supervise(8): killed, interrupted, halted at its start.
. "${0%/*}/lib.sh"
. "${0%/*}/supervise.sh"

conf ''
supervise || exit 99
study 55
wait_for begun 55
p=$(receiver)
kill -KILL "$SUPER"
ok 'killed: reception goes with it' wait_for gone "$p"
ok 'nobody watches any more' wait_for sh -c \
    "! grep -lsz '^$T/w/.config' /proc/[0-9]*/cmdline |
    xargs -r grep -lz netrt-watch"
study 4
sleep 0.3
is 'nothing new is begun' "$(grep -c UID_1.4 "$T/run")" 0
: >"$T/go"
ok 'the chain that ran comes to its end' wait_for finished 55

netrt-study -c "$T/netrt.yaml" halt 'as before' 2>/dev/null
: >"$T/receive"
supervise || exit 99
ok 'a new one ends the halt and goes on' wait_for finished 4
kill -INT "$SUPER" 2>/dev/null
kill -TERM "$SUPER"
wait "$SUPER"
is 'ends with 0' $? 0

# netrt-study halt and resume from outside
: >"$T/receive"
supervise -d || exit 99
study 66
wait_for said 'processing is halted'
rm -rf "$T/w/UID_1.66"
like 'the reason' "$(netrt-study -c "$T/netrt.yaml" list 2>&1)" \
    'processing is halted: font away'
netrt-study -c "$T/netrt.yaml" resume 2>/dev/null
study 5
ok 'resumed from outside' wait_for finished 5
like '-d is handed on' "$(grep '^end UID_1.5 ' "$T/run")" '^end UID_1.5 -d -c '
kill -TERM "$SUPER"
wait "$SUPER"
is 'ends with 0 again' $? 0

# what has no effect is said once
conf 'feature_flags: { enable_segmentation_export: false }
anonymization: { default_tags_to_blank: [StudyID], rules: { blank_tags: [] } }'
: >"$T/receive"
supervise || exit 99
is 'a warning about the configuration' \
    "$(grep -c 'default_tags_to_blank: has no effect' "$T/s.err")" 1
kill -TERM "$SUPER"
wait "$SUPER"

# a shell's children in the background ignore QUIT, unless told otherwise
: >"$T/receive"
rm -rf "$T/tmp/"*
env --default-signal=QUIT netrt-supervise -c "$T/netrt.yaml" \
    >"$T/s.out" 2>"$T/s.err" &
SUPER=$!
kill_later "$SUPER"
wait_for grep -q . "$T/receive"
kill -QUIT "$SUPER"
wait "$SUPER"
is 'QUIT is like TERM' $? 0
is 'nothing is left behind' "$(ls "$T/tmp")" ''
done_testing
