#!/bin/sh
# netrt-mask: what changes in an image, and what must not.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"
export SOURCE_DATE_EPOCH=1700000000

study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 33 -c 29 -n 4 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
}

# get TAG FILE: its value
get() {
	dcmdump -q +L -s +P "$1" "$2" 2>/dev/null | head -n 1 |
	    sed 's/^ *([^)]*) .. //; s/ *#.*//; s/^\[\(.*\)\]$/\1/; s/^=//'
}

# pair N: image N of Addition in $NEW, its source in $OLD
pair() {
	NEW=$(ls "$S"/Addition/* | sed -n "$1p")
	OLD=$S/DCM/$(get 0008,1155 "$NEW").dcm
}

# rest FILE: all but what is to change
rest() {
	dcmdump -q +L "$1" | grep -v -E '^ *#|^\(0002,|^\(6000,|^ |fffe' |
	    grep -v -E '^\((0008,(0008|0012|0013|0018|0021|0023|0031|0033|103e|2111|2112)|0018,a001|0020,(000e|0010|0011))\)' |
	    sed 's/ *#.*//'
}

for m in CT MR PT; do
	study -m $m
	ok "$m: masked" netrt-mask "$S"
	pair 2
	ok "$m: it names its source" test -f "$OLD"
	is "$m: everything else stays" "$(rest "$NEW")" "$(rest "$OLD")"
	want='DERIVED\SECONDARY'
	[ $m != PT ] || want='DERIVED\PRIMARY'
	is "$m: Image Type" "$(get 0008,0008 "$NEW" | cut -d "\\" -f 1-2)" \
	    "$want"
	is "$m: the other values of it stay" \
	    "$(get 0008,0008 "$NEW" | cut -d "\\" -f 3-)" \
	    "$(get 0008,0008 "$OLD" | cut -d "\\" -f 3-)"
	is "$m: Content Date" "$(get 0008,0023 "$NEW")" 20231114
	if [ $m = PT ]; then
		is 'PT: Series Time stays, for SUV' "$(get 0008,0031 "$NEW")" \
		    "$(get 0008,0031 "$OLD")"
	else
		is "$m: Series Date" "$(get 0008,0021 "$NEW")" 20231114
	fi
	for f in "$S"/DCM/*; do dciodvfy "$f"; done 2>&1 | grep ^Error |
	    sort -u >"$T/old"
	for f in "$S"/Addition/*; do dciodvfy "$f"; done 2>&1 | grep ^Error |
	    sort -u >"$T/new"
	is "$m: no error that the source has not" \
	    "$(comm -13 "$T/old" "$T/new")" ''
done

study -k phi,utf8
ok 'masked' netrt-mask "$S"
pair 1
is 'named by its UID' "${NEW##*/}" "$(get 0008,0018 "$NEW").dcm"
is 'and so in the file meta' "$(get 0002,0003 "$NEW")" "$(get 0008,0018 "$NEW")"
is 'new UIDs all' "$(for f in "$S"/Addition/*; do get 0008,0018 "$f"; done |
    sort -u | wc -l)" 4
is 'one new series' "$(for f in "$S"/Addition/*; do get 0020,000e "$f"; done |
    sort -u | wc -l)" 1
ok 'not that of the source' test "$(get 0020,000e "$NEW")" != \
    "$(get 0020,000e "$OLD")"
is 'its number' "$(get 0020,0011 "$NEW")" 98
is 'Study ID' "$(get 0020,0010 "$NEW")" RTPlanShare
is 'rows of the plane' "$(get 6000,0010 "$NEW")" 33
is 'columns' "$(get 6000,0011 "$NEW")" 29
is 'its bytes: bits packed across rows, even' \
    "$(dcmdump -q +P 6000,3000 "$NEW" | sed 's/.*# *\([0-9]*\),.*/\1/')" 120
like 'how it was derived' "$(get 0008,2111 "$NEW")" \
    '^Mask of 3 of 4 ROIs of RT Structure Set 2.25.*group 6000; pixel data'
like 'by whom' "$(dcmdump -q "$NEW")" '\(0008,1090\) LO \[netrt-mask\]'

tree "$S/Addition" >"$T/first"
code 0 'again: done before' netrt-mask -v -v "$S"
like 'and says so' "$(cat "$T/err")" 'done before'
ok 'by force' netrt-mask -f "$S"
is 'the same bytes' "$(tree "$S/Addition")" "$(cat "$T/first")"
ok 'other settings' netrt-mask -o \
    'processing.ignore_contour_names_containing=[]' "$S"
pair 1
like 'all ROIs' "$(get 0008,2111 "$NEW")" 'Mask of 4 of 4'
is 'no UID of before' "$(tree "$S/Addition" | sed 's/.* //' |
    grep -F "$(sed 's/.* //' "$T/first")")" ''
ok 'a text that is kept, one in the character set of the image' netrt-mask \
    -o 'processing.overlay_series_description="Maske f\u00fcr \u00c4rzte"' \
    -o 'processing.overlay_study_id=""' \
    -o processing.overlay_series_number=7 "$S"
pair 1
is 'Study ID of the source' "$(get 0020,0010 "$NEW")" "$(get 0020,0010 "$OLD")"
is 'Series Number' "$(get 0020,0011 "$NEW")" 7
is 'the description in UTF-8' "$(get 0008,103e "$NEW")" 'Maske für Ärzte'
study
ok 'the same in Latin-1' netrt-mask \
    -o 'processing.overlay_series_description="Maske f\u00fcr \u03a9"' "$S"
pair 1
is 'what it has not becomes a question mark' "$(dcmdump +U8 -q +P 0008,103e \
    "$NEW" | sed 's/.*\[\(.*\)\].*/\1/')" 'Maske für ?'

# the overlay that is there stays, in a group of its own
study -k overlay
ok 'group 6000 is in use' netrt-mask "$S"
pair 1
is 'it stays' "$(dcmdump -q +L +P 6000,3000 "$NEW")" \
    "$(dcmdump -q +L +P 6000,3000 "$OLD")"
is 'the mask is in 6002' "$(get 6002,1500 "$NEW")" 'RTSTRUCT mask'
study
dcmodify -nb -q -i '(6000,0040)=G' "$(ls "$S"/DCM/* | tail -n 1)"
ok 'group 6000 is in use in one image' netrt-mask "$S"
is 'then it is free in none' "$(for f in "$S"/Addition/*; do
    get 6002,1500 "$f"; done | sort | uniq -c | tr -s ' ')" ' 4 RTSTRUCT mask'

# dates that were removed are not put back
study
for f in "$S"/DCM/*; do
	dcmodify -nb -q -i '(0028,0303)=REMOVED' -i '(0008,0023)=' "$f"
done
ok 'an image without dates' netrt-mask "$S"
ok 'no date of the processing in it' sh -c \
    "! dcmdump -q '$(ls "$S"/Addition/* | head -n 1)' | grep 20231114"

# icons and signatures speak of the source
study
for f in "$S"/DCM/*; do
	dcmodify -nb -q -i '(0088,0200)[0].(0028,0010)=4' \
	    -i '(fffa,fffa)[0].(0400,0015)=RIPEMD160' \
	    -i '(4ffe,0001)[0].(0400,0005)=1' "$f"
done
ok 'an icon, a signature' netrt-mask "$S"
pair 1
is 'are gone' "$(dcmdump -q "$NEW" | grep -c -E '^\((0088,0200|fffa|4ffe)')" 0
done_testing
