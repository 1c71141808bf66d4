#!/bin/sh
# Each study of the shared data through the comprehensive mode: the mask
# afterwards is the same to the pixel, against the originals, against the
# copies, and plane by plane.
. "${0%/*}/lib.sh"
[ -d "$SHARED/data" ] || skip_all 'no studies for tests here'
/usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null ||
    skip_all 'python3-pydicom, python3-numpy'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {mode: comprehensive, pid_mapping_file: $T/map.json}
E
export NETRT_CONFIG="$T/c.yaml"
score() {
	/usr/bin/python3 "$SHARED/check/overlay_score.py" "$@"
}

for d in "$SHARED"/data/*/image; do
	c=${d%/image}
	# the sanitizers have seen all code by then
	case $B in *san*) [ "${c##*/}" = quirks_a ] || continue ;; esac
	for r in "$c"/*.dcm; do
		s=$T/s
		rm -rf "$s"
		mkdir -p "$s/Structure"
		cp -r "$d" "$s/DCM"
		cp "$r" "$s/Structure"
		chmod -R u+w "$s"
		# a study without a Patient ID is refused
		[ "${c##*/}" != rtutils_on_oblique ] || dcmodify -nb -imt \
		    -m '(0010,0020)=NOBODY7' "$s"/*/*
		what="${c##*/} ${r##*/}"
		netrt-mask -o anonymization.enabled=false "$s" >/dev/null \
		    2>"$T/err" || { fail "$what: mask"; continue; }
		mv "$s/Addition" "$T/before"
		code 0 "$what: de-identified" netrt-anon "$s"
		code 0 "$what: masked" netrt-mask "$s"
		is "$what: the same planes" "$(/usr/bin/python3 \
		    "$TOP/test/samemask.py" "$T/before" "$s/Addition")" \
		    "$(ls "$T/before" | wc -l) images"
		rm -rf "$T/before"
		# 5500 has scored the planes before; some once more
		case ${c##*/} in quirks_a | ibsi_mri_raystation) ;;
		*) continue ;; esac
		ok "$what: as the reference, of the originals" score \
		    --images "$d" --rtstruct "$r" --result "$s/Addition"
		ok "$what: and of the copies" score --images "$s/Anon/DCM" \
		    --rtstruct "$(ls "$s"/Anon/Structure/*)" \
		    --result "$s/Addition"
	done
done
done_testing
