#!/bin/sh
# netrt-mask: what it tells of each ROI, with -l, -j and -v.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-X
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
X
export NETRT_CONFIG="$T/c.yaml"

study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 40 -c 36 -n 4 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
	R=$(ls "$S"/Structure/*)
}
# json FILE EXPRESSION: of o, the objects
json() {
	/usr/bin/python3 -c 'import json, sys
o = [json.loads(x) for x in open(sys.argv[1])]
r = {x["number"]: x for x in o[0].get("rois", [])}
print(eval(sys.argv[2]))' "$@"
}
col() { cut -f "$1" "$T/list" | tr '\n' ' '; }

study -k point,empty-roi,duplicate-contours
dcmodify -nb -q -m '(3006,0080)[0].(3006,00a4)=GTV' "$R"
find "$T/w" -type f | sort >"$T/before"
ok 'a list' netrt-mask -l "$S"
cp "$T/out" "$T/list"
is 'nothing is written' "$(find "$T/w" -type f | sort | diff "$T/before" -)" ''
is 'its columns' "$(head -n 1 "$T/list" | tr '\t' ' ')" \
    'RTSTRUCT number name type colour contours closed planes voxels volume_ml used'
is 'a line for each ROI' "$(col 2)" 'number 3 5 7 9 11 13 '
is 'of which RTSTRUCT' "$(cut -f 1 "$T/list" | sed 1d | sort -u)" \
    "Structure/${R##*/}"
like 'the type' "$(sed -n 2p "$T/list")" "^[^	]*	3	Box	GTV	#00c8ff	"
is 'whether it would be used' "$(cut -f 11 "$T/list" | sort | uniq -c |
    sed 's/^ *//')" '1 no: ignore_contour_names_containing
2 no: no closed contour
1 used
3 yes'
like 'volumes of ROIs that are left out, too' "$(grep Skull "$T/list")" \
    '	[1-9][0-9]*	[0-9]*[1-9][0-9.]*	no:'
ok 'the same as JSON' netrt-mask -lj "$S"
cp "$T/out" "$T/j"
is 'says the same' "$(json "$T/j" \
    '"\n".join("%s %s" % (x["number"], x["voxels"]) for x in o[0]["rois"])')" \
    "$(sed 1d "$T/list" | cut -f 2,9 | tr '\t' ' ')"
is 'why not' "$(json "$T/j" 'r[9]["why_not"]')" \
    'ignore_contour_names_containing'

ok 'a report' netrt-mask -j "$S"
cp "$T/out" "$T/j"
is 'no path' "$(wc -l <"$T/out")" 1
is 'found, used, dropped' "$(json "$T/j" \
    '(r[3]["contours"], r[3]["drawn"], r[3]["dropped"]["duplicate"])')" \
    "$(json "$T/j" '(2 * r[3]["drawn"], r[3]["drawn"], r[3]["drawn"])')"
is 'a point' "$(json "$T/j" 'r[13]["dropped"]["point_or_open"]')" 1
is 'planes and voxels as in the list' "$(json "$T/j" \
    '[r[3]["planes"], r[3]["voxels"], r[3]["volume_ml"]]')" \
    "$(sed -n 2p "$T/list" | awk -F '\t' \
    '{ printf "[%d, %d, %s]", $8, $9, $10 + 0 }')"
is 'the volume of all' "$(json "$T/j" '"%.3f" % o[0]["volume_ml"]')" \
    "$(sed -n 's/^volume_ml //p' "$S/.netrt/report.mask")"
like 'the same in report.mask' "$(cat "$S/.netrt/report.mask")" \
    "^roi 3 used: .* $(sed -n 2p "$T/list" | cut -f 9) voxels, .*: Box\$"
code 0 'again' netrt-mask -j "$S"
is 'the same' "$(cat "$T/out")" "$(cat "$T/j")"
code 0 'a path without -j' netrt-mask "$S"
is 'is printed' "$(cat "$T/out")" "$S"
ok 'with -v' netrt-mask -vf "$S"
cp "$S/.netrt/mask.json" "$T/old"
like 'a table' "$(cat "$T/err")" \
    "^ +3 +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +$(sed -n 2p "$T/list" |
    cut -f 9) +[0-9.]+  Box"
ok 'that is in no log' sh -c "! grep -r Box '$T/logs'"

code 65 'a report of a failure' netrt-mask -j -o 'processing.exclude_roi=[.]' "$S"
is 'says which' "$(json "$T/out" 'o[0]["exit"]')" 65
is 'and why each ROI is out' "$(json "$T/out" 'r[3]["why_not"]')" exclude_roi
code 0 'the result that is there' netrt-mask -j "$S"
is 'keeps its own' "$(json "$T/out" '[o[0]["series"], r]')" \
    "$(json "$T/old" '[o[0]["series"], r]')"
