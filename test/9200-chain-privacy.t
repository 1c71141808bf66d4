#!/bin/sh
# No name, ID or birth date of the patient in logs, messages, reports, names
# of files, or arguments of processes; and with de-identification on, in
# nothing that was sent.
. "${0%/*}/lib.sh"
. "${0%/*}/chain.sh"
set -- $(freeport 2)
IN=$1 OUT=$2
config "$T/netrt.yaml" "
watcher: { debounce_interval_seconds: 0.3 }
processing: { retain_after_delivery_seconds: 0 }
visualization: { enabled: true }
logging: { level: DEBUG }
anonymization: { enabled: true, site_code: TST, pid_mapping_file: $T/pid.json }"
mkdir "$T/reports" "$T/args"
sed -i "s|output_directory: \"\"|output_directory: $T/reports|" "$T/netrt.yaml"
NAME=Zyxwandr GIVEN=Quillonka ID=MRN77410263 BIRTH=19310211
mkstudy -n 4 -r 64 -c 64 -p "$NAME^$GIVEN/$ID/$BIRTH" "$T/sent" >"$T/made"
ok 'the planted values are in what is sent' \
    sh -c "grep -rqa $NAME '$T/sent' && grep -rqa $ID '$T/sent' && grep -rqa $BIRTH '$T/sent'"

# watch the arguments of all processes of ours while it runs
(while :; do
	ps -u "$(id -u)" -o args= 2>/dev/null |
	    grep -E 'netrt|storescp|storescu|xargs' |
	    grep -vE 'mkstudy|grep' >>"$T/args/seen"
	sleep 0.02
done) &
kill_later $!
start_pacs "$T/pacs" && start_netrt "$T/netrt.yaml" || exit 99
ok 'received' send "$T/sent"
UID_=$(tag "$(find "$T/sent" -type f | head -n 1)" 0020,000d)
ok 'ended' wait_for ended "$UID_"
like 'delivered' "$(events PROCESSING_SUCCESS PROCESSING_FAILED)" SUCCESS
wait_for test ! -d "$T/w/UID_$UID_"

# and one that fails: the same patient, a truncated file
mkstudy -n 3 -r 16 -c 16 -u 7 -p "$NAME^$GIVEN/$ID/$BIRTH" -S "$T/bad" >/dev/null
BAD=$(ls -d "$T"/bad/UID_*)
f=$(ls "$BAD"/DCM/* | head -n 1)
head -c 900 "$f" >"$T/cut" && cat "$T/cut" >"$f"
cp -R "$BAD" "$T/w/"
for s in validate anon mask burnin debugviz send; do
	"netrt-$s" -c "$T/netrt.yaml" -v -v "$T/w/${BAD##*/}" \
	    >>"$T/messages" 2>&1
done
netrt-study -c "$T/netrt.yaml" list >>"$T/messages" 2>&1
netrt-log -c "$T/netrt.yaml" show "$UID_" >>"$T/messages" 2>&1
stop_netrt
cat "$T/netrt.out" "$T/netrt.err" >>"$T/messages"

ok 'messages were seen' test -s "$T/messages"
ok 'arguments were seen' grep -Eq \
    'netrt-(validate|anon|mask|burnin|debugviz|send) ' "$T/args/seen"
for where in logs messages reports args pacs; do
	for v in "$NAME" "$GIVEN" "$ID" "$BIRTH"; do
		hits=$(grep -rlai -- "$v" "$T/$where" 2>/dev/null)
		is "$where: nothing of $v" "$hits" ''
	done
done
for v in "$NAME" "$GIVEN" "$ID" "$BIRTH"; do
	is "names of files: nothing of $v" \
	    "$(find "$T/w" "$T/pacs" "$T/logs" "$T/reports" | grep -i -- "$v")" ''
done
is 'what was sent carries a pseudonym' \
    "$(for f in "$T"/pacs/*; do tag "$f" 0010,0020; done | sort -u)" TST_0001
done_testing
