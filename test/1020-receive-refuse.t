#!/bin/sh
# Who is turned away, and how: real rejections, or a closed door.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 51
mkobject -i 1.9 "$T/o"

room() {
	[ "$(raw -c GOOD)" = 'accepted released' ]
}

no_sessions() {
	! pgrep -P "$RECEIVE" >/dev/null
}

config '
anonymization: { enabled: false }'
receive -o dicom_listener.calling_ae_titles='[GOOD, GOOD2]' \
    -o dicom_listener.max_associations=3 \
    -o dicom_listener.max_associations_per_peer=2 \
    -o dicom_listener.acse_timeout_seconds=1
code 1 'a wrong called AE title' echoscu -aet GOOD -aec WRONG 127.0.0.1 \
    "$PORT"
like 'is a rejection that storescu can show' "$(cat "$T/err")" \
    'Called AE Title Not Recognized'
code 1 'a wrong calling AE title' echoscu -aet BAD -aec NETRT 127.0.0.1 "$PORT"
like 'is a rejection that storescu can show' "$(cat "$T/err")" \
    'Calling AE Title Not Recognized'
ok 'a right one is let in' echoscu -aet GOOD2 -aec NETRT 127.0.0.1 "$PORT"
is 'the codes of the standard: called' "$(raw -a X -c GOOD)" 'rejected 1 1 7'
is 'calling' "$(raw -c X)" 'rejected 1 1 3'
is 'the protocol version' "$(raw -c GOOD -x old)" 'rejected 1 2 2'
is 'a class that is not for storage: no context' \
    "$(mkobject -k 1.2.3 "$T/p" && raw -c GOOD "$T/p")" \
    'accepted aborted 0 0'
ok 'and storescp is asked for the reason' event ASSOCIATION_ABORTED \
    'end=rejected .*reason="storescp: DIMSE Failed to receive message; ASC Bad p'
is 'refusals are logged' "$(events ASSOCIATION_REFUSED)" 5
ok 'with the reason' event ASSOCIATION_REFUSED \
    'calling=BAD called=NETRT reason=calling-ae'
raw -a 'A"B' -c 'GOOD' >/dev/null
ok 'titles are escaped' event ASSOCIATION_REFUSED 'called="A\\"B"'

# half a request has one deadline as a whole
is 'half a request' "$(raw -c GOOD -x half-rq)" closed
is 'a request that stalls' "$(raw -c GOOD -x stall-rq)" closed
ok 'are logged' event ASSOCIATION_REFUSED reason=timeout
is 'a request of 4 GiB' "$(raw -c GOOD -x huge-rq)" 'aborted 2 1 closed'
is 'no DICOM' "$(raw -x garbage)" 'aborted 2 1 closed'

n=$(events ASSOCIATION_REFUSED)
is 'a monitor that only looks whether the port is open' \
    "$(raw -x look && raw -c GOOD)" 'closed
accepted released'
is 'is not logged' "$(events ASSOCIATION_REFUSED)" "$n"

# three lie open; this peer may have two
wait_for no_sessions
mkfifo "$T/f1" "$T/f2"
rawscu -c GOOD -x hold 127.0.0.1 "$PORT" <"$T/f1" >"$T/o1" & h1=$!
exec 8>"$T/f1"
rawscu -c GOOD -x hold 127.0.0.1 "$PORT" <"$T/f2" >"$T/o2" & h2=$!
exec 9>"$T/f2"
wait_for grep -q waiting "$T/o1"
wait_for grep -q waiting "$T/o2"
is 'two of one peer are open, a third is one too many' "$(raw -c GOOD)" \
    'rejected 2 3 2'
ok 'and why is logged' event ASSOCIATION_REFUSED reason=limit-of-peer
echo >&8
wait "$h1"
exec 8>&-
event ASSOCIATION_RELEASED calling=GOOD
ok 'when one has ended, there is room' wait_for room
echo >&9
wait "$h2"
exec 9>&-
stop_receive

receive -o dicom_listener.max_associations=1
heard='20 accepted 20 released'
for how in release abort close; do
	is "one in all, again and again, each after a $how: none is refused" \
	    "$("$TOP/test/peer.py" again "$PORT" 20 "$how" |
	    paste -s -d ' ')" "$heard"
	heard='20 accepted'
done
wait_for no_sessions
rawscu -x hold 127.0.0.1 "$PORT" <"$T/f1" >"$T/o1" & h1=$!
exec 8>"$T/f1"
wait_for grep -q waiting "$T/o1"
is 'one in all: a second is refused' "$(raw)" 'rejected 2 3 2'
ok 'for that' event ASSOCIATION_REFUSED 'reason=limit$'
echo >&8
wait "$h1"
exec 8>&-
stop_receive

