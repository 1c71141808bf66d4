# The whole chain in tests: source after test/lib.sh.  All on 127.0.0.1.

# config FILE [LINES]: a configuration in $T/w, $T/logs with ports $IN, $OUT
config() {
	cat >"$1" <<CONF
dicom_listener: { host: 127.0.0.1, port: $IN, ae_title: NETRT }
dicom_destination: { ip: 127.0.0.1, port: $OUT, ae_title: PACS }
directories: { working: "$T/w", logs: "$T/logs" }
reporting: { output_directory: "" }
$2
CONF
}

# start_netrt FILE [OPTION...]: netrt-supervise; its pid is $NETRT
start_netrt() {
	sn_file=$1
	shift
	netrt-supervise -c "$sn_file" "$@" >"$T/netrt.out" 2>"$T/netrt.err" &
	NETRT=$!
	kill_later "$NETRT"
	wait_for echoscu -aec NETRT 127.0.0.1 "$IN" || {
		echo "# netrt-supervise does not answer"
		sed 's/^/# /' "$T/netrt.err"
		return 1
	}
}

stop_netrt() {
	kill -TERM "$NETRT" 2>/dev/null
	wait "$NETRT"
}

# start_pacs DIR: storescp on $OUT
start_pacs() {
	mkdir -p "$1"
	TCP_NODELAY=1 storescp -aet PACS +B +xa -pm -uf -od "$1" "$OUT" \
	    >"$T/pacs.log" 2>&1 &
	PACS=$!
	kill_later "$PACS"
	wait_for echoscu -aec PACS 127.0.0.1 "$OUT"
}

# start_orthanc: on $OUT, its REST on $HTTP; it knows us as "netrt"
start_orthanc() {
	mkdir -p "$T/orthanc"
	cat >"$T/orthanc.json" <<CONF
{ "Name": "PACS", "DicomAet": "PACS", "DicomPort": $OUT,
  "HttpPort": $HTTP, "RemoteAccessAllowed": false,
  "AuthenticationEnabled": false, "StorageDirectory": "$T/orthanc",
  "IndexDirectory": "$T/orthanc", "DicomAlwaysAllowStore": true,
  "DicomCheckCalledAet": false, "UnknownSopClassAccepted": true,
  "OverwriteInstances": false, "StableAge": 1, "Plugins": [],
  "SaveJobs": false, "DicomModalitiesInDatabase": false,
  "DicomModalities": { "netrt": [ "NETRT", "127.0.0.1", $IN ] } }
CONF
	TCP_NODELAY=1 "$(command -v Orthanc || echo /usr/sbin/Orthanc)" \
	    "$T/orthanc.json" >"$T/orthanc.log" 2>&1 &
	PACS=$!
	kill_later "$PACS"
	wait_for echoscu -aec PACS 127.0.0.1 "$OUT"
}

# orthanc COMMAND ARG...: see test/orthanc.py
orthanc() {
	/usr/bin/python3 "$TOP/test/orthanc.py" "$HTTP" "$@"
}

# send FILE|DIR...: storescu, every object accepted
send() {
	TCP_NODELAY=1 storescu -aec NETRT -xf "$T/send.cfg" Default +sd +r \
	    127.0.0.1 "$IN" "$@" >"$T/storescu.log" 2>&1
}

# what our senders propose: images and RTSTRUCTs in the usual syntaxes
cat >"$T/send.cfg" <<'CONF'
[[TransferSyntaxes]]
[Plain]
TransferSyntax1 = LittleEndianExplicit
TransferSyntax2 = LittleEndianImplicit
[Big]
TransferSyntax1 = BigEndianExplicit
[Deflated]
TransferSyntax1 = DeflatedLittleEndianExplicit
[RLE]
TransferSyntax1 = RLELossless
[JPEG]
TransferSyntax1 = JPEGLossless:Non-hierarchical-1stOrderPrediction
[[PresentationContexts]]
[All]
PresentationContext1 = CTImageStorage\Plain
PresentationContext2 = MRImageStorage\Plain
PresentationContext3 = PositronEmissionTomographyImageStorage\Plain
PresentationContext4 = RTStructureSetStorage\Plain
PresentationContext5 = RTDoseStorage\Plain
PresentationContext6 = 1.2.840.10008.5.1.4.1.1.30\Plain
PresentationContext7 = SecondaryCaptureImageStorage\Plain
PresentationContext8 = CTImageStorage\RLE
PresentationContext9 = CTImageStorage\Deflated
PresentationContext10 = CTImageStorage\Big
PresentationContext11 = CTImageStorage\JPEG
PresentationContext12 = EnhancedMRImageStorage\Plain
PresentationContext13 = EnhancedCTImageStorage\Plain
[[Profiles]]
[Default]
PresentationContexts = All
CONF

# events NAME...: the lines of these events in the transaction log
events() {
	ev_pat=$(printf '%s|' "$@")
	cat "$T/logs/transaction.log" 2>/dev/null | grep -E "${ev_pat%|}"
}

# ended UID [N]: the study was delivered or quarantined (N times)
ended() {
	[ "$(events PROCESSING_SUCCESS PROCESSING_FAILED |
	    grep -cF "$1")" -ge "${2:-1}" ]
}

# tag FILE GGGG,EEEE: a value by dcmdump
tag() {
	dcmdump -q +P "$2" "$1" 2>/dev/null | head -n 1 |
	    sed -n 's/^[^[]*\[\([^]]*\)\].*/\1/p'
}
