#!/bin/sh
# netrt-mask: what must not move a mask by a pixel: file order, numbers,
# Slice Location, Patient Position, references removed or wrong one by one
# (test/mutate.py).  Where nothing links the RTSTRUCT with a series, or more
# than one fits, it is refused; never is there another mask.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all 'python3-pydicom'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

mutate() {
	/usr/bin/python3 "$TOP/test/mutate.py" "$@" || exit 99
}

# mutations WHAT STUDY: what became of each, but the same, in $T/other
mutations() {
	rm -rf "$T/m"
	mkdir "$T/m"
	mutate make "$2" "$T/m"
	ok "$1: masked" netrt-mask "$2"
	# most of the time is waiting for the disk
	netrt-mask "$T"/m/[a-m]* >/dev/null 2>&1 &
	netrt-mask "$T"/m/[n-z]* >/dev/null 2>&1
	wait $!
	mutate check "$2" "$T/m" >"$T/said"
	is "$1: all mutations" "$(wc -l <"$T/said")" 55
	is "$1: never another mask" "$(grep OTHER "$T/said")" ''
	grep -v ' same$' "$T/said" | cut -d ' ' -f 1-3 >"$T/other"
}

# phantom OPTION...
phantom() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 30 -c 34 -n 4 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
}

case $B in *san*) skip 5 'the plain build does' ;; *)
phantom -k oblique
mutations 'one series' "$S"
is 'one is refused: another frame, and no image of it' "$(cat "$T/other")" \
    'another-frame-and-no-image refused 65:'
like 'with a sentence' "$(grep another-frame "$T/said")" \
    ': \(3006,0024\): its frame of reference is that of none'
;; esac

# nothing but the frame or the position left: both series fit
phantom -k two-series
mutations 'two series' "$S"
is 'nothing tells which' "$(cat "$T/other")" \
    'another-frame-and-no-image refused 65:
everything-dangles refused 65:
only-the-frame refused 65:
only-the-position refused 65:'
is 'both are named' "$(grep -c '2 series fit .* of .* contours; .* of ' \
    "$T/said")" 3

# a real one: 4 slices of Varian's
if [ ! -d "$SHARED/data" ]; then
	skip 4 'no studies for tests here'
else
	case $B in *san*) skip 4 'the plain build does' ;; *)
	c=$SHARED/data/anondicom_eclipse4
	mkdir -p "$T/real/Structure"
	cp -r "$c/image" "$T/real/DCM"
	cp "$c"/*.dcm "$T/real/Structure"
	chmod -R u+w "$T/real"
	mutations 'Eclipse' "$T/real"
	is 'Eclipse: one is refused' "$(cat "$T/other")" \
	    'another-frame-and-no-image refused 65:'
	;; esac
fi
done_testing
