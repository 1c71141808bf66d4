#!/bin/sh
# Late files: a slice, an RTSTRUCT, a changed RTSTRUCT, each arriving before,
# during and after processing, after delivery, and after quarantine.  Each is
# in what finally reaches the PACS, and no SOP Instance UID has two contents.
. "${0%/*}/lib.sh"
. "${0%/*}/chain.sh"
set -- $(freeport 2)
IN=$1 OUT=$2
config "$T/netrt.yaml" "
watcher: { debounce_interval_seconds: 0.4, incomplete_wait_seconds: 0.4 }
processing: { add_burn_in_disclaimer: false }
anonymization: { enabled: false }"
start_pacs "$T/pacs" && start_netrt "$T/netrt.yaml" || exit 99

# the PACS keeps one file a SOP Instance UID: remember each content it had
digests() {
	for f in "$T"/pacs/*; do
		[ -e "$f" ] || continue
		echo "$(tag "$f" 0008,0018) $(dcmdump -q +P 7fe0,0010 +P 6000,3000 \
		    +P 0008,0023 +P 0008,0033 +L "$f" | sha256sum | cut -c1-16)"
	done >>"$T/contents"
	LC_ALL=C sort -u -o "$T/contents" "$T/contents"
}

# series with an overlay at the PACS: "UID images"
overlays() {
	for f in "$T"/pacs/*; do
		[ -e "$f" ] || continue
		[ -z "$(dcmdump -q +P 6000,3000 "$f" 2>/dev/null)" ] ||
		    tag "$f" 0020,000e
	done | LC_ALL=C sort | uniq -c | awk '{ print $2, $1 }'
}

# newest N: the series of most images has N of them
largest() {
	overlays | awk -v n="$1" '$2 == n { ok = 1 } END { exit !ok }'
}

nseries() {
	[ "$(overlays | wc -l)" -eq "$1" ]
}

# the present results of a study are N series, all of them at the PACS
at_pacs() {
	n=$(sed -n 's/^series //p' "$T/w/UID_$1/.netrt/stamp.mask" 2>/dev/null |
	    while read -r u; do overlays | grep -F "$u "; done | wc -l)
	[ "$n" -eq "$2" ]
}

delivered() {
	[ -e "$T/w/UID_$1/.netrt/delivered" ] &&
	    [ "$(events PROCESSING_SUCCESS | grep -cF "$1")" -ge "${2:-1}" ]
}

# make N: a study of 5 slices in $T/N/{ct,rs}
make() {
	mkdir -p "$T/$1/ct" "$T/$1/rs"
	mkstudy -n 5 -r 32 -c 32 -s box -u "$1" -S "$T/$1/made" >/dev/null
	mv "$T/$1"/made/UID_*/DCM/* "$T/$1/ct/"
	mv "$T/$1"/made/UID_*/Structure/* "$T/$1/rs/"
	U=$(tag "$(ls "$T/$1"/rs/* | head -n 1)" 0020,000d)
	LATE=$(ls "$T/$1"/ct/* | tail -n 1)
	mkdir "$T/$1/late"
	mv "$LATE" "$T/$1/late/"
}

fresh_pacs() {
	digests
	rm -f "$T"/pacs/*
}

# --- a slice
make 11
send "$T/11/ct" && send "$T/11/rs" && send "$T/11/late"
ok 'a slice before processing' wait_for largest 5
fresh_pacs

make 12
send "$T/12/ct" "$T/12/rs"
wait_for delivered "$U"
digests
send "$T/12/late"
ok 'a slice after delivery' wait_for largest 5
fresh_pacs

# --- during: the chain is stopped at its mask, the slice arrives, it goes on
make 13
send "$T/13/ct" "$T/13/rs"
wait_for test -e "$T/w/UID_$U/.netrt/inputs"
send "$T/13/late"
ok 'a slice during processing' wait_for largest 5
fresh_pacs

# --- an RTSTRUCT, missing at first: quarantined with 66, joins by itself
make 14
send "$T/14/ct" "$T/14/late"
ok 'without RTSTRUCT: quarantined' wait_for sh -c \
    "ls -d '$T'/w/quarantine/UID_${U}_* 2>/dev/null"
send "$T/14/rs"
ok 'an RTSTRUCT after quarantine' wait_for largest 5
is 'and the quarantine is empty again' \
    "$(ls "$T/w/quarantine" 2>/dev/null)" ''
fresh_pacs

# --- a second, changed RTSTRUCT (its own SOP Instance UID) after delivery
make 15
send "$T/15/ct" "$T/15/late" "$T/15/rs"
wait_for delivered "$U"
digests
f=$(ls "$T"/15/rs/*)
cp "$f" "$T/changed.dcm"
dcmodify -q -nb -m '(0008,0018)=1.2.3.4.5.15' "$T/changed.dcm"
mkdir "$T/15/new"
mv "$T/changed.dcm" "$T/15/new/"
send "$T/15/new"
ok 'a changed RTSTRUCT after delivery: a series of its own' \
    wait_for nseries 3
fresh_pacs

# --- a changed RTSTRUCT before and during processing: both are drawn
make 17
f=$(ls "$T"/17/rs/*)
mkdir "$T/17/new"
cp "$f" "$T/17/new/2.dcm"
dcmodify -q -nb -m '(0008,0018)=1.2.3.4.5.17' "$T/17/new/2.dcm"
send "$T/17/ct" "$T/17/late" "$T/17/rs"
send "$T/17/new"
ok 'a changed RTSTRUCT before processing' wait_for nseries 2
fresh_pacs

make 18
f=$(ls "$T"/18/rs/*)
mkdir "$T/18/new"
cp "$f" "$T/18/new/2.dcm"
dcmodify -q -nb -m '(0008,0018)=1.2.3.4.5.18' "$T/18/new/2.dcm"
send "$T/18/ct" "$T/18/late" "$T/18/rs"
wait_for test -e "$T/w/UID_$U/.netrt/inputs"
send "$T/18/new"
ok 'a changed RTSTRUCT during processing' wait_for at_pacs "$U" 2
fresh_pacs

# --- quarantined for something missing: a slice comes, and still waits; then
# the RTSTRUCT: all of it goes
make 19
send "$T/19/ct"
wait_for sh -c "ls -d '$T'/w/quarantine/UID_${U}_* 2>/dev/null"
send "$T/19/late"
ok 'a slice after quarantine: back there, with it' wait_for sh -c \
    "[ \$(ls '$T'/w/quarantine/UID_${U}_*/DCM 2>/dev/null | wc -l) -eq 5 ]"
