#!/bin/sh
# A study with everything at once: CT, MR, PET, CBCT, localizers, dose, plan,
# secondary captures and several RTSTRUCTs.  What is not of an RTSTRUCT's
# series changes no pixel of its mask.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"
SMALL='-r 16 -c 12 -n 4'

value() {
	dcmdump +P "$2" "$1" | sed -n '1s/.*\[\(.*\)\].*/\1/p'
}
# part NAME ARGUMENT...: one more part of the study, in $T/NAME
part() {
	pa_name=$1
	shift
	# shellcheck disable=SC2086
	mkstudy $SMALL "$@" "$T/$pa_name" >/dev/null || exit 99
	[ "$pa_name" = ct ] || dcmodify -nb -m "(0020,000d)=$STUDY" \
	    "$T/$pa_name"/* || exit 99
}
# change NAME EDIT...
change() {
	ch_name=$1
	shift
	dcmodify -nb "$@" "$T/$ch_name"/* || exit 99
}
# split NAME: its RTSTRUCT to $T/NAME.rs
split() {
	mkdir "$T/$1.rs"
	mv "$(grep -l 1.2.840.10008.5.1.4.1.1.481.3 "$T/$1"/*)" "$T/$1.rs/"
}

STUDY=
part ct -k two-structures
STUDY=$(value "$(ls "$T"/ct/* | head -n 1)" 0020,000d)
mkdir "$T/ct.rs"
grep -l 1.2.840.10008.5.1.4.1.1.481.3 "$T"/ct/* | while read -r f; do
	mv "$f" "$T/ct.rs/"
done
one=$(ls "$T"/ct/* | head -n 1)
SERIES=$(value "$one" 0020,000e) FRAME=$(value "$one" 0020,0052)
part mr -m MR -u mr
split mr
part pt -m PT -u pt -x rtstruct
# a CBCT that was resampled to the frame of the CT, a little larger
# shellcheck disable=SC2034
SMALL='-r 20 -c 20 -n 6' part cbct -u cbct -x rtstruct
change cbct -m "(0020,0052)=$FRAME" -m '(0008,103e)=CBCT'
# localizers: one among the slices, one of its own, one of another frame
SMALL='-r 16 -c 12 -n 1'
part scout1 -k sagittal -x rtstruct
change scout1 -m "(0020,0052)=$FRAME" -m "(0020,000e)=$SERIES" \
    -m '(0008,0008)=ORIGINAL\PRIMARY\LOCALIZER'
part scout2 -k coronal -x rtstruct
part free -k no-contour-images
split free
change free -m "(0020,0052)=$FRAME"
dcmodify -nb -ea '(3006,0010)' -m "(0020,0052)=$FRAME" \
    -ma "(3006,0020)[*].(3006,0024)=$FRAME" "$T"/free.rs/* || exit 99
change scout2 -m "(0020,0052)=$FRAME" -m '(0008,0008)=ORIGINAL\PRIMARY\LOCALIZER'
part scout3 -k coronal -u scout -x rtstruct
# dose in the frame of the CT; a plan; captures, one that says it is CT
part dose -k rtdose -x rtstruct
rm $(grep -L 1.2.840.10008.5.1.4.1.1.481.2 "$T"/dose/*)
change dose -m "(0020,0052)=$FRAME"
mkdir "$T/plan" "$T/sc" "$T/shot"
cp "$T"/dose/* "$T/plan/1.dcm"
change plan -m '(0008,0016)=1.2.840.10008.5.1.4.1.1.481.5' \
    -m '(0008,0060)=RTPLAN' -m '(0008,0018)=1.2.3.1' -m '(0020,000e)=1.2.3' \
    -ea '(7fe0,0010)'
cp "$one" "$T/sc/1.dcm"
change sc -m '(0008,0016)=1.2.840.10008.5.1.4.1.1.7' -m '(0008,0060)=OT' \
    -m '(0008,0018)=1.2.4.1' -m '(0020,000e)=1.2.4'
cp "$one" "$T/shot/1.dcm"
change shot -m '(0008,0018)=1.2.5.1' -m '(0020,000e)=1.2.5' \
    -ea '(0020,0032)' -ea '(0020,0037)' -ea '(0020,0052)'

# the name of a file is its SOP Instance UID
for part in "$T"/*/; do
	for f in "$part"*; do
		mv "$f" "$part.$(value "$f" 0008,0018).dcm"
	done
	for f in "$part".*.dcm; do mv "$f" "$part${f##*/.}"; done
done

# study PART...: a study directory of these
study() {
	rm -rf "$T/w"
	S=$T/w/UID_$STUDY
	mkdir -p "$S/DCM" "$S/Structure"
	for part; do
		case $part in
		*.rs) to=Structure ;;
		*) to=DCM ;;
		esac
		cp "$T/$part"/* "$S/$to/"
	done
}
# planes: source instance and mask of each image, in one digest
planes() {
	for f in "$S"/Addition/*; do
		dcmdump +p +L +P 0008,1155 +P 6000,3000 "$f" |
		    grep -E '^\(0008,2112\)|^\(6000,3000\)' | sha256sum
	done | LC_ALL=C sort
}
masks() {
	ok "$1: netrt-validate" netrt-validate "$S"
	ok "$1: netrt-mask" netrt-mask "$S"
	planes >"$T/$1.got"
}
alike() {
	if cmp -s "$T/$1.got" "$T/$2.got"; then
		pass "$2: the same to the pixel"
	else
		fail "$2: the same to the pixel"
		diff "$T/$1.got" "$T/$2.got" | sed 's/^/# /'
	fi
}
others='pt cbct scout1 scout2 scout3 dose plan sc shot'

study ct ct.rs
masks alone
is 'both RTSTRUCTs are drawn' "$(wc -l <"$T/alone.got")" 8
for part in $others; do
	study ct ct.rs "$part"
	masks "$part"
	alike alone "$part"
done
# shellcheck disable=SC2086
study ct ct.rs $others
masks all
alike alone all
code 0 'what is told' netrt-validate -j "$S"
is 'what is no image' "$(grep -c '"not-an-image"' "$T/out")" 3
is 'what cannot carry a mask' "$(grep -c '"no-place"' "$T/out")" 1
is 'the localizer among the slices' "$(grep -c \
    '"images-left-out".*"1 images of the series have another size, orientation' "$T/out")" 2
is 'series without an RTSTRUCT' "$(grep -c '"series-unused"' "$T/out")" 5

# with the MR and its RTSTRUCT: each to its own series
study mr mr.rs
masks mr-alone
# shellcheck disable=SC2086
study mr mr.rs ct ct.rs $others
masks together
is 'three overlay series' "$(grep -c '^series ' "$S/.netrt/stamp.mask")" 3
is 'each as if it were alone' "$(cat "$T/together.got")" \
    "$(LC_ALL=C sort "$T/alone.got" "$T/mr-alone.got")"

# without any reference the frame decides: neither scout nor dose disturbs
study free free.rs
masks frame
study free free.rs scout1 scout2 scout3 dose plan sc shot pt mr
masks frame-crowd
alike frame frame-crowd
# but another series in that frame on which contours lie is a real tie
study ct ct.rs cbct
dcmodify -nb -ea '(3006,0010)[0].(3006,0012)' "$S"/Structure/*
code 0 'a CBCT in the frame, and references of contours' netrt-validate "$S"
# shellcheck disable=SC2086
study ct cbct
mkstudy $SMALL -r 16 -c 12 -n 4 -k foreign-references -x images -u tie \
    "$T/tie" >/dev/null
cp "$T"/tie/* "$S/Structure/"
dcmodify -nb -m "(0020,0052)=$FRAME" -m "(3006,0010)[0].(0020,0052)=$FRAME" \
    "$S"/Structure/*
code 65 'a CBCT in the frame, and none' netrt-validate -j "$S"
is 'both are told' "$(grep -c '"series-candidate"' "$T/out")" 2
done_testing
