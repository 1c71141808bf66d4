#!/bin/sh
# netrt-send over TLS: to whom it talks, and to whom not.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
. "${0%/*}/tls.sh"
command -v stunnel4 >/dev/null || skip_all 'no stunnel here'

certificates
K=$T/tls
peer 0000
set -- $("$B/test/freeport" 5)
# the peer behind servers of TLS: as it should be; expired; for another name;
# without mutual authentication; too old
cat >"$T/servers" <<CONF
connect = 127.0.0.1:$PORT
CAfile = $K/ca.pem
[good]
verifyChain = yes
accept = 127.0.0.1:$1
cert = $K/server.pem
key = $K/server.key
[old]
verifyChain = yes
accept = 127.0.0.1:$2
cert = $K/old.pem
key = $K/old.key
[elsewhere]
verifyChain = yes
accept = 127.0.0.1:$3
cert = $K/elsewhere.pem
key = $K/elsewhere.key
[oneway]
accept = 127.0.0.1:$4
cert = $K/server.pem
key = $K/server.key
[tls11]
verifyChain = yes
accept = 127.0.0.1:$5
cert = $K/server.pem
key = $K/server.key
sslVersionMax = TLSv1.1
sslVersionMin = TLSv1
CONF
stunnel "$T/servers"

# tls NAME PORT [MORE]
tls() {
	echo "- {name: $1, host: localhost, port: $2, ae_title: ARC," \
	    "tls: true, tls_ca_file: $K/ca.pem${3:+, $3}}"
}
us="tls_certificate_file: $K/client.pem, tls_key_file: $K/client.key"
# says NAME PORT MORE ERE: what -e says of such a destination, with 75
says() {
	D=$(tls "$1" "$2" "$3")
	config
	code 75 "$1: 75" netrt-send -e
	like "$1" "$(cat "$T/out")" "^$1 ARC .*$4"
}

D=$(tls pacs "$1" "$us")
config
study 3
code 0 'a study over TLS' netrt-send "$S"
is 'each object once' "$(received 0000)" 3
is 'they are accepted' "$(journal pacs)" '3 accepted 0000'
D=$(tls pacs "$1" "$us, verify: find")
config
code 0 'looking it up over TLS' netrt-send "$S"
is 'it is found' "$(journal pacs)" '3 found 0000'
code 0 'C-ECHO over TLS' netrt-send -e
is 'says so' "$(cat "$T/out")" "pacs ARC localhost:$1 answers"
D=$(tls oneway "$4")
config
code 0 'a peer that wants no certificate' netrt-send -e
: >"$T/peer.log"

says expired "$2" "$us" 'TLS to localhost: the certificate of the peer has expired'
says wrong-name "$3" "$us" 'the peer has no certificate for this name'
D=$(tls named "$3" "$us, tls_name: elsewhere.example")
config
code 0 'but for the name that was asked for' netrt-send -e
D="- {name: ca, host: localhost, port: $1, ae_title: ARC, tls: true,
  tls_ca_file: $K/other.pem, $us}"
config
code 75 'an unknown CA: 75' netrt-send -e
like 'says so' "$(cat "$T/out")" 'the peer is by nobody in tls_ca_file'
says no-certificate "$1" '' 'wants? a certificate of ours'
says foreign "$1" "tls_certificate_file: $K/foreign.pem,
  tls_key_file: $K/foreign.key" 'does not know who made our|or another'
says old-tls "$5" "$us" 'TLS to localhost: the peer does not know TLS 1.2'
says plain "$PORT" "$us" 'TLS to localhost: the peer'
says down 1 "$us" 'cannot connect: Connection refused'
# what was sent until now was an echo
is 'nobody else got anything' "$(received 0000)" 0

# a study is held back, not put away
D=$(tls pacs "$2" "$us")
config
study 2
code 75 'a study to an expired peer: 75' netrt-send "$S"
like 'says so' "$(cat "$T/err")" \
    'destination pacs \(ARC at localhost.*\): 2 of 2 .*: no association: TLS to localhost: the certificate of the peer has expired'
