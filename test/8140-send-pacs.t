#!/bin/sh
# netrt-send and a PACS that says 0000 and drops one in fifty, or that knows
# the study with another PatientID.  Its own record is the judge.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

# those of the peer's lines, as UIDs
said() {
	sed -n "s/^$1 \([^ ]*\) .*/\1/p" "$T/peer.log" | LC_ALL=C sort -u
}
# in_state STATE: UIDs of the journal
in_state() {
	awk -v s="$1" '$1 == s { print $5 }' "$S/.netrt/send.pacs" |
	    LC_ALL=C sort
}
# conf WAIT MORE [LINE...]: the destination "pacs", verify_wait_seconds
conf() {
	D=$(dest pacs "$PORT" "$2")
	wait=$1
	shift 2
	config "$@"
	sed -i "s/dimse_timeout_seconds: 1/&, verify_wait_seconds: $wait/" "$C"
}

# one in fifty; status alone believes it
peer -d 50 0000
conf 0 'verify: status'
study 120
code 0 'two of 120 are dropped: the status does not tell' netrt-send "$S"
is 'but they are not there' "$(said held | wc -l)" 118
said drop >"$T/dropped"
conf 60 'verify: find'
code 75 'verify: find does' netrt-send "$S"
is 'of exactly these two' "$(in_state accepted)" "$(cat "$T/dropped")"
is 'the others were found' "$(in_state found)" "$(said held)"
is 'nothing was sent yet: the PACS may be late' "$(grep -c ^store \
    "$T/peer.log")" 120
: >"$T/peer.log"
conf 0 'verify: find'
code 0 'and then they are sent' netrt-send "$S"
is 'exactly these two' "$(said store)" "$(cat "$T/dropped")"
is 'and held' "$(said held)" "$(cat "$T/dropped")"
is 'all is found' "$(in_state found)" "$(names "$S/Addition")"
: >"$T/peer.log"
code 0 'again' netrt-send "$S"
is 'nobody is asked' "$(cat "$T/peer.log")" ''

# an index that comes after two questions: nothing is sent twice
bye
peer -f 'none none ok' 0000
conf 60 'verify: find'
study 3
code 75 'a late index' netrt-send "$S"
code 75 'later still' netrt-send "$S"
code 0 'there it is' netrt-send "$S"
is 'each was sent once' "$(grep -c ^store "$T/peer.log")" 3

# the original study is there: the same Study Instance UID, its own PatientID
rm -rf "$S"
mkstudy -S -r 16 -c 16 -n 3 -s box "$T/known" >/dev/null
known=$(ls -d "$T"/known/UID_*)
anon="anonymization: {enabled: true, site_code: T,
  pid_mapping_file: '$T/map.json'"
# knows HOW UIDS: such a PACS, and a study to be sent
knows() {
	bye
	peer -i "$1" 0000
	conf 0 'verify: find' "$anon, uids: $2}"
	sed -i '/^anonymization: {enabled: false/,/map.json/d' "$C"
	storescu -aec ARC 127.0.0.1 "$PORT" "$known"/DCM/* >"$T/out" 2>&1 ||
	    fail 'storescu'
	: >"$T/peer.log"
	rm -rf "$S" "$T/logs"
	cp -a "$known" "$S"
	netrt-anon "$S" >"$T/out" 2>"$T/err" &&
	    netrt-mask "$S" >"$T/out" 2>"$T/err" || fail 'netrt-mask'
}
S=$T/${known##*/}
knows refuse keep
code 65 'it refuses another PatientID' netrt-send "$S"
is 'each object' "$(journal pacs)" '3 refused a900'
is 'nothing is there' "$(said held)" ''
ok 'not delivered' test ! -e "$S/.netrt/delivered"
knows coerce keep
code 0 'it files it under its own' netrt-send "$S"
like 'that is told' "$(cat "$T/err")" \
    'coerced, and the PatientID was replaced and the StudyInstanceUID kept'
like 'and logged' "$(cat "$T/logs/transaction.log")" \
    'SENDING_COERCED .*objects=3'
is 'each is there' "$(said held)" "$(names "$S/Addition")"
knows coerce remap
code 0 'another Study Instance UID' netrt-send "$S"
is 'is another study' "$(grep -c COERCED "$T/logs/transaction.log")" 0
is 'each is there' "$(said held)" "$(names "$S/Addition")"
done_testing
