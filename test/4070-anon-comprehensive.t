#!/bin/sh
# The comprehensive mode on the study with 126 planted identifiers: nothing
# that was planted is left, references close, pixels and contours are the
# same, what the pipeline needs is there.  CT, MR and PET; the options.
. "${0%/*}/lib.sh"
py=/usr/bin/python3
$py -c 'import pydicom, numpy' 2>/dev/null || skip_all "no pydicom"
[ -n "$SHARED" ] && [ -f "$SHARED/check/leak_scan.py" ] ||
    skip_all 'no shared data'

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { mode: comprehensive, site_code: TST, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
sitekey "$T/map.json"
$py "$SHARED/check/make_phi_study.py" --base "$T/base/CT" >/dev/null || exit 99
mkstudy -S -m MR -n 3 -r 24 -c 24 "$T/base/MR" >/dev/null || exit 99
mkstudy -S -m PT -n 3 -r 24 -c 24 "$T/base/PT" >/dev/null || exit 99

# scan MODALITY OPTIONS [SCAN OPTION...]: what the independent scan says
scan() {
	rm -rf "$T/w"
	mkdir "$T/w"
	cp -r "$T/phi/$1"/UID_* "$T/w"
	S=$(ls -d "$T"/w/UID_*)
	code 0 "$1, $2" netrt-anon -o "anonymization.retain=[$2]" "$S"
	manifest=$T/phi/$1/phi_manifest.json what="$1, $2: nothing is left"
	shift 2
	if $py "$SHARED/check/leak_scan.py" --strict "$@" "$manifest" \
	    "$S/Anon" \
	    >"$T/scan" 2>&1; then pass "$what"; else
		fail "$what"
		sed 's/^/# /' "$T/scan"
	fi
}

for m in CT MR PT; do
	$py "$SHARED/check/make_phi_study.py" "$T/base/$m"/UID_* "$T/phi/$m" \
	    >/dev/null || exit 99
	scan "$m" ''
	like "$m: the numbers" "$(tail -n 1 "$T/scan")" \
	    'places=126 leaks=0 .* digests=0 uids_left=0 refs=[46].* ref_problems=0 pixel_problems=0 kept_lost=0/.* conform_problems=0/'
done
scan CT modified_dates
scan CT patient_characteristics
scan MR 'modified_dates, patient_characteristics'
scan CT full_dates --keep-dates
scan CT uids --keep-uids

# two runs, the same bytes; another key, no UID in common
scan CT ''
first=$(tree "$S/Anon")
ok 'the patient is named nowhere in .netrt and logs' sh -c "! grep -raiE \
    'zyxwandr|quillonka|MRN77410263|ACC9930417' '$S/.netrt' '$T/logs'"
scan CT ''
is 'again the same bytes' "$(tree "$S/Anon")" "$first"
uids() { find "$1" -name '*.dcm' -exec dcmdump +P 0008,0018 +P 0020,000d \
    +P 0020,000e +P 0020,0052 +P 3006,0024 +P 0008,1155 +p -s {} + |
    grep -o '\[[0-9.]*\]' | sort -u; }
uids "$S/Anon" >"$T/uids1"
mv "$T/map.json.key" "$T/old.key"
rm -f "$T"/map.json*
sitekey "$T/map.json" 00001
scan CT ''
uids "$S/Anon" >"$T/uids2"
is 'two keys share no UID' "$(comm -12 "$T/uids1" "$T/uids2")" ''
ok 'there were some' test "$(wc -l <"$T/uids1")" -gt 8
is 'files have the names of their UIDs' "$(for f in "$S"/Anon/*/*; do
	dcmdump +P 0008,0018 "$f" | grep -q "${f##*/}" ||
	    dcmdump +P 0008,0018 "$f" | grep -qF "[$(basename "$f" .dcm)]" ||
	    echo "$f"
done)" ''

# two studies of one patient: one shift of dates
day_of() { dcmdump -s +P 0008,0020 "$1"/DCM/* | sed 's/.*\[\(.*\)\].*/\1/' |
    sort -u; }
rm -rf "$T/two"
mkdir "$T/two"
for u in 1 2; do
	mkstudy -S -u "two$u" -n 1 -r 8 -c 8 -s box "$T/two" >/dev/null
	S=$(ls -dt "$T"/two/UID_* | head -n 1)
	dcmodify -nb -m "(0008,0020)=202${u}0301" "$S"/*/*
	netrt-anon -o 'anonymization.retain=[modified_dates]' "$S" >/dev/null
	a=$(date -u -d "$(day_of "$S")" +%s) b=$(date -u -d "$(day_of "$S/Anon")" +%s)
	echo $(((a - b) / 86400)) >"$T/shift$u"
done
is 'two studies are shifted by the same days' "$(cat "$T/shift1")" \
    "$(cat "$T/shift2")"
# a day of the study in short is one, other numbers are none
rm -rf "$S/Anon" "$S/.netrt"
dcmodify -nb -m '(0008,0020)=20210609' -i '(0008,103e)=a 090621 b 9.6.21 c 090721' \
    -m '(3006,0020)[0].(3006,0026)=GTV 9 de junio de 2021' "$S"/Structure/*
dcmodify -nb -m '(0008,0020)=20210609' \
    -i '(0008,103e)=a 090621 b 9.6.21 c 090721' "$S"/DCM/*
for r in modified_dates full_dates; do
	netrt-anon -o "anonymization.retain=[descriptors, $r]" "$S" >/dev/null
	dcmdump -s +P 0008,103e "$S"/Anon/DCM/* |
	    sed 's/.*\[\(.*\)\].*/\1/' >"$T/short.$r"
	dcmdump -s +P 3006,0026 "$S"/Anon/Structure/* |
	    sed -n '1s/.*\[\(.*\)\].*/\1/p' >"$T/roi.$r"
	rm -rf "$S/Anon" "$S/.netrt"
done
is 'a day in short is cut' "$(cat "$T/short.modified_dates")" 'a b c 090721'
is 'in the name of a ROI, in words' "$(cat "$T/roi.modified_dates")" GTV
is 'not if days stay' "$(cat "$T/short.full_dates")" \
    'a 090621 b 9.6.21 c 090721'
ok 'by more than a year' test "$(cat "$T/shift1")" -ge 365
done_testing
