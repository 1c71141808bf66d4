#!/bin/sh
# netrt-study(1): retire, and what stays; expire.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
conf ''
now=$SOURCE_DATE_EPOCH

fresh
code 66 'no proof of delivery' netrt-study retire 1.2.3
is 'it stays' "$(files "$S")" "$whole"
delivered "$S" $((now - 3599))
code 75 'not yet' netrt-study retire 1.2.3
is 'not before' "$(cat "$S/.netrt/not-before")" $((now + 1))
like 'listed' "$(netrt-study list)" 'delivered until 2023-11-14T22:13:21Z'
delivered "$S" $((now + 1000000))
code 75 'delivered in the future: a wrong clock' netrt-study retire 1.2.3
is 'counts from now' "$(cat "$S/.netrt/not-before")" $((now + 3600))
like 'and is put right' "$(cat "$S/.netrt/delivered")" "time $now\$"
delivered "$S" $((now - 3600))
echo late >"$S/DCM/3.dcm"
code 75 'an object has come' netrt-study retire 1.2.3
is 'it is all there' "$(files "$S")" \
    'DCM/1.dcm: image 1|DCM/2.dcm: image 2|DCM/3.dcm: late|Structure/9.dcm: contours'
is 'and due' "$(cat "$S/.netrt/not-before")" 0
frozen "$S"
code 75 'the delivery was of other inputs' netrt-study retire 1.2.3
delivered "$S" $((now - 3600))
echo 'another' >"$S/DCM/1.dcm"
code 75 'an object is another' netrt-study retire 1.2.3

fresh
mkdir -p "$S/debug_visualization" "$S/Addition" "$S/.netrt"
echo picture >"$S/debug_visualization/1.jpg"
echo mask >"$S/Addition/1.dcm"
echo counts >"$S/.netrt/report.mask"
delivered "$S" $((now - 3600))
is 'it is time' "$(netrt-study retire "$S")" "$S"
is 'gone' "$(rooms)" ''
is 'pictures and report stay' \
    "$(cd "$W/done" && find . -type f | LC_ALL=C sort | paste -s -d ' ' -)" \
    './UID_1.2.3/.netrt/delivered ./UID_1.2.3/.netrt/report.mask ./UID_1.2.3/debug_visualization/1.jpg'
is 'the trash is empty' "$(ls -A "$W/.trash")" ''
ok 'an event' event 'RETIRE study=1.2.3'
put "$S"
mkdir -p "$S/.netrt"
echo other >"$S/.netrt/report.mask"
delivered "$S" $((now - 3600))
netrt-study retire 1.2.3 >/dev/null
is 'delivered again: the newest stays' \
    "$(cd "$W/done" && find . -type f | LC_ALL=C sort | paste -s -d ' ' -)" \
    './UID_1.2.3/.netrt/delivered ./UID_1.2.3/.netrt/report.mask'
code 0 'expire' netrt-study expire
ok 'too early' test -e "$W/done/UID_1.2.3"
code 0 'expire, 7 days later' env SOURCE_DATE_EPOCH=$((now + 7 * 86400)) netrt-study expire
is 'nothing stays' "$(ls "$W/done")" ''

conf 'retention: { keep: [] }'
fresh
mkdir -p "$W/.trash"; echo x >"$W/.trash/rubbish"
mkdir -p "$S/.netrt"
echo counts >"$S/.netrt/report.mask"
delivered "$S" "$now"
code 0 '-f: at once' netrt-study -f retire 1.2.3
is 'nothing is kept' "$(ls "$W/done")" ''
code 66 'once more' netrt-study retire 1.2.3
fresh
away "UID_1.2.3_$Z" 65
code 64 'from quarantine' netrt-study retire 1.2.3
put "$T/mine"
delivered "$T/mine" 5
code 0 'elsewhere' netrt-study retire "$T/mine"
is 'nothing happens' "$(files "$T/mine")" "$whole"

# --- quarantine has limits, off by default
fresh
away UID_1.2.3_20230101T000000Z 65
netrt-study expire
is 'no limit' "$(rooms)" quarantine/UID_1.2.3_20230101T000000Z
conf 'retention: { quarantine_days: 30, ledger_days: 10 }'
put "$S"
away UID_1.2.3_20231114T000000Z 65
echo old >"$W/.ledger/a"
touch -d "@$((now - 864001))" "$W/.ledger/a"
echo new >"$W/.ledger/b"
touch -d "@$now" "$W/.ledger/b"
said=$(netrt-study expire 2>&1)
like 'a warning first' "$said" \
    'UID_1.2.3_20230101T000000Z: will be removed after 2023-11-15T22:13:20Z: retention.quarantine_days'
is 'a day before' "$(cat "$Q/UID_1.2.3_20230101T000000Z/.netrt/expires")" $((now + 86400))
is 'the ledger forgets' "$(ls "$W/.ledger")" b
is 'of an hour later' "$(SOURCE_DATE_EPOCH=$((now + 3600)) netrt-study expire 2>&1 |
    grep -c 'will be removed')" 1
is 'nothing is gone' "$(rooms | wc -w)" 2
like '-n tells' "$(SOURCE_DATE_EPOCH=$((now + 86400)) netrt-study -n expire 2>&1)" \
    'would be removed: retention.quarantine_days'
is 'and does nothing' "$(rooms | wc -w)" 2
SOURCE_DATE_EPOCH=$((now + 86400)) netrt-study expire 2>/dev/null
is 'then it goes' "$(rooms)" quarantine/UID_1.2.3_20231114T000000Z
ok 'an event' event 'EXPIRE study=1.2.3 reason=retention.quarantine_days'
conf 'retention: { quarantine_max_mb: 1 }'
put "$S"
away UID_1.2.3_20231113T000000Z 65
head -c 1100000 /dev/zero >"$Q/UID_1.2.3_20231114T000000Z/DCM/3.dcm"
said=$(netrt-study expire 2>&1)
like 'too large: the oldest is warned of' "$said" \
    'UID_1.2.3_20231113T000000Z: will be removed .* retention.quarantine_max_mb'
like 'and the next, as far as it takes' "$said" 'UID_1.2.3_20231114T000000Z: will'
rm "$Q/UID_1.2.3_20231114T000000Z/DCM/3.dcm"
netrt-study expire 2>/dev/null
is 'small again: no more' "$(ls "$Q"/UID*/.netrt | grep -c expires)" 0

# --- directories without an object
conf ''
fresh
mkdir -p "$W/UID_1.7/DCM" "$W/UID_1.8/DCM"
touch -d "@$((now - 90000))" "$W/UID_1.7" "$S"
touch -d "@$((now - 1000))" "$W/UID_1.8"
netrt-study expire
is 'a hollow study goes after a day' "$(rooms)" 'UID_1.2.3 UID_1.8'

# --- copies of the configuration
a=$(netrt-study snapshot)
conf 'processing: { parallel: 3 }'
b=$(netrt-study snapshot)
is 'a copy' "$(cat "$b")" "$(cat "$T/netrt.yaml")"
is 'the same twice' "$(netrt-study snapshot)" "$b"
touch -d "@$((now - 7 * 86400 - 10))" "$a" "$b"
netrt-study -c "$b" expire
is 'unused for a week: gone; in use: stays' "$(ls "$W/.config")" "$(basename "$b")"
done_testing
