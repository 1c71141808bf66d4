#!/bin/sh
# netrt-send: Segmentations, of the images that are sent beside them.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

SEG='feature_flags: {enable_segmentation_export: true}'
ANON="anonymization: {enabled: true, site_code: T, pid_mapping_file: '$T/map.json'}"
RX='processing: {burn_in_text: RX}'
STYLE='logging: {transaction_style: netrt}'
# conf LINE...: with anonymisation and the disclaimer
conf() {
	config "$@"
	sed -i -e '/^anonymization: {enabled: false/,/map.json/d' \
	    -e '/^processing: {add_burn/d' "$C"
}
make() {
	netrt-anon "$S" >/dev/null 2>&1 && netrt-mask "$S" >/dev/null &&
	    netrt-burnin "$S" >/dev/null || exit 99
}

mkstudy -S -r 40 -c 40 -n 4 -s box,sphere "$T" >/dev/null || exit 99
S=$(ls -d "$T"/UID_*)
peer 0000
conf "$SEG" "$ANON" "$RX" "$STYLE"
make
code 0 'by default' netrt-send "$S"
is 'with the overlay' "$(sops)" "$( (names "$S/Burnin"
    names "$S/Segmentations") | LC_ALL=C sort)"
like "NETRT's events" "$(cat "$T/logs/transaction.log")" \
    'SENDING_SUCCESS SeriesType: SEGMENTATION, StudyUID: [0-9.]*, DestAET: PACS'
: >"$T/peer.log"
code 0 'again' netrt-send "$S"
is 'nothing' "$(sops)" ''

# what they refer to is not made, or of other settings
rm -rf "$S"/.netrt/send.*
D=$(dest arc "$PORT" 'series: [segmentation]')
conf "$SEG" "$ANON" "$RX"
: >"$T/peer.log"
rm -rf "$S/Burnin"
code 66 'no Burnin' netrt-send "$S"
like 'says so' "$(cat "$T/err")" 'SEGMENTATION is not sent: .*netrt-burnin'
netrt-burnin "$S" >/dev/null
conf "$SEG" "$ANON" 'processing: {burn_in_text: RY}'
code 66 'another disclaimer' netrt-send "$S"
like 'says so' "$(cat "$T/err")" \
    'SEGMENTATION is not sent: the result of netrt-mask is of other'
conf "$SEG" 'anonymization: {enabled: false}' "$RX"
code 66 'of de-identified images, which are not wanted' netrt-send "$S"
conf "$SEG" "$ANON" "$RX"
rm "$S"/Segmentations/*
code 66 'a Segmentation is missing' netrt-send "$S"
is 'nobody connects' "$(cat "$T/peer.log")" ''
netrt-mask "$S" >/dev/null
netrt-burnin "$S" >/dev/null
code 0 'only the Segmentations' netrt-send "$S"
is 'are sent' "$(sops)" "$(names "$S/Segmentations")"
bye
rm -rf "$S"/.netrt/send.*
peer a900
D=$(dest arc "$PORT" 'series: [segmentation]')
conf "$SEG" "$ANON" "$RX"
code 65 'a peer that takes none' netrt-send "$S"
bye
D=
rm -rf "$S"/.netrt/send.*
peer 0000
conf "$ANON" "$RX"
make
code 0 'switched off' netrt-send "$S"
is 'only the overlay' "$(sops)" "$(names "$S/Burnin")"
bye

# a real peer: every instance that is referred to is there
if command -v storescp >/dev/null; then
	PORT=$(freeport)
	mkdir "$T/rx"
	TCP_NODELAY=1 storescp -q -aet PACS -od "$T/rx" --fork "$PORT" \
	    >"$T/scp" 2>&1 &
	kill_later $!
	conf "$SEG" "$ANON" "$RX"
	make
	wait_for netrt-send -e
	code 0 'to storescp' netrt-send "$S"
	mkdir "$T/seg"
	mv "$T"/rx/SEG.* "$T/seg/" 2>/dev/null || mv "$T"/rx/SG* "$T/seg/"
	is 'a reader finds every pixel and image' "$(/usr/bin/python3 \
	    "$TOP/test/seg.py" check "$T"/seg/* "$S"/Anon/Structure/* \
	    "$S/Anon/DCM" "$T/rx" 2>&1)" ok
else
	skip 2 'no storescp'
fi
done_testing
