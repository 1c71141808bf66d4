#!/bin/sh
# netrt-study(1): import; list; exit codes.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
conf ''
fresh
rm -rf "$S"
mkstudy -n 4 -r 16 -c 16 -s box -u a "$T/a" >"$T/said" || exit 99
u=$(sed -n 's/^study //p' "$T/said")
mkdir "$T/a/deep"
mv "$(ls "$T/a"/*.dcm | head -n 1)" "$T/a/deep/x"
is 'a directory: its studies' "$(netrt-study import "$T/a")" "$W/UID_$u"
is 'images and RTSTRUCT' "$(ls "$W/UID_$u/DCM" | wc -l) $(ls "$W/UID_$u/Structure" | wc -l)" '4 1'
cat "$T/a"/*.dcm "$T/a/deep/x" | wc -c >"$T/n"
is 'every one with its own bytes' \
    "$(sha256sum "$W/UID_$u"/*/*.dcm | cut -d' ' -f1 | LC_ALL=C sort)" \
    "$(sha256sum "$T/a"/*.dcm "$T/a/deep/x" | cut -d' ' -f1 | LC_ALL=C sort)"
is 'the originals stay' "$(find "$T/a" -type f | wc -l)" 5
is 'nothing is left over' "$(clean)" ''
ok 'an event' event 'IMPORT path=\(import\) objects=5'
is 'again: nothing new' "$(netrt-study import "$T/a" && ls "$W/UID_$u/DCM" | wc -l)" \
    "$(printf '%s\n4' "$W/UID_$u")"
echo 'no object' >"$T/a/readme.txt"
echo "$T/a" >"$T/list"
code 65 'what is no object is named' netrt-study import <"$T/list"
like 'with why' "$(cat "$T/err")" '\(file [0-9]+ of the import\): no DICOM file'
mkstudy -n 4 -r 16 -c 16 -s box -u a -p 'Other/O/19700101' "$T/b" >/dev/null
code 65 'other content under the same UIDs' netrt-study import "$T/b"
is 'changes nothing' "$(sha256sum "$W/UID_$u"/*/*.dcm | cut -d' ' -f1 | LC_ALL=C sort | head -n 1)" \
    "$(sha256sum "$T/a"/*.dcm "$T/a/deep/x" | cut -d' ' -f1 | LC_ALL=C sort | head -n 1)"
code 64 'out of WORKING' netrt-study import "$W/UID_$u"
code 65 'a path that is none' netrt-study import "$T/none"

# --- list
state() {
	netrt-study list "${1:-$u}" 2>/dev/null | cut -f 2
}
unset SOURCE_DATE_EPOCH
is 'due' "$(state)" due
conf 'watcher: { debounce_interval_seconds: 1000 }' 2>/dev/null
sed -i '/^watcher: { deb.*wait/d' "$T/netrt.yaml"
is 'waiting' "$(state)" waiting
conf ''
for l in receiving:receiving lock:processing; do
	mkdir -p "$W/UID_$u/.netrt"
	(exec 9>"$W/UID_$u/.netrt/${l%:*}"; flock 9; : >"$T/on"; exec sleep 60) &
	p=$!
	kill_later "$p"
	wait_for test -e "$T/on"
	is "${l#*:}" "$(state)" "${l#*:}"
	kill "$p"
	wait "$p" 2>/dev/null
	rm "$T/on"
done
frozen "$W/UID_$u"
netrt-study defer "$u" send
like 'deferred' "$(state)" '^deferred until 20..-'
delivered "$W/UID_$u" "$(date +%s)"
like 'delivered' "$(state)" '^delivered until '
like 'JSON' "$(netrt-study -j list)" \
    "^\\{\"study\": \"$u\", \"path\": \"$W/UID_$u\", \"state\": \"delivered\", \"images\": 4, \"rtstructs\": 1, \"not_before\": [0-9]+\\}\$"
netrt-study quarantine "$u" 66 validate 'no "RTSTRUCT"' >/dev/null
is 'quarantined' "$(state)" 'quarantined 66'
ok 'JSON is JSON' sh -c "netrt-study -j list | /usr/bin/python3 -c 'import json, sys; d = json.loads(sys.stdin.read()); assert d[\"message\"] == \"no \\\"RTSTRUCT\\\"\" and d[\"code\"] == 66'"
netrt-study halt 'font away' 2>/dev/null
like 'a halt is listed' "$(netrt-study list 2>&1 >/dev/null)" 'halted: font away'
netrt-study halt 'later' 2>/dev/null
is 'the first reason counts' "$(cat "$W/.halt")" 'font away'
code 0 'resume' netrt-study resume
code 0 'resume what is not halted' netrt-study resume

# --- codes
code 64 'no command' netrt-study
code 64 'an unknown one' netrt-study remove "$u"
code 64 'quarantine what?' netrt-study quarantine
code 64 'a code that is none' netrt-study quarantine "$u" 7
code 64 'twice quarantined' netrt-study quarantine "$u" 65
code 64 'too many words' netrt-study resume now
code 66 'no such study' netrt-study requeue 9.9.9
code 66 'no such path' netrt-study join "$T/none/UID_1"
code 78 'no configuration' netrt-study -c "$T/none" list
code 78 'WORKING is no directory' netrt-study -o "directories.working=$T/netrt.yaml" list
code 78 'quarantine is a link' sh -c "mkdir '$T/w2' '$T/q2' && ln -s '$T/q2' '$T/w2/quarantine' && netrt-study -o 'directories.working=$T/w2' list"
code 0 '--help' netrt-study --help
netrt-study requeue "$u" >/dev/null
(exec 9>"$W/UID_$u/.netrt/lock"; flock 9; : >"$T/on"; exec sleep 60) &
p=$!
kill_later "$p"
wait_for test -e "$T/on"
for c in join requeue retire; do
	code 75 "$c: busy" netrt-study "$c" "$u"
done
code 75 'quarantine: busy' netrt-study quarantine "$u" 65
code 0 '-n: would' netrt-study -n requeue "$u"
kill "$p"
is 'nothing was moved' "$(rooms)" "UID_$u"
done_testing
