#!/bin/sh
# A destination that is away is remembered for all studies: one tries it at a
# time, the others do not wait for it, and all go when it is back.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

M=$T/.destinations/default
waits='retry_initial_seconds: 100, retry_max_seconds: 1000}'
conf() {
	config
	sed -i "s/dimse_timeout_seconds: 1}/dimse_timeout_seconds: 1, $waits/" \
	    "$C"
	echo 'watcher: {debounce_interval_seconds: 0,' \
	    'incomplete_wait_seconds: 0}' >>"$C"
}
now() {
	date +%s
}
# mark KEY VALUE: a line of it is so
mark() {
	sed -i "s/^$1 .*/$1 $2/" "$M"
}
get() {
	sed -n "s/^$1 //p" "$M"
}
asked() {
	grep -c '^associate' "$T/peer.log" || :
}
count() {
	grep -c "$1" "$T/logs/transaction.log" || :
}

# nobody listens
peer 0000
bye
conf
study 2
code 75 'away' netrt-send -a "$S"
like 'whose mark' "$(cat "$M")" "^peer 127.0.0.1 $PORT PACS\$"
is 'the first wait' "$(get delay)" 100
is 'the next try' "$(get next)" $(($(get last) + 100))
is 'the study waits for it' "$(cat "$S/.netrt/away")" default
is 'an event' "$(count DESTINATION_AWAY)" 1

# it is back, which nobody knows yet
peer -p "$PORT" 0000
code 75 'not now' netrt-send -a "$S"
like 'which is said' "$(cat "$T/err")" \
    'default was away [0-9]+ s ago, since [0-9TZ:-]+; next try at [0-9TZ:-]+$'
is 'and it is left alone' "$(asked)" 0
is 'the study still waits' "$(cat "$S/.netrt/away")" default
cp "$M" "$T/mark"

# its turn has come: one at a time
mark next 1
exec 9>"$M.lock"
flock 9
code 75 'another one tries' netrt-send -a "$S"
like 'which is said' "$(cat "$T/err")" 'another study is trying it$'
is 'and it is left alone' "$(asked)" 0
exec 9>&-
code 0 'it tries' netrt-send -a "$S"
is 'everything came' "$(sops | wc -l)" 2
ok 'the mark is gone' test ! -e "$M"
ok 'the study does not wait' test ! -e "$S/.netrt/away"
is 'an event' "$(count 'DESTINATION_BACK .*seconds=')" 1

# by hand, and what is no mark
again() {
	cp "$T/mark" "$M"
	study 1
}
again
code 0 'by hand it is always tried' netrt-send "$S"
ok 'and the mark is gone' test ! -e "$M"
again
echo rubbish >"$M"
code 0 'a damaged mark is none' netrt-send -a "$S"
again
sed -i '1s/PACS/OTHER/' "$M"
code 0 'one of another peer is none' netrt-send -a "$S"
again
mark next $(($(now) + 1000000))
code 0 'nor one of a wrong clock' netrt-send -a "$S"
again
rm "$M"
mkdir "$M" "$M/x"
code 0 'nor what is no file' netrt-send -a "$S"
rm -r "$M"
again
code 0 'a C-ECHO that is answered' netrt-send -e
ok 'ends it as well' test ! -e "$M"
rm -r "$T/.destinations"
code 0 'and leaves nothing' netrt-send -e
ok 'where there is nothing' test ! -e "$T/.destinations"
mkdir "$T/.destinations"
again
code 75 'a study with something left to send' netrt-send -a "$S"
code 0 'by hand' netrt-send "$S"
cp "$T/mark" "$M"
code 0 'nothing left to send: nobody is asked' netrt-send -a "$S"
ok 'and the mark stays' test -e "$M"
bye

# growing waits, and what is not away
mark next 1
code 75 'still away' netrt-send -a "$S" -f
is 'the wait grows' "$(get delay)" 200
is 'since the first' "$(get since)" "$(sed -n 's/^since //p' "$T/mark")"
code 75 'by hand meanwhile' netrt-send -f "$S"
is 'a try before its time counts for nothing' "$(get delay)" 200
mark next 1
mark delay 800
code 75 'and again' netrt-send -f -a "$S"
is 'up to the largest' "$(get delay)" 1000
peer -p "$PORT" rj-temp
mark next 1
code 75 'rejected for now' netrt-send -f -a "$S"
is 'the shortest wait' "$(get delay)" 100
rm "$M"
code 75 'rejected for now, when it was not away' netrt-send -f -a "$S"
ok 'is no mark' test ! -e "$M"
ok 'the study waits its own time' test ! -e "$S/.netrt/away"
bye
peer -p "$PORT" a700
code 75 'full' netrt-send -f -a "$S"
ok 'is no mark' test ! -e "$M"
bye
peer -p "$PORT" mute
study 1
code 75 'no answer to the association' netrt-send -a "$S"
is 'is one' "$(get delay)" 100
rm "$M"
bye
peer -p "$PORT" hush
code 75 'an association, and no answer in it' netrt-send -a "$S"
is 'is one' "$(get delay)" 100
like 'with its event' "$(grep DESTINATION_AWAY "$T/logs/transaction.log" |
    tail -n 1)" 'reason=.*timeout'
