#!/bin/sh
# An object is committed while netrt-study moves its study, after each of
# its calls: it is never lost, and nothing else is.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null ||
    skip_all 'strace cannot trace here'
conf ''
mkobject -i 1.10 "$T/late.dcm" || exit 99

stopped() {
	grep -q 'stopped by SIGSTOP' "$T/trace" 2>/dev/null
}
stopped_or_ended() {
	[ -e "$T/ended" ] || stopped
}

# between CALL K COMMAND...: stop after the K-th CALL, import, go on.
# False when there is no K-th call.
between() {
	bt_call=$1 bt_k=$2
	shift 2
	rm -f "$T/pid" "$T/ended" "$T/trace"
	{
		# shellcheck disable=SC2016  # for the shell that is traced
		strace -o "$T/trace" -e "trace=$bt_call" \
		    -e "inject=$bt_call:signal=SIGSTOP:when=$bt_k" \
		    sh -c 'echo $$ >"$0"; exec "$@"' "$T/pid" "$@" \
		    >"$T/o" 2>"$T/e"
		: >"$T/ended"
	} &
	bt_s=$!
	wait_for stopped_or_ended
	if ! stopped; then
		wait "$bt_s"
		return 1
	fi
	# it may have to wait for the lock that is held just now
	: >"$T/import"
	netrt-study import "$T/late.dcm" >"$T/import" 2>&1 &
	bt_i=$!
	bt_n=0
	while [ ! -s "$T/import" ] && [ "$bt_n" -lt 5 ]; do
		sleep 0.02
		bt_n=$((bt_n + 1))
	done
	kill -CONT "$(cat "$T/pid")"
	wait "$bt_s"
	wait "$bt_i" || {
		echo "# import: $(cat "$T/import")"
		return 2
	}
}

# kept: the late object is in a study, whole
kept() {
	found=$(find "$W" -path "$W/.trash" -prune -o -name 1.10.dcm -print)
	[ -n "$found" ] && cmp -s "$(echo "$found" | head -n 1)" "$T/late.dcm"
}

# every WHAT CHECK COMMAND...: at each call; CHECK and kept hold afterwards
every() {
	ev_what=$1 ev_check=$2
	shift 2
	ev_n=0 ev_bad=0
	for call in flock renameat2 linkat fsync; do
		k=0
		while k=$((k + 1)); do
			make_it
			ev_rc=0
			between "$call" "$k" "$@" || ev_rc=$?
			[ "$ev_rc" -ne 1 ] || break
			ev_n=$((ev_n + 1))
			[ "$ev_rc" -eq 0 ] && kept && "$ev_check" || {
				ev_bad=$((ev_bad + 1))
				echo "# $ev_what: after $call $k: $(cat "$T/o" "$T/e")"
				(cd "$W" && find . -type f | sed 's/^/# /')
			}
		done
	done
	if [ "$ev_n" -gt 0 ] && [ "$ev_bad" -eq 0 ]; then
		pass "$ev_what: at $ev_n calls"
	else
		: >"$T/out"; : >"$T/err"
		fail "$ev_what: $ev_bad of $ev_n"
	fi
}

# retire: what is delivered may go, what came may not
make_it() {
	fresh
	delivered "$S" 5
	echo counts >"$S/.netrt/report.mask"	# calls between look and move
}
fine() {
	# alone, or with all the others: both are right
	n=$(ls "$S/DCM" | wc -l)
	[ "$n" -eq 1 ] || [ "$n" -eq 3 ]
}
every 'retire' fine netrt-study retire 1.2.3

# quarantine because something is missing
make_it() {
	fresh
	rm -r "$S/Structure"
	frozen "$S"
}
fine() {
	# what was there is in one place; if that is quarantine, the late one
	# has not been buried with it
	a=$(ls "$Q"/UID_*/DCM/1.10.dcm 2>/dev/null)
	[ -z "$a" ] && [ "$(find "$W" -name 2.dcm | wc -l)" -eq 1 ]
}
every 'quarantine, 66' fine netrt-study quarantine 1.2.3 66 validate

# join what waits
make_it() {
	fresh
	away "UID_1.2.3_$Z" 65
	mkdir -p "$S/DCM"
	echo new >"$S/DCM/3.dcm"
}
fine() {
	q=$Q/UID_1.2.3_$Z
	[ "$(cd "$q" && cat DCM/[123].dcm Structure/9.dcm | paste -s -d '|' -)" = \
	    'image 1|image 2|new|contours' ]
}
every 'join, it waits' fine netrt-study join 1.2.3

# join what is tried again
make_it() {
	fresh
	away "UID_1.2.3_$Z" 66
	mkdir -p "$S/DCM"
	echo new >"$S/DCM/3.dcm"
}
fine() {
	[ "$(ls "$S/DCM" | wc -l)" -eq 4 ] && [ "$(rooms)" = UID_1.2.3 ]
}
every 'join, tried again' fine netrt-study join 1.2.3
done_testing
