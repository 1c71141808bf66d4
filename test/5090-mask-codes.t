#!/bin/sh
# netrt-mask: each of its exit codes; an error leaves no result.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 24 -c 20 -n 3 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
}

# no WHAT: nothing was left
none() {
	is "$1: no result" "$(ls "$S" | grep -c Addition)" 0
	is "$1: no path" "$(cat "$T/out")" ''
}

study
code 64 'an unknown option' netrt-mask -Q "$S"
code 66 'no study' netrt-mask "$T/none"
code 78 'a mode that there is not' netrt-mask \
    -o processing.overlay_mode=each "$S"
code 75 'another step is at it' sh -c \
    "mkdir '$S/.netrt'; exec flock '$S/.netrt/lock' netrt-mask '$S'"
code 66 'not anonymised yet' netrt-mask -o anonymization.enabled=true "$S"
none 'not anonymised'
code 65 'no ROI left' netrt-mask \
    -o 'processing.exclude_roi=[.]' "$S"
like 'with the count' "$(cat "$T/err")" 'no ROI left: all 4 are'
none 'no ROI'
code 0 'only said' netrt-mask -n "$S"
is 'no result' "$(ls "$S" | grep -c Addition)" 0
code 0 'paths from stdin' sh -c 'echo "$1" | netrt-mask' sh "$S"
is 'the path' "$(cat "$T/out")" "$S"
echo nonsense >"$S/.netrt/inputs"
code 70 'a list of inputs that netrt did not write' netrt-mask "$S"

study -x rtstruct
code 66 'no RTSTRUCT' netrt-mask "$S"
study -x images
code 66 'no image' netrt-mask "$S"
study -k two-series,foreign-references
code 65 'two series that fit' netrt-mask "$S"
none 'two series'
study -k foreign-references,foreign-frame
code 65 'another frame of reference' netrt-mask "$S"

study
for f in "$S"/DCM/*; do
	dcmodify -nb -q -i '(0020,0037)=0\1\0\0\0\-1' "$f"
done
code 65 'contours that are not parallel to the slices' netrt-mask "$S"
like 'says so, and where the first is' "$(cat "$T/err")" \
    'Structure/#[0-9a-f]{8}: .*[1-9][0-9]* not parallel.*first: ROI 3 at x = '
none 'not parallel'
study
for f in "$S"/DCM/*; do
	z=$(dcmdump -q +P 0020,0032 "$f" | sed 's/.*\\\([-0-9.]*\)\].*/\1/')
	dcmodify -nb -q -i "(0020,0032)=5000\\5000\\$z" "$f"
done
code 65 'contours outside the image' netrt-mask "$S"
like 'an empty mask is no result' "$(cat "$T/err")" \
    'the mask is empty: .*wholly outside.*first: ROI 3 at z = -?[0-9.]+ mm'
none 'empty'
study
for f in "$S"/DCM/*; do
	set --
	for g in 00 02 04 06 08 0a 0c 0e 10 12 14 16 18 1a 1c 1e; do
		set -- "$@" -i "(60$g,0040)=G"
	done
	dcmodify -nb -q "$@" "$f"
done
code 65 'no overlay group is free' netrt-mask "$S"
like 'says so' "$(cat "$T/err")" '0 of 16 .*are free in series'
none 'no group'
study
for f in "$S"/DCM/*; do
	z=$(dcmdump -q +P 0020,0032 "$f" | sed 's/.*\\\([-0-9.]*\)\].*/\1/')
	dcmodify -nb -q -i "(0020,0032)=0\\0\\$(awk -v z="$z" \
	    'BEGIN { print z + 3000 }')" "$f"
done
code 65 'contours on no slice' netrt-mask "$S"
like 'says how many, and where the first is' "$(cat "$T/err")" \
    '[1-9][0-9]* beyond the slices.*first: ROI 3 at z = -?[0-9.]+ mm'
none 'no slice'
study
for i in 0 1 2; do
	dcmodify -nb -q -ea "(3006,0039)[$i].(3006,0040)" "$S"/Structure/*
done
code 65 'no closed contour' netrt-mask "$S"
like 'names a ROI' "$(cat "$T/err")" \
    'no closed contour of three points .* 3 of 4 ROIs .*first: ROI 3'
none 'no contour'
study
dcmodify -nb -q -ea '(3006,0020)' -ea '(3006,0039)' "$S"/Structure/*
code 65 'no ROI' netrt-mask "$S"
like 'says so' "$(cat "$T/err")" 'it has no ROI'
none 'no ROI at all'
study
head -c 2000 "$(ls "$S"/DCM/* | head -n 1)" >"$T/cut"
mv "$T/cut" "$(ls "$S"/DCM/* | head -n 1)"
code 65 'an image that was cut off' netrt-mask "$S"
none 'cut off'
code 66 'the worst of two' netrt-mask "$T/none" "$T/none2"
done_testing
