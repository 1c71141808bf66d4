#!/bin/sh
# netrt-study, ended at each call that changes the disk, and with a full and
# a failing disk there; then again: no object is lost, and the directory is
# what an undisturbed run makes.  Here: what moves studies.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
. "${0%/*}/crash/lib.sh"
. "${0%/*}/crash/study.sh"

# what has moved is there no more; the trash may be emptied at any time
settle() {
	{ [ ! -e "$S" ] || "$@"; } && netrt-study expire
}
# each data set of the beginning has a name, outside the trash
kept() {
	digests "$PRISTINE" >"$T/before"
	digests "$W" | LC_ALL=C comm -23 "$T/before" - >"$T/lost"
	[ ! -s "$T/lost" ] || {
		echo '# an object is lost'
		return 1
	}
}

# ---- away

begin made
pristine
points 'quarantine' netrt-study quarantine "$S" 65 mask why
is 'it is there, with the reason' \
    "$(head -n 1 "$W"/quarantine/UID_*/.netrt/reason)" 'code 65'
netrt-validate "$S" >/dev/null 2>&1
begin made
netrt-validate "$S" >/dev/null 2>&1
pristine
points 'quarantine for what is missing' \
    netrt-study quarantine "$S" 66 validate why

# ---- together

begin made
only_late
held 66 made
pristine
points 'join what was missing' netrt-study join "$S"
is 'all are in the study' "$(ls "$S/DCM" "$S/Structure" | grep -c dcm)" 3
fresh
points 'join at the beginning of a run' netrt-study -r here.1.1 join "$S"
begin other
held 66 made
pristine
points 'join, with objects of the same names' netrt-study join "$S"
is 'both are kept' "$(objects)" 5
begin made
only_late
held 65 made
pristine
points 'join what waits' netrt-study join "$S"
is 'all wait there' "$(ls "$Q/DCM" "$Q/Structure" | grep -c dcm)" 3
begin other
held 65 made
pristine
points 'join what waits, with objects of the same names' \
    netrt-study join "$S"
is 'both are kept' "$(objects)" 5

# ---- back: by the UID, which finds it wherever it is

settle() {
	"$@" && netrt-study expire
}
begin made
rm -rf "$S"
held 65 made
printf 'step mask\ncount 3\n' >"$Q/.netrt/attempt"
echo 1799999999 >"$Q/.netrt/not-before"
pristine
points 'requeue' netrt-study requeue "${U#UID_}"
is 'it begins afresh' "$(ls -A "$S/.netrt")" lock
begin made
only_late
held 65 made
pristine
points 'requeue, with what is there again' netrt-study requeue "${U#UID_}"
is 'all are there' "$(objects)" 3
done_testing
