#!/bin/sh
# netrt-receive with its session, its storescp and itself ended at each call
# that changes something, from the connection to the end of the association,
# and with a full and a failing disk there.  What was answered 0000 is there,
# whole; what is there is whole; the sender tries again and all is as it
# should be; and after a start nothing is left over.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
tracing || skip_all 'no strace that can attach here'
. "${0%/*}/crash/lib.sh"
unset SOURCE_DATE_EPOCH
config
mkobject -i 1.1 "$T/a"
mkobject -i 1.2 -m RTSTRUCT "$T/b"
CALLS='fsync linkat mkdirat renameat renameat2 unlinkat openat write sendto'

state() {
	(cd "$T/w" && find UID_1.2.3 -type f ! -name origin |
	    LC_ALL=C sort | xargs sha256sum)
}
# under ARGUMENT...: an association while strace watches everybody
under() {
	rm -f "$T/strace.err"
	strace -f "$@" -p "$RECEIVE" 2>"$T/strace.err" &
	TRACER=$!
	attached
	SAID=$(raw "$T/a" "$T/b")
	# the session's last words
	wait_for alone || echo "# a session does not end"
	kill "$TRACER" 2>/dev/null
	wait "$TRACER" 2>/dev/null
}
alone() {
	! pgrep -P "$RECEIVE" >/dev/null
}
receive
raw "$T/a" "$T/b" >/dev/null
want=$(state)
rm -rf "$T/w/UID_1.2.3"
under -o "$T/trace" -e "trace=$(echo "$CALLS" | tr ' ' ',')"
is 'undisturbed' "$SAID" 'accepted status 0000 status 0000 released'

# at CALL: its numbers, of whichever process has most; openat where it creates
at() {
	awk -v call="$1" '
		index($2, call "(") == 1 {
			n[$1]++
			if (call != "openat" || /O_CREAT/) at[n[$1]] = 1
		}
		END { for (k in at) print k }' "$T/trace" | sort -n
}
wrong() {
	echo "$call $fault: $*" >>"$T/wrong"
}
# try: $fault at $call
try() {
	rm -rf "$T/w/UID_1.2.3"
	under -o /dev/null -e "trace=$call" -e "inject=$call:$fault"
	# the first answer is to $T/a, the second to $T/b
	file=DCM/1.1.dcm sent=$T/a
	for word in $SAID; do
		case $word in
		0000)
			same_data "$sent" "$T/w/UID_1.2.3/$file" ||
			    wrong "$file is lost: $SAID"
			;;
		accepted | status) continue ;;
		esac
		file=Structure/1.2.dcm sent=$T/b
	done
	for f in "$T/w"/UID_*/[DS]*/*.dcm; do
		[ ! -e "$f" ] || same_data "$f" "$T/a" ||
		    same_data "$f" "$T/b" || wrong "$f is torn"
	done
	if ! kill -0 "$RECEIVE" 2>/dev/null; then
		wait "$RECEIVE" 2>/dev/null
		receive || wrong 'it does not start again'
	fi
	again=$(raw "$T/a" "$T/b")
	[ "$again" = 'accepted status 0000 status 0000 released' ] ||
	    wrong "again: $again"
	[ "$(state)" = "$want" ] || wrong 'it ends in another way'
}
n=0
for call in $CALLS; do
	for k in $(at "$call"); do
		for fault in $(faults_of "$call" "$k"); do
			# sockets do not fail so, and full disks are tried
			# with full disks
			case $call,$fault in
			write,error* | sendto,error*) continue ;;
			esac
			try
			n=$((n + 1))
		done
	done
done
: >>"$T/wrong"
is "$n faults: nothing acknowledged is lost" "$(cat "$T/wrong")" ''
[ "$n" -ge 60 ] && pass 'they were many' || fail "only $n faults"
stop_receive
receive
is 'after a start no spool is left' "$(spools)" 0
is 'and no temporary' "$(find "$T/w" -name '*.tmp')" ''
stop_receive
done_testing
