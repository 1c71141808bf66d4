#!/bin/sh
# netrt-send with verify: find: accepted is not believed, but looked up.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

PEER=
# fresh MORE WORD...: three images, a peer, a destination with these keys
fresh() {
	[ -z "$PEER" ] || bye
	keys=$1
	shift
	peer "$@"
	D=$(dest arc "$PORT" "verify: find, series: [overlay]$keys")
	config
	study 3
	rm -rf "$T/logs"
}
# at SECONDS [ATTEMPTS]: how long a PACS may index
at() {
	sed -i '/^  verify/d; s/dimse_timeout_seconds: 1/&,/; s/,}*$/,/' "$C"
	sed -i "s/^  dimse_timeout_seconds: 1.*/  dimse_timeout_seconds: 1,\\
  verify_wait_seconds: $1, verify_attempts: ${2:-3}}/" "$C"
}
sent() {
	grep -c '^store' "$T/peer.log"
}
found='3 found 0000'

fresh '' 0000
code 0 'all there' netrt-send "$S"
is 'journal' "$(journal arc)" "$found"
is 'one question for the series' "$(grep -c '^find' "$T/peer.log")" 1
like 'event' "$(cat "$T/logs/transaction.log")" \
    'VERIFY_SUCCESS .*series=OVERLAY dest=arc .*found=3 waiting=0 missing=0'
like 'report' "$(cat "$S/.netrt/report.send")" \
    '^OVERLAY at arc: 3 of 3 objects found, 0 not yet, 0 missing$'
ok 'delivered' test -e "$S/.netrt/delivered"
ok 'nothing is left over' test ! -e "$S/.netrt/finding.arc"
: >"$T/peer.log"
code 0 'again' netrt-send "$S"
is 'nobody is asked' "$(cat "$T/peer.log")" ''
code 0 '-f' netrt-send -f "$S"
is 'sends and looks again' "$(sent) $(grep -c '^find' "$T/peer.log")" '3 1'

# one of three was forgotten
fresh '' 0000 drop 0000
code 75 'forgotten: 75' netrt-send "$S"
like 'says so' "$(cat "$T/err")" \
    '1 of 3 objects were accepted and cannot be found there yet'
is 'journal' "$(journal arc)" '1 accepted 0000
2 found 0000'
is 'it may be late: it is not sent again' "$(sent)" 3
ok 'not delivered' test ! -e "$S/.netrt/delivered"
like 'event' "$(cat "$T/logs/transaction.log")" \
    'VERIFY_WAITING .*found=2 waiting=1 missing=0'
code 0 '-n' netrt-send -n "$S"
like 'shows what would be looked up' "$(cat "$T/out")" \
    '^arc OVERLAY 2\.25\.[0-9]+ .*\.dcm find$'
is 'and that alone' "$(wc -l <"$T/out")" 1
if strace -o /dev/null true 2>/dev/null; then
	cp "$S/.netrt/send.arc" "$T/journal"
	rm -rf "$T/logs"
	strace -o /dev/null -e trace=renameat \
	    -e inject=renameat:signal=SIGKILL:when=1 \
	    netrt-send "$S" >"$T/out" 2>"$T/err"
	is 'killed as it writes what it found' \
	    "$(cmp "$T/journal" "$S/.netrt/send.arc")" ''
	like 'which is in the log' "$(cat "$T/logs/transaction.log")" \
	    'VERIFY_WAITING .*found=0 waiting=1'
	rm -f "$S"/.netrt/*.tmp
else
	skip 2 'strace may not trace here'
fi
code 75 'a second look' netrt-send "$S"
is 'it is not sent again' "$(sent)" 3
at 0
code 0 'after verify_wait_seconds' netrt-send "$S"
is 'that one is' "$(sent)" 4
is 'and found' "$(journal arc)" "$found"
like 'the first loss is told' "$(cat "$T/err")" \
    '1 objects of OVERLAY were accepted and are not there: sent again'

# always
fresh '' drop
at 0 2
code 65 'accepted twice, and never there: 65' netrt-send "$S"
like 'says so' "$(cat "$T/err")" \
    '3 of 3 objects were accepted 2 times and never found'
is 'journal' "$(journal arc)" '3 lost 0000'
is 'sent twice' "$(sent)" 6
like 'event' "$(cat "$T/logs/transaction.log")" 'VERIFY_FAILED .*missing=3'
bye
peer -p "$PORT" 0000
code 0 'tried by hand' netrt-send "$S"
is 'journal' "$(journal arc)" "$found"
# what is missing and comes back as a duplicate was late
fresh '' -u 0000
code 0 'all there' netrt-send "$S"
sed -i 's/^found/missing/' "$S/.netrt/send.arc"
code 0 'missing, and then 0111' netrt-send "$S"
is 'journal' "$(journal arc)" '3 found 0111'

# no answer is no yes
mute() {
	what=$1
	shift
	fresh '' -f "$@" 0000
	code 75 "C-FIND: $what: 75" netrt-send "$S"
	is "$what: journal" "$(journal arc)" '3 accepted 0000'
}
mute 'no presentation context' no-find
like 'says so' "$(cat "$T/err")" \
    'its objects could not be looked up: C-FIND: No Acceptable'
mute 'refused' a700
like 'says so' "$(cat "$T/err")" 'C-FIND: Received Final Find Response \(Re'
mute 'an unknown status' 1234
mute 'others than those' wrong
mute 'hangs' hang
mute 'cut off' cut-20
mute 'without an end' pending
like 'says so' "$(cat "$T/err")" 'findscu was told without an end'
bye
code 75 'away: 75' netrt-send "$S"
like 'says so' "$(cat "$T/err")" 'looked up: C-FIND: .*Connection refused'
is 'journal' "$(journal arc)" '3 accepted 0000'
D=$(dest arc "$PORT" 'verify: status, series: [overlay]')
config
code 0 'verify: status believes it' netrt-send "$S"

# an object that cannot be asked for must not ask for everything
fresh '' 0000
D=$(dest arc "$PORT" 'verify: find, series: [original]')
config
dcmodify -q -nb -ea SeriesInstanceUID "$S/DCM/1.2.3.2.dcm"
rm -f "$S/.netrt/inputs"
code 65 'an object without a series: 65' netrt-send "$S"
like 'says so' "$(cat "$T/err")" '1\.2\.3\.2: .*verify: find cannot ask'
is 'it is not asked for' "$(grep -c '^find' "$T/peer.log")" 1

# one that takes objects and is mute when asked holds up one study alone
fresh '' -f hang 0000
sed -i 's/connect_timeout_seconds: 2/connect_timeout_seconds: 1/' "$C"
code 75 'mute when asked: 75' netrt-send -a "$S"
ok 'is away' test -e "$T/.destinations/arc"
is 'which is said once' "$(grep -c DESTINATION_AWAY \
    "$T/logs/transaction.log")" 1
: >"$T/peer.log"
code 75 'the next one' netrt-send -a "$S"
is 'does not bother it' "$(cat "$T/peer.log")" ''
sed -i 's/^next .*/next 1/' "$T/.destinations/arc"
code 75 'its turn, and mute again' netrt-send -a "$S"
is 'the wait grows' "$(sed -n 's/^delay //p' "$T/.destinations/arc")" 20
is 'it was never back' "$(grep -c DESTINATION_BACK \
    "$T/logs/transaction.log")" 0
