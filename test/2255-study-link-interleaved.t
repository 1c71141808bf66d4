#!/bin/sh
# While an RTSTRUCT goes to the study it names, after each call of that,
# the other study is retired, put away or begun, or another object comes: the
# RTSTRUCT is never lost, and in the end it is where its images are.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
. "${0%/*}/crash/lib.sh"
. "${0%/*}/crash/link.sh"
cat >>"$T/netrt.yaml" <<-E
	processing: {retain_after_delivery_seconds: 0}
E
mkdir "$T/late"
cp "$T/a/$UA/Structure/$R" "$T/late/2.dcm"
dcmodify -nb -m '(0008,0018)=1.2.9.2' "$T/late/2.dcm"

# OTHER leaves a mark at its end, which shows sooner than the end of a child
cat >"$T/other.sh" <<-'E'
	rc=0
	"$@" || rc=$?
	: >"${0%.sh}.ended"
	exit "$rc"
E
ended_or_waits() {
	[ -e "$T/other.ended" ] || grep -q -- '-> FLOCK' /proc/locks
}

# every WHAT ONE OTHER CHECK: OTHER runs after each call of ONE (of locks
# after every second, but for CRASH_ALL)
every() {
	ev_n=0 ev_bad=0
	for call in flock linkat renameat2; do
		k=0 ev_step=1
		[ "$call" != flock ] || [ -n "$CRASH_ALL" ] || ev_step=2
		while k=$((k + ev_step)); do
			make_it
			rm -f "$T/other.ended"
			together "$call" "$k" "$2" "sh $T/other.sh $3" \
			    >"$T/said" 2>&1
			stopped || break
			ev_n=$((ev_n + 1))
			kept && "$4" && continue
			ev_bad=$((ev_bad + 1))
			echo "# $1: after $call $k: $rc_one $rc_other" \
			    "$(cat "$T/err.one" "$T/err.other")"
			(cd "$W" && find . -type f | sed 's/^/# /')
		done
	done
	if [ "$ev_n" -gt 0 ] && [ "$ev_bad" -eq 0 ]; then
		pass "$1: at $ev_n calls"
	else
		: >"$T/out"; : >"$T/err"
		fail "$1: $ev_bad of $ev_n"
	fi
}
# again: both begin once more, as netrt-watch would have it
again() {
	for s in "$UA" "$UB"; do
		[ ! -e "$W/$s" ] || netrt-study join "$W/$s" >/dev/null
	done
}
together_at_last() {
	again
	[ "$(rooms)" = "$UB" ] && [ -e "$W/$UB/Structure/$R" ] &&
	    [ "$(ls "$W/$UB/DCM" | wc -l)" -eq 2 ]
}
# the other study went with what it had, or has the RTSTRUCT
gone_or_there() {
	again
	[ -e "$W/$UB/Structure/$R" ] || [ -e "$W/$UA/Structure/$R" ]
}

make_it() {
	begin
	delivered "$W/$UB" 5
}
every 'it is retired' "netrt-study join $W/$UA" \
    "netrt-study retire $W/$UB" gone_or_there

make_it() {
	begin
	frozen "$W/$UB"
}
every 'it is put away, it lacks one' "netrt-study join $W/$UA" \
    "netrt-study quarantine $W/$UB 66 validate" together_at_last

make_it() {
	begin
}
every 'it begins' "netrt-study join $W/$UA" "netrt-study join $W/$UB" \
    together_at_last
every 'it begins, and fetches' "netrt-study join $W/$UB" \
    "netrt-study join $W/$UA" together_at_last

make_it() {
	begin
	hold "$UA"
}
# two of them: the late one makes a study of its own, or goes with the first
both() {
	again
	[ -e "$W/$UB/Structure/$R" ] && [ -e "$W/$UB/Structure/1.2.9.2.dcm" ]
}
every 'another one comes' "netrt-study join $W/$UB" \
    "netrt-study import $T/late/2.dcm" both
make_it() {
	begin
}
every 'another one comes here' "netrt-study join $W/$UA" \
    "netrt-study import $T/late/2.dcm" both
done_testing
