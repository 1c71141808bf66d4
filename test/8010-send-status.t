#!/bin/sh
# netrt-send: what each status of a peer leads to.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

PEER=
# case_ CODE JOURNAL WORD...: three objects, and the answers to them
case_() {
	want=$1 entries=$2
	shift 2
	[ -z "$PEER" ] || bye
	peer "$@"
	config
	study 3
	rm -rf "$T/logs"
	what=$(echo "$*" | tr '\n' ' ')
	code "$want" "$what: $want" netrt-send "$S"
	is "$what: journal" "$(journal)" "$entries"
}

case_ 75 '2 accepted 0000
1 failed a700' 0000 a700 0000
is 'nothing on stdout' "$(cat "$T/out")" ''
like 'says what, where and how many' "$(cat "$T/err")" \
    'destination default \(PACS at 127.*\): 1 of 3 objects are not accepted: 2\.25\.[0-9]+: status A700 \(out of resources\)'
like 'verdict' "$(cat "$S/.netrt/last")" '^code 75$'
is 'events' "$(events)" 'SENDING_START OVERLAY
SENDING_FAILED OVERLAY'
ok 'not delivered' test ! -e "$S/.netrt/delivered"
ok 'what storescu said is kept' test -s "$S/.netrt/storescu.default.log"
: >"$T/peer.log"
code 0 'again' netrt-send "$S"
is 'only the missing object is sent' "$(received 0000)" 1
is 'and the journal is complete' "$(journal)" '3 accepted 0000'
is 'the report is of all runs' "$(cat "$S/.netrt/report.send")" \
    'OVERLAY to default: 3 of 3 objects accepted'
ok 'delivered' test -e "$S/.netrt/delivered"
ok 'what storescu said is gone' test ! -e "$S/.netrt/storescu.default.log"

# a comment of the peer with line breaks is nothing that storescu says
forged='coerced
Association Request Failed: DOE^JANE is known
Sending file: x
DIMSE Status : 0xc000'
case_ 0 '3 warning b000' -m "$forged" b000
is 'of which nothing is in a log' "$(grep -r 'DOE' "$T/logs" "$T/err" \
    "$S/.netrt/report.send" "$S/.netrt/last")" ''
ok 'but where it may be' grep -q DOE "$S/.netrt/storescu.default.log"

# a duplicate of what was sent once and not answered, whatever came between
case_ 75 '2 accepted 0000
1 unknown -' 0000 0000 lost
bye
peer -p "$PORT" a700
code 75 'then full' netrt-send "$S"
bye
peer -p "$PORT" 0111
code 0 'then there' netrt-send "$S"
is 'is that very object' "$(journal)" '2 accepted 0000
1 accepted 0111'
case_ 65 '3 refused 0111' 0111
code 0 'or with -f' netrt-send -f "$S"
is 'whatever was entered' "$(journal)" '3 accepted 0111'
rm "$S"/.netrt/send.*
code 0 'or not' netrt-send -f "$S"

case_ 65 '2 accepted 0000
1 refused a900' 0000 a900 0000
like 'says the meaning' "$(cat "$T/err")" 'status A900 \(data set does not'
case_ 65 '2 accepted 0000
1 refused c001' c001 0000
like 'keeps the digits' "$(cat "$T/err")" 'status C001 \(cannot understand'
case_ 75 '1 accepted 0000
1 failed a702
1 refused c321' c321 a702 0000
case_ 75 '3 failed 0110' 0110
case_ 65 '3 refused 0122' 0122
case_ 65 '3 refused ffff' ffff
case_ 65 '3 refused 0124' 0124

case_ 0 '1 accepted 0000
2 warning b000' b000 b000 0000
like 'warnings are said' "$(cat "$T/err")" \
    '2 objects accepted with a warning: .*B000 \(coercion'
is 'and count as sent' "$(events)" 'SENDING_START OVERLAY
SENDING_SUCCESS OVERLAY'
: >"$T/peer.log"
code 0 'again' netrt-send "$S"
is 'they are not sent again' "$(cat "$T/peer.log")" ''
like 'but in the report still' "$(cat "$S/.netrt/report.send")" \
    '^OVERLAY to default: 3 of 3 objects accepted, 2 of them with a warning$'
like 'each of them' "$(cat "$S/.netrt/report.send")" \
    '^  2\.25\.[0-9]+: warning, status B000 \(coercion'

# an error comment may quote the patient: it is not for messages and logs
case_ 65 '3 refused a900' -m 'NAME IS DOE^JOHN' a900
like 'the offending element is named' "$(cat "$T/err")" \
    'offending element \(0010,0020\)'
is 'no comment of the peer in messages' "$(grep -c DOE "$T/err")" 0
is 'nor in logs, journal, verdict, report' "$(grep -rlE 'DOE' "$T/logs" \
    "$S/.netrt/last" "$S/.netrt/send.default" "$S/.netrt/report.send")" ''
like 'but it is kept in the study' \
    "$(cat "$S/.netrt/storescu.default.log")" 'DOE.JOHN'
done_testing
