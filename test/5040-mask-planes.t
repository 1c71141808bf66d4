#!/bin/sh
# netrt-mask: a plane for each ROI, beside the overlays that are there.
# mask.py reads the planes and counts their bits.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-X
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
	processing: {overlay_mode: per_roi}
X
export NETRT_CONFIG="$T/c.yaml"

study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 48 -c 45 -n 4 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
	R=$(ls "$S"/Structure/*)
}

planes() { /usr/bin/python3 "$TOP/test/mask.py" "$@"; }
# mod FILE OPTION...: dcmodify without a backup
mod() {
	mod_file=$1
	shift
	dcmodify -nb -q "$@" "$mod_file" || exit 99
}
# groups: of all images, with label and description
groups() {
	planes "$S"/Addition/* | cut -d ' ' -f 2,5- | sort -u
}
# column N: of the planes of the third slice
column() {
	planes "$S"/Addition/* | sed -n "$((2 * L + 1)),$((3 * L))p" |
	    cut -d ' ' -f "$1" | tr '\n' ' '
}

study
mod "$R" -m '(3006,0080)[1].(3006,00a4)=PTV'
L=1
ok 'merged' netrt-mask -o processing.overlay_mode=merged "$S"
is 'one plane, named' "$(groups)" '6000 R "RTSTRUCT mask" "3 of 4 ROIs merged"'
is 'ROI Area is its pixels' "$(column 3)" "$(column 4)"
all=$(column 3)
planes -b "$S"/Addition/* | cut -d ' ' -f 1,3- >"$T/merged"

L=3
ok 'a plane for each ROI' netrt-mask "$S"
is 'in the order of the RTSTRUCT, in every image' "$(groups)" \
    '6000 R "Box" "ROI 3"
6002 R "Sphere" "ROI 5, PTV"
6004 R "Ring" "ROI 7"'
is 'as many as images' "$(planes "$S"/Addition/* | wc -l)" 12
is 'zeros where nothing is' "$(planes "$S"/Addition/* | grep -c ' 0 0 R')" 4
is 'ROI Area of each' "$(column 3)" "$(column 4)"
# shellcheck disable=SC2046
set -- $(column 3)
ok 'no one has all of it' test "$1" -lt "$all" -a "$2" -lt "$all" -a \
    "$3" -lt "$all" -a $(($1 + $2 + $3)) -ge "$all"
like 'Derivation Description says what they are' "$(dcmdump -q +L \
    +P 0008,2111 "$(ls "$S"/Addition/* | head -n 1)")" \
    'Mask of 3 of 4 ROIs .* in overlay groups 6000-6004 .one plane for each'
like 'and the report which is whose' "$(cat "$S/.netrt/report.mask")" \
    '^overlay_group 6004 roi 7$'
planes -b "$S"/Addition/* | sed -n '/ 6004 /p' | cut -d ' ' -f 1,3- \
    >"$T/ring"
ok 'the ring alone' netrt-mask -o processing.overlay_mode=merged \
    -o 'processing.exclude_roi=[box,sphere]' "$S"
is 'is the plane of the ring' "$(planes -b "$S"/Addition/* |
    cut -d ' ' -f 1,3-)" "$(cat "$T/ring")"

ok 'both' netrt-mask -o processing.overlay_mode=both "$S"
is 'the merged first' "$(groups | cut -d ' ' -f 1,3 | tr '\n' ' ')" \
    '6000 "RTSTRUCT 6002 "Box" 6004 "Sphere" 6006 "Ring" '
is 'it is what it is alone' "$(planes -b "$S"/Addition/* |
    sed -n '/ 6000 /p' | cut -d ' ' -f 1,3-)" "$(cat "$T/merged")"
for f in "$S"/DCM/*; do dciodvfy "$f"; done 2>&1 | grep ^Error |
    sort -u >"$T/old"
for f in "$S"/Addition/*; do dciodvfy "$f"; done 2>&1 | grep ^Error |
    sort -u >"$T/new"
is 'dciodvfy: no new error' "$(comm -13 "$T/old" "$T/new")" ''

# ROIs without a closed contour take no plane
study -k point,empty-roi
ok 'a point, an empty ROI' netrt-mask "$S"
is 'have no plane' "$(groups | cut -d ' ' -f 1 | tr '\n' ' ')" \
    '6000 6002 6004 '
like 'but are in the report' "$(cat "$S/.netrt/report.mask")" \
    'roi 13 .*Isocentre'

# overlays that are there: one with data in one image only, one in the
# unused bits of the pixels of another
study -k unsigned
first=$(ls "$S"/DCM/* | sed -n 1p) last=$(ls "$S"/DCM/* | sed -n 4p)
printf '\252%.0s' $(seq 270) >"$T/bits"
mod "$first" -i '(6004,0010)=48' -i '(6004,0011)=45' -i '(6004,0040)=G' \
    -i '(6004,0050)=1\1' -i '(6004,0100)=1' -i '(6004,0102)=0' \
    -if "(6004,3000)=$T/bits"
mod "$last" -i '(6000,0010)=48' -i '(6000,0011)=45' -i '(6000,0040)=G' \
    -i '(6000,0050)=1\1' -i '(6000,0100)=16' -i '(6000,0102)=15'
ok 'overlays in the input' netrt-mask "$S"
is 'none of their groups is used in any image' \
    "$(planes "$S"/Addition/* | cut -d ' ' -f 2 | sort | uniq -c |
    tr -s ' \n' ' ')" ' 4 6002 1 6004 4 6006 4 6008 '
same() {
	for f in "$S"/Addition/*; do
		g=$S/DCM/$(dcmdump -q +P 0008,1155 "$f" | head -n 1 |
		    sed 's/.*\[\(.*\)\].*/\1/').dcm
		dcmdump -q +L "$f" | grep -E "$1" >>"$T/f"
		dcmdump -q +L "$g" | grep -E "$1" >>"$T/g"
	done
	cmp "$T/f" "$T/g" && grep -q 6004,3000 "$T/f"
}
ok 'they stay as they are, and the bits in the pixels too' \
    same '^\((6000|6004|7fe0),'
