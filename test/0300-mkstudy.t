#!/bin/sh
# The phantoms that the other tests stand on: the same arguments make the
# same bytes, the objects are valid, the volumes are true.
. "${0%/*}/lib.sh"
plan 35

mk() {
	mkstudy -r 24 -c 20 -n 3 "$@"
}

ok 'a study' mk "$T/a"
cp "$T/out" "$T/a.txt"
ok 'again' mk "$T/b"
is 'the same words' "$(cat "$T/out")" "$(cat "$T/a.txt")"
is 'the same bytes' "$(tree "$T/a")" "$(tree "$T/b")"
is 'three images and an RTSTRUCT' "$(find "$T/a" -type f | wc -l)" 4
ok 'another seed' mk -u 2 "$T/c"
is 'no name in common' "$(ls "$T/a" "$T/c" | sort | uniq -d)" ''
code 0 'a study directory' mk -S "$T/s"
S=$(ls -d "$T"/s/UID_*)
is 'with DCM and Structure' "$(ls "$S")" "$(printf 'DCM\nStructure')"
is 'named by its UID' "$(sed -n 's/^study //p' "$T/out")" "${S##*/UID_}"
is 'images in DCM' "$(ls "$S/DCM" | wc -l)" 3
is 'the RTSTRUCT in Structure' "$(ls "$S/Structure" | wc -l)" 1
code 0 'without images' mk -x images "$T/x"
code 0 'and without RTSTRUCT, into the same place' mk -x rtstruct "$T/x"
is 'together they are the whole' "$(tree "$T/x")" "$(tree "$T/a")"
code 0 'another encoding' mk -t big-endian "$T/be"
is 'the same names' "$(ls "$T/be")" "$(ls "$T/a")"
code 0 'another patient' mk -p 'Zyx^Wvu/ID77/19010203' "$T/p"
ok 'who is in each file' sh -c "for f in '$T'/p/*; do
	grep -qa Zyx^Wvu \"\$f\" && grep -qa ID77 \"\$f\" || exit 1; done"
code 0 'many ROIs' mkstudy -r 16 -c 16 -n 4 -R 7 "$T/many"
is 'seven of them' "$(grep -c '^volume' "$T/out")" 7
code 0 'all quirks that go together' mk -k \
    gantry-tilt,flipped,anisotropic,irregular,missing-image,no-slice-location,no-contour-images,foreign-references,two-structures,two-series,rtdose,two-patients,8bit,overlay,duplicate-contours,keyhole,point,empty-roi,edge,phi,utf8 "$T/k"
is 'their files: 2 x 2 images, a dose, 2 RTSTRUCTs' \
    "$(find "$T/k" -type f | wc -l)" 7
code 64 'no such option' mk -k nonsense "$T/n"
code 64 'no such shape' mk -s nonsense "$T/n"
code 64 'no directory' mk
ok 'help' mkstudy -h
like 'tells the options' "$(cat "$T/out")" 'gantry-tilt'

is 'the skull is not in the merged volume' "$(awk '
	$1 == "volume" && $2 != "Skull" { sum += $3 }
	$1 == "merged" { d = sum - $2; print (d < .001 && d > -.001) }' \
    "$T/a.txt")" 1

# an independent rasteriser finds the volumes
if [ -n "$SHARED" ] && /usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null
then
	for k in oblique,anisotropic gantry-tilt,keyhole,duplicate-contours; do
		mkstudy -r 100 -c 90 -n 40 -k "$k" "$T/v$k" >"$T/truth"
		/usr/bin/python3 "$SHARED/check/refmask.py" "$T/v$k" \
		    >"$T/counted"
		is "$k: volumes" "$(awk '
			NR == FNR && $1 == "volume" { v[$2] = $3; next }
			$1 ~ /[.]dcm$/ { n++; d = ($11 * ml - v[$3]) / v[$3]
				if (d > .015 || d < -.015) print $3, d }
			/^##/ { ml = 2.56 * 2.56 * 3 / 1000
				if (/aniso/) ml *= 1.5 }
			END { print n }' "$T/truth" "$T/counted")" 4
		rm -rf "$T/v$k"
	done
else
	skip 2 'refmask.py of ../shared is absent'
fi

if command -v dciodvfy >/dev/null; then
	for m in CT MR PT; do
		mk -m "$m" "$T/$m" >/dev/null
		for f in "$T/$m"/*; do dciodvfy "$f" 2>&1; done |
		    grep -E '^(Error|Abort)' >"$T/errors"
		is "dciodvfy finds no error in $m" "$(cat "$T/errors")" ''
	done
	for f in "$T"/k/*; do dciodvfy "$f" 2>&1; done |
	    grep -c '^RT' >"$T/kinds"
	is 'nor stumbles over the quirks' "$(cat "$T/kinds")" 3
else
	skip 4 'dciodvfy (dicom3tools) is absent'
fi
