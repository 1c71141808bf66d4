#!/bin/sh
# netrt-send: each object once, and what is written about it.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

peer 0000
config
study 3
code 0 'everything accepted' netrt-send "$S"
is 'prints the path' "$(cat "$T/out")" "$S"
is 'the peer has each object' "$(sops)" "$(names "$S/Addition")"
is 'the journal' "$(journal)" '3 accepted 0000'
is 'events' "$(events)" 'SENDING_START OVERLAY
SENDING_SUCCESS OVERLAY'
like 'events have study, destination, AE and count' \
    "$(cat "$T/logs/transaction.log")" \
    'SENDING_SUCCESS study=1\.2\.9 .*dest=default aet=PACS objects=3'
like 'delivered: time' "$(cat "$S/.netrt/delivered")" '^time [0-9]{9,}$'
like 'delivered: inputs' "$(cat "$S/.netrt/delivered")" '^inputs [0-9a-f]{64}$'
like 'verdict' "$(cat "$S/.netrt/last")" '^code 0$'
like 'report' "$(cat "$S/.netrt/report.send")" \
    '^OVERLAY to default: 3 of 3 objects accepted$'
ok 'the private directory is gone' test ! -e "$S/.netrt/sending.default"
ok 'nothing of storescu is kept' test ! -e "$S/.netrt/storescu.default.log"

cp "$S/.netrt/delivered" "$T/delivered"
: >"$T/peer.log"
code 0 'again' netrt-send "$S"
is 'the peer hears nothing' "$(cat "$T/peer.log")" ''
ok 'delivered is the same' cmp "$T/delivered" "$S/.netrt/delivered"
is 'no further events' "$(events | wc -l)" 2

code 0 '-n with all sent' netrt-send -n "$S"
is 'shows nothing' "$(cat "$T/out")" ''
code 0 '-n -f' netrt-send -n -f "$S"
is 'shows each object' "$(cut -d' ' -f1,2 "$T/out" | uniq -c |
    sed 's/^ *//')" '3 default OVERLAY'
is 'and sends nothing' "$(cat "$T/peer.log")" ''
code 0 '-f' netrt-send -f "$S"
is 'sends all again' "$(sops)" "$(names "$S/Addition")"

# a late slice: a new series, which is sent by itself
sendobj -n 1 -u 4 "$S"
: >"$T/peer.log"
rm "$S/.netrt/inputs"
sendstep -s mask "$S" >/dev/null
code 0 'a new series' netrt-send "$S"
is 'all of it is sent' "$(sops)" "$(names "$S/Addition")"
ok 'delivered speaks of the new inputs' \
    test "$(tail -n 1 "$T/delivered")" != \
    "$(tail -n 1 "$S/.netrt/delivered")"

# originals: an object with other bytes is another one, the rest is not
D=$(dest arc "$PORT" 'series: [original], calling_ae_title: NETRT')
config
code 0 'originals' netrt-send "$S"
is 'are those of DCM' "$(sops | grep -c '^1\.2\.3\.')" 4
like 'AE titles' "$(grep associate "$T/peer.log" | tail -n 1)" \
    '^associate NETRT ARC'
: >"$T/peer.log"
rm "$S/DCM/1.2.3.2.dcm" "$S/.netrt/inputs"
sendobj -n 1 -u 2 -p 20 "$S"
code 0 'one of them changed' netrt-send "$S"
is 'that one goes again' "$(sops)" 1.2.3.2

# the peer's address decides whose journal it is
bye
peer 0000
D=$(dest arc "$PORT" 'series: [original]')
config
code 0 'another peer of the same name' netrt-send "$S"
is 'gets everything' "$(sops | wc -l)" 4

# names that somebody chose by hand, which storescu would take for something
# else or its log could not show
n=0
for f in "$S"/DCM/*; do
	n=$((n + 1))
	case $n in
	1) mv "$f" "$S/DCM/@x" ;;
	2) mv "$f" "$S/DCM/-x y" ;;
	3) mv "$f" "$S/DCM/I: Sending file: b.dcm" ;;
	esac
done
rm "$S/.netrt/inputs" "$S/.netrt/send.arc"
: >"$T/peer.log"
code 0 'files with odd names' netrt-send "$S"
is 'are sent' "$(sops | sort -u | wc -l)" 4
is 'and entered' "$(grep -c '^accepted 0000' "$S/.netrt/send.arc")" 4

# many studies, by stdin
for i in 1 2; do
	sendobj -n 1 -u 7$i "$T/UID_1.2.9.$i"
	printf '%s\0' "$T/UID_1.2.9.$i"
done >"$T/list"
netrt-send -0 <"$T/list" >"$T/out" 2>"$T/err"
is 'two studies by stdin' "$(tr '\0' ' ' <"$T/out")" \
    "$T/UID_1.2.9.1 $T/UID_1.2.9.2 "
done_testing
