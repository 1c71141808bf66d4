#!/bin/sh
# Crash points of netrt-study: import.
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

mkstudy -n 1 -r 8 -c 8 -s box -u a "$T/a" >/dev/null || exit 99
pristine
points 'import' netrt-study import "$T/a"
done_testing
