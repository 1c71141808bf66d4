#!/bin/sh
# Crash points of netrt-study: join of what waits, with a conflict.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
. "${0%/*}/crash/lib.sh"
PRISTINE=$T/pristine
conf ''
rm -rf "$W"
mkdir -p "$W"
netrt-study list >"$T/out" 2>&1

# pristine: what is in WORKING now is what each point begins with
pristine() {
	rm -rf "$PRISTINE"
	mv "$W" "$PRISTINE"
}
# done once already, or again; then the trash is emptied
settle() {
	if [ ! -e "$T/done" ] || ! sh "$T/done"; then
		"$@" || return
	fi
	netrt-study expire
}

put "$S"
away "UID_1.2.3_$Z" 65
mkdir -p "$S/DCM"
echo late >"$S/DCM/3.dcm"
echo 'another' >"$S/DCM/1.dcm"
pristine
echo "[ ! -e '$S' ]" >"$T/done"
points 'join: it waits' netrt-study join 1.2.3
done_testing
