#!/bin/sh
# Eight times the ROIs take about eight times the processor, not its square:
# each contour and observation asks for its ROI, each ROI for its item.
. "${0%/*}/lib.sh"
case $B in *san*) skip_all 'sanitizers take time of their own' ;; esac

cat >"$T/c.yaml" <<-X
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
X
export NETRT_CONFIG="$T/c.yaml"
mkdir "$T/w"
mkstudy -S -r 16 -c 16 -n 3 -s box "$T/w" >"$T/words" || exit 99
S=$(ls -d "$T"/w/UID_*)
R=$(ls "$S"/Structure/*)
cp "$R" "$T/few.dcm"
# rois N: as many more in the RTSTRUCT
rois() {
	dcmdump -q +L "$T/few.dcm" | awk -v N="$1" '
function many(n, i) {
	for (i = 1000; i < 1000 + n; i++)
		print "(fffe,e000) na\n(3006,0022) IS [" i "]\n" \
		    "(3006,0026) LO [R" i "]\n(fffe,e00d) na"
}
function seen(n, i) {
	for (i = 1000; i < 1000 + n; i++)
		print "(fffe,e000) na\n(3006,0082) IS [" i "]\n" \
		    "(3006,0084) IS [" i "]\n(3006,00a4) CS [ORGAN]\n" \
		    "(fffe,e00d) na"
}
{ print }
/^\(3006,0020\)/ { many(N) }
/^\(3006,0080\)/ { seen(N) }' >"$T/dump"
	dump2dcm -q +E "$T/dump" "$T/many.dcm" && mv "$T/many.dcm" "$R" ||
	    exit 99
	rm -rf "$S/.netrt" "$S/Anon" "$S/Addition"
}
# cost COMMAND...: it succeeds; its processor time in ms
cost() {
	perl -e 'system(@ARGV) == 0 or exit 1;
	    my (undef, undef, $u, $s) = times;
	    printf "%d\n", 1000 * ($u + $s)' "$@"
}
de_identify() {
	cost netrt-anon -o anonymization.enabled=true \
	    -o anonymization.site_code=T \
	    -o "anonymization.pid_mapping_file=$T/pid.json" "$S"
}
rois 5000
validate=$(cost netrt-validate "$S" 2>/dev/null | tail -n 1)
mask=$(cost netrt-mask "$S" 2>/dev/null | tail -n 1)
anon=$(de_identify 2>/dev/null | tail -n 1)
rois 40000
# linear WHAT FEW MANY: 8 is linear; 64 is the square, 24 with fixed costs
linear() {
	ok "$1: $2 ms, then $3 ms" test "$2" -gt 0 -a "$3" -gt 0 \
	    -a "$3" -lt $((14 * $2))
}
linear netrt-validate "$validate" \
    "$(cost netrt-validate "$S" 2>/dev/null | tail -n 1)"
code 0 'netrt-mask -l' netrt-mask -l "$S"
is 'all are there' "$(grep -c '	ORGAN	' "$T/out")" 40000
is 'each with its own' "$(grep -c '	\([0-9]*\)	R\1	' "$T/out")" 40000
linear netrt-mask "$mask" "$(cost netrt-mask "$S" 2>/dev/null | tail -n 1)"
linear netrt-anon "$anon" "$(de_identify 2>/dev/null | tail -n 1)"
done_testing
