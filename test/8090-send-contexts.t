#!/bin/sh
# netrt-send: what a destination is offered, and who calls it.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
RLE=1.2.840.10008.1.2.5
CT=1.2.840.10008.5.1.4.1.1.2

peer 0000
rm -rf "$S"
sendobj -n 2 "$S"
squeeze 3 dcmcrle
sendobj -n 1 -u 4 -c 1.2.840.10008.5.1.4.1.1.4 "$S"

# only LINE...: one destination with these keys
only() {
	D=$(dest arc "$PORT" "series: [original], $1")
	config
	rm -rf "$S"/.netrt/send.*
	: >"$T/peer.log"
}
only "sop_classes: [$CT]"
code 65 'a class that is not in the list: 65' netrt-send "$S"
like 'says which object and key' "$(cat "$T/err")" \
    '1\.2\.3\.4 has the SOP class 1\.2\.840\.10008\.5\.1\.4\.1\.1\.4, .*sop_classes'
is 'nobody connects' "$(cat "$T/peer.log")" ''
like 'is an event' "$(cat "$T/logs/transaction.log")" \
    'SENDING_FAILED .*series=ORIGINAL dest=arc .*sop_classes'
like 'and in the report' "$(cat "$S/.netrt/report.send")" \
    '^ORIGINAL to arc: 0 of 4 objects accepted, 4 not sent yet; .*sop_classes'
rm -r "$T/logs"
only "required: false, sop_classes: [$CT]"
D="$D
$(dest other "$PORT" 'series: [original]')"
config
code 0 'that one is not required' netrt-send "$S"
like 'is an event' "$(cat "$T/logs/transaction.log")" \
    'SENDING_FAILED .*series=ORIGINAL dest=arc .*sop_classes'
only "sop_classes: [$CT, 1.2.840.10008.5.1.4.1.1.4]"
code 0 'both classes' netrt-send "$S"
is 'all four' "$(sops | wc -l)" 4
only 'transfer_syntaxes: [1.2.840.10008.1.2, 1.2.840.10008.1.2.1]'
code 65 'a syntax that is not in the list: 65' netrt-send "$S"
like 'says which object and key' "$(cat "$T/err")" \
    "1\.2\.3\.3 has the transfer syntax $RLE, .*transfer_syntaxes"
is 'nobody connects' "$(cat "$T/peer.log")" ''
rm "$S/DCM/1.2.3.3.dcm" "$S/.netrt/inputs"
code 0 'without it' netrt-send "$S"

# what is proposed is what is allowed: a peer of Explicit VR alone
bye
peer -t 1.2.840.10008.1.2.1 0000
only 'transfer_syntaxes: [1.2.840.10008.1.2]'
code 65 'explicit is not offered: 65' netrt-send "$S"
bye
peer -t 1.2.840.10008.1.2 0000
only 'transfer_syntaxes: [1.2.840.10008.1.2]'
code 0 'implicit alone is offered, and enough' netrt-send "$S"

# who calls
only ''
echo 'dicom_listener: {ae_title: GATE}' >>"$C"
code 0 'no calling AE title' netrt-send "$S"
like 'is the listener' "$(cat "$T/peer.log")" '^associate GATE ARC'
only 'calling_ae_title: ME'
code 0 'one of its own' netrt-send "$S"
like 'is that' "$(cat "$T/peer.log")" '^associate ME ARC'
code 78 'a syntax that is none: 78' netrt-send -o \
    'destinations=[{name: a, host: h, ae_title: A, transfer_syntaxes: [x]}]' "$S"
done_testing