mark next 1
code 75 'still mute' netrt-send -a "$S"
is 'the wait grows' "$(get delay)" 200
rm "$M"
bye
study 2
peer -p "$PORT" 0000 hang
code 75 'no answer to one of two' netrt-send -a "$S"
ok 'is none' test ! -e "$M"
bye
peer -p "$PORT" die
code 75 'a connection that breaks' netrt-send -a "$S"
ok 'is none' test ! -e "$M"
bye
peer -p "$PORT" mute
study 1
code 75 'mute again' netrt-send -a "$S"

# killed while it tries
sed -i 's/acse_timeout_seconds: 1,/acse_timeout_seconds: 100,/' "$C"
mark next 1
echo 9999999999 >"$S/.netrt/not-before"
netrt-send -a "$S" 2>"$T/err" &
PID=$!
kill_later "$PID"
held() {
	! flock -n "$M.lock" true
}
ok 'it tries' wait_for held
kill -KILL "$PID"
wait "$PID" 2>/dev/null
code 0 'killed: another one may' flock -n "$M.lock" true
is 'the mark is as it was' "$(get next)" 1
ok 'the study does not wait for it' test ! -e "$S/.netrt/away"
is 'and is due at once' "$(cat "$S/.netrt/not-before")" 0
bye

# studies that wait: as netrt-watch sees them
peer 0000
bye
conf
D=$(dest required "$PORT")
conf
M=$T/.destinations/required
mkdir "$T/path"
for s in validate anon mask burnin debugviz; do
	ln -s /bin/true "$T/path/netrt-$s"
done
PATH=$T/path:$PATH
for u in 7 8 9; do
	S=$T/UID_1.2.$u
	study 1
	[ "$u" -eq 9 ] || netrt-run "$S" 2>"$T/err"
	cat "$T/err" >>"$T/said"
done
is 'two studies, one try' "$(count 'SENDING_START .*dest=required')" 1
like 'the other one says why' "$(cat "$T/said")" 'next try at'
is 'and is deferred' "$(count PROCESSING_DEFERRED)" 2
ok 'its own back-off does not grow' test ! -e "$T/UID_1.2.8/.netrt/delay"
due() {
	netrt-watch -1 | sed 's/.*UID_1.2.//' | tr '\n' ' '
}
is 'those that wait are not due' "$(due)" '9 '
like 'until the next try' "$(netrt-study list UID_1.2.8)" \
    "deferred until $(date -u -d "@$(get next)" +%Y-%m-%dT%H:%M)"
mark next 1
is 'one of them tries' "$(due)" '7 9 '
cp "$M" "$T/mark"
rm "$M"
is 'it is back: all are due' "$(due)" '7 8 9 '
cp "$T/mark" "$M"
mark next $(($(now) + 900))
is 'away again' "$(due)" '9 '
sed -i "s/port: $PORT/port: 1/" "$C"
is 'another peer: all are due' "$(due)" '7 8 9 '
sed -i "s/port: 1,/port: $PORT,/" "$C"
netrt-study -r x join UID_1.2.8 >"$T/out"
netrt-study -r x defer UID_1.2.8 mask 2>"$T/err"
rm "$M"
is 'one that failed for another reason is not due with it' "$(due)" '7 9 '

# one that is not required holds up nobody
D="$(dest extra "$PORT" 'required: false')
$(dest pacs 1)"
conf
peer 0000
S=$T/UID_1.2.9
sed -i "s/port: 1,/port: $PORT,/" "$C"
sed -i '/name: extra/s/port: [0-9]*/port: 1/' "$C"
study 1
code 0 'delivered without it' netrt-send -a "$S"
is 'waited for' "$(cat "$S/.netrt/away")" extra
is 'to be tried at the latest' "$(sed -n 's/^delay //p' \
    "$S/.netrt/pending")" 0
study 1
code 0 'the next study' netrt-send -a "$S"
is 'does not try it' "$(count 'SENDING_START .*dest=extra')" 1
ok 'but waits for it' test -e "$S/.netrt/pending"
done_testing
