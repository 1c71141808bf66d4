#!/bin/sh
# What becomes of each object: stored, refused with the right status, kept
# aside with the reason; nothing of it ever becomes a path.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 54
config
peer=$TOP/test/peer.py
refused=$T/w/quarantine/.refused
receive
good='accepted status 0000 released'

mkobject -i 1.1 "$T/a"
is 'a right one' "$(raw "$T/a")" "$good"
for n in 16 64 128; do
	is "a peer that takes PDUs of $n bytes" \
	    "$("$peer" odd "$PORT" "$T/a" $n | paste -s -d ' ')" \
	    'accepted status-0000 short released'
done
mkobject -s 1.2.4 -i 1.4000000 "$T/p"
is 'three objects in one PDU, each of a command and four PDVs' \
    "$("$peer" packed "$PORT" "$T/p" 3 4 | paste -s -d ' ')" \
    '1 accepted 1 released 3 status-0000'
is 'all are there, as they were sent' "$("$peer" made "$T/w/UID_1.2.4" \
    "$T/p")" 3
"$peer" odd "$PORT" "$T/a" 7 >/dev/null
ok 'one that takes only 7 is told of in words' event ASSOCIATION_ABORTED \
    "end=rejected .*unfinished=1 reason=.* max PDU size of 7\"\$"
is 'the same again' "$(raw -c OTHER "$T/a")" "$good"
mkobject -i 1.1 -c other "$T/b"
is 'another data set under its UID' "$(raw "$T/b")" \
    'accepted status C010 released'
ok 'the first is still there' same_data "$T/a" "$T/w/UID_1.2.3/DCM/1.1.dcm"
is 'the second is kept aside' "$(ls "$refused" | wc -l)" 2
ok 'as it was sent' same_data "$T/b" "$refused"/*-0001.dcm
is 'with the reason' "$(sed -n '/^time/d;p' "$refused"/*-0001.reason)" \
    'status C010
ip 127.0.0.1
calling RAWSCU
message the same SOP Instance UID is there with another data set'
ok 'and it is an event' event OBJECT_REFUSED \
    "number=1 status=C010 bytes=[0-9]+ seconds=.* study=1.2.3 reason=.* \
kept=$(basename "$refused"/*-0001.dcm)\$"

# status WHAT [MKOBJECT OPTION...]
status() {
	status_what=$1 status_want=$2
	shift 2
	mkobject "$@" "$T/x"
	is "$status_what" "$(raw $RAW "$T/x")" \
	    "accepted status $status_want released"
}
RAW=
status 'nested 32 deep' 0000 -i 1.2 -n 32
status 'nested 33 deep' C000 -i 1.3 -n 33
status 'nested 20000 deep' C000 -i 1.3 -n 20000
status 'cut off' C000 -i 1.3 -x 10
status 'no study UID' A900 -i 1.3 -s ''
status 'a study UID that climbs' A900 -i 1.3 -s ../../evil
status 'a study UID that is absolute' A900 -i 1.3 -s /tmp/evil
status 'one with a blank' A900 -i 1.3 -s '1.2 3'
status 'one of two dots' A900 -i 1.3 -s 1..3
status 'an instance UID that climbs' A900 -i ../../1.3
status 'an instance UID of letters' A900 -i 'rm;x'
status 'no instance UID in the data set' A900 -i '' -M 1.3
status 'another instance than the command said' A900 -i 1.3 -M 1.4
RAW='-u ../../../x'
status 'a command that climbs' A900 -i 1.3
RAW='-u rm;x'
status 'a command of a shell' A900 -i 1.3
RAW='-k 1.2.840.10008.5.1.4.1.1.4'
status 'another class in the command' 0122 -i 1.3
RAW="-s 1.2.840.10008.5.1.4.1.1.4 $RAW"
status 'in the context as well' A900 -i 1.3
RAW=
mkobject -i 1.3 "$T/x"
n=$(ls "$refused" | wc -l)
is 'a data set with a group 0002 of its own' "$("$peer" odd "$PORT" "$T/x" \
    16384 0200100055491400312e322e3834302e31303030382e312e322e3100 | paste -s -d ' ')" \
    'accepted status-C000 short released'
is 'is kept' "$(ls "$refused" | wc -l)" $((n + 2))
is 'with a length of group 0002' "$("$peer" odd "$PORT" "$T/x" 16384 \
    02000000554c040000000000 | paste -s -d ' ')" \
    'accepted status-C000 short released'
is 'is kept as well' "$(ls "$refused" | wc -l)" $((n + 4))
is 'nothing came of these' "$(find "$T/w" -name '*1.3*')" ''
is 'nor outside' "$(find "$T" -maxdepth 1 -newer "$T/port" \
    -name '*evil*')$(ls /tmp/evil 2>/dev/null)" ''
is 'the right ones are all there' "$(ls "$T/w/UID_1.2.3/DCM" | wc -l)" 2
mkobject -i 1.1 -s 1.2.9 -c other "$T/x"
is 'the UID of one of them, in another study' "$(raw "$T/x")" "$good"
ok 'is another object' same_data "$T/x" "$T/w/UID_1.2.9/DCM/1.1.dcm"
# what storescp does not take as a command
is 'a command without an instance UID' "$(rawscu -u '' 127.0.0.1 "$PORT" \
    "$T/a" | paste -s -d ' ')" 'accepted aborted 0 0'
is 'a command with one of 65 characters' "$(raw -u \
    1.23456789.123456789.123456789.123456789.123456789.123456789.12345 \
    "$T/a")" 'accepted aborted 0 0'
is 'the association goes on after a refusal' \
    "$(mkobject -i 1.5 "$T/c" && raw "$T/b" "$T/c" "$T/b")" \
    'accepted status C010 status 0000 status C010 released'
ok 'and the log counts' event ASSOCIATION_RELEASED \
    'objects=1 same=0 refused=2'
is 'no waiting for responses: one after the other all the same' \
    "$(raw -x no-wait "$T/a" "$T/b" "$T/c")" \
    'accepted status 0000 status C010 status 0000 released'
mkobject -i 1.6 -b 200000 "$T/d"
is 'small fragments' "$(raw -p 102 "$T/d")" "$good"
ok 'make the same object' same_data "$T/d" "$T/w/UID_1.2.3/DCM/1.6.dcm"
stop_receive

receive -o dicom_listener.on_conflict=replace \
    -o dicom_listener.refused_max_mb=0 -o dicom_listener.max_object_mb=1
is 'on_conflict: replace' "$(raw "$T/b")" "$good"
ok 'the newer is current' same_data "$T/b" "$T/w/UID_1.2.3/DCM/1.1.dcm"
ok 'the older is kept' same_data "$T/a" "$T/w/UID_1.2.3/.netrt/superseded"/*
flock "$T/w/UID_1.2.3/.netrt/lock" -c "exec rawscu 127.0.0.1 $PORT '$T/a'" \
    >"$T/said"
is 'not while a step works on the study' "$(paste -s -d ' ' "$T/said")" \
    'accepted status C011 released'
ok 'replacing is an event' event OBJECT_STORED 'study=1.2.3 as=replaced$'
mkobject -i 1.7 -b 2000000 "$T/big"
is 'an object over the limit' "$(raw "$T/big")" 'accepted aborted 0 0'
mkobject -i 1.7 -x 2 "$T/x"
is 'a limit of 0: what was refused goes' "$(raw "$T/x" &&
    ls "$refused" | wc -l)" "accepted status C000 released
0"
stop_receive
