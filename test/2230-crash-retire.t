#!/bin/sh
# Crash points of netrt-study: retire.
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
rm "$S/DCM/2.dcm"
mkdir -p "$S/debug_visualization" "$S/.netrt"
echo picture >"$S/debug_visualization/1.jpg"
echo counts >"$S/.netrt/report.mask"
delivered "$S" 5
pristine
echo "[ ! -e '$S' ]" >"$T/done"
points 'retire' netrt-study retire 1.2.3
done_testing
