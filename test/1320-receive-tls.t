#!/bin/sh
# netrt-receive behind stunnel, as in etc/stunnel: who comes in, as whom.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
. "${0%/*}/tls.sh"
command -v stunnel4 >/dev/null || skip_all 'no stunnel here'
v6=
! grep -q 00000000000000000000000000000001 /proc/net/if_inet6 2>/dev/null ||
    v6=yes

certificates
K=$T/tls
config 'listeners:
  - { host: 127.0.0.1, port: 0, ae_title: NETRT, proxy: true }
anonymization: { enabled: false }'
sed -i '/^dicom_listener/,/^directories/{/host:\|port:\|ae_title:/d}' \
    "$T/n.yaml"
receive -o dicom_listener.allowed_addresses='[127.0.0.1, 127.0.0.5, "::1"]' \
    -o dicom_listener.max_associations_per_peer=1

# the sample itself, but for its user and its paths; to netrt-receive it comes
# from 127.0.0.9.  In front of it the peers 127.0.0.5 and 127.0.0.6.
set -- $("$B/test/freeport" 4)
TLS=$1 FIVE=$2 SIX=$3 BARE=$4
sed -e '/^set[ug]id/d' -e '/^foreground/d' -e "s|/etc/netrt/tls/netrt|$K/server|" \
    -e "s|/etc/netrt/tls|$K|" -e "s|:::2762|${v6:+::}${v6:-127.0.0.1}:$TLS|" \
    -e "s|::yes:|:::|" -e "s|^connect = .*|connect = 127.0.0.1:$PORT|" \
    "$TOP/etc/stunnel/netrt-receive.conf" >"$T/sample"
is 'the sample is as the manual says' \
    "$(grep -c -e '^protocol = proxy$' -e '^verifyChain = yes$' \
    -e '^sslVersionMin = TLSv1.2$' "$T/sample")" 3
cat >>"$T/sample" <<CONF
local = 127.0.0.9
[five]
client = yes
accept = 127.0.0.1:$FIVE
local = 127.0.0.5
connect = 127.0.0.1:$TLS
cert = $K/client.pem
key = $K/client.key
[six]
client = yes
accept = 127.0.0.1:$SIX
local = 127.0.0.6
connect = 127.0.0.1:$TLS
cert = $K/client.pem
key = $K/client.key
[bare]
client = yes
accept = 127.0.0.1:$BARE
connect = 127.0.0.1:$TLS
CONF
stunnel "$T/sample"

# tls PROGRAM CERTIFICATE [OPTION...]: over TLS to netrt-receive
tls() {
	tls_program=$1 tls_who=$2
	shift 2
	"$tls_program" +tls "$K/$tls_who.key" "$K/$tls_who.pem" \
	    +cf "$K/ca.pem" -aec "${AE:-NETRT}" "$@" 127.0.0.1 "$TLS"
}
refusals() {
	events ASSOCIATION_REFUSED || :
}

for n in 1 2 3; do mkobject -i "1.9.$n" "$T/o$n"; done
code 0 'a study over TLS' storescu +tls "$K/client.key" "$K/client.pem" \
    +cf "$K/ca.pem" -aec NETRT 127.0.0.1 "$TLS" "$T/o1" "$T/o2" "$T/o3"
is 'is there' "$(objects)" 3
ok 'the peer is logged, and not stunnel' event ASSOCIATION_RELEASED \
    'peer=127.0.0.1 .*objects=3'
is 'it is the origin' "$(sed -n 's/^ip //p' "$T/w"/UID_*/.netrt/origin)" \
    127.0.0.1
code 0 'C-ECHO' tls echoscu client

is 'another peer' "$(rawscu 127.0.0.1 "$FIVE" | paste -s -d ' ')" \
    'accepted released'
ok 'is logged as itself' event ASSOCIATION_RELEASED peer=127.0.0.5
is 'one that is not allowed' "$(rawscu 127.0.0.1 "$SIX")" closed
ok 'is logged as itself too' event ASSOCIATION_REFUSED \
    'peer=127.0.0.6 .*reason=address'

mkfifo "$T/fifo"
rawscu -x hold 127.0.0.1 "$FIVE" <"$T/fifo" >"$T/said" &
H=$!
exec 8>"$T/fifo"
wait_for grep -q waiting "$T/said"
is 'a second association of one peer is too many' \
    "$(rawscu 127.0.0.1 "$FIVE")" 'rejected 2 3 2'
ok 'for that' event ASSOCIATION_REFUSED 'peer=127.0.0.5 .*limit-of-peer'
code 0 'one of another peer is not' tls echoscu client
echo >&8
wait "$H"
exec 8>&-

AE=WRONG
code 1 'a wrong AE title' tls echoscu client
AE=
like 'is the rejection it is' "$(cat "$T/err")" \
    'Called AE Title Not Recognized'
ok 'and logged' event ASSOCIATION_REFUSED 'peer=127.0.0.1 .*called-ae'

n=$(refusals)
code 1 'a foreign certificate' tls echoscu foreign
code 1 'an expired one' tls echoscu old
is 'none' "$(rawscu 127.0.0.1 "$BARE")" closed
code 1 'TLS without any' echoscu -tla +cf "$K/ca.pem" -aec NETRT 127.0.0.1 \
    "$TLS"
code 1 'no TLS' echoscu -to 5 -ta 5 -aec NETRT 127.0.0.1 "$TLS"
code 1 'TLS 1.1' openssl s_client -tls1_1 -cipher ALL@SECLEVEL=0 -connect \
    "127.0.0.1:$TLS" -cert "$K/client.pem" -key "$K/client.key"
is 'none of these came to netrt-receive' "$(refusals)" "$n"
code 1 'TLS past stunnel' echoscu +tls "$K/client.key" "$K/client.pem" \
    +cf "$K/ca.pem" -aec NETRT 127.0.0.1 "$PORT"
ok 'is no header' event ASSOCIATION_REFUSED reason=proxy-header

if [ -n "$v6" ]; then
	cat >"$T/send.yaml" <<-CONF
		directories: {working: "$T", logs: "$T/logs2"}
		anonymization: {enabled: false}
		destinations:
		- {name: six, host: '::1', port: $TLS, ae_title: NETRT,
		  tls: true, tls_ca_file: $K/ca.pem,
		  tls_certificate_file: $K/client.pem,
		  tls_key_file: $K/client.key}
	CONF
	code 0 'netrt-send to it over IPv6' netrt-send -c "$T/send.yaml" -e
	ok 'is logged as itself' event ECHO peer=::1
else
	skip 2 'no IPv6 here'
fi
is 'nothing else came' "$(objects)" 3
done_testing