receive -o dicom_listener.acse_timeout_seconds=60
silent=
while [ "${#silent}" -lt 200 ]; do
	rawscu -x stall-rq 127.0.0.1 "$PORT" >/dev/null &
	kill_later "$!"
	silent="$silent $!"
done
ok 'many that keep silent do not shut out a good one' event \
    ASSOCIATION_REFUSED 'reason=crowded'
is 'for long' "$(timeout 20 rawscu 127.0.0.1 "$PORT" | paste -s -d ' ')" \
    'accepted released'
# shellcheck disable=SC2086  # words
kill $silent 2>/dev/null
stop_receive

receive -o dicom_listener.allowed_addresses='[192.0.2.0/24, "2001:db8::1"]'
is 'an address that is not allowed: closed without a word' "$(raw)" closed
ok 'and logged' event ASSOCIATION_REFUSED 'peer=127.0.0.1 reason=address'
stop_receive
receive -o dicom_listener.allowed_addresses='["127.0.0.0/8"]'
is 'one that is' "$(raw)" 'accepted released'
stop_receive

receive -o dicom_listener.reserve_mb=1000000000
is 'too little disk' "$(raw)" 'rejected 2 3 1'
ok 'is logged' event ASSOCIATION_REFUSED reason=disk
stop_receive

# several listeners; one behind stunnel
config 'listeners:
  - { host: 127.0.0.1, port: 0, ae_title: ONE }
  - { host: 127.0.0.1, port: 0, ae_title: TWO, proxy: true }'
sed -i '/^dicom_listener/,/^directories/{/host:\|port:\|ae_title:/d}' \
    "$T/n.yaml"
receive -o dicom_listener.allowed_addresses='[192.0.2.7, 127.0.0.1]'
is 'two ports' "$(wc -l <"$T/port")" 2
is 'the first' "$(raw -a ONE)" 'accepted released'
is 'a calling AE title of blanks' \
    "$(rawscu -a ONE -c '' 127.0.0.1 "$PORT")" 'rejected 1 1 3'
PORT=$(tail -n 1 "$T/port")
rawscu -a TWO -l 'PROXY TCP4 192.0.2.7 127.0.0.1 1 1' 127.0.0.1 "$PORT" \
    "$T/o" >"$T/said"
is 'the second, through a proxy' "$(paste -s -d ' ' "$T/said")" \
    'accepted status 0000 released'
ok 'the address is that of the real peer' event ASSOCIATION_RELEASED \
    'peer=192.0.2.7'
is 'a real peer that is not allowed' "$(rawscu -a TWO \
    -l 'PROXY TCP4 198.51.100.1 127.0.0.1 1 1' 127.0.0.1 "$PORT")" closed
is 'a peer that the proxy does not know is not the proxy' "$(rawscu -a TWO \
    -l 'PROXY UNKNOWN' 127.0.0.1 "$PORT")" closed
is 'no header' "$(raw -a TWO)" closed
PORT=$(head -n 1 "$T/port")
is 'a header where none belongs' "$(rawscu -a ONE \
    -l 'PROXY TCP4 192.0.2.7 127.0.0.1 1 1' 127.0.0.1 "$PORT")" \
    'aborted 2 1'
stop_receive

config
if grep -q 00000000000000000000000000000001 /proc/net/if_inet6 2>/dev/null
then
	receive -o dicom_listener.host=::1 \
	    -o dicom_listener.allowed_addresses='["::/64"]'
	is 'IPv6' "$(rawscu ::1 "$PORT" | paste -s -d ' ')" 'accepted released'
	ok 'is logged' event ASSOCIATION_RELEASED 'peer=::1'
	stop_receive
	receive -o 'dicom_listener.host="::"'
	is 'all of IPv6 is IPv4 too' "$(raw)" 'accepted released'
	ok 'and logged as IPv4' event ASSOCIATION_RELEASED 'peer=127.0.0.1'
	stop_receive
	receive -o 'dicom_listener.host="::"' \
	    -o dicom_listener.allowed_addresses='["::/0"]'
	is 'networks of IPv6 do not hold it' "$(raw)" closed
	stop_receive
else
	skip 5 'no IPv6 here'
fi
code 78 'a proxy listener that everybody can reach' netrt-receive \
    -c "$T/n.yaml" -o 'listeners=[{host: 0.0.0.0, port: 0, proxy: true}]'
like 'says why' "$(cat "$T/err")" 'must be bound to a loopback address'
