#!/bin/sh
# netrt-send: several destinations, SOP classes and transfer syntaxes.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

# destinations: the worst of the required ones; each is tried
two() {
	peer "$1"
	one=$PEER first=$PORT
	cp "$T/port" "$T/port1"
	mv "$T/peer.log" "$T/first.log"
	peer "$2"
	D="$(dest one "$first")
$(dest two "$PORT" "required: $3")"
	config
	study 2
	rm -rf "$T/logs"
}
done_two() {
	kill "$one" "$PEER" 2>/dev/null
	wait "$one" "$PEER" 2>/dev/null
	:
}

two 0000 c001 false
code 0 'best effort refuses' netrt-send "$S"
like 'says so' "$(cat "$T/err")" 'destination two .*C001.*\(not required\)'
is 'journals' "$(journal one) $(journal two)" '2 accepted 0000 2 refused c001'
ok 'delivered' test -e "$S/.netrt/delivered"
is 'events' "$(events)" 'SENDING_START OVERLAY
SENDING_SUCCESS OVERLAY
SENDING_START OVERLAY
SENDING_FAILED OVERLAY'
done_two
two c001 0000 false
code 65 'the required one refuses' netrt-send "$S"
is 'the other one was tried' "$(journal two)" '2 accepted 0000'
ok 'not delivered' test ! -e "$S/.netrt/delivered"
done_two
two c001 a700 true
code 75 'refused here, later there: 75' netrt-send "$S"
like 'both are said' "$(cat "$T/err")" 'destination one .*C001'
like 'both are said' "$(cat "$T/err")" 'destination two .*A700'
done_two
two 0000 0000 true
code 0 'both accept' netrt-send "$S"
kill "$one"
code 0 'nothing is left to do, though one is away' netrt-send "$S"
D="$D
$(dest three "$first")"
config
code 75 'a third one, which is away' netrt-send "$S"
ok 'the study does not count as delivered' test ! -e "$S/.netrt/delivered"
is 'the report tells of all three' \
    "$(sed 's/; no association: .*/; away/' "$S/.netrt/report.send")" \
    'OVERLAY to one: 2 of 2 objects accepted
OVERLAY to two: 2 of 2 objects accepted
OVERLAY to three: 0 of 2 objects accepted, 2 not sent yet; away'
done_two

# SOP classes and transfer syntaxes: each object as it is
J=1.2.840.10008.1.2.4
mixed() {
	rm -rf "$S"
	sendobj -n 1 -u 1 "$S"
	sendobj -n 1 -u 2 -s 1.2.840.10008.1.2 "$S"
	sendobj -n 1 -u 3 -s 1.2.840.10008.1.2.2 "$S"
	sendobj -n 1 -u 4 -c 1.2.840.10008.5.1.4.1.1.4 "$S"
	sendobj -n 1 -u 5 -c 1.2.840.113619.4.26 "$S"	# private
}
peer 0000
D=$(dest arc "$PORT" 'series: [original]')
config
mixed
code 0 'classes and syntaxes' netrt-send "$S"
is 'all five' "$(sops | tr '\n' ' ')" '1.2.3.1 1.2.3.2 1.2.3.3 1.2.3.4 1.2.3.5 '
is 'an association for each syntax' "$(grep -c associate "$T/peer.log")" 3
bye
peer -t 1.2.840.10008.1.2 0000
D=$(dest arc "$PORT" 'series: [original]')
config
code 0 'a peer that takes Implicit VR only' netrt-send "$S"
is 'all five' "$(sops | wc -l)" 5
bye
peer -t $J.70 0000
D=$(dest arc "$PORT" 'series: [original]')
config
code 65 'a peer that takes JPEG only' netrt-send "$S"
is 'nothing was compressed for it' "$(sops)" ''

# 65 classes, 130 contexts: two associations
rm -rf "$S"
i=0
while [ $i -lt 65 ]; do
	i=$((i + 1))
	sendobj -n 1 -u $i -c 1.2.4.$i "$S"
done
bye
peer 0000
D=$(dest arc "$PORT" 'series: [original]')
config
code 0 'more classes than contexts' netrt-send "$S"
is 'all of them' "$(sops | wc -l)" 65
is 'in two associations' "$(grep -c associate "$T/peer.log")" 2
done_testing
