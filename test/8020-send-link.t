#!/bin/sh
# netrt-send: a peer that goes away, hangs, rejects, takes nothing.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

PEER=
fresh() {
	[ -z "$PEER" ] || bye
	peer "$@"
	config
	study 4
	rm -rf "$T/logs"
}

# lost in the middle: what was taken stays so, the rest goes next time
for how in die lost abort; do
	fresh 0000 0000 $how 0000
	code 75 "$how: 75" netrt-send "$S"
	is "$how: journal" "$(journal)" '2 accepted 0000
1 unknown -'
	like "$how: names the object" "$(cat "$T/err")" \
	    '2 of 4 objects are not accepted: 2\.25\.[0-9]+: '
	: >"$T/peer.log"
	code 0 "$how: again" netrt-send "$S"
	is "$how: the missing two are sent" "$(received 0000)" 2
	is "$how: journal" "$(journal)" '4 accepted 0000'
done
# the one at which it broke was tried twice, and came last
is 'attempts are counted' \
    "$(sed 1,2d "$S/.netrt/send.default" | cut -d' ' -f3 | sort | tr -d '\n')" \
    1112
broken=$(grep ' 0000 2 ' "$S/.netrt/send.default" | cut -d' ' -f5)
is 'and goes last' "$(sops | wc -l; tail -n 2 "$T/peer.log" | head -n 1)" \
    "2
store $broken 0000"

fresh 0000 hang
code 75 'hangs: 75, after the time-out' netrt-send "$S"
like 'says so' "$(cat "$T/err")" 'timeout'
is 'one waited for, two not tried' "$(journal)" '1 accepted 0000
1 unknown -'

fresh rj-temp 0000
code 75 'rejected, transient: 75' netrt-send "$S"
like 'says why' "$(cat "$T/err")" 'rejected: Rejected Transient'
is 'nothing is entered' "$(journal)" ''
code 0 'and later accepted' netrt-send "$S"

fresh rj-ae
code 65 'rejected, AE title: 65' netrt-send "$S"
like 'says why' "$(cat "$T/err")" 'Called AE Title Not Recognized'
is 'events' "$(events)" 'SENDING_START OVERLAY
SENDING_FAILED OVERLAY'
fresh rj-perm
code 65 'rejected, permanent: 65' netrt-send "$S"
fresh none
code 65 'no context: 65' netrt-send "$S"
like 'says why' "$(cat "$T/err")" 'accepts no presentation context'
fresh close
code 75 'closes at once: 75' netrt-send "$S"
fresh mute
code 75 'says nothing: 75' netrt-send "$S"

fresh 0000
bye
code 75 'down: 75' netrt-send "$S"
like 'says why' "$(cat "$T/err")" 'Connection refused'
ok 'the private directory is gone' test ! -e "$S/.netrt/sending.default"

# -e
code 75 '-e, down: 75' netrt-send -e
like 'says why' "$(cat "$T/out")" \
    '^default PACS 127\.0\.0\.1:[0-9]+ .*Connection refused'
fresh rj-ae
code 75 '-e, rejected: 75' netrt-send -e
like 'says why' "$(cat "$T/out")" 'Called AE Title Not Recognized'
fresh 0000
code 0 '-e' netrt-send -e
is 'prints a line' "$(cat "$T/out")" "default PACS 127.0.0.1:$PORT answers"
code 64 '-e with a study: 64' netrt-send -e "$S"
like 'says how' "$(cat "$T/err")" '^usage: netrt-send '
code 64 '-e -n: 64' netrt-send -e -n
done_testing