send "$T/19/rs"
ok 'then the RTSTRUCT: all slices go' wait_for largest 5
fresh_pacs

# --- quarantined for another reason: what comes joins it there and waits
make 20
mkdir "$T/20/bad"
mkstudy -n 5 -r 32 -c 32 -s box -u 20 -p 'Other^Patient/OTHER/19500101' \
    -S "$T/20/other" >/dev/null
cp "$T"/20/other/UID_*/DCM/"$(basename "$(ls "$T"/20/late/*)")" "$T/20/bad/"
send "$T/20/ct" "$T/20/rs" "$T/20/bad"
ok 'two patients: quarantined' wait_for sh -c \
    "grep -q '^code 65' '$T'/w/quarantine/UID_${U}_*/.netrt/reason"
mkdir "$T/20/new"
cp "$T"/20/rs/* "$T/20/new/2.dcm"
dcmodify -q -nb -m '(0008,0018)=1.2.3.4.5.20' "$T/20/new/2.dcm"
send "$T/20/new"
ok 'an RTSTRUCT after that: joins it and waits' wait_for sh -c \
    "[ \$(ls '$T'/w/quarantine/UID_${U}_*/Structure | wc -l) -eq 2 ]"
is 'nothing of it was sent' "$(overlays)" ''
# the cause is taken away by hand, and it is put back
q=$(ls -d "$T"/w/quarantine/UID_"${U}"_*)
rm "$q/DCM/$(basename "$(ls "$T"/20/late/*)")"
ok 'requeued by hand' netrt-requeue -c "$T/netrt.yaml" "$U"
ok 'it is delivered, with the late RTSTRUCT' wait_for nseries 2
fresh_pacs

# --- the same SOP Instance UID with another content is refused, both kept
make 16
send "$T/16/ct" "$T/16/late" "$T/16/rs"
cp "$T"/16/rs/* "$T/other.dcm"
dcmodify -q -nb -m '(3006,0002)=OTHER' "$T/other.dcm"
send "$T/other.dcm"
ok 'another content under the same UID is refused' test $? -ne 0
ok 'and kept' sh -c "ls '$T'/w/quarantine/.refused/* 2>/dev/null"
ok 'the first goes its way' wait_for delivered "$U"
fresh_pacs

cut -d' ' -f1 "$T/contents" | uniq -d >"$T/twice"
is 'no SOP Instance UID has two contents' "$(cat "$T/twice")" ''
stop_netrt
done_testing
