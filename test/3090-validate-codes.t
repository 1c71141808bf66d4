#!/bin/sh
# netrt-validate: options and exit codes that do not depend on findings.
. "${0%/*}/lib.sh"
plan 12

cat >"$T/c.yaml" <<-E
	directories: {working: $T, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -r 16 -c 16 -n 3 "$T" >/dev/null || exit 99
s=$(ls -d "$T"/UID_*)

code 64 'an unknown option' netrt-validate -Q "$s"
code 66 'no study' netrt-validate "$T/none"
code 78 'no configuration' netrt-validate -c "$T/none.yaml" "$s"
code 75 'another step is at it' flock "$s/DCM/.." sh -c \
    "mkdir -p '$s/.netrt'; exec flock '$s/.netrt/lock' netrt-validate '$s'"
code 0 'only said' netrt-validate -n "$s"
code 0 'paths from stdin' sh -c 'echo "$1" | netrt-validate' sh "$s"
is 'the path' "$(cat "$T/out")" "$s"
code 66 'the worst of two' netrt-validate "$s" "$T/none"
is 'the good one is printed' "$(cat "$T/out")" "$s"
touch "$s/DCM/late.dcm"
code 65 'a file came, and is no DICOM' netrt-validate "$s"
rm "$s/DCM/late.dcm"
code 0 'it went away again' netrt-validate "$s"
code 0 'done on purpose' netrt-validate -f "$s"
