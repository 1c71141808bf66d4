#!/bin/sh
# A destination that is away, loses a connection, and is back: under
# netrt-supervise the studies arrive there without a hand, each object once
# but for one whose answer was lost; the other destination was not held up,
# nor was a study that came meanwhile.
. "${0%/*}/lib.sh"
. "${0%/*}/chain.sh"
set -- $(freeport 3)
IN=$1 OUT=$2 AWAY=$3
config "$T/netrt.yaml" "
watcher: { debounce_interval_seconds: 0.1, rescan_seconds: 1 }
sending: { retry_initial_seconds: 1, retry_max_seconds: 3600 }
processing: { add_burn_in_disclaimer: false, retain_after_delivery_seconds: 0 }
anonymization: { enabled: false }"
sed -i '/^dicom_destination/d' "$T/netrt.yaml"
cat >>"$T/netrt.yaml" <<CONF
destinations:
- { name: away, host: 127.0.0.1, port: $AWAY, ae_title: AWAY }
- { name: here, host: 127.0.0.1, port: $OUT, ae_title: PACS }
CONF

# pacs NAME PORT WORD...: one that notes to $T/NAME.log
pacs() {
	p_name=$1 p_port=$2
	shift 2
	scpfake -l "$T/$p_name.log" -p "$p_port" "$@" >"$T/$p_name.port" &
	kill_later $!
	wait_for test -s "$T/$p_name.port"
}
# held NAME N: it has so many objects; held_twice NAME: those it got again
held() {
	[ "$(sed -n 's/^held //p' "$T/$1.log" | sort -u | wc -l)" -ge "$2" ]
}
held_twice() {
	sed -n 's/^held //p' "$T/$1.log" | sort | uniq -d | wc -l
}
deferred() {
	[ "$(events PROCESSING_DEFERRED | grep -c "$1")" -ge "$2" ]
}
gone() {
	! ls -d "$T"/w/UID_* >/dev/null 2>&1
}

for i in 1 2; do
	mkstudy -n 3 -r 16 -c 16 -s box -u "$i" "$T/in$i" >"$T/said"
	eval "uid$i=\$(sed -n 's/^study //p' '$T/said')"
done
pacs here "$OUT" 0000
start_netrt "$T/netrt.yaml" || exit 99
send "$T/in1"
ok 'the destination that is there has the study' wait_for held here 3
ok 'the study waits for the other one' wait_for deferred "$uid1" 1
send "$T/in2"
ok 'a study that comes meanwhile is not held up' wait_for held here 6
ok 'and waits as well' wait_for deferred "$uid2" 1
ok 'tried again' wait_for deferred . 3
is 'it is away once' "$(events DESTINATION_AWAY | wc -l)" 1
is 'nothing is in quarantine' "$(ls "$T/w/quarantine" 2>/dev/null)" ''

# back; at first the first answers get lost
pacs away "$AWAY" rj-2-3-1 0000 lost 0000
ok 'back: both studies arrive by themselves' wait_for held away 6
ok 'and are retired' wait_for gone
is 'the one whose answer was lost came again, no other' \
    "$(held_twice away)" 1
is 'nothing came to the other one again' "$(held_twice here)" 0
is 'two good ends' "$(events PROCESSING_SUCCESS | wc -l)" 2
is 'it is back once' "$(events DESTINATION_BACK | wc -l)" 1
stop_netrt
is 'the service stops cleanly' $? 0
done_testing
