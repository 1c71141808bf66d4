#!/bin/sh
# netrt-send killed in the middle, and storescu with it: nothing accepted is
# forgotten, everything arrives.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

# killed while the peer is silent: storescu goes with it, and what the peer
# had accepted by then is not sent again
peer 0000 0000 hang 0000
config
sed -i 's/dimse_timeout_seconds: 1/dimse_timeout_seconds: 60/' "$C"
study 4
netrt-send "$S" >"$T/out" 2>"$T/err" &
pid=$!
wait_for grep -q hang "$T/peer.log"
is 'storescu has told what was accepted' \
    "$(grep -c '^D: DIMSE Status .*0x0000' "$S/.netrt/sending.default/log")" 2
kill -9 "$pid"
wait "$pid" 2>/dev/null
ok 'storescu dies with it' wait_for sh -c \
    "flock -n '$S/.netrt/sending.default/log' true"
is 'the journal says that each may be there' \
    "$(journal | sed 's/ *$//')
$(grep -c '^unknown - 0 .* unanswered$' "$S/.netrt/send.default")" \
    '4 unknown -
4'
: >"$T/peer.log"
is '-n knows it' "$(netrt-send -n "$S" | wc -l)" 2
ok 'and leaves it' test -e "$S/.netrt/sending.default/log"
code 0 'again' netrt-send -v "$S"
like 'takes up what was left' "$(cat "$T/err")" 'interrupted run of 4 objects'
is 'only the other two are sent' "$(received 0000)" 2
is 'the journal is complete' "$(journal)" '4 accepted 0000'
is 'the one that hung was tried twice' \
    "$(sed 1,2d "$S/.netrt/send.default" | cut -d' ' -f3 | sort | tr -d '\n')" \
    1112
ok 'delivered' test -e "$S/.netrt/delivered"

# what the dead one had accepted with a warning is logged as if just answered:
# nothing, or all but one, being left to send
for last in hang b000; do
	rm -f "$S"/.netrt/send.* "$S/.netrt/delivered"
	bye
	peer b000 b000 b000 "$last" b000
	config
	sed -i 's/dimse_timeout_seconds: 1/dimse_timeout_seconds: 60/' "$C"
	case $last in
	hang)
		netrt-send "$S" >"$T/out" 2>"$T/err" &
		pid=$!
		wait_for grep -q hang "$T/peer.log"
		kill -9 "$pid"
		wait "$pid" 2>/dev/null
		wait_for sh -c "flock -n '$S/.netrt/sending.default/log' true"
		;;
	*)	# as one killed between journal and event leaves it
		code 0 'with warnings' netrt-send "$S"
		sed -i '3,$s/$/ untold=OVERLAY/' "$S/.netrt/send.default"
		;;
	esac
	rm -f "$T/logs/transaction.log"
	code 0 "$last: again" netrt-send "$S"
	like "$last: event" "$(cat "$T/logs/transaction.log")" \
	    'SENDING_SUCCESS .*objects=4 warnings=4'
	is "$last: one event of it" "$(grep -c SENDING_SUCCESS \
	    "$T/logs/transaction.log")" 1
	like "$last: warning" "$(cat "$T/err")" \
	    '4 objects accepted with a warning: .*B000'
	like "$last: report" "$(cat "$S/.netrt/report.send")" \
	    '^OVERLAY to default: 4 of 4 objects accepted, 4 of them with a w'
	is "$last: nothing is untold" \
	    "$(grep -c untold "$S/.netrt/send.default")" 0
done

# TERM: stopped, nothing lost either
rm -f "$S"/.netrt/send.* "$S/.netrt/delivered"
bye
peer 0000 hang 0000
config
netrt-send "$S" >"$T/out" 2>"$T/err" &
pid=$!
wait_for grep -q hang "$T/peer.log"
kill "$pid"
wait "$pid" 2>/dev/null
rc=$?
is 'TERM ends it' "$rc" 143
: >"$T/peer.log"
code 0 'again' netrt-send "$S"
is 'three are sent' "$(received 0000)" 3

# hung: all anew, and the peer is silent at the third object; netrt-send is $pid
hung() {
	rm -f "$S"/.netrt/send.* "$S/.netrt/delivered"
	bye
	peer -u 0000 0000 hang 0000
	config
	sed -i 's/dimse_timeout_seconds: 1/dimse_timeout_seconds: 60/' "$C"
	netrt-send "$S" >"$T/out" 2>"$T/err" &
	pid=$!
	wait_for grep -q hang "$T/peer.log"
}

# a log that was torn: as DCMTK leaves it when it could not write, it begins
# at nothing, and what it has is of the middle
hung
printf 'D: DIMSE Status                  : 0x0000: Success\n%s' \
    "$(printf 'D: x%.0s\n' $(seq 2000))" >"$S/.netrt/sending.default/log"
wait "$pid"
is 'a torn log: 75' "$?" 75
like 'which is said' "$(cat "$T/err")" 'could not write its log'
is 'what it does not tell is unknown' "$(sed 1,2d "$S/.netrt/send.default" |
    grep -v '^accepted 0000 ' | grep -v '^unknown - 1 .* unanswered$')" ''
ok 'of the one that hung at least' grep -q ^unknown "$S/.netrt/send.default"
code 0 'again' netrt-send "$S"
is 'what the peer has already counts' \
    "$(grep -cE '^accepted 0(000|111) ' "$S/.netrt/send.default")" 4
is 'nothing is open' "$(grep -c unanswered "$S/.netrt/send.default")" 0

# a power cut, which leaves neither log nor private directory
hung
kill -9 "$pid"
wait "$pid" 2>/dev/null
rm -r "$S/.netrt/sending.default"
code 0 'a power cut, and again' netrt-send "$S"
is 'what the peer has is accepted' "$(journal | grep 0111)" '3 accepted 0111'

# leftovers that say nothing, and such of another peer
bye
peer 0000
config
mkdir "$S/.netrt/sending.default"
code 0 'an empty private directory' netrt-send "$S"
ok 'is removed' test ! -e "$S/.netrt/sending.default"
mkdir "$S/.netrt/sending.default"
sop=$(sed -n 's/^accepted .* \(2\.25[^ ]*\) .*/\1/p' "$S/.netrt/send.default" |
    head -n 1)
id=$(sed -n '$s/.* //p' "$S/.netrt/send.default")
printf 'peer other 104 PACS\n%s %s\n' "$sop" "$id" \
    >"$S/.netrt/sending.default/manifest"
printf '%s\n' 'I: Association Accepted (Max Send PDV: 16372)' \
    "I: Sending file: $sop.dcm" 'D: DIMSE Status : 0x0000: Success' \
    >"$S/.netrt/sending.default/log"
rm "$S/.netrt/send.default"
: >"$T/peer.log"
code 0 'a private directory for another peer' netrt-send "$S"
is 'counts for nothing here' "$(received 0000)" 4
done_testing
