#!/bin/sh
# Several associations at once, into one study and into several.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 7
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
