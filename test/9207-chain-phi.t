#!/bin/sh
# A study with 126 planted identifiers through the whole chain, in both modes:
# what leaves (overlays, disclaimers, pictures, Segmentations, the copies,
# reports for others), and logs, records and names inside, are searched by
# leak_scan.py, which shares nothing with netrt.
. "${0%/*}/lib.sh"
. "${0%/*}/chain.sh"
py=/usr/bin/python3
$py -c 'import pydicom, numpy' 2>/dev/null || skip_all "no pydicom"
[ -n "$SHARED" ] && [ -f "$SHARED/check/leak_scan.py" ] ||
    skip_all 'no shared data'
# shellcheck disable=SC2046  # two words
set -- $(freeport 2)
IN=$1 OUT=$2
$py "$SHARED/check/make_phi_study.py" --base "$T/base" >/dev/null || exit 99
# its contours lie beside the images
$py - "$T"/base/UID_*/Structure/* <<'END' || exit 99
import sys, pydicom
d = pydicom.dcmread(sys.argv[1])
for r in d.ROIContourSequence:
    for c in r.ContourSequence:
        p = [float(x) for x in c.ContourData]
        p[0::3] = [x - 65 for x in p[0::3]]
        p[1::3] = [x - 50 for x in p[1::3]]
        c.ContourData = ['%.2f' % x for x in p]
d.save_as(sys.argv[1])
END
$py "$SHARED/check/make_phi_study.py" "$T"/base/UID_* "$T/phi" >/dev/null || exit 99
M=$T/phi/phi_manifest.json
ORIG=$(ls -d "$T"/phi/UID_*)
UID_=${ORIG##*/UID_}
# the day of the processing, which nothing that leaves may tell
export SOURCE_DATE_EPOCH=1942444800		# 2031-07-22
sitekey "$T/pid.json"

# scan DIR [OPTION...]: leaks, digests, UIDs that leak_scan.py finds there
scan() {
	sc_dir=$1
	shift
	$py "$SHARED/check/leak_scan.py" -q --json "$T/scan.json" "$@" "$M" \
	    "$sc_dir" >"$T/scan.out" 2>&1 || :
	$py - "$T/scan.json" "$@" <<-'END'
	import json, sys
	j = json.load(open(sys.argv[1]))
	for x in j['leaks']:
	    print('LEAK', x['where'], x['what'], x['how'][:2], x['files'][:2])
	if j['summary']['digests']:
	    print('DIGESTS', j['summary']['digests'])
	if '--keep-uids' not in sys.argv:
	    for u in j['uids']:
	        print('UID', u)
	if j['summary']['files'] < 3:
	    print('only', j['summary']['files'], 'files')
	END
}

# chain MODE OPTION...: what leaves is in $T/leaves, what stays in $T/stays
chain() {
	ch_mode=$1
	shift
	rm -rf "$T/w" "$T/logs" "$T/reports" "$T/leaves" "$T/stays"
	find "$T/pacs" -type f -delete
	mkdir -p "$T/w" "$T/reports" "$T/stays"
	cat >"$T/netrt.yaml" <<-CONF
	destinations:
	- {name: pacs, host: 127.0.0.1, port: $OUT, ae_title: PACS,
	   series: [overlay, debug, original, segmentation]}
	directories: { working: "$T/w", logs: "$T/logs" }
	visualization: { enabled: true }
	feature_flags: { enable_segmentation_export: true }
	logging: { level: DEBUG }
	reporting: { output_directory: "$T/reports" }
	anonymization:
	  mode: $ch_mode
	  site_code: TST
	  pid_mapping_file: $T/pid.json
	  rules:
	    remove_tags: [AccessionNumber, OtherPatientIDs]
	CONF
	cp -r "$ORIG" "$T/w/"
	S=$T/w/${ORIG##*/}
	NETRT_CONFIG=$T/netrt.yaml
	export NETRT_CONFIG
	for step in validate anon mask burnin debugviz; do
		"netrt-$step" -v -v "$@" "$S" >>"$T/stays/out" \
		    2>>"$T/stays/err" || fail "$ch_mode: netrt-$step"
	done
	mkdir "$T/leaves"
	for d in Anon Addition Burnin Segmentations DebugDicom \
	    debug_visualization; do
		[ -n "$(ls "$S/$d" 2>/dev/null)" ] || fail "$ch_mode: no $d"
		cp -r "$S/$d" "$T/leaves/"
	done
	(cd "$T/w" && find . -print) >"$T/stays/names"
	cp -r "$S/.netrt" "$T/stays/"
	# it is sent, reported and, the clock being what it is, retired
	code 0 "$ch_mode $*: the chain" netrt-run -v -v "$@" "$S"
	cp "$T/out" "$T/stays/out2"
	cp "$T/err" "$T/stays/err2"
	unset NETRT_CONFIG
	like "$ch_mode: delivered" "$(events PROCESSING_SUCCESS
	    cat "$T"/w/quarantine/*/.netrt/reason 2>/dev/null)" SUCCESS
	cp -r "$T/pacs" "$T/leaves/"
	cp -r "$T/logs" "$T/reports" "$T/w" "$T/stays/"
	cp "$T/pid.json" "$T/stays/"
}

ok 'what was planted is found' test "$(scan "$ORIG" | grep -c LEAK)" -gt 120

start_pacs "$T/pacs" || exit 99
chain comprehensive
ok 'objects arrived' test "$(find "$T/leaves/pacs" -type f | wc -l)" -eq 17
is 'comprehensive: nothing leaves' "$(scan "$T/leaves")" ''
is 'nothing of the day of processing' \
    "$($py "$TOP/test/day.py" 2031-07-22 "$T/leaves" "$T/reports")" ''
# nor of a clock that somebody read instead
is 'nothing of today' "$($py "$TOP/test/day.py" "$(date -u +%F)" "$T/leaves" \
    "$T/reports")" ''
is 'there is a report for others' "$(find "$T/reports" -type f | wc -l)" 1
is 'nothing stays in logs, records, names but UIDs' \
    "$(scan "$T/stays" --keep-uids)" ''
is 'names of what leaves have new UIDs' \
    "$(find "$T/leaves" | grep -F "$UID_")" ''

# dates that are kept are kept; all else goes as before
chain comprehensive -o 'anonymization.retain=[full_dates]'
is 'full dates: nothing else leaves' "$(scan "$T/leaves" --keep-dates)" ''

# the standard mode promises name, ID and birth date, and what is listed
chain standard
$py - "$M" >"$T/m" <<'END'
import json, sys
m = json.load(open(sys.argv[1]))
print(m['patient']['id'])
for p in m['places']:
    if p['where'] in ('0008,0050', '0010,1000') and p['scope'] == 'ct':
        for t in p['tokens']:
            print(t)
END
born=$(dcmdump +P 0010,0030 "$(ls -d "$ORIG"/DCM/* | head -n 1)" |
    sed 's/[^[]*\[\([^]]*\)\].*/\1/')
is 'standard: nothing of the patient leaves or stays' "$($py \
    "$TOP/test/phi.py" find "$T/leaves" Zyxwandr Quillonka MRN77410263 "$born"
    grep -raiE "Zyxwandr|Quillonka|$born" "$T/stays"
    grep -raFf "$T/m" "$T/leaves" "$T/stays")" ''
done_testing
