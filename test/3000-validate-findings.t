#!/bin/sh
# netrt-validate: what it finds in objects, and how it says so.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

# study OPTION...: a new small study in $S
study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 32 -c 28 -n 6 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
	IMG=$(ls "$S"/DCM/* | sed -n 3p)
	RTS=$(ls "$S"/Structure/* | sed -n 1p)
}

# finds CODE: validate -j, and one of its findings has this code
finds() {
	like "finds $1" "$(netrt-validate -j "$S" 2>"$T/err")" "\"code\":\"$1\""
}

# with TAG=VALUE FILE: change one attribute
with() {
	dcmodify -nb -q -i "$1" "$2" || exit 99
}

study
code 0 'a good study' netrt-validate "$S"
is 'its path' "$(cat "$T/out")" "$S"
is 'nothing said' "$(cat "$T/err")" ''
is 'no finding' "$(cat "$S/.netrt/findings")" ''
is 'inputs are frozen' "$(grep -c "DCM/\|Structure/" "$S/.netrt/inputs")" 7
code 0 'again: done before' netrt-validate -v -v "$S"
like 'and says so' "$(cat "$T/err")" 'done before'
code 0 'with -j' netrt-validate -j "$S"
is 'no path, no finding' "$(cat "$T/out")" ''

study -k rtdose
code 0 'an RTDOSE is no slice' netrt-validate -j "$S"
like 'a note' "$(cat "$T/out")" \
    '"severity":"note","code":"not-an-image","exit":0,"file":"DCM/.*"tag":"\(0008,0060\)","name":"Modality"'
is 'in one line' "$(wc -l <"$T/out")" 1
ok 'which is JSON' /usr/bin/python3 -c '
import json, sys
for l in open(sys.argv[1]): json.loads(l)' "$T/out"
code 0 'again' netrt-validate -j "$S"
like 'found again though the step was done' "$(cat "$T/out")" not-an-image

study -k two-patients
code 65 'two patients' netrt-validate -j "$S"
like 'an error' "$(cat "$T/out")" '"error","code":"patient-differs","exit":65,'
like 'the name too, a warning' "$(cat "$T/out")" '"patient-name-differs"'
is 'not of one ID' "$(grep -c person-differs "$T/out")" 0
ok 'no value is told' sh -c "! grep -rE 'Phantom|PH000' '$T/out' '$T/err' \
    '$T/logs' '$S/.netrt'"
is 'the verdict is kept' "$(sed -n 's/^code //p' "$S/.netrt/last")" 65

# one Patient ID of two issuers: of two patients; an RTSTRUCT's counts
study
dcmodify -nb -q -i '(0010,0021)=HERE' "$S"/DCM/* "$RTS" || exit 99
with '(0010,0021)= here ' "$RTS"
code 0 'one issuer' netrt-validate "$S"
with '(0010,0021)=ELSEWHERE' "$RTS"
code 65 'another one' netrt-validate -j "$S"
like 'an error' "$(cat "$T/out")" '"error","code":"issuer-differs","exit":65,'
ok 'no value is told' sh -c "! grep -rE 'ELSEWHERE|HERE' '$T/out' '$T/err' \
    '$T/logs' '$S/.netrt'"
dcmodify -nb -q -e '(0010,0021)' "$S"/DCM/*
code 0 'none in the images' netrt-validate "$S"

# one Patient ID, two people
other='-m (0010,0010)=Smith^Anna -m (0010,0030)=19730831'
study -k two-structures
dcmodify -nb -q $other "$(ls "$S"/Structure/* | head -n 1)"
code 65 'another name and birth date' netrt-validate -j "$S"
like 'an error' "$(cat "$T/out")" '"error","code":"person-differs","exit":65,'
like 'with a way out' "$(cat "$T/err")" \
    'two patients; correct it where it comes from, or set processing.on_patient_mismatch'
ok 'and no value' sh -c "! grep -rE 'Smith|1973' '$T/out' '$T/err' '$T/logs' '$S/.netrt'"
code 0 'when the ID alone counts' netrt-validate -j \
    -o processing.on_patient_mismatch=process "$S"
like 'a warning' "$(cat "$T/out")" '"warning","code":"person-differs","exit":0,'
code 65 'and not when it does not any more' netrt-validate -j "$S"
study
with '(0010,0010)=Smith^Anna' "$IMG"
code 0 'a name alone' netrt-validate -j "$S"
like 'is a warning' "$(cat "$T/out")" '"warning","code":"patient-name-differs"'
study
with '(0010,0030)=19730831' "$IMG"
code 0 'a birth date alone' netrt-validate -j "$S"
like 'is a warning' "$(cat "$T/out")" '"warning","code":"birth-date-differs"'
study
dcmodify -nb -q -m '(0010,0040)=F' "$IMG"
dcmodify -nb -q -m '(0010,0040)=M' "$(ls "$S"/DCM/* | tail -n 1)"
code 0 'sex' netrt-validate -j "$S"
like 'is a warning' "$(cat "$T/out")" '"warning","code":"sex-differs"'

study
with '(0010,0020)= ph0001 ' "$IMG"
code 0 'the same ID but for case and blanks' netrt-validate -j "$S"
is 'is the same' "$(cat "$T/out")" ''
study
with '(0010,0020)=' "$IMG"
finds patient-id-missing
study
with '(0020,000D)=1.2.3' "$IMG"
code 0 'another study: a warning' netrt-validate -j "$S"
like 'of that code' "$(cat "$T/out")" '"warning","code":"study-differs"'

study
head -c 3000 "$IMG" >"$T/x" && mv "$T/x" "$IMG"
code 65 'a file that was cut off' netrt-validate "$S"
like 'it is named' "$(cat "$T/err")" "$(handle "$S" "DCM/${IMG##*/}"): "
study
echo hello >"$IMG"
echo hello >"$S/DCM/notes.txt"
code 65 'no DICOM files' netrt-validate "$S"
like 'one is named, one more counted' "$(tail -n 1 "$T/err")" \
    "DCM/.*\(and 1 more: netrt-validate -j\)"
