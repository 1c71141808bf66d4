#!/bin/sh
# The comprehensive mode and text beyond ASCII: names are found in any
# character set, what stays is Latin 1 or UTF-8, also in sequences that had a
# set of their own; and words of DICOM that are somebody's name.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { mode: comprehensive, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 1 -r 8 -c 8 -s box "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)
cp "$(ls "$S"/DCM/*)" "$T/ct"

cat >"$T/cs.py" <<'PY'
"""put FILE NEW SET TEXT [SET TEXT]: a name, and text with it, in a character
set; and in a sequence; get FILE: sets, and those texts; what is left of the
name in other writings"""
import sys, warnings, pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
warnings.filterwarnings('ignore')
NAMES = '\u9f8d\u5bae\u67ff', '\u592a\u90ce\u6cca'
if sys.argv[1] == 'put':
    ds = pydicom.dcmread(sys.argv[2])
    ds.SpecificCharacterSet = sys.argv[4].split('\\')
    wide = sys.argv[4] not in ('ISO_IR 100', 'ISO_IR 101')
    ds.PatientName = 'Zyxwandr^Quillonka' + ('=%s^%s' % NAMES if wide else '')
    ds.ManufacturerModelName = sys.argv[5]
    if len(sys.argv) > 6:
        it = Dataset()
        it.SpecificCharacterSet = sys.argv[6]
        it.CodeValue, it.CodingSchemeDesignator = '1', '99X'
        it.CodeMeaning = sys.argv[7]
        ds.AnatomicRegionSequence = Sequence([it])
    ds.save_as(sys.argv[3])
else:
    ds = pydicom.dcmread(sys.argv[2])
    print(*[e.value for e in ds.iterall() if e.tag == 0x00080005], sep='|')
    print(ds.ManufacturerModelName)
    for it in ds.get('AnatomicRegionSequence', []):
        print(it.CodeMeaning)
    raw = open(sys.argv[2], 'rb').read()
    for n in NAMES:
        for enc in 'utf-8', 'shift_jis', 'euc_jp', 'iso2022_jp':
            b = n.encode(enc)
            if (b[3:-3] if b[:1] == b'\x1b' else b) in raw:
                print('the name in', enc)
PY
py() { PYTHONIOENCODING=utf-8 /usr/bin/python3 "$T/cs.py" "$@"; }

# text WHAT WANTED SET TEXT [SET TEXT]
text() {
	what=$1 want=$2
	shift 2
	rm -rf "$S/.netrt" "$S/DCM" "$S/Structure" "$S/Anon"
	mkdir "$S/DCM" "$S/Structure"
	py put "$T/ct" "$S/DCM/x.dcm" "$@" || exit 99
	code 0 "$what" netrt-anon "$S"
	is "$what: what stays" "$(py get "$(ls "$S"/Anon/DCM/*)" |
	    paste -sd /)" "$want"
}

text 'ISO 2022 IR 87' 'ISO_IR 192/装置 型' '\ISO 2022 IR 87' '装置 龍宮柿 型'
text 'UTF-8 around Latin 1' 'ISO_IR 192/Gerät ö/Maßß' ISO_IR\ 192 \
    'Gerät 龍宮柿 ö' ISO_IR\ 100 'Maßß'
text 'Latin 1 around UTF-8' 'ISO_IR 100/Gerät/Ünï' ISO_IR\ 100 'Gerät' \
    ISO_IR\ 192 'Ünï'
text 'Latin 2' 'ISO_IR 192/Przyrząd' ISO_IR\ 101 'Przyrząd'
text 'GB18030' 'ISO_IR 192/设备' GB18030 '设备 龍宮柿'

# a term of DICOM is no leak because somebody is called so
rm -rf "$S/.netrt" "$S/Anon" "$T/w"
mkstudy -S -n 1 -r 8 -c 8 -s box "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)
for f in "$S"/*/*; do
	dcmodify -nb -i '(0008,1070)=Primary^Original' \
	    -i '(0008,0080)=Manual Secondary Clinic' \
	    -i '(0008,1090)=Model of Primary' "$f"
done
code 0 'people called by terms' netrt-anon "$S"
like 'image type and model' "$(dcmdump +P 0008,0008 +P 0008,1090 \
    "$S"/Anon/DCM/* | tr '\n' ' ')" '\[ORIGINAL.PRIMARY.*\[Model of\]'

# a name of no character set, and the text of one; and the other way round
U=$(printf 'Zyxm\303\274ndl') L=$(printf 'Zyxm\374ndl')
for mode in comprehensive standard; do
	for pair in "|$L|ISO_IR 100|$L" "|$L|ISO_IR 192|$U" "|$U|ISO_IR 100|$L" \
	    "ISO_IR 100|$U|ISO_IR 100|$L" "ISO_IR 100|$L||$L" \
	    "ISO_IR 192|$U||$U" "ISO_IR 192|$U|ISO_IR 192|$L"; do
		rm -rf "$T/w"
		mkstudy -S -n 1 -r 8 -c 8 -s box "$T/w" >/dev/null
		S=$(ls -d "$T"/w/UID_*)
		old=$IFS IFS='|'
		# shellcheck disable=SC2086
		set -f -- $pair
		IFS=$old
		set +f
		dcmodify -nb -i "(0008,0005)=$1" -i "(0010,0010)=$2" "$S"/DCM/*
		dcmodify -nb -i "(0008,0005)=$3" -i '(0010,0010)=' \
		    -i "(0008,1090)=M $4" "$S"/Structure/*
		netrt-anon -o "anonymization.mode=$mode" "$S" >/dev/null 2>&1
		is "$mode: a name of '$1' in '$3'" \
		    "$(grep -rlaE 'Zyxm|ndl' "$S/Anon" 2>/dev/null)" ''
	done
done

# names of ROIs by the vocabulary only
rm -rf "$T/w"
mkstudy -S -n 2 -r 16 -c 16 -s box,sphere,skull "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)
f=$(ls "$S"/Structure/*)
dcmodify -nb -m '(3006,0020)[0].(3006,0026)=GTV of Wagner' \
    -m '(3006,0020)[1].(3006,0026)=Lung_L' "$f"
strict='-o anonymization.roi_names=strict'
code 0 'strict names' netrt-anon $strict "$S"
is 'what they are' "$(dcmdump +P 3006,0026 "$S"/Anon/Structure/* |
    sed 's/.*\[\(.*\)\].*/\1/' | tr '\n' ' ')" 'ROI_3 Lung_L Skull '
code 65 'a filter that would choose otherwise' netrt-anon $strict \
    -o 'processing.ignore_contour_names_containing=[wagner]' "$S"

# a study number that is the date or time of the study
for n in 20200102 101500; do
	rm -rf "$T/w"
	mkstudy -S -n 1 -r 8 -c 8 -s box "$T/w" >/dev/null
	S=$(ls -d "$T"/w/UID_*)
	dcmodify -nb -i "(0020,0010)=$n" -i '(0008,0020)=20200102' \
	    -i '(0008,0030)=101500' "$S"/*/*
	code 0 "Study ID $n, dates kept" netrt-anon \
	    -o 'anonymization.retain=[full_dates]' "$S"
	is 'date and time are there, the number is not' "$(dcmdump -s \
	    +P 0008,0020 +P 0008,0030 +P 0020,0010 "$S"/Anon/DCM/* |
	    sed 's/ *#.*//')" '(0008,0020) DA [20200102]
(0008,0030) TM [101500]
(0020,0010) SH (no value available)'
done
done_testing