code 65 'a list of ROIs that are all left out' netrt-mask -l \
    -o 'processing.exclude_roi=[.]' "$S"
like 'says what the mask says' "$(cat "$T/err")" ': no ROI left: all 6 are'
is 'has their voxels' "$(sed 1d "$T/out" | cut -f 9)" \
    "$(sed 1d "$T/list" | cut -f 9)"

code 65 'the same as JSON' netrt-mask -lj -o 'processing.exclude_roi=[.]' "$S"
like 'is in it' "$(json "$T/out" 'o[0]["exit"], o[0]["error"]')" \
    '65, .*: no ROI left: all 6 are'

# what stands in the way of a mask stands in the way of the list
study
for f in "$S"/DCM/*; do
	set --
	for g in 00 02 04 06 08 0a 0c 0e 10 12 14 16 18 1a; do
		set -- "$@" -i "(60$g,0040)=G"
	done
	dcmodify -nb -q "$@" "$f"
done
set -- -o processing.overlay_mode=per_roi
code 65 'more ROIs than overlay groups' netrt-mask "$@" "$S"
tail -n 1 "$T/err" >"$T/why"
code 65 'their list' netrt-mask "$@" -l "$S"
is 'says the same' "$(cat "$T/err")" "$(cat "$T/why")"
is 'and has them all' "$(cut -f 2 "$T/out" | tr '\n' ' ')" \
    'number 3 5 7 9 '
code 0 'the list of fewer' netrt-mask "$@" -l \
    -o 'processing.exclude_roi=[sphere]' "$S"
study
for f in "$S"/DCM/*; do
	z=$(dcmdump -q +P 0020,0032 "$f" | sed 's/.*\\\([-0-9.]*\)\].*/\1/')
	dcmodify -nb -q -i "(0020,0032)=5000\\5000\\$z" "$f"
done
code 65 'contours outside the image' netrt-mask "$S"
tail -n 1 "$T/err" >"$T/why"
code 65 'their list' netrt-mask -l "$S"
is 'says the same' "$(cat "$T/err")" "$(cat "$T/why")"
is 'and has them all' "$(cut -f 2,9 "$T/out" | tr '\t\n' '  ')" \
    'number voxels 3 0 5 0 7 0 9 0 '
code 65 'the same as JSON' netrt-mask -lj "$S"
like 'is in it' "$(json "$T/out" 'o[0]["exit"], o[0]["error"]')" \
    '65, .*the mask is empty'

# every image twice in its place, as echoes are
study -k duplicate-contours
ok 'a study' netrt-mask -j "$S"
cp "$T/out" "$T/j"
for f in "$S"/DCM/*; do
	u=2.25.1$(printf '%s' "${f##*/}" | tr -cd 0-9 | cut -c 4-30)
	cp "$f" "$S/DCM/$u.dcm"
	dcmodify -nb -q -m "(0008,0018)=$u" "$S/DCM/$u.dcm" || exit 99
done
netrt-validate "$S" >/dev/null 2>&1
ok 'two images in each place' netrt-mask -j "$S"
is 'all get the mask' "$(ls "$S/Addition" | wc -l)" 8
is 'voxels and duplicates count once' "$(json "$T/out" r)" \
    "$(json "$T/j" r)"
is 'and so do all together' "$(json "$T/out" 'o[0]["voxels"]')" \
    "$(json "$T/j" 'o[0]["voxels"]')"

# with anonymisation, before and after it
study
set -- -o anonymization.enabled=true \
    -o "anonymization.pid_mapping_file=$T/pid.json"
code 0 'a list before netrt-anon' netrt-mask "$@" -l "$S"
is 'has the ROIs' "$(cut -f 3 "$T/out" | tr '\n' ' ')" \
    'name Box Sphere Ring Skull '
is 'and says nothing' "$(cat "$T/err")" ''
ok 'netrt-validate' netrt-validate "$@" "$S"
ok 'netrt-anon' netrt-anon "$@" "$S"
code 0 'a list after it' netrt-mask "$@" -l "$S"
is 'is of Anon' "$(cut -f 1,3 "$T/out" | sed -n 2p)" \
    "Structure/$(ls "$S"/Anon/Structure)	Box"

study -k foreign-references,foreign-frame
code 65 'a list without a series to lie on' netrt-mask -l "$S"
is 'has the ROIs' "$(cut -f 3,8 "$T/out" | sed -n 2p)" 'Box	-'
study -k two-structures
ok 'two RTSTRUCTs' netrt-mask -j "$S"
is 'two objects' "$(json "$T/out" '[len(x["rois"]) for x in o]' |
    tr -d '[],' | tr ' ' '\n' | sort -n | tr '\n' ' ')" '1 4 '
