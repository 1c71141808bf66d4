#!/bin/sh
# netrt-watch(1): when a study is due and unlocked; again and again.
. "${0%/*}/lib.sh"
. "${0%/*}/watch.sh"
conf 'rescan_seconds: 3600'
now=$(date +%s)

# lock N FILE: hold it; unlock lets go
lock() {
	(exec 9>"$W/UID_1.$1/.netrt/$2"; flock 9; : >"$T/locked"; exec sleep 100) &
	LOCK=$!
	kill_later "$LOCK"
	wait_for test -e "$T/locked"
	rm "$T/locked"
}
unlock() {
	kill "$LOCK"
	wait "$LOCK" 2>/dev/null
}

watch
for n in 1:receiving 2:lock; do
	f=${n#*:} n=${n%:*}
	mkdir -p "$T/in/UID_1.$n/.netrt"
	mkdir -p "$W/UID_1.$n"
	mv "$T/in/UID_1.$n/.netrt" "$W/UID_1.$n/"
	lock "$n" "$f"
	file "$W/UID_1.$n/DCM/1.dcm"
	file "$W/UID_1.$n/Structure/2.dcm"
	not_printed "while $f is held" "$n"
	unlock
	ok "when it is let go" wait_for printed "$n"
done

# deferred N UNTIL: a study with frozen inputs and a not-before
deferred() {
	mkdir -p "$T/in/UID_1.$1/.netrt"
	file "$T/in/UID_1.$1/DCM/1.dcm"
	file "$T/in/UID_1.$1/Structure/2.dcm"
	(
		cd "$T/in/UID_1.$1" && echo 'netrt-inputs 1' &&
		    for f in DCM/1.dcm Structure/2.dcm; do
			printf '%s %s %064d %s\n' "$(stat -c %s $f)" \
			    "$(stat -c %.9Y $f | tr -d .)" 0 $f
		done
	) >"$T/inputs"
	mv "$T/inputs" "$T/in/UID_1.$1/.netrt/inputs"
	echo "$2" >"$T/in/UID_1.$1/.netrt/not-before"
	mv "$T/in/UID_1.$1" "$W/"
}
deferred 3 $((now + 3000))
not_printed 'not-before ahead' 3
file "$W/UID_1.3/DCM/9.dcm"
ok 'an object comes: due at once' wait_for printed 3
deferred 4 $((now - 10))
ok 'not-before is past' wait_for printed 4
deferred 5 $((now + 1000000))
ok 'not-before of a wrong clock' wait_for printed 5
deferred 6 $((now + 3000))
not_printed 'deferred' 6
echo $((now - 1)) >"$W/UID_1.6/.netrt/n"
mv "$W/UID_1.6/.netrt/n" "$W/UID_1.6/.netrt/not-before"
ok 'and made due' wait_for printed 6
deferred 7 $(($(date +%s) + 1))
ok 'not-before passes' wait_for printed 7
not_printed 'nothing is printed twice' 6 2
file "$W/UID_1.6/DCM/8.dcm"
ok 'but for a new object' wait_for printed 6 2

# waiting for a destination that is away
mark() {
	printf 'peer 10.0.0.5 104 ARC\nsince 5\nlast 5\nnext %s\ndelay 9\n' \
	    "$1" >"$T/mark"
	mv "$T/mark" "$W/.destinations/pacs"
}
for n in 10 11 12; do
	mkdir -p "$T/in/UID_1.$n/.netrt"
	[ "$n" -eq 12 ] || echo pacs >"$T/in/UID_1.$n/.netrt/away"
done
mark $((now + 3000))
for n in 10 11 12; do deferred "$n" $((now + 3000)); done
not_printed 'while it is away' 10
mark "$now"
ok 'when it is to be tried: one of them' wait_for printed 10
not_printed 'not the other one' 11
mark $((now + 2000))
echo $((now + 2900)) >"$W/UID_1.10/.netrt/n"
mv "$W/UID_1.10/.netrt/n" "$W/UID_1.10/.netrt/not-before"
not_printed 'in vain: none' 10 2
rm "$W/.destinations/pacs"
ok 'when it is back: both' wait_for printed 11
ok 'also that which has tried' wait_for printed 10 2
echo $((now + 2800)) >"$W/UID_1.10/.netrt/n"
mv "$W/UID_1.10/.netrt/n" "$W/UID_1.10/.netrt/not-before"
ok 'it was back before the study was put off' wait_for printed 10 3
not_printed 'one that does not wait for it' 12
mv "$W/UID_1.12" "$T/"

# moved away and back; another study of the same name
mv "$W/UID_1.6" "$T/away"
plain 6
ok 'another study of the same name' wait_for printed 6 3
stop_watch

# all that is still due
watch
ok 'after a restart: all that is due' wait_for printed 7
stop_watch
conf 'rescan_seconds: 1'
watch
ok 'at each rescan again' wait_for printed 7 2
stop_watch

# a reader that takes nothing is not flooded
mkfifo "$T/pipe"
exec 5<>"$T/pipe"
n=$(ls -d "$W"/UID_* | wc -l)
netrt-watch >"$T/pipe" 2>"$T/err" &
p=$!
kill_later "$p"
sleep 2.2
kill -TERM "$p"
wait "$p"
exec 6<"$T/pipe" 5>&-
is 'a pipe that nobody reads: nothing twice' "$(cat <&6 | wc -l)" "$n"
exec 6>&-
done_testing
