#!/bin/sh
# An RTSTRUCT with a Study Instance UID of its own, sent before and after the
# study whose images it names: de-identified, masked, drawn and delivered with
# that study, by itself.
. "${0%/*}/lib.sh"
. "${0%/*}/chain.sh"
set -- $(freeport 2)
IN=$1 OUT=$2
config "$T/netrt.yaml" "
watcher: { debounce_interval_seconds: 0.2, incomplete_wait_seconds: 0.4 }
processing: { add_burn_in_disclaimer: false }
visualization: { enabled: true, required: true }
anonymization: { enabled: true, site_code: TST, pid_mapping_file: $T/pid.json }"
sed -i '/^dicom_destination/d' "$T/netrt.yaml"
echo "destinations: [{ name: pacs, host: 127.0.0.1, port: $OUT, ae_title: PACS,
  series: [overlay, debug, original] }]" >>"$T/netrt.yaml"
start_pacs "$T/pacs" && start_netrt "$T/netrt.yaml" || exit 99

# make N [ID]: images of a study in $T/N/ct, its UID is $B; in $T/N/rs an
# RTSTRUCT of study 1.2.N (of patient ID)
make() {
	mkdir -p "$T/$1/ct" "$T/$1/rs"
	mkstudy -n 3 -r 16 -c 16 -s box -u "$1" -S "$T/$1/made" >/dev/null
	mv "$T/$1"/made/UID_*/DCM/* "$T/$1/ct/"
	mv "$T/$1"/made/UID_*/Structure/* "$T/$1/rs/"
	R=$(ls "$T/$1/rs")
	B=$(tag "$T/$1/rs/$R" 0020,000d)
	dcmodify -q -nb -m "(0020,000d)=1.2.$1" "$T/$1/rs/$R"
	[ $# -lt 2 ] || dcmodify -q -nb -m "(0010,0020)=$2" "$T/$1/rs/$R"
}
away() {
	ls -d "$T/w/quarantine/UID_$1"_* >/dev/null 2>&1
}
# at_pacs N: that many images with an overlay, pictures, and the RTSTRUCT, in
# study B
at_pacs() {
	ap_o=0 ap_p=0 ap_r=0
	for f in "$T"/pacs/*; do
		[ -e "$f" ] || continue
		case $(tag "$f" 0008,0060) in
		CT)
			[ -z "$(dcmdump -q +P 6000,3000 "$f")" ] ||
			    [ "$(tag "$f" 0020,000d)" != "$B" ] ||
			    ap_o=$((ap_o + 1))
			;;
		OT) [ "$(tag "$f" 0020,000d)" != "$B" ] || ap_p=$((ap_p + 1)) ;;
		RTSTRUCT) ap_r=$((ap_r + 1)) ;;
		esac
	done
	[ "$ap_o $ap_p $ap_r" = "$1 $1 $2" ]
}
fresh_pacs() {
	rm -f "$T"/pacs/*
}
delivered() {
	[ -e "$T/w/UID_$B/.netrt/delivered" ]
}

make 21
send "$T/21/rs"
ok 'it comes first: it waits' wait_for away 1.2.21
like 'and says for what' "$(cat "$T"/w/quarantine/UID_1.2.21_*/.netrt/reason)" \
    "^message Structure/#[0-9a-f]{8}: it names images of study $B, which is not here"
send "$T/21/ct"
ok 'the study comes: it is delivered with it' wait_for at_pacs 3 1
is 'and lies nowhere else' "$(cd "$T/w" && find . -name "$R" -path '*/Structure/*' \
    ! -path '*/Anon/*')" "./UID_$B/Structure/$R"
is 'the directory is gone' "$(ls "$T/w" "$T/w/quarantine" | grep -c 1.2.21)" 0
ok 'an event says so' wait_for sh -c \
    "grep -q 'STUDY_LINKED study=$B from=UID_1.2.21_' '$T/logs/transaction.log'"
wait_for delivered
fresh_pacs

make 22
send "$T/22/ct"
ok 'images alone: they wait' wait_for away "$B"
send "$T/22/rs"
ok 'it comes: delivered with them' wait_for at_pacs 3 1
is 'nothing waits any more' "$(ls "$T/w/quarantine")" ''
wait_for delivered
fresh_pacs

# a second one, after delivery
mkdir "$T/22/new"
cp "$T/22/rs/$R" "$T/22/new/"
dcmodify -q -nb -m '(0008,0018)=1.2.3.4.22' -m '(0020,000d)=1.2.99' \
    "$T/22/new/$R"
send "$T/22/new"
ok 'another one after the delivery: both are delivered' wait_for at_pacs 6 1
fresh_pacs

make 23 OTHER
send "$T/23/rs"
wait_for away 1.2.23
send "$T/23/ct"
ok 'of another patient' wait_for sh -c \
    "grep -q '^code 65' '$T'/w/quarantine/UID_1.2.23_*/.netrt/reason"
like 'which names both' "$(cat "$T"/w/quarantine/UID_1.2.23_*/.netrt/reason)" \
    "^message Structure/#[0-9a-f]{8}: of study 1.2.23, .*study $B"
ok 'the images still want one' wait_for away "$B"
is 'nothing was sent' "$(ls "$T/pacs")" ''
stop_netrt
done_testing
