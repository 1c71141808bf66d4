#!/bin/sh
# Other implementations as peers: DCMTK's storescu and dcmsend, CTN, odil and
# Orthanc send to netrt-receive; netrt-send sends to Orthanc.
. "${0%/*}/lib.sh"
. "${0%/*}/chain.sh"
. "${0%/*}/receive.sh"
command -v Orthanc >/dev/null || [ -x /usr/sbin/Orthanc ] ||
    skip_all 'no Orthanc'
set -- $(freeport 3)
IN=$1 OUT=$2 HTTP=$3

# values FILE: of its data set, after group 0002, without group lengths and
# without the marks of lengths, which senders choose
values() {
	dcmdump -q +L "$1" | grep -a '^ *(' |
	    grep -av -e '^(0002' -e ',0000)' -e '(fffe,' |
	    sed -e 's/ *#.*//' -e 's/ *(Sequence with.*//'
}

mkstudy -r 32 -c 32 -n 3 "$T/in" >/dev/null || exit 99
UID_=$(tag "$(ls "$T"/in/* | head -n 1)" 0020,000d)
ls "$T/in" | sort >"$T/names"
n=$(wc -l <"$T/names")
mkdir "$T/want"
for f in "$T"/in/*; do values "$f" >"$T/want/${f##*/}"; done

start_orthanc || exit 99
config
receive -o "dicom_listener.port=$IN"

differ() {
	diff -r "$T/want" "$T/got" 2>&1
}

# sends NAME COMMAND...: its objects all come, with every value
sends() {
	name=$1
	shift
	rm -rf "$T/w"/UID_* "$T/got"
	mkdir "$T/got"
	ok "$name sends" "$@"
	for f in "$T"/w/UID_*/*/*.dcm; do
		values "$f" >"$T/got/${f##*/}"
	done
	is "$name: every object is here, with every value" \
	    "$(differ | head -n 5)" ''
	ok "$name: is logged" event ASSOCIATION_RELEASED \
	    "calling=$name .*end=released .*refused=0"
}

sends STORESCU storescu -aec NETRT +sd 127.0.0.1 "$IN" "$T/in"
sends DCMSEND dcmsend -aec NETRT +sd 127.0.0.1 "$IN" "$T/in"
if command -v send_image >/dev/null; then
	# without -r an object that is refused is none of its business
	sends CTN send_image -q -r -a CTN -c NETRT 127.0.0.1 "$IN" "$T"/in/*
	ok 'CTN: C-ECHO' dicom_echo -a CTN -c NETRT 127.0.0.1 "$IN"
else
	skip 4 'no ctn'
fi
ok 'Orthanc has the study' orthanc upload "$T"/in/*
sends PACS orthanc store netrt "$UID_"
if command -v odil >/dev/null; then
	# it writes decimal strings anew, through doubles
	differ() {
		sed -i '/) DS /d' "$T"/want/* "$T"/got/*
		diff -r "$T/want" "$T/got" 2>&1
	}
	sends ODIL odil store 127.0.0.1 "$IN" ODIL NETRT "$T"/in/*
	ok 'odil: C-ECHO' odil echo 127.0.0.1 "$IN" ODIL NETRT
else
	skip 4 'no odil'
fi
ok 'Orthanc: C-ECHO' orthanc echo netrt
ok 'echoscu' echoscu -aec NETRT 127.0.0.1 "$IN"
is 'each C-ECHO is logged' "$(sed -n 's/.*: ECHO .*calling=\([^ ]*\).*/\1/p' \
    "$T/logs/transaction.log" | sort | tr '\n' ' ')" \
    "$({ echo ECHOSCU; echo PACS; ! command -v send_image >/dev/null ||
    echo CTN; ! command -v odil >/dev/null || echo ODIL; } | sort |
    tr '\n' ' ')"
stop_receive

# the other way: everything that netrt makes, into Orthanc
orthanc delete "$UID_"
cat >"$T/send.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { enabled: false }
processing: { burn_in_text: RX }
feature_flags: { enable_segmentation_export: true }
visualization: { enabled: true }
destinations:
- { name: orthanc, host: 127.0.0.1, port: $OUT, ae_title: PACS,
    series: [overlay, segmentation, original, debug] }
CONF
export NETRT_CONFIG="$T/send.yaml"
S=$T/w/UID_$UID_
for s in validate mask burnin debugviz; do
	netrt-$s "$S" >"$T/out" 2>"$T/err" || fail "netrt-$s"
done
code 0 'netrt-send to Orthanc' netrt-send "$S"
ls "$S"/Burnin "$S"/Segmentations "$S"/DCM "$S"/Structure "$S"/DebugDicom |
    sed -n 's/\.dcm$//p' | LC_ALL=C sort >"$T/sent"
orthanc fetch "$UID_" "$T/back" >/dev/null
find "$T/back" -name '*.dcm' | sed -e 's/.*\///' -e 's/\.dcm$//' |
    LC_ALL=C sort >"$T/there"
is 'Orthanc has every object' "$(diff "$T/sent" "$T/there")" ''
bad=
for f in "$T"/back/*/*.dcm; do
	o=$(ls "$S"/*/"${f##*/}")
	values "$o" >"$T/a"
	values "$f" >"$T/b"
	[ -s "$T/a" ] && cmp -s "$T/a" "$T/b" || bad="$bad $o"
done
is 'with every value' "$bad" ''
is 'Segmentations are among them' "$(for f in "$T"/back/*/*.dcm; do
    tag "$f" 0008,0060; done | grep -c '^SEG$')" \
    "$(ls "$S/Segmentations" | wc -l)"
code 0 'again' netrt-send "$S"
is 'nothing is sent' "$(grep -c 'SENDING_START' "$T/logs/transaction.log")" 4

# Orthanc loses an object that it had accepted
lost=$(sed -n 2p "$T/sent")
orthanc lose "$lost"
sed -i "s/ae_title: PACS,/& verify: find,/" "$T/send.yaml"
echo 'sending: { verify_wait_seconds: 0 }' >>"$T/send.yaml"
code 75 'Orthanc answers C-FIND to AE titles that it knows' netrt-send "$S"
like 'says what happened' "$(cat "$T/err")" 'C-FIND: Peer aborted Association'
sed -i "s/verify: find,/& calling_ae_title: NETRT,/" "$T/send.yaml"
: >"$T/logs/transaction.log"
code 0 'verify: find, by C-FIND of Orthanc' netrt-send "$S"
like 'saw it' "$(cat "$T/err")" '1 objects of [A-Z]* .*not there: sent again'
is 'sent that one' "$(sed -n 's/.*: SENDING_SUCCESS .* objects=\([0-9]*\).*/\1/p' \
    "$T/logs/transaction.log" | paste -s -d +)" 1
is 'and it is there' "$(orthanc count "$UID_")" "$(wc -l <"$T/sent")"
done_testing
