#!/bin/sh
# netrt-log: events in, answers out; over rotation, in both styles; one event
# is one line whatever is in it; an unwritable log changes nothing.
. "${0%/*}/lib.sh"
TZ=UTC HOME=$T
export TZ HOME

conf() {
	cat >"$T/c.yaml" <<-END
	directories: {working: $T/work, logs: $T/logs}
	reporting: {output_directory: $T/reports}
	logging: {$1}
	END
}
conf 'level: INFO'
log() {
	netrt-log -c "$T/c.yaml" "$@"
}

code 0 'an event' log event PROCESSING_START "study=$T/work/UID_1.2.3" \
    "path=$T/work/UID_1.2.3"
is 'nothing on stdout' "$(cat "$T/out")" ''
log event SENDING_SUCCESS study=1.2.3 series=OVERLAY dest=pacs aet=PACS
log event PROCESSING_SUCCESS study=UID_1.2.3 seconds=1.5
log event PROCESSING_START study=1.2.34
log event PROCESSING_FAILED study=1.2.34 seconds=2 step=mask code=65 \
    'reason=a "bad" = one
2026-01-01 00:00:00,000 TXN [INFO]: RETIRE study=1.2.3'
log event ASSOCIATION_REFUSED peer=192.0.2.1 'calling=A\B C' reason=2/3/2
log event QUARANTINE study=1.2.34_x code=65
log event RETIRE study=1.2.3
is 'eight lines' "$(wc -l <"$T/logs/transaction.log")" 8
is 'mode 600' "$(stat -c %a "$T/logs/transaction.log")" 600
like 'in the format of NETRT' "$(head -n 1 "$T/logs/transaction.log")" \
    '^[0-9-]{10} [0-9:]{8},[0-9]{3} TXN \[INFO\]: PROCESSING_START study=1.2.3 path='
like 'a failure is an error, and one line' \
    "$(sed -n 5p "$T/logs/transaction.log")" \
    'TXN \[ERROR\]: PROCESSING_FAILED study=1.2.34 .*reason="a \\"bad\\" = one\\n2026'

code 0 'show' log show 1.2.3
is 'the events of this study' "$(sed 's/^[^]]*\]: //; s/ .*//' "$T/out")" \
    'PROCESSING_START
SENDING_SUCCESS
PROCESSING_SUCCESS
PROCESSING_FAILED
RETIRE'
code 0 'show by path' log show "$T/work/UID_1.2.34/"
is 'the other study' "$(wc -l <"$T/out")" 3
code 66 'show a study that is not there' log show 9.9
code 0 'show -j' log -j show 1.2.34
is 'is JSON' "$(/usr/bin/python3 -c '
import json, sys
for l in sys.stdin:
    d = json.loads(l)
    print(d["event"], d.get("code"), d["time"][:2], d["log"])
    r = d.get("reason")
    if r: print(repr(r[:14]))' <"$T/out")" "PROCESSING_START None 20 transaction
PROCESSING_FAILED 65 20 transaction
'a \"bad\" = one\\n'
QUARANTINE 65 20 transaction"

code 0 'failures' log failures
is 'three' "$(sed 's/^[^]]*\]: //; s/ .*//' "$T/out")" 'PROCESSING_FAILED
ASSOCIATION_REFUSED
QUARANTINE'
code 0 'failures since tomorrow' log failures "$(date -d '+2 days' +%F)"
is 'none' "$(cat "$T/out")" ''
for s in 1h 7d 90s 5m "$(date +%F)" "$(date -d '-1 hour' +%FT%H:%M)" \
    "$(date -d '-1 hour' '+%F %T')"; do
	log failures "$s" >"$T/out" 2>"$T/err"
	is "failures $s" "$(wc -l <"$T/out")" 3
done
for s in yesterday 7x 2026-13-01 1.5h ''; do
	code 64 "since '$s'" log failures "$s"
done

code 0 'counts' log counts
is 'studies and events' "$(cat "$T/out")" "$(printf '%s\t%s\n' \
    'studies received' 2 'studies processed' 1 'studies failed' 1 \
    'studies sent' 1 'studies retired' 1 'events ASSOCIATION_REFUSED' 1 \
    'events PROCESSING_FAILED' 1 'events PROCESSING_START' 2 \
    'events PROCESSING_SUCCESS' 1 'events QUARANTINE' 1 \
    'events RETIRE' 1 'events SENDING_SUCCESS' 1)"
log -j counts 1d >"$T/out"
is 'as JSON' "$(/usr/bin/python3 -c '
import json, sys
d = json.load(sys.stdin)
print(d["studies"]["received"], d["events"]["RETIRE"])' <"$T/out")" '2 1'

