#!/bin/sh
# netrt-mask on real and synthetic studies: each segment against the
# independent reference (refmask.py), every voxel but the ambiguous ones.
. "${0%/*}/lib.sh"
[ -d "$SHARED/data" ] || skip_all 'no studies for tests here'
/usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null ||
    skip_all 'python3-pydicom, python3-numpy'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
	feature_flags: {enable_segmentation_export: true}
	processing: {add_burn_in_disclaimer: false}
E
export NETRT_CONFIG="$T/c.yaml"

for d in "$SHARED"/data/*/image; do
	c=${d%/image}
	case $B in *san*) [ "${c##*/}" = quirks_a ] || continue ;; esac
	for r in "$c"/*.dcm; do
		s=$T/s
		rm -rf "$s"
		mkdir -p "$s/Structure"
		cp -r "$d" "$s/DCM"
		cp "$r" "$s/Structure"
		chmod -R u+w "$s"
		what="${c##*/} ${r##*/}"
		ok "$what: masked" netrt-mask "$s"
		is "$what: every voxel" "$(/usr/bin/python3 \
		    "$TOP/test/seg.py" check "$s"/Segmentations/* "$r" "$d" \
		    "$s/Addition" skull "$SHARED/check" 2>&1)" ok
		is "$what: no error by dciodvfy" \
		    "$(dciodvfy "$s"/Segmentations/* 2>&1 |
		    grep -v -e '^Segmentation$' -e '^Warning')" ''
	done
done
done_testing
