#!/bin/sh
# netrt-study, ended at each call that changes the disk, and with a full and
# a failing disk there; then again: no object is lost, and the directory is
# what an undisturbed run makes.  Here: what comes in, counts, goes; and the
# logs.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
. "${0%/*}/crash/lib.sh"
. "${0%/*}/crash/study.sh"

# each data set of the beginning has a name, outside the trash
kept() {
	digests "$PRISTINE" >"$T/before"
	digests "$W" | LC_ALL=C comm -23 "$T/before" - >"$T/lost"
	[ ! -s "$T/lost" ] || {
		echo '# an object is lost'
		return 1
	}
}

# ---- in

begin made
pristine
points 'import' netrt-study import "$T/late"
ok 'it is there' cmp "$T/late/$late" "$S/DCM/$late"
rooms
pristine
points 'import of a new study' netrt-study import "$T/made/$U"
begin made
pristine
C2=$T/replace.yaml
sed '1i dicom_listener: { on_conflict: replace }' "$C" >"$C2"
# the older objects have names with the time, and more than one when the newer
# one came twice
state() {
	(cd "$1" && find . -name '*.tmp*' -o -path './.incoming/*' &&
	    sha256sum UID_*/DCM/* && cd UID_*/.netrt/superseded &&
	    sha256sum ./* | cut -c 1-64 | LC_ALL=C sort -u)
}
points 'import, replacing' netrt-study -c "$C2" import "$T/other"
is 'both are kept' "$(digests "$W" | wc -l)" 5

# ---- counting: a step that is counted twice began twice

state() {
	(cd "$S/.netrt" && ls -A && sed 's/count [12]$/count N/' attempt)
}
begin made
pristine
points 'attempt' netrt-study attempt "$S" mask
is 'counted' "$(head -n 1 "$S/.netrt/attempt")" 'step mask'
points 'defer' netrt-study defer "$S" mask
settle() {
	"$@"
}
state() {
	(cd "$1" && ls -A && cat .halt 2>/dev/null)
}
points 'halt' netrt-study halt why
netrt-study halt why >/dev/null 2>&1
pristine
points 'resume' netrt-study resume
state() {
	(cd "$1" && ls -A .config)
}
points 'snapshot' netrt-study snapshot

# ---- gone

# the study is there as a whole, or what retention keeps of it
kept() {
	[ ! -e "$S" ] || diff -r "$PRISTINE/$U/DCM" "$S/DCM"
}
state() {
	(cd "$1" && find . -type f ! -name '.lock' && find . -type d)  |
	    LC_ALL=C sort
}
settle() {
	{ [ ! -e "$S" ] || "$@"; } && netrt-study expire
}
begin whole
netrt-validate "$S" >/dev/null && netrt-mask "$S" >/dev/null &&
    netrt-send "$S" >/dev/null && pristine ||
    fail 'a study is delivered'
points 'retire' netrt-study retire "$S"
ok 'its report is kept' test -s "$W/done/$U/.netrt/report.mask"
is 'nothing else is' "$(objects)" 0

settle() {
	"$@"
}
kept() {
	:
}
begin made
held 65 made
mkdir -p "$W/done/$U/.netrt"
printf 'time 1700000000\ninputs 1\n' >"$W/done/$U/.netrt/delivered"
mkdir "$W/.trash/x"
echo >"$W/.trash/x/y"
pristine
SOURCE_DATE_EPOCH=1708000000
points 'expire: the announcement' netrt-study expire
ok 'it is announced' test -s "$Q/.netrt/expires"
is 'what was kept has gone' "$(ls "$W/done")" ''
pristine
SOURCE_DATE_EPOCH=1708200000
points 'expire: the removal' netrt-study expire
is 'it has gone' "$(ls "$W/quarantine")" ''

# ---- the logs, about to be rotated: every line stays, none is torn

W=$T/logs PRISTINE=$T/logs.pristine
rm -rf "$W" "$PRISTINE"
mkdir "$W"
netrt-log event OTHER >/dev/null
line=$(cat "$W/transaction.log")
yes "$line" | head -c 1048576 | grep -xF "$line" >"$W/transaction.log"
cp "$W/transaction.log" "$W/transaction.log.1"
pristine
state() {
	(cd "$1" && cat transaction.log.? transaction.log) |
	    sed 's/^[-0-9]* [:0-9,]* //' | sort | uniq -c | sed 's/ [12] / N /'
}
sed -i '1i logging: { max_mb: 1 }' "$C"
points 'netrt-log event' netrt-log event NEWS a=b
like 'they were rotated' "$(ls "$W" | paste -s -d ' ')" 'transaction.log.2'
# a full disk cuts it off: as if it had not been
rm -f "$W"/*
netrt-log event FIRST "a=$(head -c 400 /dev/zero | tr '\0' x)" >/dev/null
(trap '' XFSZ; ulimit -f 1
    netrt-log event SECOND "a=$(head -c 400 /dev/zero | tr '\0' y)") \
    >/dev/null 2>"$T/err"
like 'it is said' "$(cat "$T/err")" 'a line is lost'
netrt-log event THIRD >/dev/null
is 'no line is torn' "$(sed 's/.*: \([A-Z]*\).*/\1/' "$W/transaction.log" |
    paste -s -d ' ')" 'FIRST THIRD'
done_testing