# rotated files are read, the oldest first
mv "$T/logs/transaction.log" "$T/logs/transaction.log.1"
sed -n 1p "$T/logs/transaction.log.1" >"$T/logs/transaction.log.2"
sed -i 1d "$T/logs/transaction.log.1"
log event JOIN study=1.2.3
code 0 'show over rotation' log show 1.2.3
is 'in order' "$(sed 's/^[^]]*\]: //; s/ .*//' "$T/out" | tr '\n' ' ')" \
    'PROCESSING_START SENDING_SUCCESS PROCESSING_SUCCESS PROCESSING_FAILED RETIRE JOIN '

# messages of the tools are found as well
echo "2020-01-01 00:00:00,000 [ERROR] netrt-mask: UID_1.2.3: no ROI" \
    >"$T/logs/application.log"
echo "2020-01-01 00:00:00,000 [ERROR] netrt-mask: UID_1.2.3.4: no ROI" \
    >>"$T/logs/application.log"
log show 1.2.3 >"$T/out"
is 'the oldest line first' "$(head -n 1 "$T/out")" \
    '2020-01-01 00:00:00,000 [ERROR] netrt-mask: UID_1.2.3: no ROI'
is 'one more' "$(wc -l <"$T/out")" 7

# NETRT's style, letter by letter
rm -r "$T/logs"
conf 'transaction_style: netrt'
log event ASSOCIATION_ACCEPTED peer=192.0.2.1 calling=TPS called=NETRT
log event ECHO peer=192.0.2.1 calling=TPS
log event ASSOCIATION_RELEASED peer=192.0.2.1 calling=TPS objects=3
log event PROCESSING_START study=1.2.3 path=/w/UID_1.2.3
log event SENDING_START study=1.2.3 series=OVERLAY dest=pacs aet=PACS
log event SENDING_SUCCESS study=1.2.3 series=OVERLAY dest=pacs aet=PACS
log event SENDING_FAILED study=1.2.3 series=DEBUG dest=pacs aet=PACS
log event PROCESSING_SUCCESS study=1.2.3 seconds=12.3456
log event PROCESSING_FAILED study=1.2.3 seconds=1 step=mask 'reason=no ROI'
log event RETIRE study=1.2.3
is 'as NETRT wrote them' "$(sed 's/^[0-9-]* [0-9:]*,[0-9]* //' \
    "$T/logs/transaction.log")" \
'TXN [INFO]: DICOM association accepted. SourceIP: 192.0.2.1, SourceAET: TPS
TXN [INFO]: C-ECHO received. SourceIP: 192.0.2.1
TXN [INFO]: DICOM association released/closed. SourceIP: 192.0.2.1, SourceAET: TPS
TXN [INFO]: PROCESSING_START StudyUID: 1.2.3, Path: /w/UID_1.2.3
TXN [INFO]: SENDING_START SeriesType: OVERLAY, StudyUID: 1.2.3, DestAET: PACS
TXN [INFO]: SENDING_SUCCESS SeriesType: OVERLAY, StudyUID: 1.2.3, DestAET: PACS
TXN [ERROR]: SENDING_FAILED SeriesType: DEBUG, StudyUID: 1.2.3, DestAET: PACS
TXN [INFO]: PROCESSING_SUCCESS StudyUID: 1.2.3, DurationSec: 12.35
TXN [ERROR]: PROCESSING_FAILED StudyUID: 1.2.3, DurationSec: 1.00, Reason: no ROI
TXN [INFO]: RETIRE study=1.2.3'
log counts >"$T/out"
is 'and they are counted' "$(sed -n 's/^studies //p' "$T/out")" \
    "$(printf '%s\t%s\n' received 1 processed 0 failed 1 sent 1 retired 1)"

# wrong calls
for a in '' 'event' 'show' 'show 1 2' 'failures 1d 2d' 'report' 'nonsense' \
    '-Z'; do
	code 64 "usage: $a" log $a
done
code 64 'a lower case event' log event retire
code 64 'no pair' log event RETIRE study
code 64 'a bad key' log event RETIRE 'Study=1'
code 78 'no configuration' netrt-log -c "$T/none" counts
code 0 '--help' netrt-log --help

# a log that cannot be written is said once, and changes nothing
chmod 500 "$T/logs"
chmod 400 "$T/logs"/*
if [ "$(id -u)" -ne 0 ]; then
	code 0 'an event that cannot be written' log event RETIRE study=1
	is 'is said once' "$(wc -l <"$T/err")" 1
	like 'with the file and why' "$(cat "$T/err")" \
	    'log .*transaction.log: Permission denied'
	chmod 000 "$T/logs/transaction.log"
	code 78 'a log that may not be read' log counts
else
	skip 4 'root may write everything'
fi
chmod 700 "$T/logs"
rm -rf "$T/logs"
mkdir "$T/logs"
ln -s /dev/full "$T/logs/transaction.log"
code 0 'a full disk' log event RETIRE study=1
like 'is said' "$(cat "$T/err")" 'transaction.log: No space left'
done_testing
