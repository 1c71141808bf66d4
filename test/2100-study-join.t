#!/bin/sh
# netrt-study(1): quarantine, join, requeue.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
conf ''

# --- quarantine
fresh
is 'quarantine says where' "$(netrt-study quarantine 1.2.3 65 mask 'too bad')" \
    "$Q/UID_1.2.3_$Z"
is 'the study is there' "$(rooms)" "quarantine/UID_1.2.3_$Z"
is 'with everything' "$(files "$Q/UID_1.2.3_$Z")" "$whole"
is 'and the reason' "$(paste -s -d ' ' "$Q/UID_1.2.3_$Z/.netrt/reason")" \
    'code 65 step mask time 2023-11-14T22:13:20Z message too bad'
ok 'an event' event 'QUARANTINE study=1.2.3 step=mask code=65 reason="too bad"'
put "$S"
netrt-study quarantine "$S" 65 >/dev/null
put "$S"
netrt-study quarantine UID_1.2.3 65 >/dev/null
is 'the same second again' "$(rooms)" \
    "quarantine/UID_1.2.3_$Z quarantine/UID_1.2.3_$Z-2 quarantine/UID_1.2.3_$Z-3"
fresh
mkdir "$S/.netrt"
printf 'step anon\ncode 70\ntime x\nmessage a bug\n' >"$S/.netrt/last"
netrt-study quarantine 1.2.3 >/dev/null
like 'the reason comes from the last verdict' \
    "$(paste -s -d ' ' "$Q"/UID*/.netrt/reason)" '^code 70 step anon .* message a bug$'
fresh
frozen "$S"
echo new >"$S/DCM/3.dcm"
code 75 '66, and an object has come since' netrt-study quarantine 1.2.3 66 validate
is 'it stays' "$(rooms)" UID_1.2.3
ok 'without a reason' test ! -e "$S/.netrt/reason"
code 0 '65: it goes with it' netrt-study quarantine 1.2.3 65 validate
like 'nothing is lost' "$(files "$Q"/UID*)" 'DCM/3.dcm: new'

# --- join: something was missing
fresh
rm -r "$S/Structure"
away "UID_1.2.3_$Z" 66
mkdir -p "$S/Structure"
echo contours >"$S/Structure/9.dcm"
is '66: tried again' "$(netrt-study join "$S")" "$S"
is 'all of it is together' "$(files "$S")" "$whole"
is 'and nowhere else' "$(rooms)" UID_1.2.3
is 'nothing is left over' "$(clean)" ''
ok 'an event' event "JOIN study=1.2.3 from=quarantine/UID_1.2.3_$Z to=UID_1.2.3 objects=2 conflicts=0"

# --- join: another reason
fresh
away "UID_1.2.3_$Z" 65
mkdir -p "$S/DCM"
echo late >"$S/DCM/3.dcm"
echo 'image 1' >"$S/DCM/1.dcm"
is '65: nothing to go on with' "$(netrt-study join "$S")" ''
is 'it waits in quarantine' "$(rooms)" "quarantine/UID_1.2.3_$Z"
is 'with the new object' "$(files "$Q/UID_1.2.3_$Z")" \
    "DCM/1.dcm: image 1|DCM/2.dcm: image 2|DCM/3.dcm: late|Structure/9.dcm: contours"
is 'nothing is left over' "$(clean)" ''
fresh
away "UID_1.2.3_$Z" 66
put "$S"
away "UID_1.2.3_$Z-2" 65
put "$S"
echo late >"$S/DCM/3.dcm"
netrt-study join "$S" >/dev/null
is 'two in quarantine: the one that waits for a hand takes it' \
    "$(ls "$Q/UID_1.2.3_$Z/DCM" | wc -l) $(ls "$Q/UID_1.2.3_$Z-2/DCM" | wc -l)" '2 3'

# --- one SOP Instance UID, two contents
fresh
away "UID_1.2.3_$Z" 66
put "$S"
echo 'another image 1' >"$S/DCM/1.dcm"
said=$(netrt-study join "$S" 2>&1 >/dev/null)
is 'a conflict: the newer one is current' "$(cat "$S/DCM/1.dcm")" 'another image 1'
is 'the older one is kept' "$(cat "$Q/UID_1.2.3_$Z.conflict/DCM/1.dcm")" 'image 1'
is 'the same objects are one' "$(ls "$Q/UID_1.2.3_$Z.conflict/DCM")" 1.dcm
like 'it is said' "$said" 'another object with this SOP Instance UID'
is 'what is kept is no twin' "$(netrt-study join "$S")" "$S"
like 'it is listed' "$(netrt-study list)" "UID_1.2.3_$Z.conflict	aside 65	1 images"
fresh
away "UID_1.2.3_$Z" 65
put "$S"
echo 'another image 1' >"$S/DCM/1.dcm"
netrt-study join "$S" >/dev/null 2>&1
is 'the other way: the one in quarantine stays' \
    "$(cat "$Q/UID_1.2.3_$Z/DCM/1.dcm")" 'image 1'
is 'the newer one is kept' "$(cat "$Q/UID_1.2.3_$Z.conflict/DCM/1.dcm")" \
    'another image 1'
put "$S"
echo 'yet another' >"$S/DCM/1.dcm"
netrt-study join "$S" >/dev/null 2>&1
is 'and a third' "$(cat "$Q/UID_1.2.3_$Z.conflict/DCM/"* | paste -s -d '|')" \
    'another image 1|yet another'
fresh
mkdir -p "$S/.netrt/superseded"
echo old >"$S/.netrt/superseded/1.5.dcm"
away "UID_1.2.3_$Z" 66
put "$S"
netrt-study join "$S" >/dev/null
is 'what was superseded goes with it' "$(cat "$S/.netrt/superseded/1.5.dcm")" old

# --- requeue
fresh
mkdir -p "$S/.netrt" "$S/Addition"
echo 3600 >"$S/.netrt/delay"
printf 'step mask\ncount 3\n' >"$S/.netrt/attempt"
away "UID_1.2.3_$Z" 70
is 'requeue says where' "$(netrt-study requeue 1.2.3)" "$S"
is 'with everything' "$(files "$S") $(ls "$S")" "$whole $(printf 'Addition\nDCM\nStructure')"
is 'as if it never failed' "$(cd "$S/.netrt" && ls)" lock
ok 'an event' event "REQUEUE study=1.2.3 from=quarantine/UID_1.2.3_$Z"
fresh
away "UID_1.2.3_$Z" 65
put "$S"
away "UID_1.2.3_$Z-2" 66
mkdir -p "$S/DCM"
echo late >"$S/DCM/3.dcm"
code 0 'requeue by a path, with new objects there' \
    netrt-study requeue "$Q/UID_1.2.3_$Z"
is 'brings all of it together' "$(rooms) $(files "$S")" \
    "UID_1.2.3 DCM/1.dcm: image 1|DCM/2.dcm: image 2|DCM/3.dcm: late|Structure/9.dcm: contours"
fresh
delivered "$S" 1699999999
echo 1800000000 >"$S/.netrt/not-before"
netrt-study requeue 1.2.3 >/dev/null
is 'a delivered study: to be done again' "$(ls "$S/.netrt" | paste -s -d ' ' -)" \
    'inputs lock'
ok 'by standard input' sh -c 'echo 1.2.3 | netrt-requeue'
fresh
away "UID_1.2.3_$Z" 65
is 'a study that others wait for' "$(netrt-requeue "UID_1.2.3_$Z")" "$S"
done_testing
