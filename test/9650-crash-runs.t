#!/bin/sh
# netrt-run, stopped or killed after the K-th of its children has ended, and
# another netrt-run on the same study; or an object that comes meanwhile.
# In the end the study is delivered, each object once.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
. "${0%/*}/crash/lib.sh"
unset SOURCE_DATE_EPOCH

mkstudy -n 2 -r 16 -c 16 -s box -S "$T/made" >/dev/null
U=$(cd "$T/made" && ls)
W=$T/w S=$T/w/$U
peer 0000
config
cat >"$C" <<CONF
directories: { working: "$W", logs: "$T/logs" }
dicom_destination: { ip: 127.0.0.1, port: $PORT, ae_title: PACS }
anonymization: { enabled: true, site_code: T, pid_mapping_file: $T/map.json }
processing: { burn_in_text: X }
reporting: { output_directory: "" }
CONF
late=$(ls "$T/made/$U/DCM"/* | head -n 1)
afresh() {
	rm -rf "$W" "$T/logs"
	netrt-study import "$T/made" >/dev/null 2>&1
	: >"$T/peer.log"
}
# it comes again and again, as netrt-watch prints it
delivered() {
	rm -f "$S/.netrt/not-before"
	netrt-run "$S" >"$T/out" 2>"$T/err"
	netrt-study list "$S" | grep -q 'delivered'
}
# once: whatever was accepted was accepted once, and all of it was
once() {
	wait_for delivered || echo 'it is not delivered'
	names "$S/Burnin" >"$T/names"
	[ "$(wc -l <"$T/names")" -eq 2 ] || echo 'not two objects'
	sops | LC_ALL=C comm -13 - "$T/names" | sed 's/$/ did not arrive/'
	sops | uniq -d | sed 's/$/ arrived twice/'
	find "$W" -name '*.tmp' -o -path '*/.trash/*' -o \
	    -path '*/quarantine/UID_*'
}
result() {
	: >"$T/out"; : >"$T/err"
	[ -s "$T/wrong" ] || { pass "$1"; return; }
	fail "$1"
	sed 's/^/# /' "$T/wrong"
}

# how many children a run has
afresh
netrt-run "$S" 2>"$T/err" || fail 'an undisturbed run'
is 'undisturbed' "$(once)" ''
afresh
strace -o "$T/count" -e trace=wait4 netrt-run "$S" >/dev/null 2>&1
all=$(grep -c '^wait4' "$T/count")
[ "$all" -gt 30 ] || fail "only $all calls to stop at"
step=4
[ -z "$CRASH_ALL" ] || step=1

: >"$T/wrong"
for k in $(seq 1 "$step" "$all"); do
	afresh
	together wait4 "$k" "netrt-run $S" "netrt-run $S"
	[ "$rc_one,$rc_other" = 0,0 ] || echo "$k: $rc_one, $rc_other"
	once | sed "s/^/$k: /"
done >"$T/wrong"
result 'two runs at once'

for k in $(seq 3 "$step" "$all"); do
	afresh
	strace -o /dev/null -e trace=wait4 \
	    -e "inject=wait4:signal=SIGKILL:when=$k" netrt-run "$S" \
	    >/dev/null 2>&1
	once | sed "s/^/$k: /"
done >"$T/wrong"
result 'a run is killed'

# the series without the late one may have gone before
all_arrive() {
	wait_for delivered || echo 'it is not delivered'
	names "$S/Burnin" >"$T/names"
	[ "$(wc -l <"$T/names")" -eq 2 ] || echo 'not two objects'
	sops | LC_ALL=C comm -13 - "$T/names" | sed 's/$/ did not arrive/'
	sops | uniq -d | sed 's/$/ arrived twice/'
}
for k in $(seq 2 $((2 * step)) "$all"); do
	afresh
	mkdir -p "$T/aside"
	mv "$S/DCM/${late##*/}" "$T/aside/"
	together wait4 "$k" "netrt-run $S" "netrt-study import $late"
	[ "$rc_one,$rc_other" = 0,0 ] || echo "$k: $rc_one, $rc_other"
	all_arrive | sed "s/^/$k: /"
done >"$T/wrong"
result 'an object comes in the middle'
done_testing
