#!/bin/sh
# The promise, as a trace: an object's file is fsynced, then linked, then the
# directories are fsynced, and only then is the response written.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
tracing || skip_all 'no strace that can attach here'
plan 9
config
receive
mkobject -i 1.1 "$T/a"
mkobject -i 1.2 "$T/b"
mid
strace -f -yy -o "$T/trace" -e trace=fsync,linkat,flock,sendto,close,unlinkat \
    -p "$SESSION" 2>"$T/strace.err" &
TRACER=$!
kill_later "$TRACER"
attached
peer_ends
wait "$TRACER"
is 'two objects' "$SAID" 'accepted waiting status 0000 status 0000 released'

# The trace as words, one object after the other.
awk '
/fsync\(.*\/in\/[^\/]*>\)/		{ print "fsync-file"; next }
/flock\(.*\/\.lock>, LOCK_SH/		{ print "lock"; next }
/linkat\(.*\/DCM\/1\.[0-9]\.dcm"/	{ print "link"; next }
/close\(.*\/\.lock>\)/			{ print "unlock"; next }
/fsync\(.*\/DCM>\)/			{ print "fsync-leaf"; next }
/fsync\(.*\/UID_1\.2\.3>\)/		{ print "fsync-study"; next }
/fsync\(.*\/w>\)/			{ print "fsync-working"; next }
/unlinkat\(.*\/in>.*"CT/		{ print "unlink-spool"; next }
/sendto\(.*TCP/				{ print "respond"; next }
/fsync\(/				{ print "fsync-other"; next }
' "$T/trace" | grep -v fsync-other >"$T/words"
# the last word is the release
is 'the order, for the first object of a study' \
    "$(sed -n '1,/respond/p' "$T/words" | paste -s -d ' ')" \
    'fsync-file lock link unlock fsync-leaf fsync-study fsync-working unlink-spool respond'
is 'and for further ones' \
    "$(sed '1,/respond/d' "$T/words" | sed '/respond/q' | paste -s -d ' ')" \
    'fsync-file lock link unlock fsync-leaf unlink-spool respond'
is 'nothing is fsynced under the lock' "$(awk '/flock\(.*\.lock>, LOCK_SH/ {
	in_lock = 1 } /close\(.*\.lock>\)/ { in_lock = 0 }
    in_lock && /fsync/' "$T/trace")" ''

# An object that is there already is made durable as well.
mkobject -i 1.3 "$T/a"
raw "$T/a" >/dev/null
mid
strace -f -yy -o "$T/trace" -e trace=fsync,sendto -p "$SESSION" \
    2>"$T/strace.err" &
TRACER=$!
attached
peer_ends
wait "$TRACER"
is 'the same again' "$SAID" \
    'accepted waiting status 0000 status 0000 released'
ok 'is fsynced under its public name' grep -q 'fsync(.*/DCM/1.3.dcm>)' \
    "$T/trace"
stop_receive

# An fsync that fails: the sender must not believe that it is safe.
receive
for what in '*/in/*' '*/DCM'; do
	mid
	# the N-th fsync of the session: 1 the file, 2 the leaf
	n=1
	[ "$what" = '*/in/*' ] || n=2
	strace -o /dev/null -e trace=fsync \
	    -e inject=fsync:error=EIO:when=$n -p "$SESSION" \
	    2>"$T/strace.err" &
	TRACER=$!
	attached
	rm -rf "$T/w/UID_1.2.3"
	peer_ends
	wait "$TRACER"
	is "fsync of $what fails: A700" "$SAID" \
	    'accepted waiting status A700 status 0000 released'
done
ok 'it is an event' event OBJECT_REFUSED \
    'status=A700 .*fsync: Input/output error'
stop_receive
