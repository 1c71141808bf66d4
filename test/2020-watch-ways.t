#!/bin/sh
# netrt-watch(1): polling, once, NUL, no wake-ups, exit codes.
. "${0%/*}/lib.sh"
. "${0%/*}/watch.sh"

conf 'polling_seconds: 0.1'
watch
plain 1
ok 'polling: a new study' wait_for printed 1
file "$W/UID_1.1/DCM/9.dcm"
ok 'polling: a new object' wait_for printed 1 2
stop_watch
conf
WATCHDOG_USE_POLLING=true
export WATCHDOG_USE_POLLING
watch
plain 2
ok "NETRT's WATCHDOG_USE_POLLING" wait_for printed 2
ok 'really polls' sh -c "! ls -l /proc/$WATCH/fd | grep -q inotify"
stop_watch
unset WATCHDOG_USE_POLLING

rm -rf "$W"/UID_*
watch
woken() {
	awk '/^voluntary/ { print $2 }' "/proc/$WATCH/status"
}
calm() {
	w=$(woken)
	sleep 0.3
	[ "$(woken)" = "$w" ]
}
wait_for calm
sleep 1
is 'no study: no wake-up' "$(woken)" "$w"
mkdir "$W/not-a-study" "$W/UID_1..2"
file "$W/UID_x/DCM/1.dcm"
: >"$W/UID_1.99"
plain 3
ok 'names that are none do not matter' wait_for printed 3
is 'only that one' "$(wc -l <"$T/printed")" 1
rm -rf "$W/UID_1.3"
plain 3
ok 'removed and made again' wait_for printed 3 2
mv "$W" "$W.away"
wait "$WATCH"
is 'WORKING is moved away: 75' $? 75
mv "$W.away" "$W"

sleep 0.1
is 'once' "$(netrt-watch -1)" "$W/UID_1.3"
is 'once, with NUL' "$(netrt-watch -10 | tr '\0' '!')" "$W/UID_1.3!"
sed -i 's/interval_seconds: 0.05/interval_seconds: 1000/' "$T/netrt.yaml"
is 'once: not quiet yet' "$(netrt-watch -1)" ''
touch -d '2 hours ago' "$W/UID_1.3/DCM" "$W/UID_1.3/Structure"
is 'quiet for as long as its directories are old' "$(netrt-watch -1)" \
    "$W/UID_1.3"
touch -d 'next week' "$W/UID_1.3/DCM"
is 'a time in the future is now' "$(netrt-watch -1)" ''

# more events than the kernel keeps: all is looked at again
conf
watch
plain 4
wait_for printed 4
kill -STOP "$WATCH"
perl -e 'for (1 .. 7000) { open(F, ">", $ARGV[0]) or die; close(F); unlink($ARGV[0]) }' \
    "$W/UID_1.4/DCM/x.tmp"
plain 5
kill -CONT "$WATCH"
ok 'an overflow of events' wait_for printed 5
stop_watch

# too few watches: scanning
if strace -o /dev/null true 2>/dev/null; then
	: >"$T/printed"
	strace -o "$T/trace" -e trace=inotify_add_watch \
	    -e inject=inotify_add_watch:error=ENOSPC:when=4+ \
	    sh -c 'echo $$ >"$0"; exec netrt-watch' "$T/pid" \
	    >"$T/printed" 2>"$T/watch.err" &
	s=$!
	wait_for test -s "$T/pid"
	kill_later "$(cat "$T/pid")"
	plain 6
	ok 'too few inotify watches: scans' wait_for printed 6
	like 'and says so' "$(cat "$T/watch.err")" 'max_user_watches'
	kill "$(cat "$T/pid")"
	wait "$s"
else
	skip 2 'strace cannot trace here'
fi

code 64 'an argument' netrt-watch "$W/UID_1.3"
code 64 'an unknown option' netrt-watch -x
code 78 'no configuration' netrt-watch -c "$T/none"
code 78 'WORKING cannot be made' netrt-watch -1 -o "directories.working=$T/netrt.yaml/w"
code 0 '--help' netrt-watch --help
if [ "$(id -u)" -ne 0 ]; then
	code 64 "another user's directory" netrt-watch -1 -o directories.working=/
else
	skip 1 'root'
fi
if [ -e /dev/full ]; then
	touch -d '2 hours ago' "$W/UID_1.3/DCM"
	code 75 'output that cannot be written' sh -c 'netrt-watch -1 >/dev/full'
else
	skip 1 'no /dev/full'
fi
done_testing
