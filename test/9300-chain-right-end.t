#!/bin/sh
# Studies that are not as they should be: the right end for each, and the
# originals untouched.
. "${0%/*}/lib.sh"
. "${0%/*}/chain.sh"
set -- $(freeport 2)
IN=$1 OUT=$2
config "$T/netrt.yaml" "
watcher: { debounce_interval_seconds: 0.3, incomplete_wait_seconds: 0.5 }
processing: { add_burn_in_disclaimer: false }
anonymization: { enabled: false }"
export NETRT_CONFIG="$T/netrt.yaml"
start_pacs "$T/pacs" || exit 99
mkdir -p "$T/w"

# take NAME MKSTUDY-OPTIONS...: make a study in WORKING; $S is its path
take() {
	name=$1
	shift
	rm -rf "${T:?}/$name"
	mkstudy -n 4 -r 32 -c 40 -u "$name" -S "$@" "$T/$name" >"$T/$name.txt" || exit 99
	S=$T/w/$(basename "$T/$name"/UID_*)
	cp -R "$T/$name"/UID_* "$T/w/"
}

# end NAME CODE [WORD]: run the chain; quarantined with CODE (and a sentence
# with WORD), or delivered (0); the originals are the same bytes
end() {
	cp -R "$S" "$T/before"
	[ -z "${SPOIL-}" ] || :
	netrt-run "$S" >"$T/out" 2>"$T/err"
	is "$1: netrt-run ends with 0" $? 0
	q=$(ls -d "$T/w/quarantine/${S##*/}"_* 2>/dev/null)
	if [ "$2" -eq 0 ]; then
		at=$S
		ok "$1: delivered" test -e "$S/.netrt/delivered"
	else
		at=$q
		is "$1: quarantined with $2" \
		    "$(sed -n 's/^code //p' "$q/.netrt/reason" 2>/dev/null)" "$2"
		like "$1: the reason says why" \
		    "$(sed -n 's/^message //p' "$q/.netrt/reason")" "${3:-.}"
	fi
	is "$1: the originals are untouched" \
	    "$(tree "$at/DCM"; tree "$at/Structure")" \
	    "$(tree "$T/before/DCM"; tree "$T/before/Structure")"
	rm -rf "$T/before"
}

take 1
end 'a good study' 0
take 2
rm -rf "$S/Structure"; mkdir "$S/Structure"
end 'no RTSTRUCT' 66 RTSTRUCT
take 3
rm -f "$S"/DCM/*
end 'no images' 66 image
take 4 -k two-patients
end 'two patients' 65 patient
take 5
f=$(ls "$S"/DCM/* | head -n 1)
head -c 1000 "$f" >"$T/cut" && cat "$T/cut" >"$f"
end 'a truncated file' 65 '^DCM/#[0-9a-f]{8}: .*longer than'
take 6
echo 'hello, I am no DICOM file' >"$S/DCM/1.2.3.dcm"
end 'a text file called .dcm' 65 '^DCM/#[0-9a-f]{8}: no DICOM file'
take 7 -k foreign-frame,foreign-references
end 'frame of reference and references of no image here' 65
take 8 -k rtdose
end 'an RTDOSE among the images' 0
take 9 -k no-slice-location
end 'without SliceLocation' 0
take 10 -k reversed-slice-location
end 'SliceLocation reversed' 0

# the ones that pass have their masks where they belong
if [ -n "$SHARED" ]; then
	for n in 1 8 9 10; do
		s=$T/w/$(basename "$T/$n"/UID_*)
		ok "$n: the mask is right" /usr/bin/python3 \
		    "$SHARED/check/overlay_score.py" --images "$s/DCM" \
		    --rtstruct "$(ls "$s"/Structure/*)" --result "$s/Addition"
	done
else
	skip 4 'overlay_score.py of ../shared is absent'
fi
done_testing
