#!/bin/sh
# Eight processes ask for the pseudonyms of the same patients while they are
# killed: each patient has exactly one number, no number is given twice, none
# is lost.  CRASH_ALL (make soak): a thousand patients.
. "${0%/*}/lib.sh"

patients=120 kills=25
[ -z "${CRASH_ALL-}" ] || patients=1000 kills=600
: "${SEED:=$(date +%s)}"
echo "# SEED=$SEED"
mkdir "$T/m"
code 0 "8 processes, $patients patients, $kills killed" \
    pidrace "$T/m/map" 8 $patients $kills "$SEED"
is 'all fits' "$(tail -n 1 "$T/out")" '0 wrong'
like 'they were killed' "$(grep -c 'could not be killed' "$T/out")" '^0$'

# the file says the same, and is whole
is 'an entry for each patient' "$(grep -c '"h1:.*": {' "$T/m/map")" $patients
is 'as many pseudonyms' "$(grep -o '"anonymized_id": "SITE_[0-9]*"' \
    "$T/m/map" | sort -u | wc -l)" $patients
is 'the highest number is known' "$(sed -n 's/.*"high_water": \([0-9]*\).*/\1/p' \
    "$T/m/map")" $patients
is 'two studies of each are counted' \
    "$(grep -c '"study_count": 2' "$T/m/map")" $patients
is 'an offset for each' "$(grep -c '"date_offset_days": -' "$T/m/map")" \
    $patients
is 'no temporary file is left' "$(cd "$T/m" && echo *)" \
    'map map.bak map.key map.lock'

# one who holds the lock for ever: 30 s, whose end comes at once here
cat "$T/m/map" >"$T/before"
exec 9>>"$T/m/map.lock"
flock 9
if strace -o /dev/null true 2>/dev/null; then
	code 75 'a lock that is held' timeout 60 strace -o /dev/null \
	    -e inject=flock:signal=ALRM:when=1 pidget "$T/m/map" P 1.1
	like 'is named' "$(cat "$T/err")" \
	    'map.lock: busy: another process holds it for 30 s; fuser'
	is 'nothing is written' "$(cat "$T/m/map")" "$(cat "$T/before")"
else
	skip 3 'strace may not trace here'
fi
flock -u 9
code 0 'when it is let go' pidget "$T/m/map" P 1.1
done_testing