for R in "$S"/Structure/*; do
	echo nonsense >"$R"
done
code 65 'one that cannot be read' netrt-mask -lj "$S"
is 'is in the list' "$(json "$T/out" 'o[0]["exit"]')" 65
# a type in lower case, another one, none: which are in no count of what is
# filled, and must not be missed in silence
study -n 8 -s box
dcmodify -nb -q -m '(3006,0039)[0].(3006,0040)[0].(3006,0042)=closed_planar' \
    -m '(3006,0039)[0].(3006,0040)[1].(3006,0042)=SPLINE' "$R"
ok 'contours of no known type' netrt-mask -j "$S"
like 'are a warning' "$(cat "$T/err")" ': 2 contours are of no known Contour Geometric Type and are not drawn [(]first: ROI 3[)]'
cp "$T/out" "$T/j"
is 'of its own code' "$(json "$T/j" \
    '[x["count"] for x in o[0]["warnings"] if x["code"] == "contour-type-unknown"]')" '[2]'

# a ROI that should be seen and is not; one that is not listed
study
roi() {
	/usr/bin/python3 - "$R" "$1" "$2" "$3" <<-'P' || exit 99
	import sys, pydicom
	d = pydicom.dcmread(sys.argv[1])
	r = d.ROIContourSequence[1]
	for c in r.ContourSequence:
	    x = [float(v) for v in c.ContourData]
	    for k in (0, 1):
	        x[k::3] = [(v - x[k]) * float(sys.argv[2]) + x[k] +
	                   float(sys.argv[3]) for v in x[k::3]]
	    c.ContourData = ["%.4f" % v for v in x]
	r.ReferencedROINumber = int(sys.argv[4])
	d.save_as(sys.argv[1])
	P
}
empty='[(x["count"], x["text"]) for x in o[0]["warnings"] if x["code"] == "roi-empty"]'
roi 1 900 5
code 0 'a ROI that is wholly outside the image' netrt-mask -j "$S"
like 'is a warning' "$(json "$T/out" "$empty")" \
    '^.[(]1, .ROIs have closed contours, but none inside .*[(]first: ROI 5 at z = -?[0-9.]+ mm[)]'
like 'in the report' "$(cat "$S/.netrt/report.mask")" '^warning roi-empty: 1'
code 0 'netrt-validate' netrt-validate -j "$S"
like 'knows it' "$(cat "$T/out")" '"code": ?"roi-empty".* ROI 5 at z = '
code 0 'left out' netrt-mask -j -o 'processing.exclude_roi=[sphere]' "$S"
is 'it is none' "$(json "$T/out" "$empty")" '[]'
study
roi 0.0001 0.0313 5
code 0 'a ROI between the pixels' netrt-mask -j "$S"
like 'is a warning' "$(json "$T/out" "$empty")" \
    '^.[(]1, .ROIs have closed contours, but they enclose no .*[(]first: ROI 5 at z = -?[0-9.]+ mm[)]'
study
roi 1 0 77
code 65 'a ROI that is not listed' netrt-mask "$S"
like 'is named' "$(cat "$T/err")" \
    '3006,0084.: ROI number 77 has contours [(][0-9]+[)], but .3006,0020. does not list it'

# names that are longer than a label
study
/usr/bin/python3 - "$R" <<-'P' || exit 99
	import sys, pydicom
	d = pydicom.dcmread(sys.argv[1])
	for r, name in zip(d.StructureSetROISequence,
	                   ("a" * 64 + "1", "a" * 64 + "2", "a" * 64)):
	    r.add_new(0x30060026, "UT", name)
	d.save_as(sys.argv[1])
P
codes='[(x["code"], x["count"]) for x in o[0]["warnings"]]'
code 0 'labels that are cut' netrt-mask -j -o processing.overlay_mode=per_roi "$S"
is 'are two warnings' "$(json "$T/out" "$codes")" \
    "[('label-changed', 2), ('label-twice', 2)]"
like 'that name a ROI' "$(cat "$T/err")" \
    '1?2 overlay labels so became equal .*[(]first: ROI 5[)]'
ok 'by its number' sh -c "! grep -r aaaa '$T/logs' '$T/err'"
code 0 'netrt-validate' netrt-validate -j -o processing.overlay_mode=per_roi "$S"
like 'knows it' "$(cat "$T/out")" '"label-twice"'
code 0 'one plane of them all' netrt-mask -j "$S"
is 'has no such label' "$(json "$T/out" "$codes")" '[]'

done_testing
