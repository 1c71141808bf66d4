#!/bin/sh
# netrt-send and a faulty PACS: each object ends in the right state, and the
# next run sends exactly those that are missing.  What the PACS has is known
# from its own record.  With FAULTS_ALL, answers are cut at every byte too.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

PORT=1
config
sendobj -n 3 "$T/m/UID_1.2.9" && sendstep -s mask "$T/m/UID_1.2.9" >/dev/null ||
    exit 99

# run N WORD...: two runs of netrt-send, in a directory of its own; results:
# exit codes, journal of the first, and what of the second is not as it should
run() {
	T=$T/$1
	S=$T/UID_1.2.9 C=$T/netrt.yaml
	shift
	trap bye EXIT
	mkdir "$T"
	cp -a "${T%/*}/m/UID_1.2.9" "$T/"
	peer "$@"
	config
	rc=0 again=0
	netrt-send "$S" >"$T/out" 2>"$T/err" || rc=$?
	first=$(journal 2>/dev/null | paste -s -d ,)
	awk '$1 == "accepted" || $1 == "warning" { print $5 }' \
	    "$S/.netrt/send.default" 2>/dev/null | LC_ALL=C sort >"$T/has"
	: >"$T/peer.log.2"
	mv "$T/peer.log" "$T/peer.log.1"
	bye
	: >"$T/port"
	scpfake -l "$T/peer.log.2" -p "$PORT" 0000 >"$T/port" &
	PEER=$!
	wait_for test -s "$T/port"
	netrt-send "$S" >"$T/out" 2>>"$T/err" || again=$?
	bye
	names "$S/Addition" >"$T/all"
	bad=
	# all that it lacked, and nothing else
	awk '$1 == "held" { print $2 }' "$T/peer.log.2" | LC_ALL=C sort |
	    cat - "$T/has" | LC_ALL=C sort | cmp -s - "$T/all" ||
	    bad="$bad resent"
	# all is there: by its own record, in one run or the other
	cat "$T/peer.log.1" "$T/peer.log.2" | awk '$1 == "held" { print $2 }' |
	    LC_ALL=C sort -u | cmp -s - "$T/all" || bad="$bad held"
	echo "$rc $again $first$bad" >"$T/result"
}

cases='' n=0
# fault CODE JOURNAL WORD...: begin it, four at a time
fault() {
	n=$((n + 1))
	cases="$cases$1 0 $2|"
	shift 2
	echo "$*" >"$T/name.$n"
	(run "$n" "$@") &
	[ $((n % 4)) -ne 0 ] || wait
}

fault 65 '' rj-1-1-3
fault 75 '' rj-2-3-2
fault 75 '' ac-cut-100
fault 75 '' ac-stop-100
fault 75 '' ac-garbage
fault 75 '' ac-huge
fault 75 '1 unknown -' hush
fault 75 '1 unknown -' read-900
fault 0 '1 accepted 0000,1 warning b006,1 warning b007' b006 b007 0000
fault 75 '2 accepted 0000,1 unknown -' 0000 msgid 0000
fault 75 '2 accepted 0000,1 unknown -' 0000 sop 0000
fault 75 '1 accepted 0000,1 unknown -' 0000 cut-6 0000
fault 75 '2 accepted 0000,1 unknown -' 0000 cut-9999 0000
fault 75 '1 accepted 0000,1 unknown -' 0000 stop-50 0000
fault 75 '1 accepted 0000,1 unknown -' 0000 garbage 0000
fault 75 '1 accepted 0000,1 unknown -' 0000 huge 0000
if [ -n "${FAULTS_ALL:-}" ]; then
	for r in 1-1-1 1-1-2 1-1-7 1-2-1 1-2-2; do fault 65 '' rj-$r; done
	for r in 2-1-1 2-2-1 2-3-0 2-3-1; do fault 75 '' rj-$r; done
	for i in 0 1 5 6 73 74 140; do fault 75 '' ac-cut-$i; done
	for i in 0 3 74; do fault 75 '' ac-stop-$i; done
	for i in 0 5 6 73 74; do fault 75 '' read-$i; done
	fault 0 '3 accepted 0000' ac-slow-1
	fault 0 '3 accepted 0000' slow-1
	i=0
	while [ $i -lt 150 ]; do
		fault 75 '1 accepted 0000,1 unknown -' 0000 cut-$i 0000
		i=$((i + 1))
	done
fi
wait

i=0
while [ $i -lt $n ]; do
	i=$((i + 1))
	is "$(cat "$T/name.$i")" "$(cat "$T/$i/result" 2>&1)" \
	    "$(echo "$cases" | cut -d'|' -f$i)"
done
is 'no comment on another object' "$(cat "$T/11/err" | grep -c \
    'the response is for another object')" 1
done_testing