is 'and it was not sent' "$(received 0000)" 0

# files of ours
bad() {
	D=$(tls pacs "$1" "$2")
	config
	code 78 "$3: 78" netrt-send "$S"
	like 'says so' "$(cat "$T/err")" "$3"
	is 'says once for which destination' \
	    "$(grep -o 'destination pacs' "$T/err" | wc -l)" 1
	code 78 "$3: check" netrt-config check
	like 'says so' "$(cat "$T/err")" "destination pacs: .*$3"
}
bad "$1" "tls_certificate_file: $K/client.pem, tls_key_file: $K/none" \
    'tls_key_file: .*none: No such file'
bad "$1" "tls_certificate_file: $K/client.pem, tls_key_file: $K/server.key" \
    'tls_key_file is not the key of tls_certificate_file'
cp "$K/client.key" "$K/open.key"
chmod 644 "$K/open.key"
bad "$1" "tls_certificate_file: $K/client.pem, tls_key_file: $K/open.key" \
    'open to everybody'
openssl pkey -in "$K/client.key" -aes128 -passout pass:x -out "$K/sealed.key"
bad "$1" "tls_certificate_file: $K/client.pem, tls_key_file: $K/sealed.key" \
    'has a pass phrase'
D="- {name: pacs, host: localhost, ae_title: ARC, tls: true,
  tls_ca_file: $T/ext}"
echo nothing >"$T/ext"
config
code 78 'no certificate in tls_ca_file: check' netrt-config check
like 'says so' "$(cat "$T/err")" 'tls_ca_file holds no certificate'
D=$(tls pacs "$1" "$us")
config
code 0 'and what is right' netrt-config check
mkdir "$T/path"
ln -s "$(command -v storescu)" "$T/path/storescu"
code 78 'no stunnel: 78' env PATH="$T/path" "$BIN/netrt-send" "$S"
like 'says so' "$(cat "$T/err")" 'stunnel4 cannot be run: is stunnel4 installed'

# TLS of DCMTK, where no stunnel is
mkdir "$T/in"
scp=$("$B/test/freeport")
storescp +tls "$K/server.key" "$K/server.pem" +cf "$K/ca.pem" -rc -aet ARC \
    -od "$T/in" "$scp" >/dev/null 2>&1 &
kill_later "$!"
D=$(tls scp "$scp" "$us")
config
wait_for netrt-send -e
code 0 'storescp with TLS' netrt-send "$S"
is 'has it' "$(ls "$T/in" | wc -l)" 2

# a peer that lets us wait in the handshake
kill -STOP "$PEER"
says mute "$PORT" "$us" 'the peer did not finish the handshake'
kill -CONT "$PEER"

# stunnel dies in the middle
bye
peer hang
sed "s/^connect = .*/connect = 127.0.0.1:$PORT/" "$T/servers" >"$T/again"
kill "$STUNNEL"
wait "$STUNNEL"
stunnel "$T/again"
D=$(tls pacs "$1" "$us")
config 'sending: {dimse_timeout_seconds: 600}'
sed -i '/^sending: {connect/,/}$/d' "$C"
sends() { grep -q ^store "$T/peer.log"; }
netrt-send "$S" >/dev/null 2>"$T/said" &
P=$!
ok 'it sends' wait_for sends
kill -KILL "$(pgrep -P "$P" stunnel4)"
wait "$P"
is 'stunnel is killed: 75' "$?" 75
like 'says so' "$(cat "$T/said")" 'Peer aborted Association'

# all ends with netrt-send
: >"$T/peer.log"
netrt-send "$S" >/dev/null 2>&1 &
P=$!
ok 'it sends' wait_for sends
kids=$(pgrep -P "$P")
is 'by two processes' "$(echo "$kids" | wc -l)" 2
kill -KILL "$P"
wait "$P" 2>/dev/null
# a zombie is gone: nobody may have asked for it yet
gone() { ! ps -o stat= -p "$(echo $kids | tr ' ' ,)" | grep -qv ^Z; }
ok 'which end when it is killed' wait_for gone
done_testing
