#!/bin/sh
# netrt-mask: Segmentation objects, read by another reader.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
	feature_flags: {enable_segmentation_export: true}
	processing: {burn_in_text: RX}
	logging: {level: DEBUG}
E
NETRT_CONFIG=$T/c.yaml
export NETRT_CONFIG

# study OPTION...: a phantom of 61 columns: frames begin in the middle of bytes
study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 75 -c 61 -n 9 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
}
seg() {
	/usr/bin/python3 "$TOP/test/seg.py" "$@" 2>&1
}
# one: the Segmentation, when there is one
one() {
	ls "$S"/Segmentations/*.dcm
}
# same [DIR]: is it what the contours say, of the images in DIR?
same() {
	seg check "$(one)" "$S"/Structure/*.dcm "$S/DCM" "$S/${1:-Burnin}" skull
}

for k in oblique sagittal gantry-tilt anisotropic irregular missing-image \
    duplicate-contours keyhole edge overlay no-frame foreign-references; do
	study -k "$k"
	ok "$k" netrt-mask "$S"
	netrt-burnin "$S" >/dev/null
	is "$k: every pixel, of what is sent" "$(same)" ok
	is "$k: no error by dciodvfy" "$(dciodvfy "$(one)" 2>&1 |
	    grep -v '^Segmentation$')" ''
done
study -n 1 -d 2 -m MR
ok 'one slice' netrt-mask -o processing.add_burn_in_disclaimer=false "$S"
is 'one slice: every pixel' "$(same Addition)" ok

# without the disclaimer it is of other images; off, it is gone
study -m PT
ok 'with the disclaimer' netrt-mask "$S"
netrt-burnin "$S" >/dev/null
is 'of Burnin' "$(same)" ok
tree "$S/Segmentations" >"$T/first"
ok 'again, all new' netrt-mask -f "$S"
is 'the same bytes' "$(tree "$S/Segmentations")" "$(cat "$T/first")"
first=$(one)
for o in processing.burn_in_text=RY processing.segmentation_series_number=7 \
    processing.segmentation_tracking_id=X \
    processing.segmentation_algorithm_name=Y \
    processing.segmentation_algorithm_version=2 \
    'processing.segmentation_series_description_template=A {}'; do
	code 66 "${o%%=*} decides" netrt-burnin -o "$o" "$S"
	netrt-mask -o "$o" "$S" >/dev/null
	ok "another object: ${o%%=*}" test "$(one)" != "$first"
done
ok 'no disclaimer' netrt-mask -o processing.add_burn_in_disclaimer=false "$S"
is 'of Addition' "$(same Addition)" ok
ok 'off' netrt-mask -o feature_flags.enable_segmentation_export=false "$S"
ok 'and gone' test ! -e "$S/Segmentations"

# two RTSTRUCTs, one of a single ROI
study -k two-structures
ok 'two RTSTRUCTs' netrt-mask "$S"
is 'two objects' "$(one | wc -l)" 2
netrt-burnin "$S" >/dev/null
n=0
for r in "$S"/Structure/*; do
	for g in "$S"/Segmentations/*; do
		[ "$(seg check "$g" "$r" "$S/DCM" "$S/Burnin" skull)" != ok ] ||
			n=$((n + 1))
	done
done
is 'one for each' "$n" 2
for f in "$S"/Segmentations/*; do
	dcmdump -q +P 0020,0011 +P 0008,103e "$f"
done | sed -n 's/.*\[\(.*\)\].*/\1/p' | sort >"$T/got"
is 'series numbers and names' "$(tr '\n' ';' <"$T/got")" "1099;99;RESEARCH \
USE ONLY: CONTOUR 3 ROIs;RESEARCH USE ONLY: CONTOUR Box;"

# what the ROIs are
study
S1=$(ls "$S"/Structure/*)
item() { # SEQUENCE N TAG=VALUE
	dcmodify -nb -q -imt -i "($1)[$2].$3" "$S1" || exit 99
}
name=$(printf 'Pr\303\274fk\303\266rper \316\262')
dcmodify -nb -q -i '(0008,0005)=ISO_IR 192' "$S1"
item 3006,0020 0 "(3006,0026)=$name"
item 3006,0020 1 '(3006,0036)=MANUAL'
item 3006,0020 2 '(3006,0036)=SEMIAUTOMATIC'
item 3006,0080 0 '(3006,00a4)=PTV'
item 3006,0080 1 '(3006,00a4)=ORGAN'
item 3006,0080 1 '(3006,0086)[0].(0008,0100)=76752008'
item 3006,0080 1 '(3006,0086)[0].(0008,0102)=SCT'
item 3006,0080 1 '(3006,0086)[0].(0008,0104)=Breast'
item 3006,0080 2 '(3006,00a4)=AVOIDANCE'
ok 'types' netrt-mask -o 'processing.segmentation_tracking_id=T {} U' "$S"
seg get "$(one)" SegmentLabel SegmentAlgorithmType SegmentAlgorithmName \
    TrackingID SegmentedPropertyCategoryCodeSequence.CodeValue \
    SegmentedPropertyTypeCodeSequence.CodeValue \
    SegmentationAlgorithmIdentificationSequence.AlgorithmName >"$T/got"
is 'labels, algorithms, codes' "$(cat "$T/got")" "$name|AUTOMATIC|Radiation \
Oncologist v1.0|T $name U|130041|228793007|-
Sphere|MANUAL|-|T Sphere U|123037004|76752008|Radiation Oncologist
Ring|SEMIAUTOMATIC|Radiation Oncologist v1.0|T Ring U|130042|130058|-"
is 'no error by dciodvfy' "$(dciodvfy "$(one)" 2>&1 |
    grep -v '^Segmentation$')" ''
like 'UTF-8 where a name needs it' "$(dcmdump +P 0008,0005 "$(one)")" \
    'ISO_IR 192'
seg get "$(one)" TrackingUID >"$T/got"
netrt-mask -o processing.segmentation_series_number=3 "$S" >/dev/null
is 'the same Tracking UID in another object' \
    "$(seg get "$(one)" TrackingUID)" "$(cat "$T/got")"

ok 'renamed' netrt-mask \
    -o "processing.rename_roi=[{match: '^s.*', name: Kugel}]" "$S"
is 'as in the labels of overlays' \
    "$(seg get "$(one)" SegmentLabel TrackingID | sed -n 2p)" \
    'Kugel|FOR RESEARCH USE ONLY: Kugel'

# de-identified, with dates that are not true
study
sed -i '/^anonymization: {enabled: false}/d' "$T/c.yaml"
cat >>"$T/c.yaml" <<-E
	anonymization: {enabled: true, site_code: T, pid_mapping_file: $T/map}
E
for f in "$S"/DCM/*; do
	dcmodify -nb -q -i '(0028,0303)=MODIFIED' "$f"
done
netrt-anon "$S" >/dev/null || exit 99
ok 'anonymised' netrt-mask "$S"
netrt-burnin "$S" >/dev/null
is 'of what is sent' "$(seg check "$(one)" "$S"/Anon/Structure/*.dcm \
    "$S/Anon/DCM" "$S/Burnin" skull)" ok
ok 'nothing of the patient' sh -c \
    "! grep -a -e Phantom^ -e PH0001 '$(one)'"
day=$(dcmdump +P 0008,0020 "$(one)" | grep -o '\[.*\]')
is 'the date is the shifted one' \
    "$(dcmdump +P 0008,0023 "$(one)" | grep -o '\[.*\]')" "$day"
is 'and no other is there' "$(dcmdump -q +P 0008,0012 +P 0008,0021 \
    "$(one)")" ''
rm -r "$S/.netrt"
for f in "$S"/DCM/*; do
	dcmodify -nb -q -m '(0028,0303)=REMOVED' "$f"
done
netrt-anon "$S" >/dev/null 2>&1 || exit 99
ok 'dates removed' netrt-mask "$S"
is 'no true date' "$(dcmdump +P 0008,0023 +P 0008,0012 "$(one)" |
    grep -o '\[.*\]')" '[19600101]'
done_testing
