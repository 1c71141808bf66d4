#!/bin/sh
# The comprehensive mode and what all later tools write: nothing that was
# planted leaves, in no file and in no name, nor the day on which it was
# processed.  Inside, only the original Study Instance UID is known.
. "${0%/*}/lib.sh"
py=/usr/bin/python3
$py -c 'import pydicom, numpy' 2>/dev/null || skip_all "no pydicom"
[ -n "$SHARED" ] && [ -f "$SHARED/check/leak_scan.py" ] ||
    skip_all 'no shared data'

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { mode: comprehensive, pid_mapping_file: $T/map.json }
visualization: { enabled: true }
feature_flags: { enable_segmentation_export: true }
reporting: { output_directory: "$T/reports" }
CONF
export NETRT_CONFIG="$T/c.yaml"
# the contours of the base lie beside its images
$py "$SHARED/check/make_phi_study.py" --base "$T/base" >/dev/null || exit 99
for f in "$T"/base/UID_*/DCM/*; do
	z=$(dcmdump +P 0020,0032 "$f" | sed 's/.*\\\([-0-9.]*\)\].*/\1/')
	dcmodify -nb -m "(0020,0032)=-100\\-130\\$z" "$f"
done
$py "$SHARED/check/make_phi_study.py" "$T"/base/UID_* "$T/phi" >/dev/null ||
    exit 99
uid=$(ls "$T/phi" | sed -n 's/^UID_//p')

# chain OPTIONS: everything from the beginning
chain() {
	rm -rf "$T/w"
	mkdir "$T/w"
	cp -r "$T/phi/UID_$uid" "$T/w"
	S=$T/w/UID_$uid
	for step in validate anon mask burnin debugviz; do
		SOURCE_DATE_EPOCH=1000000000 code 0 "$1: $step" \
		    "netrt-$step" -o "anonymization.retain=[$1]" "$S"
	done
}

for o in '' modified_dates; do
	chain "$o"
	rm -rf "$T/left"
	mkdir "$T/left"
	for d in Anon Addition Burnin DebugDicom debug_visualization \
	    Segmentations; do
		[ -n "$(ls "$S/$d")" ] || fail "$d is empty"
		cp -r "$S/$d" "$T/left"
	done
	# derived files have no counterpart: only leaks and UIDs count
	$py "$SHARED/check/leak_scan.py" "$T/phi/phi_manifest.json" \
	    "$T/left" >"$T/scan" 2>&1
	like "$o: nothing of the patient leaves" "$(tail -n 1 "$T/scan")" \
	    ' leaks=0 .* digests=0 uids_left=0 '
	is "$o: nor the day" "$(grep -rlE \
	    '20010909|2001-09-09|20010908|2001-09-08' "$T/left")" ''
done
mkdir -p "$T/logs"
is 'nothing of the patient inside' "$(grep -raliE \
    'zyxwandr|quillonka|MRN77410263|ACC9930417' "$S/.netrt" "$T/logs")" ''
code 0 'a report for others' netrt-log report "$S"
is 'knows the study by its new UID' \
    "$(grep -c "$uid" "$(cat "$T/out")"; cat "$T/out" | grep -c "$uid")" \
    "$(printf '0\n0')"
new=$(dcmdump +P 0020,000d "$(ls "$S"/Anon/DCM/* | head -n 1)" |
    sed 's/.*\[\(.*\)\].*/\1/')
like 'and only by it' "$(cat "$(cat "$T/out")")" "UID: $new\$"

# the UIDs that later tools make are keyed, too: another key, other series
series() { dcmdump +P 0020,000e +P 0008,0018 "$S"/Addition/* | sort; }
chain ''
series >"$T/one"
mv "$T/map.json.key" "$T/key"
rm "$T"/map.json*
chain ''
series >"$T/two"
is 'no UID of another key' "$(comm -12 "$T/one" "$T/two")" ''
done_testing
