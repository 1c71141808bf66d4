# For the tests of netrt-send, after lib.sh: a study, a peer, a
# configuration.  S is the study.
S=$T/UID_1.2.9
C=$T/netrt.yaml

# peer WORD...: a scripted SCP on $PORT that notes to $T/peer.log
peer() {
	: >"$T/peer.log"; : >"$T/port"
	scpfake -l "$T/peer.log" "$@" >"$T/port" 2>"$T/peer.err" &
	PEER=$!
	kill_later "$PEER"
	wait_for test -s "$T/port" || fail "scpfake does not start"
	PORT=$(cat "$T/port")
}

bye() {
	kill "$PEER" 2>/dev/null
	wait "$PEER" 2>/dev/null
	:
}

# dest NAME PORT [MORE]: an element of destinations, AE title ARC
dest() {
	echo "- {name: $1, host: 127.0.0.1, port: $2, ae_title: ARC${3:+, $3}}"
}

# config [LINE...]: short time-outs; the destination is the peer, or $D
config() {
	cat >"$C" <<-EOF
		directories: {working: "$T", logs: "$T/logs"}
		anonymization: {enabled: false, site_code: T,
		  pid_mapping_file: "$T/map.json"}
		processing: {add_burn_in_disclaimer: false}
		sending: {connect_timeout_seconds: 2, acse_timeout_seconds: 1,
		  dimse_timeout_seconds: 1}
	EOF
	if [ -n "${D:-}" ]; then
		printf 'destinations:\n%s\n' "$D" >>"$C"
	else
		echo "dicom_destination: {ip: 127.0.0.1, port: $PORT," \
		    "ae_title: PACS}" >>"$C"
	fi
	for line; do
		echo "$line" >>"$C"
	done
	export NETRT_CONFIG="$C"
}

# study N: with N images and the result of netrt-mask
study() {
	rm -rf "$S"
	sendobj -n "$1" "$S" && sendstep -s mask "$S" >/dev/null
}

# received STATUS: how often the peer answered so; sops: what it got, once
received() {
	grep -c "^store .* $1\$" "$T/peer.log" || :
}

sops() {
	awk '$1 == "store" && $3 == "0000" { print $2 }' "$T/peer.log" |
	    LC_ALL=C sort
}

# names DIR: of its objects
names() {
	(cd "$1" && ls | sed 's/\.dcm$//' | LC_ALL=C sort)
}

# journal [DESTINATION]: its entries as "state status", counted
journal() {
	sed 1,2d "$S/.netrt/send.${1:-default}" | cut -d' ' -f1,2 |
	    LC_ALL=C sort | uniq -c | sed 's/^ *//'
}

events() {
	sed -n 's/.*: \(SENDING_[A-Z]*\) .*series=\([A-Z]*\).*/\1 \2/p' \
	    "$T/logs/transaction.log"
}

# squeeze NR COMMAND [OPTION...]: an image of S/DCM, 1.2.3.NR, compressed by a
# tool of DCMTK; it is kept as it was in $T/x/DCM
squeeze() {
	sendobj -n 1 -u "$1" -p 32 "$T/x"
	squeezed=1.2.3.$1.dcm
	shift
	dcmodify -q -nb -i SamplesPerPixel=1 -i BitsStored=16 -i HighBit=15 \
	    -i PhotometricInterpretation=MONOCHROME2 \
	    -i PixelRepresentation=0 "$T/x/DCM/$squeezed" &&
	    "$@" "$T/x/DCM/$squeezed" "$S/DCM/$squeezed" || exit 99
}
