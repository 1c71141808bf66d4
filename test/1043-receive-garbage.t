#!/bin/sh
# Wrong bytes at every stage, peers that dribble or stall, and a spool that is
# taken away: nobody is answered 0000 for it, and others are served.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 23
export PYTHONDONTWRITEBYTECODE=1
config
peer=$TOP/test/peer.py
mkobject -i 1.9000 "$T/o"
good='accepted status 0000 released'

alone() {
	! pgrep -P "$RECEIVE" >/dev/null
}
receive -o dicom_listener.max_associations=100 \
    -o dicom_listener.max_associations_per_peer=100
python3 "$TOP/test/garbage.py" "$PORT" "$T/o" >"$T/said"
[ "$(wc -l <"$T/said")" -ge 74 ] && pass "$(wc -l <"$T/said") sorts of it" ||
    fail "only $(wc -l <"$T/said")"
is 'none is taken, but what is only unusual' "$(grep -i 0000 "$T/said")" \
    'RIGHT: accepted status-0000'
is 'a request that is none is aborted' \
    "$(sed -n 's/^.*: \(aborted.*\)/\1/p' "$T/said" | sort -u)" aborted-2-1
is 'each of them, at once' "$(grep -v ': accepted' "$T/said" |
    grep -v ': aborted-2-1$')" ''
is 'what is none of its parts is aborted or refused' "$(sed -n \
    's/^.*: accepted \([a-z]*\)-.*/\1/p' "$T/said" | sort | uniq -c |
    awk '{ print $2, ($1 > 5) }' | paste -s -d ' ')" 'aborted 1 status 1'
# for these storescp's abort may come first, or the end of the peer
is 'or ends with the peer' "$(sed -n '/^[^:]*: accepted$/s/:.*//p' "$T/said" |
    grep -vx -e 'a context that was not offered' -e 'a C-MOVE' \
    -e 'a C-STORE without an instance')" ''
is 'one object is there' "$(objects)" 1
ok 'every session has ended' wait_for alone
is 'none of a signal' "$(grep 'of signal' "$T/receive.err")" ''
is 'others are served' "$(raw "$T/o")" "$good"
stop_receive

# one byte a second
receive -o dicom_listener.acse_timeout_seconds=2
"$peer" slow "$PORT" "$T/o" 80 >"$T/slow.rq" &
rq=$!
"$peer" slow "$PORT" "$T/o" 400 >"$T/slow.data" &
kill_later "$!"
data=$!
is 'a peer that keeps silent' "$(raw -x silent)" closed
wait "$rq"
is 'a request that comes a byte a second has one deadline' \
    "$(cat "$T/slow.rq")" ''
ok 'which is logged' event ASSOCIATION_REFUSED 'reason=timeout$'
kill -0 "$data" && pass 'an object that does may take its time' ||
    fail 'it was ended'
is 'others are served' "$(raw "$T/o")" "$good"
kill "$data"
wait "$data" 2>/dev/null
ok 'nothing of it is taken' event ASSOCIATION_ABORTED \
    'end=closed objects=0 .* unfinished=1$'
stop_receive

# what can be done to storescp and its spool
mkobject -i 1.1 -b 300000 "$T/a"
mkobject -i 1.2 "$T/b"
receive
mid
kill -TERM "$SCP"
peer_ends
like 'storescp told to end: the peer hears of it' "$SAID" \
    '^accepted waiting (aborted 0 0|closed)'
is 'and nothing is there' "$(find "$T/w" -name 1.1.dcm)" ''
: >"$T/said"	# of the peer before
rawscu -x hold 127.0.0.1 "$PORT" "$T/a" "$T/b" <"$T/fifo" >"$T/said" &
PEER=$!
exec 9>"$T/fifo"
wait_for grep -q waiting "$T/said"
rm -r "$T/w/.incoming"/*/in
peer_ends
is 'its directory is gone: each is refused, and the association goes on' \
    "$SAID" 'accepted waiting status A700 status A700 released'
is 'nothing is there' "$(find "$T/w" -name '1.[12].dcm')" ''
ok 'each is an event, with the reason' event OBJECT_REFUSED \
    'number=2 status=A700 .*could not take it: .*: No such file or directory'
mid
mv "$T/w" "$T/elsewhere"
peer_ends
like 'the working directory is moved: what is answered 0000 is there' \
    "$SAID $(find "$T/elsewhere" -name '1.[12].dcm' | wc -l)" \
    '(waiting status 0000 status 0000 released 2|A700 status A700 released 0)$'
mv "$T/elsewhere" "$T/w"
is 'others are served' "$(raw "$T/b")" "$good"
stop_receive