bye
peer -p "$PORT" 0000
sed -i 's/^next .*/next 1/' "$T/.destinations/arc"
netrt-send -a "$S" >"$T/out" 2>"$T/err"
ok 'it answers' test ! -e "$T/.destinations/arc"

# killed while it looks
fresh '' -f hang 0000
sed -i 's/dimse_timeout_seconds: 1/dimse_timeout_seconds: 60/' "$C"
netrt-send "$S" >"$T/out" 2>"$T/err" &
pid=$!
wait_for grep -q '^find' "$T/peer.log"
kill -9 "$pid"
wait "$pid" 2>/dev/null
ok 'something is left' test -d "$S/.netrt/finding.arc"
bye
peer -p "$PORT" 0000
code 75 'killed at a look, and now another archive: 75' netrt-send "$S"
is 'what was accepted is not sent again' "$(sent)" 0
ok 'nothing is left' test ! -e "$S/.netrt/finding.arc"

# another port and AE title for questions
fresh '' 0000
first=$PEER port=$PORT log=$T/peer.1
mv "$T/peer.log" "$log"
peer 0000
D=$(dest arc "$port" \
    "series: [overlay], verify: find, find_port: $PORT, find_ae_title: QR")
config
code 0 '-e' netrt-send -e
is '-e asks both' "$(cut -d' ' -f2,4 "$T/out")" 'ARC answers
QR answers'
code 75 'the archive knows nothing yet' netrt-send "$S"
like 'it was asked' "$(cat "$T/peer.log")" '^associate CORRECT QR'
like 'and the other one got them' "$(cat "$log")" '^associate CORRECT ARC'
kill "$first"
mkdir "$T/path"
ln -s "$T/none" "$T/path/findscu"
printf '#!/bin/sh\nexit 127\n' >"$T/none"
chmod +x "$T/none"
code 78 'no findscu: 78' env PATH="$T/path:$PATH" netrt-send "$S"

# a real archive
if command -v dcmqrscp >/dev/null; then
	bye
	PORT=$(freeport)
	mkdir "$T/db"
	cat >"$T/qr.cfg" <<-EOF
		NetworkTCPPort = $PORT
		MaxPDUSize = 16384
		MaxAssociations = 4
		HostTable BEGIN
		HostTable END
		VendorTable BEGIN
		VendorTable END
		AETable BEGIN
		ARC $T/db RW (20, 64mb) ANY
		AETable END
	EOF
	dcmqrscp -q -c "$T/qr.cfg" >"$T/qr" 2>&1 &
	kill_later $!
	D=$(dest arc "$PORT" 'verify: find, series: [original]')
	config
	wait_for netrt-send -e
	rm -rf "$S"
	sendobj -n 12 "$S"
	code 0 'dcmqrscp' netrt-send "$S"
	is 'has them' "$(journal arc)" '12 found 0000'
else
	skip 2 'no dcmqrscp'
fi
done_testing
