#!/bin/sh
# netrt-mask: which ROIs and contours, which series, what the report says.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
	logging: {level: DEBUG}
E
export NETRT_CONFIG="$T/c.yaml"

study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 64 -c 64 -n 8 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
}

# says WORD [N]: the value of a word in the report (its N-th)
says() {
	sed -n "s/^$1 //p" "$S/.netrt/report.mask" | sed -n "${2:-1}p"
}

# bits: the overlay planes of Addition, by position
bits() {
	for f in "$S"/Addition/*; do
		dcmdump -q +L +P 0020,0032 +P 6000,3000 "$f" | sort | sha256sum
	done | sort
}

study
ok 'a study' netrt-mask "$S"
bits >"$T/want"
is 'the skull is left out' "$(says rois_used),$(says rois_left_out)" 3,1
like 'and named in the report' "$(cat "$S/.netrt/report.mask")" \
    '^roi [0-9]+ left out: .*Skull'
ok 'nowhere else' sh -c \
    "! grep -riE 'skull|ring|sphere' '$T/logs' '$S/.netrt/last' '$T/err'"
like 'one line in the log' "$(cat "$T"/logs/application.log)" \
    'mask: [0-9]+ contours on [0-9]+ slices, [0-9.]+ mL'
all=$(says voxels)
ok 'only the box' netrt-mask -o 'processing.include_roi=[^b.x$]' "$S"
box=$(says voxels)
ok 'all but the box' netrt-mask -o 'processing.exclude_roi=[box]' "$S"
rest=$(says voxels)
ok 'a union' test "$all" -le $((box + rest)) -a "$all" -gt "$rest"

study -k duplicate-contours
ok 'each contour twice' netrt-mask "$S"
is 'counts once' "$(bits)" "$(cat "$T/want")"
is 'and is counted' "$(says contours_duplicate)" \
    "$(($(says contours_drawn) / 2))"
study -k keyhole
ok 'a keyhole' netrt-mask "$S"
is 'is the hole of a second contour' "$(bits)" "$(cat "$T/want")"
study -k point,empty-roi
ok 'a point, an empty ROI' netrt-mask "$S"
is 'do nothing' "$(bits)" "$(cat "$T/want")"
is 'and are counted' "$(says contours_point_or_open)" 1
for k in foreign-references foreign-sops no-contour-images no-frame \
    reversed-slice-location; do
	study -k $k
	ok "$k" netrt-mask "$S"
	is "$k: the same mask" "$(bits)" "$(cat "$T/want")"
done

study -k two-series
ok 'two series, one named' netrt-mask "$S"
is 'only that one' "$(ls "$S/Addition" | wc -l)" 8
study -k two-structures
ok 'two RTSTRUCTs' netrt-mask "$S"
is 'a series for each' "$(measure "$S"/Addition/* | wc -l)" 2
is 'with numbers 1000 apart' "$(for f in "$S"/Addition/*; do
    dcmdump -q -s +P 0020,0011 "$f"; done | sort -u |
    sed 's/.*\[\(.*\)\].*/\1/' | sort -n | tr '\n' ' ')" '98 1098 '
is 'two volumes in the report' "$(grep -c ^volume_ml "$S/.netrt/report.mask")" 2

# an RTSTRUCT of a point alone beside one that can be drawn
study
mkstudy -r 64 -c 64 -n 8 -u 2 -x images -s skull "$S/Structure" >/dev/null
code 0 'one RTSTRUCT without a wanted ROI' netrt-mask "$S"
like 'is a warning' "$(cat "$T/err")" 'no ROI left: all 1'
is 'the other is drawn' "$(bits)" "$(cat "$T/want")"

study
dcmodify -nb -q -m '(3006,0039)[1].(3006,0040)[0].(3006,0046)=3' \
    "$S"/Structure/*
ok 'a wrong number of points' netrt-mask "$S"
like 'is a warning that names the ROI' "$(cat "$T/err")" \
    '1 contours say a wrong number of points; .*first: ROI 5\)'
is 'the data decide' "$(bits)" "$(cat "$T/want")"

study -k missing-image
ok 'an image is missing' netrt-mask "$S"
is 'in the report' "$(says images_missing)" 1
like 'and in the description' "$(dcmdump -q +L +P 0008,2111 \
    "$(ls "$S"/Addition/* | head -n 1)")" '; 7 of 8 images'
done_testing
