#!/bin/sh
# netrt-mask on real and synthetic studies, laid out by hand, against the
# independent reference (refmask.py): every voxel but the ambiguous ones, all
# ROIs merged, and each ROI in a plane of its own.
. "${0%/*}/lib.sh"
[ -d "$SHARED/data" ] || skip_all 'no studies for tests here'
/usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null ||
    skip_all 'python3-pydicom, python3-numpy'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

for d in "$SHARED"/data/*/image; do
	c=${d%/image}
	# the sanitizers have seen all code by then
	case $B in *san*) case ${c##*/} in
	quirks_a | pos_* | rtutils_*) ;;
	*) continue ;; esac ;;
	esac
	for r in "$c"/*.dcm; do
		s=$T/s
		rm -rf "$s"
		mkdir -p "$s/Structure"
		cp -r "$d" "$s/DCM"
		cp "$r" "$s/Structure"
		chmod -R u+w "$s"
		what="${c##*/} ${r##*/}"
		ok "$what: validated" netrt-validate "$s"
		ok "$what: masked" netrt-mask "$s"
		ok "$what: as the reference" /usr/bin/python3 \
		    "$SHARED/check/overlay_score.py" --images "$d" \
		    --rtstruct "$r" --result "$s/Addition"
		case $B in *san*) [ "${c##*/}" = quirks_a ] || continue ;; esac
		/usr/bin/python3 "$TOP/test/rois.py" "$d" "$r" "$s" \
		    "$SHARED/check" >"$T/rois" 2>&1
		is "$what: ROIs" "$(grep -c '^[a-z]* ROI' "$T/rois")" \
		    "$(dcmdump -q +P 3006,0026 "$r" | wc -l)"
		while read -r verdict roi; do
			is "$what: $roi" "$verdict" ok
		done <"$T/rois"
	done
done
done_testing
