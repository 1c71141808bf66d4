#!/bin/sh
# What an association may bring: SOP classes and transfer syntaxes, by default
# and as configured.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 29
CT=1.2.840.10008.5.1.4.1.1.2 MOVE=1.2.840.10008.5.1.4.1.2.2.2
GE=1.2.840.113619.4.2
TS=1.2.840.10008.1.2
LE=$TS.1

# offer [-t TS,TS...] CLASS...: what was accepted, in one line
offer() {
	"$TOP/test/peer.py" offer "$PORT" "$@" | paste -s -d ' '
}

config
receive
is 'a storage class, one of the standard elsewhere, none, a private one' \
    "$(offer $CT 1.2.840.10008.5.1.4.34.7 $MOVE $GE)" \
    "accepted $LE $LE 3 3"

# the worst first, as a peer that can transcode may propose them
all="$TS.4.91 $TS.4.50 $TS.5 $TS.4.90 $TS.1.99 $TS.2 $TS $LE"
got='' want=''
while [ -n "$all" ]; do
	got="$got $(offer -t "$(echo "$all" | tr ' ' ,)" $CT)"
	want="$want accepted ${all##* }"
	all=$(echo "$all" | sed 's/ *[^ ]*$//')
done
is 'of several transfer syntaxes the first in our order is taken' "$got" \
    "$want"

# each alone: all that DCMTK 3.6.7 knows, and no other
got=''
for t in "" 1 2 1.99 4.50 4.51 4.57 4.70 4.80 4.81 4.90 4.91 4.92 4.93 \
    4.100 4.101 4.102 4.103 4.104 4.105 4.106 4.107 4.108 5; do
	got="$got$(offer -t "$TS${t:+.$t}" $CT)
"
done
is 'twenty-four are taken' "$(printf %s "$got" | grep -c "^accepted $TS")" 24
for t in 4.201 4.202 4.203 4.94 4.95 6.1 8.1; do
	offer -t "$TS.$t" $CT
done >"$T/none"
is 'HTJ2K, JPIP and others are not: that would be an abort later' \
    "$(uniq "$T/none")" 'accepted 4'

n=0 classes='' want=accepted
while [ "$n" -lt 128 ]; do
	n=$((n + 1))
	classes="$classes 1.2.840.10008.5.1.4.1.1.7.$n"
	want="$want $LE"
done
is '128 contexts, which is all that a request can hold' "$(offer $classes)" \
    "$want"
stop_receive

receive -o dicom_listener.accepted_sop_classes="[$GE, $CT]"
is 'named classes, and no others' \
    "$(offer $CT $GE 1.2.840.10008.5.1.4.1.1.4 1.2.3 1.2.840.10008.1.1)" \
    "accepted $LE $LE 3 3 $LE"
mkobject -i 1.1 -k $GE "$T/a"
is 'an object of a private class' "$(raw "$T/a")" \
    'accepted status 0000 released'
ok 'is kept bit by bit' same_data "$T/a" "$T/w/UID_1.2.3/DCM/1.1.dcm"
# no class may come in the context of another one
refused='accepted status 0122 released'
mkobject -i 1.2 -k 1.2.840.10008.5.1.4.1.1.481.3 -m RTSTRUCT "$T/rs"
is 'an RTSTRUCT in a context of CT' "$(raw -s $CT "$T/rs")" "$refused"
ok 'is an event, and kept aside' event OBJECT_REFUSED \
    'status=0122 .* reason="the SOP class of the command .*" kept=[0-9]'
mkobject -i 1.3 -k 1.2.840.10008.5.1.4.1.1.4 "$T/mr"
is 'an MR in a context of Verification' \
    "$(raw -s 1.2.840.10008.1.1 "$T/mr")" "$refused"
mkobject -i 1.4 -k 1.2.840.10008.1.1 "$T/v"
is 'an object of Verification, which has none' "$(raw "$T/v")" "$refused"
is 'nothing of these is in a study' "$(objects)" 1
stop_receive
receive -o dicom_listener.accepted_sop_classes='[standard, private]'
is 'all of the standard, and all private ones' \
    "$(offer $CT $GE 1.2.3 $MOVE)" "accepted $LE $LE $LE 3"
stop_receive
receive -o dicom_listener.sop_classes="[$CT]"
is 'the older name' "$(offer $CT 1.2.840.10008.5.1.4.1.1.4)" \
    "accepted $LE 3"
stop_receive

receive -o dicom_listener.accepted_transfer_syntaxes="[$TS.4.70, $LE]"
is 'named transfer syntaxes, in our order' \
    "$(offer -t $TS.4.70,$LE,$TS $CT)" "accepted $LE"
is 'and no others' "$(offer -t $TS.4.50,$TS $CT)" 'accepted 4'
ok 'a C-ECHO is none of them' echoscu -aec NETRT 127.0.0.1 "$PORT"
stop_receive
receive -o dicom_listener.accepted_sop_classes=[private] \
    -o dicom_listener.accepted_transfer_syntaxes="[$TS.4.91]"
is 'whatever is configured, storescp was tried with it' \
    "$(offer -t $TS.4.91 1.2.3)" "accepted $TS.4.91"
stop_receive

# what storescp may use
export TCP_NODELAY=1
receive -o dicom_listener.max_object_mb=3
unset TCP_NODELAY
mkobject -i 1.1 -b 300000 "$T/a"
mkobject -i 1.2 "$T/b"
mid
limits=$(cat "/proc/$SCP/limits")
is 'its environment' "$(tr '\0' '\n' <"/proc/$SCP/environ" |
    grep -c TCP_NODELAY)" 0
peer_ends
like 'the size of a file' "$limits" \
    "^Max file size +$((3 * 1048576 + 65536)) +$((3 * 1048576 + 65536)) "
like 'its memory' "$limits" '^Max address space +1073741824 +1073741824 '
like 'its time' "$limits" '^Max cpu time +14400 +14400 '
like 'no core of a patient' "$limits" '^Max core file size +0 +0 '
like 'its descriptors' "$limits" '^Max open files +64 +64 '
stop_receive

# Debian's revision: older and unknown ones are warned of
mkdir "$T/bin"
fake() {
	printf '#!/bin/sh\n%s\n' "$2" >"$T/bin/$1"
	chmod +x "$T/bin/$1"
}
warned() {
	PATH=$T/bin:$PATH netrt-receive -n -c "$T/n.yaml" 2>&1
}
storescp=$(command -v storescp)
fake storescp "exec $storescp \"\$@\""
fake dpkg-query 'echo 3.6.7-9~deb12u4'
is 'Debian, with the fixes' "$(warned)" ''
fake dpkg-query 'echo 3.6.7-9~deb12u3'
is 'without' "$(warned)" "netrt-receive: storescp is of Debian's \
dcmtk 3.6.7-9~deb12u3, which lacks security fixes: install 3.6.7-9~deb12u4 \
or later"
fake dpkg-query 'exit 1'
like 'not Debian' "$(warned)" 'it is not known whether it has'
fake dpkg-query 'echo 3.6.8-1'
like 'a storescp that is not that of the package' "$(warned)" \
    'it is not known whether it has'