finds unreadable
study
head -c 3000 "$RTS" >"$T/x" && mv "$T/x" "$RTS"
code 65 'an RTSTRUCT that was cut off' netrt-validate "$S"
study
with '(0028,0010)=64' "$IMG"
code 65 'less pixel data than rows' netrt-validate "$S"
finds pixel-data-short
study
cp "$RTS" "$S/DCM/"
code 65 'an RTSTRUCT among the images' netrt-validate "$S"
finds rtstruct-among-images
study
cp "$IMG" "$S/Structure/"
code 65 'an image in Structure' netrt-validate "$S"
study
cp "$IMG" "$S/DCM/copy.dcm"
code 65 'an image twice' netrt-validate "$S"
finds duplicate-instance

study
dcmodify -nb -q -e '(0020,0032)' "$IMG"
code 65 'a slice without a position' netrt-validate "$S"
like 'the tag is named' "$(cat "$T/err")" '\(0020,0032\)'
study
with '(0020,0037)=1\0\0\0.7\0.7\0' "$IMG"
code 65 'a slice with skew axes' netrt-validate "$S"
study
with '(0020,0037)=0\1\0\0\0\-1' "$IMG"
code 0 'a scout in the series' netrt-validate -j "$S"
like 'is left out, with a warning' "$(cat "$T/out")" '"images-left-out"'
study
with '(0028,0008)=1' "$IMG"
code 0 'one frame' netrt-validate "$S"
for f in "$S"/DCM/*; do with '(0028,0008)=2' "$f"; done
code 65 'multi-frame images' netrt-validate "$S"
like 'and why' "$(cat "$T/err")" 'multi-frame .*PS3.3'
done_testing
