#!/bin/sh
# An association that is cut at every boundary of a PDU, one byte before and
# one after it: by the peer (hang up, A-ABORT, silence), and by KILL of our
# session or of its storescp.  What was answered 0000 is there, whole; what
# is there is whole; nothing else is visible; the service lives on.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 29
config
mkobject -i 1.9000 -b 4500 "$T/a"
peer=$TOP/test/peer.py

alone() {
	! pgrep -P "$RECEIVE" >/dev/null
}
# the data set of instance $1 should be
made() {
	perl -pe "BEGIN { undef \$/ } s/1\\.9000/$1/g" "$T/a" >"$T/made"
}
# judge WHAT: $T/said has a line for each cut
judge() {
	ok "$1: it ends each time" wait_for alone
	: >"$T/wrong"
	stored=0
	while read -r bytes whole uid words; do
		f=$T/w/UID_1.2.3/DCM/$uid.dcm
		case $words in
		*-0000*) [ -e "$f" ] || echo "$bytes: lost: $words" ;;
		esac
		[ -e "$f" ] || continue
		stored=$((stored + 1))
		made "$uid"
		same_data "$f" "$T/made" || echo "$bytes: torn"
		[ "$whole" = True ] || echo "$bytes: stored too early"
	done <"$T/said" >>"$T/wrong"
	is "$1: nothing is lost, torn or there too early" "$(cat "$T/wrong")" ''
	is "$1: at each place" "$(wc -l <"$T/said")" "$2"
	is "$1: nothing else is visible" "$(objects)" "$stored"
	is "$1: others are served" "$(rm -rf "$T/w"/UID_* && raw "$T/a")" \
	    'accepted status 0000 released'
	rm -rf "$T/w"/UID_*
}

receive -o dicom_listener.max_associations=100 \
    -o dicom_listener.max_associations_per_peer=100 \
    -o dicom_listener.idle_timeout_seconds=1 \
    -o dicom_listener.acse_timeout_seconds=1
for how in close abort stall; do
	"$peer" cut "$PORT" "$T/a" $how >"$T/said"
	judge "$how" "$([ $how = abort ] && echo 5 || echo 16)"
done
is 'who is silent hears of it' "$(grep -c 'accepted.* aborted-0-0$' \
    "$T/said")" 14
is 'and no spool is left' "$(wait_for no_spools; spools)" 0
stop_receive
receive
for who in storescp session; do
	"$peer" kill "$PORT" "$T/a" "$RECEIVE" $who >"$T/said"
	judge "kill $who" 16
done
is 'each death is said' "$(grep -c 'died of signal 9' "$T/receive.err")" 30
stop_receive
receive
is 'after a start no spool is left' "$(spools)" 0
stop_receive
