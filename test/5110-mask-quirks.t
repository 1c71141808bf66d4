#!/bin/sh
# netrt-mask: what real RTSTRUCTs contain (netrt-study(5), QUIRKS), each in a
# cell of one image, against masks that are written down (test/quirks.py); on
# axial planes, where points lie exactly on pixel centres, and oblique ones.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null ||
    skip_all 'python3-pydicom, python3-numpy'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false, pid_mapping_file: $T/pid.json}
E
export NETRT_CONFIG="$T/c.yaml"

quirks() {
	/usr/bin/python3 -W ignore "$TOP/test/quirks.py" "$@"
}

for how in axial oblique; do
	quirks make $how "$T/$how" || exit 99
	ok "$how: masked" netrt-mask "$T/$how"
	quirks check $how "$T/$how" >"$T/cells"
	while read -r verdict name; do
		is "$how: $name" "$verdict" ok
	done <"$T/cells"
	is "$how: all cells" "$(wc -l <"$T/cells")" \
	    "$([ $how = axial ] && echo 81 || echo 76)"
	is "$how: duplicates are counted" "$(sed -n \
	    's/^contours_duplicate //p' "$T/$how/.netrt/report.mask")" 9
	is "$how: POINT and OPEN too" "$(sed -n \
	    's/^contours_point_or_open //p' "$T/$how/.netrt/report.mask")" 5
	is "$how: what is too short" "$(sed -n \
	    's/^contours_below_3_points //p' "$T/$how/.netrt/report.mask")" 3
	is "$how: what lies on no slice" "$(sed -n \
	    's/^contours_off_the_slices //p' "$T/$how/.netrt/report.mask")" 4
	is "$how: what is outside the image" "$(sed -n \
	    's/^contours_outside_image //p' "$T/$how/.netrt/report.mask")" 4
done

# de-identified first: not a pixel else
for mode in standard comprehensive; do
	quirks make oblique "$T/$mode" || exit 99
	ok "$mode: de-identified, masked" sh -c 'for t in validate anon mask; do
		netrt-$t -o anonymization.enabled=true \
		    -o anonymization.mode="$2" "$1" || exit
	done' sh "$T/$mode" $mode
	quirks check oblique "$T/$mode" >"$T/cells"
	is "$mode: every cell as before" "$(grep -v '^ok' "$T/cells")" ''
	is "$mode: all of them" "$(wc -l <"$T/cells")" 76
done
done_testing
