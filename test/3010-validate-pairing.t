#!/bin/sh
# netrt-validate: which series an RTSTRUCT belongs to, and what is missing.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 32 -c 28 -n 6 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
}

study -k foreign-sops
code 0 'images unknown, the series known' netrt-validate "$S"
is 'is no fault' "$(cat "$T/err")" ''
study -k foreign-references
code 0 'all references unknown, the frame known' netrt-validate "$S"
dcmodify -nb -m '(3006,0010)[0].(3006,0012)[0].(0008,1155)=1.2.9' \
    "$S"/Structure/*
code 0 'and another study' netrt-validate -j "$S"
like 'a warning' "$(cat "$T/out")" \
    '"warning","code":"names-other-study".*names another study and no image'
study
dcmodify -nb -m '(3006,0010)[0].(3006,0012)[0].(0008,1155)=1.2.9' \
    "$S"/Structure/*
code 0 'another study, but its images' netrt-validate -j "$S"
is 'is no fault' "$(grep names-other-study "$T/out")" ''
study -k no-contour-images
code 0 'contours name no image' netrt-validate "$S"
study -k foreign-references,no-frame
code 0 'nothing but the position' netrt-validate "$S"
like 'a warning' "$(cat "$T/err")" 'by position alone'
study -k foreign-frame
code 0 'another frame, but references' netrt-validate "$S"
like 'a warning' "$(cat "$T/err")" 'another frame of reference'

study -k foreign-references,foreign-frame
code 65 'another frame and nothing known' netrt-validate "$S"
like 'says so' "$(cat "$T/err")" 'frame of reference is that of none'
code 0 'but allowed' netrt-validate \
    -o processing.allow_frame_of_reference_mismatch=true "$S"
like 'with a warning' "$(cat "$T/err")" 'another frame of reference'

study -k two-series
code 0 'two series, one is named' netrt-validate -j "$S"
like 'the other is noted' "$(cat "$T/out")" '"note","code":"series-unused"'
study -k two-series,foreign-references
code 65 'two series, both fit' netrt-validate -j "$S"
like 'says what to do' "$(cat "$T/err")" \
    '2 series fit it .netrt-validate -j lists them.: keep one, or set'
is 'both are listed with counts' "$(grep '"series-candidate"' "$T/out" |
    grep -Ec 'CT, 32x28, 6 images, 0 of which it names; ([0-9]+) of [0-9]+ closed')" 2
code 65 'equally well' netrt-validate \
    -o processing.on_ambiguous_series=most_contours "$S"
rm "$(grep -laF "$(netrt-validate -j "$S" 2>&1 |
    sed -n 's/.*fits series \([0-9.]*\): .*/\1/p' | head -n 1)" "$S"/DCM/* |
    tail -n 1)"
code 0 'one better' netrt-validate \
    -o processing.on_ambiguous_series=most_contours "$S"
like 'with a warning' "$(cat "$T/err")" 'most contours'

# axial scouts, the slices of a localizer in three planes
study -k two-series,foreign-references
code 65 'two series' netrt-validate -j "$S"
scout=$(sed -n 's/.*fits series \([0-9.]*\): .*/\1/p' "$T/out" | head -n 1)
for f in $(grep -laF "$scout" "$S"/DCM/*); do
	dcmodify -nb -m '(0008,0008)=ORIGINAL\PRIMARY\LOCALIZER' "$f"
done
code 0 'one is a localizer' netrt-validate -j "$S"
like 'and gets no mask' "$(cat "$T/out")" "series-unused.*series $scout"
dcmodify -nb -m '(0008,0008)=ORIGINAL\PRIMARY\LOCALIZER' "$S"/DCM/*
code 65 'both are' netrt-validate "$S"
study
dcmodify -nb -m '(0008,0008)=ORIGINAL\PRIMARY\LOCALIZER' "$S"/DCM/*
code 0 'a localizer is drawn on, and named' netrt-validate "$S"

study -k missing-image
code 0 'an image is missing' netrt-validate "$S"
like 'a warning' "$(cat "$T/err")" '1 images that the RTSTRUCT names'
code 66 'and wanted' netrt-validate \
    -o processing.on_missing_images=quarantine "$S"
like 'says how many' "$(cat "$T/err")" '1 of the 6 images'

study -x rtstruct
code 66 'no RTSTRUCT' netrt-validate "$S"
like 'says so' "$(cat "$T/err")" 'no RTSTRUCT'
study -x images
code 66 'no image' netrt-validate "$S"
like 'says so' "$(cat "$T/err")" 'no image'
study
rm "$S"/DCM/*
mkstudy -u other -r 32 -c 28 -n 6 -x rtstruct "$S/DCM" >/dev/null
code 65 'images of another study alone' netrt-validate "$S"
study -k no-frame
rm "$S"/DCM/*
mkstudy -u other -r 32 -c 28 -n 6 -d 3 -x rtstruct -k no-frame "$S/DCM" \
    >/dev/null
code 66 'its images are not here' netrt-validate "$S"
like 'says so' "$(cat "$T/err")" 'send the images it was drawn on'
like 'and where ROI and slices lie' "$(cat "$T/err")" \
    'ROI [0-9]+ lies at z = -[0-9.]+ mm, the slices from z = -487.5 mm to z = -472.5 mm'
study
for f in "$S"/DCM/*; do
	p=$(dcmdump +P 0020,0032 "$f" | sed 's/.*\[\(.*\)\].*/\1/')
	dcmodify -nb -m "(0020,0032)=${p%\\*}\\$(echo "${p##*\\}" |
	    awk '{ print $1 + 1000 }')" "$f"
done
code 65 'its images, but a metre away' netrt-validate "$S"
like 'says where' "$(cat "$T/err")" \
    '.3006,0050.: none of its contours lies on a slice.*ROI [0-9]+ at z = -'

study -k two-structures
code 0 'two RTSTRUCTs' netrt-validate "$S"
study -s skull
code 65 'every ROI is left out by name' netrt-validate "$S"
like 'says so' "$(cat "$T/err")" 'closed contour of a ROI'
code 0 'and is not with other settings' netrt-validate \
    -o 'processing.ignore_contour_names_containing=[]' "$S"
code 65 'which the stamp knows' netrt-validate "$S"
mkstudy -u more -r 32 -c 28 -n 6 -x images "$S/Structure" >/dev/null
code 65 'the other RTSTRUCT has no image here' netrt-validate "$S"
done_testing
