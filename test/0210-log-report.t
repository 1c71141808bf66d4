#!/bin/sh
# netrt-log report: NETRT's report file, its lines in its order, from what the
# study itself says; nothing depends on it.
. "${0%/*}/lib.sh"
TZ=UTC
export TZ
IN=0 OUT=$(freeport)
. "$TOP/test/chain.sh"
conf() {
	config "$T/c.yaml" "anonymization: { $1 pid_mapping_file: $T/map }
visualization: { enabled: $2 }"
	sed -i "s|output_directory: .*|output_directory: '$T/r/deep' }|" \
	    "$T/c.yaml"
}
conf '' false
mkstudy -S -r 64 -c 64 -n 2 -s box "$T/w" >"$T/made"
uid=$(sed -n 's/^study //p' "$T/made")
s=$T/w/UID_$uid
printf 'ip 192.0.2.7\ncalling TPS 1\ncalled NETRT\n' >"$T/origin"
mkdir -p "$s/.netrt"
cp "$T/origin" "$s/.netrt/origin"

# lines: of the newest report, times made alike
lines() {
	sed 's/[0-9-]\{10\} [0-9:]\{8\}\.[0-9]\{6\}/TIME/; s/in [0-9.]* sec/in N sec/' \
	    "$(cat "$T/out")"
}
report() {
	rm -rf "$T/r"
	netrt-log -c "$T/c.yaml" report "$1" >"$T/out" 2>"$T/err"
}

code 0 'before anything was done' netrt-log -c "$T/c.yaml" report "$s"
like 'its name' "$(cat "$T/out")" \
    "^$T/r/deep/report_${uid}_[0-9]{8}_[0-9]{6}\.txt\$"
is 'its mode' "$(stat -c %a "$(cat "$T/out")")" 640
head="Processing Report
====================
Study Instance UID: $uid
Report Generated: TIME
Sender IP: 192.0.2.7
Sender AE Title: TPS 1
--------------------"
struct=$(ls "$s/Structure")
is 'its lines' "$(lines)" "$head
Processing started at: N/A
Number of DICOM files received: 2
RTSTRUCT file found: $s/Structure/$struct
Anonymization enabled. Anonymizing study...

Processing is not finished."

# through all steps, to a PACS that is there
start_pacs "$T/pacs" || echo '# no PACS'
conf '' true
netrt-log -c "$T/c.yaml" event PROCESSING_START study="$s" path="$s"
for step in validate anon mask burnin debugviz send; do
	ok "$step" "netrt-$step" -c "$T/c.yaml" "$s"
done
report "$uid"
is 'after delivery' "$(lines)" "$head
Processing started at: TIME
Number of DICOM files received: 2
RTSTRUCT file found: $s/Structure/$struct
Anonymization enabled. Anonymizing study...
Anonymization complete.
Contour processing started...
Contour processing successful.
Adding burn-in disclaimer...
Burn-in disclaimer added.
Sending processed series...
Processed series sent successfully.
Sending debug series...
Debug series sent successfully.

Processing successful in N seconds."
netrt-log -c "$T/c.yaml" event PROCESSING_SUCCESS study="$s" seconds=12.344
report "$uid"
like 'the time is that of the event' "$(tail -n 1 "$(cat "$T/out")")" \
    '^Processing successful in 12\.34 seconds\.$'

# a result that is not current is no result
printf 'x' >>"$s/Burnin/$(ls "$s/Burnin" | head -n 1)"
report "$s"
is 'a damaged result is not done' "$(lines | sed -n '$p')" \
    'Processing is not finished.'
is 'and nothing after it' "$(lines | grep -c 'Burn-in disclaimer added')" 0

# a failure
conf 'enabled: false,' false
mkstudy -S -u 2 -r 64 -c 64 -n 2 -s box "$T/w" >"$T/made"
f=$T/w/UID_$(sed -n 's/^study //p' "$T/made")
rm -r "$f/Structure"
code 66 'no RTSTRUCT' netrt-validate -c "$T/c.yaml" "$f"
report "$f"
is 'is reported' "$(lines | sed '2,8d; s/at 20.*Z$/at ZULU/')" \
    "Processing Report
Number of DICOM files received: 2
RTSTRUCT file found: None
Contour processing started...

ERROR
====================
$(sed -n 's/^message //p' "$f/.netrt/last")
--------------------
Stack Trace:
netrt-validate: exit code 66 (NOINPUT) at ZULU"
is 'without a sender' "$(lines | sed -n 5,6p)" 'Sender IP: N/A
Sender AE Title: N/A'

# netrt-run writes one for each study that it ends with
rm -rf "$T/r"
code 0 'a run that puts it away' netrt-run -c "$T/c.yaml" "$f"
ok 'it is in quarantine' test ! -e "$f"
is 'one report' "$(ls "$T/r/deep" | wc -l)" 1
like 'which says why' "$(cat "$T/r/deep"/*)" 'netrt-validate: exit code 66'

# nothing depends on it
code 0 'none wanted' netrt-log -c "$T/c.yaml" \
    -o 'reporting.output_directory=""' report "$s"
like 'is said' "$(cat "$T/err")" 'output_directory is empty'
code 0 'it cannot be written' netrt-log -c "$T/c.yaml" \
    -o 'reporting.output_directory=/dev/null/x' report "$s"
like 'is said, too' "$(cat "$T/err")" 'no report: reporting.output_directory'
code 66 'no such study' netrt-log -c "$T/c.yaml" report 9.9.9
done_testing
