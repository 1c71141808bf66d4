#!/bin/sh
# netrt-send over IPv6, which storescu does not know.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
grep -q 00000000000000000000000000000001 /proc/net/if_inet6 2>/dev/null ||
    skip_all 'no IPv6 here'

# the peer is a netrt-receive
cat >"$T/peer.yaml" <<CONF
dicom_listener: { host: "::1", port: 0, ae_title: ARC, reserve_mb: 0 }
directories: { working: "$T/w", logs: "$T/logs2" }
anonymization: { enabled: false }
CONF
netrt-receive -c "$T/peer.yaml" -p "$T/port" 2>"$T/receive.err" &
R=$!
kill_later "$R"
wait_for test -s "$T/port"
PORT=$(cat "$T/port")
from6() {
	[ "$(grep -c 'ASSOCIATION_RELEASED peer=::1 ' \
	    "$T/logs2/transaction.log")" -eq 2 ]
}
# data FILE: its data set, as text
data() {
	dcmdump "$1" | sed -n '/^(0008/,$p'
}

D="- {name: six, host: '::1', port: $PORT, ae_title: ARC}"
config
study 5
code 0 'a study to ::1' netrt-send "$S"
is 'its objects are accepted' "$(journal six)" '5 accepted 0000'
is 'and are there' "$(find "$T/w" -path '*/DCM/*.dcm' | wc -l)" 5
is 'as they are here' "$(for f in "$S"/Addition/*.dcm; do
	data "$(find "$T/w" -name "${f##*/}")"
done)" "$(for f in "$S"/Addition/*.dcm; do data "$f"; done)"
code 0 'C-ECHO to it' netrt-send -e
is 'says so' "$(cat "$T/out")" "six ARC [::1]:$PORT answers"
ok 'from ::1' wait_for from6

code 65 'a wrong AE title is told as everywhere' netrt-send \
    -o "destinations=[{name: a, host: '::1', port: $PORT, ae_title: X}]" "$S"
like 'says so' "$(cat "$T/err")" 'rejected.*Called AE Title Not Recognized'

# a name that has no IPv4 address
if getent ahostsv6 ip6-localhost >/dev/null &&
    ! getent ahosts ip6-localhost | grep -q '^127'; then
	D="- {name: six, host: ip6-localhost, port: $PORT, ae_title: ARC}"
	config
	code 0 'a name with an IPv6 address only' netrt-send -e
else
	skip 1 'no such name here'
fi
kill "$R"
wait "$R"
D="- {name: six, host: '::1', port: $PORT, ae_title: ARC}"
config
code 75 'down: 75' netrt-send -f "$S"
like 'says so' "$(cat "$T/err")" 'no association: cannot connect: Connection refused'
done_testing
