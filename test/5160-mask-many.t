#!/bin/sh
# An RTSTRUCT of tens of thousands of ROIs is read in seconds of the processor:
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
dcmdump -q +L "$R" | awk '
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
/^\(3006,0020\)/ { many(40000) }
/^\(3006,0080\)/ { seen(40000) }' >"$T/dump"
dump2dcm -q +E "$T/dump" "$T/many.dcm" && mv "$T/many.dcm" "$R" || exit 99

code 0 'netrt-validate' sh -c 'ulimit -t 6; exec netrt-validate "$1"' sh "$S"
code 0 'netrt-mask -l' sh -c 'ulimit -t 6; exec netrt-mask -l "$1"' sh "$S"
is 'all are there' "$(grep -c '	ORGAN	' "$T/out")" 40000
is 'each with its own' "$(grep -c '	\([0-9]*\)	R\1	' "$T/out")" 40000
code 0 'netrt-mask' sh -c 'ulimit -t 6; exec netrt-mask "$1"' sh "$S"
code 0 'netrt-anon' sh -c 'ulimit -t 10; exec netrt-anon \
    -o anonymization.enabled=true -o anonymization.site_code=T \
    -o "anonymization.pid_mapping_file=$2" "$1"' sh "$S" "$T/pid.json"
done_testing
