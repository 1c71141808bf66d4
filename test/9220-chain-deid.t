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
