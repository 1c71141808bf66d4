#!/bin/sh
# SIGTERM: nobody new is let in, nor is one that has not asked yet waited for;
# the object in hand is finished and answered; then the association is
# released, by the peer or by us.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 18
config
mkobject -i 1.1 -b 300000 "$T/a"
mkobject -i 1.2 "$T/b"
mkfifo "$T/fifo"

# term: SIGTERM, and it has begun to end
term() {
	kill -TERM "$RECEIVE"
	wait_for grep -q 'ending:' "$T/receive.err"
}

# one in the middle of an object, and silent; one that is silent between two;
# two that have not said their whole request
receive -o dicom_listener.acse_timeout_seconds=60
mid
rawscu -x hold-end 127.0.0.1 "$PORT" "$T/b" >"$T/idle" 9>&- &
IDLE=$!
wait_for grep -q waiting "$T/idle"
rawscu -x silent 127.0.0.1 "$PORT" >"$T/silent" 9>&- &
SILENT=$!
rawscu -x stall-rq 127.0.0.1 "$PORT" >"$T/half" 9>&- &
HALF=$!
four() {
	[ "$(pgrep -P "$RECEIVE" | wc -l)" -eq 4 ]
}
wait_for four
term
wait "$SILENT" "$HALF"
is 'who has said nothing yet is let go' "$(cat "$T/silent")" closed
is 'and who has said half of a request' "$(cat "$T/half")" closed
is 'which is logged' "$(grep -c 'REFUSED .*reason=ending$' \
    "$T/logs/transaction.log")" 2
is 'and nothing had to be killed' "$(grep 'of signal' "$T/receive.err")" ''
rawscu 127.0.0.1 "$PORT" >"$T/new" 2>&1
is 'nobody new is let in' "$(cat "$T/new")" 'connect: Connection refused'
wait "$IDLE"
is 'an idle association is released by us' "$(paste -s -d ' ' "$T/idle")" \
    'accepted status 0000 waiting release closed'
ok 'the end is logged' event ASSOCIATION_RELEASED \
    'end=finished objects=1 .* unfinished=0$'
is 'the object in hand is waited for' "$(paste -s -d ' ' "$T/said")" \
    'accepted waiting'
peer_ends
is 'it is answered, and the peer may come to its end' "$SAID" \
    'accepted waiting status 0000 status 0000 released'
wait "$RECEIVE"
is 'then it ends well' "$?" 0
is 'the object is there' "$(find "$T/w" -name 1.1.dcm | wc -l)" 1

# one that would go on for ever; and storescu, which takes a release for an
# error, as it is: not all was sent
receive
rm "$T/said" "$T/logs/transaction.log"
TCP_NODELAY=1 storescu -aec NETRT --repeat 100000 127.0.0.1 "$PORT" \
    "$T/b" >"$T/storescu" 2>&1 &
SCU=$!
timeout 60 rawscu -x for-ever 127.0.0.1 "$PORT" "$T/b" >"$T/said" &
PEER=$!
event OBJECT_STORED 'calling=STORESCU .*number=10'
event OBJECT_STORED 'calling=RAWSCU .*number=10'
term
wait "$RECEIVE"
is 'busy associations are released as well' "$?" 0
wait "$PEER"
is 'between two objects' "$(sort -u "$T/said" | paste -s -d ' ')" \
    'accepted closed release status 0000'
wait "$SCU"
rc=$?
like 'storescu hears of it' "$(tail -n 3 "$T/storescu")" \
    'Peer Requested Release'
[ "$rc" -ne 0 ] && pass 'and fails' || fail "storescu ended with $rc"
is 'the ends are logged: it answered with an abort' "$(sed -n \
    's/.*\(RELEASED\|ABORTED\) .*end=\([a-z]*\) .*unfinished=0$/\1 \2/p' \
    "$T/logs/transaction.log" | sort | paste -s -d ' ')" \
    'ABORTED aborted RELEASED finished'
ok 'every answer was true' same_data "$T/b" "$T/w/UID_1.2.3/DCM/1.2.dcm"
is 'nothing is left' "$(spools)" 0
