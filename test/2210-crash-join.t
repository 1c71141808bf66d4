#!/bin/sh
# Crash points of netrt-study: join.
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
rm -r "$S/Structure"
away "UID_1.2.3_$Z" 66
mkdir -p "$S/Structure"
echo contours >"$S/Structure/9.dcm"
pristine
points 'join: something was missing' netrt-study join 1.2.3
done_testing
