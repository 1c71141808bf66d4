#!/bin/sh
# Whatever stops in the middle of an object: nothing of it is committed, and
# nothing stays behind.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 27
config
mkobject -i 1.1 -b 300000 "$T/a"
mkobject -i 1.2 "$T/b"

gone() {
	! kill -0 "$1" 2>/dev/null
}

receive
raw -x abort-mid "$T/a" >/dev/null
ok 'A-ABORT' event ASSOCIATION_ABORTED \
    'end=aborted objects=0 .* unfinished=1$'
raw -x close-mid "$T/a" >/dev/null
ok 'close' event ASSOCIATION_ABORTED 'end=closed objects=0'
is 'A-RELEASE-RQ' "$(raw -x release-mid "$T/a")" \
    'accepted aborted 2 2 closed'
ok 'is against the protocol as well' event ASSOCIATION_ABORTED \
    'end=invalid objects=0 .* unfinished=1 reason="the release is asked for'
is 'a P-DATA of 2 GiB' "$(raw -x huge-pdu "$T/a")" \
    'accepted aborted 2 6 closed'
ok 'is against the protocol' event ASSOCIATION_ABORTED \
    'end=invalid .* reason="a P-DATA PDU of a length'

mid
kill -9 "$SCP"
peer_ends
like 'storescp killed: the peer hears of it' "$SAID" \
    '^accepted waiting (aborted 0 0|closed)'
ok 'and we say so' event ASSOCIATION_ABORTED 'end=storescp'
like 'with the signal' "$(cat "$T/receive.err")" 'died of signal 9'

mid
kill -9 "$SESSION"
peer_ends
like 'the session killed: the connection is gone' "$SAID" \
    '^accepted waiting closed'
ok 'and its end is logged for it' event ASSOCIATION_ABORTED \
    'calling=[^ ]* called=NETRT end=killed reason="died of signal 9'
ok 'its storescp dies with it' wait_for gone "$SCP"
like 'and the server says so' "$(wait_for grep -q 'the session with' \
    "$T/receive.err"; cat "$T/receive.err")" 'session with 127.0.0.1 died'
is 'its spool is left over' "$(spools)" 1
is 'others go on' "$(raw "$T/b")" 'accepted status 0000 released'

mid
kill -9 "$RECEIVE"
wait "$RECEIVE"
ok 'the server killed: its session dies with it' wait_for gone "$SESSION"
peer_ends
like 'the peer hears of it' "$SAID" '^accepted waiting (aborted 0 0|closed)'
is 'nothing of all this was committed' "$(find "$T/w" -name '1.1.dcm')" ''

# an association of another server on the same directory is left alone
receive
is 'what was left over is swept at the start' "$(spools)" 0
like 'which is said' "$(cat "$T/receive.err")" \
    'spools of associations that were cut off were removed'
first=$RECEIVE
mid
receive
is 'but not the spool of an open association' "$(spools)" 1
peer_ends
is 'which goes on' "$SAID" \
    'accepted waiting status 0000 status 0000 released'
stop_receive
RECEIVE=$first
stop_receive
is 'SIGTERM' "$?" 0

rm -rf "$T/w"
receive
mid
kill -TERM "$RECEIVE"
wait_for grep -q ending "$T/receive.err"
is 'at SIGTERM nobody new is let in' "$(raw "$T/b" 2>&1)" \
    'connect: Connection refused'
peer_ends
is 'an open association may finish' "$SAID" \
    'accepted waiting status 0000 status 0000 released'
wait "$RECEIVE"
is 'then it ends well' "$?" 0
is 'both are there' "$(objects)" 2
