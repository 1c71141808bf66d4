#!/bin/sh
# A session is killed at each call that changes something, in turn.  What was
# answered 0000 is there, whole; what is there is whole; and when the sender
# tries again, all ends as if nothing had happened.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
tracing || skip_all 'no strace that can attach here'
plan 5
config
mkobject -i 1.1 "$T/a"
mkobject -i 1.2 -m RTSTRUCT "$T/b"

state() {
	(cd "$T/w" && find UID_1.2.3 -type f ! -name origin | LC_ALL=C sort |
	    xargs sha256sum)
}
receive
raw "$T/a" "$T/b" >/dev/null
want=$(state)

# crash CALL K: false when there is no K-th call
crash() {
	rm -rf "$T/w/UID_1.2.3"
	mid
	strace -o /dev/null -e "trace=$1" \
	    -e "inject=$1:signal=SIGKILL:when=$2" -p "$SESSION" \
	    2>"$T/strace.err" &
	TRACER=$!
	attached
	peer_ends
	wait "$TRACER" 2>/dev/null
	answered=$(echo "$SAID" | tr ' ' '\n' | grep -c 0000)
	[ "$answered" -le "$(objects)" ] || echo "$1 $2: $SAID" >>"$T/lost"
	for f in "$T/w"/UID_*/[DS]*/*.dcm; do
		[ ! -e "$f" ] || same_data "$f" "$T/a" || same_data "$f" "$T/b" ||
		    echo "$1 $2: $f" >>"$T/torn"
	done
	again=$(raw "$T/a" "$T/b")
	[ "$again" = 'accepted status 0000 status 0000 released' ] ||
	    echo "$1 $2: $again" >>"$T/again"
	[ "$(state)" = "$want" ] || echo "$1 $2" >>"$T/differ"
	[ "${SAID%released}" = "$SAID" ]
}
killed=0
for call in fsync linkat mkdirat renameat2 unlinkat; do
	k=1
	while crash "$call" "$k"; do
		k=$((k + 1)) killed=$((killed + 1))
	done
done
[ "$killed" -ge 20 ] && pass "killed at $killed calls" ||
    fail "killed at $killed calls only"
is 'nothing that was answered 0000 is lost' "$(cat "$T/lost" 2>&1)" \
    "cat: $T/lost: No such file or directory"
is 'nothing is torn' "$(cat "$T/torn" 2>&1)" \
    "cat: $T/torn: No such file or directory"
is 'it can be sent again' "$(cat "$T/again" 2>&1)" \
    "cat: $T/again: No such file or directory"
is 'and the end is the same' "$(cat "$T/differ" 2>&1)" \
    "cat: $T/differ: No such file or directory"
stop_receive
