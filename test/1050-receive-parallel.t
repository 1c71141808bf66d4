#!/bin/sh
# Several associations at once, into one study and into several; and one into
# more studies than a few, each of which is held.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 16
config
receive
for i in 1 2 3 4; do
	mkstudy -r 64 -c 64 -n 8 -u "seed$i" "$T/in$i" >/dev/null
done
mkstudy -r 64 -c 64 -n 24 -u one "$T/one" >"$T/said"
one=$(sed -n 's/^study //p' "$T/said")
# four studies, and one in three parts of which two overlap
mkdir "$T/p1" "$T/p2" "$T/p3"
n=0
for f in "$T/one"/*; do
	n=$((n + 1))
	[ "$n" -gt 12 ] || ln "$f" "$T/p1"
	[ "$n" -le 6 ] || [ "$n" -gt 18 ] || ln "$f" "$T/p2"
	[ "$n" -le 12 ] || ln "$f" "$T/p3"
done
pids=
for d in "$T/in1" "$T/in2" "$T/in3" "$T/in4" "$T/p1" "$T/p2" "$T/p3"; do
	TCP_NODELAY=1 storescu -aec NETRT 127.0.0.1 "$PORT" +sd "$d" \
	    >"$d.out" 2>&1 &
	pids="$pids $!"
done
rc=0
for p in $pids; do wait "$p" || rc=$?; done
is 'all are sent' "$rc" 0
is 'five studies' "$(ls -d "$T/w"/UID_* | wc -l)" 5
is 'all their objects' "$(objects)" $((4 * 9 + 25))
is 'the one that came in three parts' "$(ls "$T/w/UID_$one"/*/*.dcm |
    wc -l)" 25
ok 'the associations have ended' wait_for no_spools
is 'the overlap was seen' "$(awk '/ same=/ { sub(/.* same=/, ""); n += $1 }
    END { print n }' "$T/logs/transaction.log")" 12
stop_receive
is 'nothing was refused' "$(cat "$T/receive.err" | grep -c refused:)" 0

# spread STUDIES: one association stores into so many, and stays open
peer=$TOP/test/peer.py
mkobject -s 1.2.5.1000000 -i 1.5000000 "$T/o"
mkfifo "$T/fifo"
spread() {
	rm -f "$T/spread"
	timeout 60 "$peer" spread "$PORT" "$T/o" 1.2.5.1000000 "$1" <"$T/fifo" \
	    >"$T/spread" &
	PEER=$!
	exec 9>"$T/fifo"
	wait_for grep -q waiting "$T/spread"
}
ends() {
	exec 9>&-
	wait "$PEER"
	said=$(paste -s -d ' ' "$T/spread")
}
# free: how many of them no association holds
free() {
	n=0
	for lock in "$T/w"/UID_1.2.5.1*/.netrt/receiving; do
		! flock -xn "$lock" true || n=$((n + 1))
	done
	echo "$n"
}
receive
spread 150
is 'an association into 150 studies holds them all' "$(free)" 0
ends
is 'and is answered' "$said" '1 accepted 150 status-0000 waiting released'
ok 'until it ends' event RECEIVED "study=1.2.5.1000149 .* objects=1\$"
is 'there is no warning' "$(grep 'can be held' "$T/receive.err")" ''
wait_for no_spools
is 'then it lets them go' "$(free)" 150
# sixteen when there are few descriptors
prlimit --pid "$RECEIVE" --nofile=80:80
spread 20
is 'with few descriptors it holds those that came last' "$(free) $(
    flock -xn "$T/w/UID_1.2.5.1000003/.netrt/receiving" echo free) $(
    flock -xn "$T/w/UID_1.2.5.1000004/.netrt/receiving" echo free)" \
    '134 free '
ends
is 'all is stored' "$said" '1 accepted 20 status-0000 waiting released'
is 'a warning says so, once' "$(grep -c 'more than 16 studies, as many as' \
    "$T/receive.err")" 1
is 'each is an event' "$(grep -c 'RECEIVED study=1.2.5.1' \
    "$T/logs/transaction.log")" 170
stop_receive