like 'the description lists the groups' "$(dcmdump -q +L \
    +P 0008,2111 "$(ls "$S"/Addition/* | head -n 1)")" \
    'groups 6002, 6006-6008 '

# more ROIs than planes
study -R 17
code 65 'more ROIs than planes' netrt-mask "$S"
like 'with numbers, and what to do' "$(cat "$T/err")" \
    '[0-9]+ overlay planes are needed, 16 of 16 .*include_roi.*merged'
is 'nothing was left' "$(ls "$S" | grep -c Addition)" 0
code 65 'netrt-validate knows it before' netrt-validate -j "$S"
like 'and says the same' "$(cat "$T/out")" \
    '"code":"no-overlay-plane".*overlay planes are needed'
code 0 'or has nothing against it' netrt-validate \
    -o processing.overlay_mode=merged "$S"
code 0 'merged they go' netrt-mask -o processing.overlay_mode=merged "$S"

# names in other character sets
study
mod "$R" -m '(0008,0005)=ISO_IR 192' \
    -m '(3006,0020)[0].(3006,0026)=Größe Ω' \
    -m '(3006,0020)[1].(3006,0026)=a\b' -m '(3006,0020)[2].(3006,0026)='
ok 'names' netrt-mask "$S"
is 'in the character set of the images' "$(dcmdump -q +U8 +P 6000,1500 \
    "$(ls "$S"/Addition/* | head -n 1)" | sed 's/.*\[\(.*\)\].*/\1/')" \
    'Größe ?'
is 'a warning says so' "$(grep -c 'character set of the images' "$T/err")" 1
ok 'which names nobody' sh -c "! grep -q Gr '$T/err'"
is 'a backslash does not part a label' "$(dcmdump -q +P 6002,1500 \
    "$(ls "$S"/Addition/* | head -n 1)" | sed 's/.*\[\(.*\)\].*/\1/')" 'a?b'
is 'without a name: its number' "$(groups | sed -n 3p)" \
    '6004 R "ROI 7" "ROI 7"'
study -k utf8
mod "$R" -m '(0008,0005)=ISO_IR 126' \
    -m "(3006,0020)[0].(3006,0026)=$(printf '\331')"
ok 'Greek in UTF-8' netrt-mask "$S"
is 'is whole' "$(groups | sed -n 1p)" '6000 R "Ω" "ROI 3"'
is 'no warning' "$(cat "$T/err")" ''
done_testing
