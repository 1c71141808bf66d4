#!/bin/sh
# References to images of the study stay in their order, others go; eight times
# as many take about eight times the processor.
. "${0%/*}/lib.sh"
case $B in *san*) skip_all 'sanitizers take time of their own' ;; esac

cat >"$T/c.yaml" <<-X
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {mode: comprehensive, pid_mapping_file: $T/map.json}
X
export NETRT_CONFIG="$T/c.yaml"
mkdir "$T/w"
mkstudy -S -r 8 -c 8 -n 1 -s box "$T/w" >"$T/words" || exit 99
S=$(ls -d "$T"/w/UID_*)
I=$(ls "$S"/DCM/*)
dcmdump -q +L "$I" >"$T/one"
self=$(sed -n 's/^(0008,0018) UI \[\(.*\)\].*/\1/p' "$T/one")
# refer N: to N images, every other one of the study
refer() {
	rm -rf "$S/.netrt" "$S/Anon"
	awk -v N="$1" -v SELF="$self" '
/^\(0018,/ && !done {
	done = 1
	print "(0008,2112) SQ"
	for (i = 0; i < N; i++)
		print "(fffe,e000) na\n(0008,1150) UI [" 1.2 "]\n" \
		    "(0008,1155) UI [" (i % 2 ? "1.2.3." i : SELF) "]\n" \
		    "(0008,1160) IS [" i "]\n(fffe,e00d) na"
	print "(fffe,e0dd) na"
}
{ print }' "$T/one" >"$T/dump"
	dump2dcm -q +E "$T/dump" "$T/many.dcm" && mv "$T/many.dcm" "$I" ||
	    exit 99
}
# cost: its processor time in ms
cost() {
	perl -e 'system(@ARGV) == 0 or exit 1;
	    my (undef, undef, $u, $s) = times;
	    printf "%d\n", 1000 * ($u + $s)' netrt-anon "$S" 2>"$T/err" |
	    tail -n 1
}
refer 3000
few=$(cost)
refer 24000
many=$(cost)
is 'those of the study, in their order' \
    "$(dcmdump -q +P 0008,1160 +p "$S"/Anon/DCM/* |
    sed -n 's/.*(0008,2112).*\[\([0-9]*\)\].*/\1/p' | cksum)" \
    "$(seq 0 2 23998 | cksum)"
ok "linear: $few ms, then $many ms" test "$few" -gt 0 -a "$many" -gt 0 \
    -a "$many" -lt $((14 * few))
refer 3
dcmodify -nb -q -m '(0008,2112)[0].(0008,1155)=1.2.4' \
    -m '(0008,2112)[2].(0008,1155)=1.2.5' "$I"
code 0 'to others only' netrt-anon "$S"
is 'nothing is left' "$(dcmdump -q +P 0008,2112 "$S"/Anon/DCM/*)" ''
done_testing
