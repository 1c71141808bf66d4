#!/bin/sh
# Where UIDs are mapped: outside a study is known by the new one, and what later
# tools make of it has UIDs that take the key.  (9207 looks for the patient.)
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { mode: comprehensive, pid_mapping_file: $T/map.json }
reporting: { output_directory: "$T/reports" }
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 3 -r 128 -c 128 -s box "$T/from" >/dev/null || exit 99
uid=$(ls "$T/from" | sed -n 's/^UID_//p')

# chain OPTIONS: everything from the beginning
chain() {
	rm -rf "$T/w"
	mkdir "$T/w"
	cp -r "$T/from/UID_$uid" "$T/w"
	S=$T/w/UID_$uid
	for step in validate anon mask; do
		SOURCE_DATE_EPOCH=1000000000 code 0 "$1: $step" \
		    "netrt-$step" -o "anonymization.retain=[$1]" "$S"
	done
}

chain modified_dates
code 0 'a report for others' netrt-log report "$S"
is 'knows the study by its new UID' \
    "$(grep -c "$uid" "$(cat "$T/out")"; cat "$T/out" | grep -c "$uid")" \
    "$(printf '0\n0')"
new=$(dcmdump +P 0020,000d "$(ls "$S"/Anon/DCM/* | head -n 1)" |
    sed 's/.*\[\(.*\)\].*/\1/')
like 'and only by it' "$(cat "$(cat "$T/out")")" "UID: $new\$"
is 'without a date' "$(cat "$T/out")" "$T/reports/report_$new.txt"

# one that fails before any study had a pseudonym is reported too, by the UID
# that it will have; and not on which day it was put away
rm -rf "$T/w" "$T/reports" "$T"/map.json*
mkdir "$T/w"
cp -r "$T/from/UID_$uid" "$T/w"
S=$T/w/UID_$uid
dcmodify -nb -q -i '(0010,0020)=ANOTHER' "$(ls -d "$S"/DCM/* | head -n 1)"
code 0 'it goes to quarantine' netrt-run "$S"
like 'the key is new, and that is said' "$(cat "$T/err")" 'keep a copy of both'
ok 'and safe' test "$(stat -c %s%a "$T/map.json.key")" = 32600
r=$(ls "$T/reports")
like 'there is a report' "$(cat "$T/reports/$r")" 'netrt-validate: exit code 65'
is 'without the day' "$(/usr/bin/python3 "$TOP/test/day.py" "$(date -u +%F)" \
    "$T/reports")" ''
like 'but with the place' "$(cat "$T/reports/$r")" \
    "RTSTRUCT file found: $T/w/quarantine/UID_[0-9.]+/Structure/"
rm -rf "$T/w" "$T/reports"
cp -r "$T/from" "$T/w"
S=$T/w/UID_$uid
netrt-anon "$S" >/dev/null
is 'under its later UID' "report_$(dcmdump +P 0020,000d "$(ls "$S"/Anon/DCM/* |
    head -n 1)" | sed 's/.*\[\(.*\)\].*/\1/').txt" "$r"
mv "$T/map.json" "$T/x"
code 0 'with a mapping that is gone' netrt-log report "$S"
like 'and there is no report' "$(cat "$T/err")" 'no report: .*restore it'
ok 'none is begun' test ! -e "$T/map.json"
mv "$T/x" "$T/map.json"

# on whatever day it is processed, what leaves does not say so; nor what the
# clock says, should a tool read it elsewhere
py=/usr/bin/python3
all='descriptors,patient_characteristics,device_identity,institution_identity'
day() {
	rm -rf "$T/w" "$T/reports"
	mkdir "$T/w"
	mkstudy -S -m "$1" -n 2 -r 64 -c 64 -s box "$T/w" >/dev/null || exit 99
	S=$(ls -d "$T"/w/UID_*)
	for step in validate anon mask burnin debugviz; do
		SOURCE_DATE_EPOCH=1942488000 "netrt-$step" $opts \
		    -o "anonymization.retain=[$2]" "$S" >"$T/out" 2>"$T/err" ||
		    fail "$1, $2: netrt-$step"
	done
	SOURCE_DATE_EPOCH=1942488000 netrt-log report $opts \
	    -o "anonymization.retain=[$2]" "$S" >"$T/out" 2>"$T/err"
	for d in 2031-07-22 "$(date -u +%F)"; do
		$py "$TOP/test/day.py" "$d" "$S/Anon" "$S/Addition" "$S/Burnin" \
		    "$S/Segmentations" "$S/DebugDicom" \
		    "$S/debug_visualization" "$T/reports"
	done
}
opts='-o visualization.enabled=true -o feature_flags.enable_segmentation_export=true'
is 'MR: nothing of the day' "$(day MR '')" ''
for m in CT PT; do	# CT without options: 9207
	is "$m: nor with options" "$(day $m "modified_dates,$all")" ''
done
like 'full dates: it is there' "$(day MR full_dates)" "\.dcm b'20310722'"

# the UIDs that later tools make are keyed, too: another key, other series
series() { dcmdump +P 0020,000e +P 0008,0018 "$S"/Addition/* | sort; }
chain ''
series >"$T/one"
mv "$T/map.json.key" "$T/key"
rm "$T"/map.json*
chain ''
series >"$T/two"
is 'no UID of another key' "$(comm -12 "$T/one" "$T/two")" ''
done_testing
