#!/bin/sh
# -n says what would be done, and does nothing.
. "${0%/*}/lib.sh"
mkstudy -n 2 -r 64 -c 64 -s box -S "$T/made" >/dev/null
S=$(ls -d "$T"/made/UID_*)
cat >"$T/netrt.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { enabled: true, site_code: TST, pid_mapping_file: $T/pid/map.json }
reporting: { output_directory: "" }
CONF
mkdir "$T/pid"
export NETRT_CONFIG="$T/netrt.yaml"
before=$(tree "$S")
for s in validate anon; do
	code 0 "netrt-$s -n" "netrt-$s" -n "$S"
	like "netrt-$s -n says that it would run" "$(cat "$T/err")" 'would run'
	is "netrt-$s -n prints no path" "$(cat "$T/out")" ''
done
is 'nothing was written' "$(tree "$S")" "$before"
is 'no mapping was begun' "$(ls "$T/pid" | grep -v lock)" ''
netrt-anon "$S" >/dev/null 2>&1
code 0 'done before: -n says nothing' netrt-anon -n "$S"
is 'indeed' "$(cat "$T/err")" ''
done_testing
