#!/bin/sh
# netrt-send: classes of answers in log and report; duplicates and coercions.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

ANON="anonymization: {site_code: T, pid_mapping_file: '$T/map.json'"
PEER=
# fresh N WORD...: N images at a new peer
fresh() {
	[ -z "$PEER" ] || bye
	n=$1
	shift
	peer "$@"
	config
	study "$n"
	rm -rf "$T/logs"
}
report() {
	cat "$S/.netrt/report.send"
}
log() {
	cat "$T/logs/transaction.log"
}

fresh 5 0000 b007 a700 c001 die
code 75 'one of each class' netrt-send "$S"
is 'journal' "$(journal)" '1 accepted 0000
1 failed a700
1 refused c001
1 unknown -
1 warning b007'
like 'event' "$(log)" \
    'SENDING_FAILED .*objects=2 warnings=1 refused=1 later=1 unknown=1'
like 'report' "$(report)" \
    'OVERLAY to default: 2 of 5 objects accepted, 1 of them with a warning, 1 refused for good, 1 not taken now, 1 without an answer; '
like 'each of them' "$(report)" \
    '^  2\.25\.[0-9]+: failed, status A700 \(out of resources\)$'
like 'each of them' "$(report)" '^  2\.25\.[0-9]+: unknown$'
is 'what is well is not listed' "$(report | grep -c '^  2')" 4
fresh 4 0107 0116 0001 0213
code 75 'general statuses' netrt-send "$S"
is 'journal' "$(journal)" '1 failed 0213
1 warning 0001
1 warning 0107
1 warning 0116'

# duplicates
fresh 3 lost 0000 0000 0111
code 75 'one without an answer' netrt-send "$S"
code 0 'and then 0111' netrt-send "$S"
is 'counts as accepted' "$(journal)" '2 accepted 0000
1 accepted 0111'
like 'report' "$(report)" '3 of 3 objects accepted, 1 of them were there'
: >"$T/peer.log"
code 0 'again' netrt-send "$S"
is 'nothing is sent' "$(cat "$T/peer.log")" ''
fresh 2 0000 0000 0111
code 0 'accepted' netrt-send "$S"
code 0 '0111 for what was accepted before (-f)' netrt-send -f "$S"
is 'counts as accepted' "$(journal)" '2 accepted 0111'
fresh 2 0111
code 65 '0111 for what was never sent: 65' netrt-send "$S"
like 'says so' "$(cat "$T/err")" 'status 0111 \(duplicate SOP instance\)'
is 'journal' "$(journal)" '2 refused 0111'
fresh 2 a700 a700 0111
code 75 'a700' netrt-send "$S"
code 65 '0111 after it: 65' netrt-send "$S"

# coercion: at its worst, the original study is there
anon() {
	sed -i -e '/^anonymization/,/map.json/d' "$C"
	echo "$ANON, $1}" >>"$C"
	sendstep -s anon "$S" >/dev/null
	sendstep -s mask "$S" >/dev/null
	code 0 "$1: coerced" netrt-send "$S"
	like "$1: is a warning" "$(cat "$T/err")" \
	    '2 objects accepted with a warning: .*B000'
}
fresh 3 b000 b000 0000
anon 'uids: keep'
like 'the danger is said' "$(cat "$T/err")" \
    '2 objects of OVERLAY coerced, .* may hold the original study'
like 'event' "$(log)" 'SENDING_COERCED .*objects=2 .*original patient'
like 'report' "$(report)" '^  2 objects coerced: the PatientID was replaced'
fresh 3 b000 b000 0000
anon 'uids: remap'
is 'with new UIDs it is none' "$(log | grep -c COERCED)" 0
done_testing
