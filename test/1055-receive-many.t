#!/bin/sh
# Sixteen associations at once: none of their objects is lost, none is there
# twice, and a seventeenth is refused.  Then many short ones, good and bad:
# nothing of them is left, neither descriptors nor memory nor processes.  "make
# soak" (SOAK=1) does ten times the objects and a hundred times the
# associations.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 13
each=20 short=50
[ -z "${SOAK:-}" ] || each=200 short=5000
config
peer=$TOP/test/peer.py
mkobject -i 1.9000000 "$T/a"

alone() {
	! pgrep -P "$RECEIVE" >/dev/null
}
# held: what the server has: descriptors, kB of memory
descriptors() {
	ls "/proc/$RECEIVE/fd" | wc -l
}
memory() {
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) .*/\1/p' "/proc/$RECEIVE/status"
}

receive -o dicom_listener.max_associations=16 \
    -o dicom_listener.max_associations_per_peer=16
is "16 associations at once, $((16 * each)) objects: what was answered" \
    "$("$peer" many "$PORT" "$T/a" 16 "$each" | paste -s -d ' ')" \
    "16 accepted 16 released $((16 * each)) status-0000"
is 'all are there, as they were sent' "$("$peer" made "$T/w" "$T/a")" \
    $((16 * each))
is 'and no others' "$(objects)" $((16 * each))
is 'each was new' "$(grep -c ' as=new$' "$T/logs/transaction.log")" \
    $((16 * each))
is 'the associations say the same' "$(sed -n \
    's/.* objects=\([0-9]*\) same=0 refused=0 .*/\1/p' \
    "$T/logs/transaction.log" | sort -u)" "$each"
wait_for alone

mkfifo "$T/fifo"
pids=
i=0
exec 9<>"$T/fifo"
while [ "$i" -lt 16 ]; do
	i=$((i + 1))
	rawscu -x hold 127.0.0.1 "$PORT" <"$T/fifo" >"$T/said.$i" \
	    9>&- &
	pids="$pids $!"
done
all_wait() {
	[ "$(cat "$T"/said.* | grep -c waiting)" -eq 16 ]
}
ok 'sixteen are open' wait_for all_wait
is 'the seventeenth is refused' "$(raw)" 'rejected 2 3 2'
exec 9>&-
for p in $pids; do wait "$p"; done
is 'the sixteen are released' "$(cat "$T"/said.* | grep -c released)" 16
wait_for alone

"$peer" short "$PORT" 24 >/dev/null
wait_for alone
fds=$(descriptors) kb=$(memory)
is "$short short associations" "$("$peer" short "$PORT" "$short" |
    awk '/accepted|rejected/ { n += $1 } /status-0000/ { e = $1 }
    END { print n, (e > n / 2) }')" "$short 1"
ok 'no process is left' wait_for alone
is 'no descriptor' "$(descriptors)" "$fds"
grown=$(($(memory) - kb))
[ "$grown" -lt 128 ] && pass 'no memory' || fail "$grown kB of memory"
is 'no spool' "$(wait_for no_spools; spools)" 0
stop_receive
