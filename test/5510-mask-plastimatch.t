#!/bin/sh
# netrt-mask beside plastimatch, which converts the same RTSTRUCTs: the same
# pixels, but for those that plastimatch.py accounts for.  The table is in the
# diagnostics.
. "${0%/*}/lib.sh"
[ -d "$SHARED/data" ] || skip_all 'no studies for tests here'
/usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null ||
    skip_all 'python3-pydicom, python3-numpy'
command -v plastimatch >/dev/null || skip_all 'plastimatch'
# masks that another test compares under sanitizers
case $B in *san*) skip_all 'the plain build does' ;; esac

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

cannot=
for d in "$SHARED"/data/*/image; do
	c=${d%/image}
	for r in "$c"/*.dcm; do
		s=$T/s
		rm -rf "$s"
		mkdir -p "$s/Structure"
		cp -r "$d" "$s/DCM"
		cp "$r" "$s/Structure"
		chmod -R u+w "$s"
		what="${c##*/} ${r##*/}"
		/usr/bin/python3 -W ignore "$TOP/test/plastimatch.py" "$d" \
		    "$r" "$s" "$SHARED/check" >"$T/rois" 2>&1
		sed "s|^|# ${c##*/}: |" "$T/rois"
		if grep -q '^none:' "$T/rois"; then
			cannot="$cannot ${c##*/}"
			continue
		fi
		while read -r verdict roi; do
			is "$what: $roi" "$verdict" ok
		done <"$T/rois"
		ok "$what: some ROI" grep -q ^ok "$T/rois"
	done
done
# a series of one slice
is 'plastimatch can read all but one' "$cannot" ' dicompyler_oneslice'
done_testing
