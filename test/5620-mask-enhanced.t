#!/bin/sh
# Enhanced and legacy-converted multi-frame images: their frames are slices,
# and the mask is in a Segmentation, since overlay planes they cannot have.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null ||
    skip_all 'python3-pydicom, python3-numpy'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
	feature_flags: {enable_segmentation_export: true}
	processing: {burn_in_text: RX}
	visualization: {enabled: true}
	destinations:
	- {name: a, host: 127.0.0.1, port: 9, ae_title: A}
E
NETRT_CONFIG=$T/c.yaml
export NETRT_CONFIG

# study ARGUMENTS OF enhanced.py: a classic study in $T/old, and its twin in S
study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	[ -d "$T/old" ] || {
		mkstudy -S -r 75 -c 61 -n 9 $MORE "$T/w" >/dev/null || exit 99
		mv "$T"/w/UID_* "$T/old"
		netrt-mask "$T/old" >/dev/null || exit 99
	}
	S=$T/w/UID_1.2.3
	mkdir -p "$S"
	cp -r "$T/old/DCM" "$T/old/Structure" "$S"
	/usr/bin/python3 "$TOP/test/enhanced.py" "$S" "$@" || exit 99
}
same() {
	/usr/bin/python3 "$TOP/test/seg.py" frames "$S"/Segmentations/* \
	    "$T"/old/Segmentations/* "$S/DCM" 2>&1
}

for MORE in '-k oblique' '-m MR -k irregular' ''; do
	rm -rf "$T/old"
	case $MORE in *MR*) class=4.4 ;; *) class=2.1 ;; esac
	study "1.2.840.10008.5.1.4.1.1.$class"
	code 0 "frames $MORE: validated" netrt-validate "$S"
	like 'a warning' "$(cat "$T/err")" 'multi-frame images.*PS3.3'
	code 0 'masked' netrt-mask "$S"
	is 'as the classic images' "$(same)" ok
	is 'no overlay series' "$(ls "$S/Addition")" ''
	is 'no error by dciodvfy' "$(dciodvfy "$S"/Segmentations/* 2>&1 |
	    grep -v '^Segmentation$')" ''
done
is 'volumes in the report' "$(grep '^volume_ml' "$S/.netrt/report.mask")" \
    "$(grep '^volume_ml' "$T/old/.netrt/report.mask")"
code 0 'nothing to burn in' netrt-burnin "$S"
is 'and nothing is' "$(ls "$S/Burnin")" ''
code 0 'what is sent' netrt-send -n "$S"
is 'is the Segmentation' "$(awk '{ print $2, $3 }' "$T/out")" \
    "SEGMENTATION $(cd "$S/Segmentations" && ls | sed 's/.dcm$//')"

# pictures: each of its own frame
code 0 'pictures' netrt-debugviz "$S"
netrt-debugviz "$T/old" >/dev/null
is 'of every frame' "$(ls "$S"/debug_visualization/slice_* | wc -l)" 9
is 'the same as of the classic images' \
    "$(for f in "$S"/debug_visualization/slice_*; do sha256sum <"$f"; done)" \
    "$(for f in "$T"/old/debug_visualization/slice_*; do sha256sum <"$f"
    done)"

# frame numbers in the RTSTRUCT
like 'contours name their frames' \
    "$(cat "$S/.netrt/report.mask")" '^contours_naming_another_slice 0$'
study 1.2.840.10008.5.1.4.1.1.2.1 wrong
netrt-mask "$S" >/dev/null 2>&1
like 'wrong ones are counted' "$(cat "$S/.netrt/report.mask")" \
    '^contours_naming_another_slice 16$'
is 'and geometry decides' "$(same)" ok
study 1.2.840.10008.5.1.4.1.1.2.1 noframes
netrt-mask "$S" >/dev/null 2>&1
like 'absent ones contradict nothing' "$(cat "$S/.netrt/report.mask")" \
    '^contours_naming_another_slice 0$'
is 'geometry decides' "$(same)" ok
study 1.2.840.10008.5.1.4.1.1.2.1 two
code 0 'a series of two objects' netrt-mask "$S"
is 'is one stack' "$(same)" ok

# de-identified first
code 0 'anonymised' netrt-anon -o anonymization.enabled=true \
    -o anonymization.pid_mapping_file="$T/map.json" "$S"
code 0 'masked' netrt-mask -o anonymization.enabled=true \
    -o anonymization.pid_mapping_file="$T/map.json" "$S"
is 'of the anonymised images' "$(/usr/bin/python3 "$TOP/test/seg.py" frames \
    "$S"/Segmentations/* "$T"/old/Segmentations/* "$S/Anon/DCM" 2>&1)" ok
ok 'nothing of the patient' sh -c \
    "! grep -a -e Phantom^ -e PH0001 '$S'/Segmentations/*"

# what cannot be done, and what to do
OFF='-o feature_flags.enable_segmentation_export=false'
study
for t in validate mask; do
	code 65 "$t: no Segmentations wanted" netrt-$t $OFF "$S"
	like 'both ways out' "$(cat "$T/err")" \
	    'enable_segmentation_export.*classic series'
done
study 1.2.840.10008.5.1.4.1.1.2.1 concatenation
code 65 'a concatenation' netrt-mask "$S"
like 'says so' "$(cat "$T/err")" '\(0020,9161\): part of a concatenation'
study 1.2.840.10008.5.1.4.1.1.2.1 placeless
code 65 'a frame without a position' netrt-mask "$S"
like 'says what' "$(cat "$T/err")" '\(0020,9113\): PlanePositionSequence'

# a classic series beside its converted twin is what can carry the mask
study
cp "$T"/old/DCM/* "$S/DCM"
cp "$T"/old/Structure/* "$S/Structure"
code 0 'the RTSTRUCT names the classic one' netrt-mask $OFF "$S"
ls "$S/Addition" | wc -l >"$T/n"
is 'it is masked' "$(cat "$T/n")" 9

# a public enhanced CT, and an MR that has no functional groups
real=$SHARED/data/encodings_a
if [ -f "$real/eCT_Supplemental.dcm" ]; then
	S=$T/w/UID_2
	mkdir -p "$S/DCM" "$S/Structure"
	cp "$real/eCT_Supplemental.dcm" "$S/DCM"
	/usr/bin/python3 "$TOP/test/enhanced.py" struct \
	    "$real/eCT_Supplemental.dcm" "$S/Structure/1.dcm" || exit 99
	code 0 'a public enhanced CT' netrt-mask "$S"
	is 'two frames of 200 pixels' \
	    "$(grep -e '^voxels' -e '^segment_f' "$S/.netrt/report.mask")" \
	    "voxels 400
segment_frames 2"
	is 'they name their frames' "$(dcmdump -q +P 0008,1160 \
	    "$S"/Segmentations/* | sed 's/.*[[]\(.*\)[]].*/\1/' | sort)" "1
2"
	code 0 'and its pictures' netrt-debugviz "$S"
	cp "$real/emri_small.dcm" "$S/DCM"
	rm "$S/DCM/eCT_Supplemental.dcm" "$S"/.netrt/inputs
	code 65 'an enhanced MR without functional groups' netrt-mask "$S"
	like 'says so' "$(cat "$T/err")" 'without functional groups'
else
	skip 6 'no shared data'
fi
done_testing
