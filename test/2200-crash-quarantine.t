#!/bin/sh
# Crash points of netrt-study: quarantine, requeue.
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
frozen "$S"
pristine
echo "[ ! -e '$S' ]" >"$T/done"
points 'quarantine' netrt-study quarantine 1.2.3 66 validate 'no RTSTRUCT'
rm "$T/done"

netrt-study list >"$T/out" 2>&1
put "$S"
mkdir -p "$S/.netrt"
echo 10 >"$S/.netrt/delay"
away "UID_1.2.3_$Z" 70
pristine
points 'requeue' netrt-study requeue 1.2.3
done_testing
