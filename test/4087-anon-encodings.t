#!/bin/sh
# Names in bytes of an encoding that is not declared, or declared wrong: in
# one of them as Patient's Name, and in another in texts, nested ones with a
# character set of their own, private text and bytes.  What leaves is searched
# by a script of its own for all encodings of all.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 1 -r 8 -c 8 -s box "$T/base" >/dev/null
mkdir "$T/w"

cat >"$T/enc.py" <<'PY'
"""make BASE W: studies W/UID_1.2.N; leaks W: names of those in which a name is
left; put BASE W SET NAME TEXT [NUMBERS]: a name, and Manufacturer's Model Name"""
import os, sys, warnings, pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
warnings.filterwarnings('ignore')
J, JIS = '\\ISO 2022 IR 87', 'iso2022_jp'
KANJI, FIVE = ('龍宮柿', '太郎泊'), ('表十能', '構予申')	# 5C and 5E in Shift JIS
KANA, HIGH = ('ヤマダクラ', 'タロウザ'), ('髙﨑邊', '龍太郎')
HANGUL, HANZI, TRAD = ('김희중', '박춘향'), ('欧阳锋', '王小东'), ('歐陽鋒', '許功蓋')
CYR, GREEK = ('Зыксвандр', 'КВИЛЛОНКА'), ('Ζυξβάνδρος', 'Κυίλλονκα')
ARAB, HEBR = ('زيكسوندر', 'كويلونكا'), ('זיקסוונדר', 'קווילונקה')
THAI, POLE = ('ซิกซ์วันเดอร์', 'ควิลลอนก้า'), ('Dźwiękołąk', 'Zażółciński')
U = 'ISO_IR 192'
CASES = [	# name; as what, declared as what; elsewhere the same
    (KANJI, 'utf-8', U, 'shift_jis', ''), (KANJI, 'utf-8', U, 'euc_jp', U),
    (KANJI, JIS, J, 'shift_jis', 'ISO_IR 100'), (KANJI, JIS, J, JIS, U),
    (KANJI, 'utf-8', U, JIS, 'GBK'), (KANJI, JIS, U, JIS, J),
    (KANJI, 'shift_jis', '', 'shift_jis', 'ISO_IR 6'),
    (KANJI, 'shift_jis', '', JIS, J), (KANJI, 'euc_jp', '', 'utf-8', U),
    (KANJI, 'shift_jis', 'ISO_IR 13', JIS, J), (KANJI, 'utf-8', '', JIS, U),
    (KANJI, 'euc_jp', 'ISO_IR 100', 'shift_jis', 'ISO_IR 13'),
    (KANJI, JIS, J, 'utf-8', ''), (KANJI, JIS, J, 'utf-16-le', 'ISO_IR 6'),
    (FIVE, 'utf-8', U, 'shift_jis', ''), (FIVE, 'shift_jis', '', 'utf-8', U),
    (FIVE, 'shift_jis', 'ISO_IR 13', 'euc_jp', J),
    (HIGH, 'cp932', '', 'utf-8', U), (HIGH, 'utf-8', U, 'cp932', 'ISO_IR 13'),
    (KANA, 'shift_jis', 'ISO_IR 13', 'euc_jp', ''),
    (HANGUL, 'utf-8', U, 'euc_kr', ''), (HANGUL, 'euc_kr', '', 'utf-8', U),
    (HANZI, 'gb18030', 'GB18030', 'utf-8', ''), (HANZI, 'gbk', '', 'utf-8', U),
    (HANZI, 'utf-8', U, 'gbk', 'ISO_IR 100'), (TRAD, 'utf-8', U, 'big5', ''),
    (TRAD, 'big5', 'ISO_IR 100', 'gb18030', 'GB18030'),
    (CYR, 'utf-8', U, 'cp1251', ''), (CYR, 'cp1251', 'ISO_IR 100', 'utf-8', U),
    (CYR, 'iso8859_5', 'ISO_IR 144', 'koi8_r', 'ISO_IR 144'),
    (CYR, 'koi8_r', '', 'cp866', ''), (GREEK, 'utf-8', U, 'cp1253', ''),
    (GREEK, 'iso8859_7', '', 'iso8859_7', 'ISO_IR 126'),
    (ARAB, 'utf-8', U, 'cp1256', 'ISO_IR 100'), (ARAB, 'cp1256', '', 'utf-8', U),
    (HEBR, 'utf-8', U, 'cp1255', ''), (HEBR, 'iso8859_8', '', 'utf-8', U),
    (THAI, 'utf-8', U, 'tis_620', ''), (THAI, 'tis_620', '', 'utf-8', U),
    (POLE, 'utf-8', U, 'cp1250', ''), (POLE, 'iso8859_2', '', 'utf-8', U),
    (POLE, 'iso8859_2', 'ISO_IR 101', 'cp852', 'ISO_IR 100'),
]
# one component, with the blank of CJK
CASES += [(('龍宮柿\u3000太郎泊', ''), 'utf-8', U, 'shift_jis', '')]
ALL = {e for c in CASES for e in (c[1], c[3])} | {'utf-16-be', 'cp949'}

def encode(text, enc):
    """Python writes these as NEC did, Windows as IBM."""
    b = text.encode(enc)
    return b if enc != 'cp932' else b.replace(
        b'\xee\xe0', b'\xfb\xfc').replace(b'\xed\x95', b'\xfa\xb1')

class Bytes:
    """Values of bytes, through a writer that wants text."""
    def __init__(self):
        self.all = []
    def __call__(self, b):
        b += b' ' * (len(b) % 2)
        mark = (b'@%03d' % len(self.all)).ljust(len(b), b'~')
        self.all.append((mark, b))
        return mark.decode()
    def save(self, ds, path):
        ds.save_as(path)
        data = open(path, 'rb').read()
        for mark, b in self.all:
            data = data.replace(mark, b)
        open(path, 'wb').write(data)

def make(base, to):
    for n, ((a, b), enc, sets, enc2, sets2) in enumerate(CASES):
        other = (b if n % 2 and b else a.split('\u3000')[0])
        other = encode(other, enc2)
        for kind in 'DCM', 'Structure':
            ds = pydicom.dcmread(base + kind + '.dcm')
            put = Bytes()
            ds.SpecificCharacterSet = sets.split('\\')
            ds.PatientName = put(encode(a + '^' + b, enc))
            if kind == 'Structure':
                ds.PatientName = 'X'
                ds.SpecificCharacterSet = sets2.split('\\')
                ds.StructureSetROISequence[0].ROIName = put(b'No: ' + other)
                ds.ManufacturerModelName = put(b'CT ' + other + b' 5mm')
                p = ds.private_block(0x29, 'NETRTTEST', create=True)
                p.add_new(1, 'LO', put(b'No: ' + other))
                p.add_new(2, 'OB', put(b'\1\2\3\4' + other).encode())
            it = Dataset()
            it.SpecificCharacterSet = sets2.split('\\')
            it.CodeValue, it.CodingSchemeDesignator = '1', '99X'
            it.CodeMeaning = put(b'No: ' + other)
            ds.AnatomicRegionSequence = Sequence([it])
            d = '%s/UID_1.2.%d/%s' % (to, n, kind)
            os.makedirs(d)
            put.save(ds, d + '/x.dcm')

def leaks(to):
    for n, (names, enc, sets, enc2, sets2) in enumerate(CASES):
        d, left, files = '%s/UID_1.2.%d/Anon' % (to, n), set(), 0
        words = [w for x in names for w in x.split('\u3000') if w]
        for top, _, fs in os.walk(d):
            for f in fs:
                raw = open(top + '/' + f, 'rb').read()
                files += f.endswith('.dcm')
                for w in {v for w in words for v in
                          (w, w.upper(), w.lower(), w.title())}:
                    for e in ALL:
                        try:
                            b = encode(w, e)
                        except UnicodeEncodeError:
                            continue
                        if (b[3:-3] if e == JIS else b) in raw:
                            left.add(e)
        if left or files != 2:
            print(n, names[0], enc, sets, enc2, sets2, files, *sorted(left))

if sys.argv[1] == 'make':
    make(*sys.argv[2:])
elif sys.argv[1] == 'leaks':
    leaks(sys.argv[2])
else:
    base, to, sets, name, text = sys.argv[2:7]
    for kind in 'DCM', 'Structure':
        ds = pydicom.dcmread(base + kind + '.dcm')
        put = Bytes()
        ds.SpecificCharacterSet, ds.PatientName = U, name
        if kind == 'Structure':
            ds.SpecificCharacterSet, ds.PatientName = sets, 'X'
            ds.ManufacturerModelName = put(os.fsencode(text))
        elif len(sys.argv) > 7:	# in numbers that are too many to look at
            ds.FrameTimeVector = ['1'] * 200
            put.all.append((b'\\1' * 3, os.fsencode(sys.argv[7])))
        os.makedirs('%s/UID_1.2/%s' % (to, kind))
        put.save(ds, '%s/UID_1.2/%s/x.dcm' % (to, kind))
PY
py() { PYTHONIOENCODING=utf-8 PYTHONUTF8=1 /usr/bin/python3 "$T/enc.py" "$@"; }

for k in DCM Structure; do
	cp "$(ls "$T"/base/UID_*/$k/*)" "$T/base/$k.dcm"
done
py make "$T/base/" "$T/w" || exit 99
for mode in standard comprehensive; do
	rm -rf "$T"/w/*/Anon "$T"/w/*/.netrt
	rc=0
	find "$T/w" -name 'UID_*' | netrt-anon -o "anonymization.mode=$mode" \
	    -o 'anonymization.retain=[descriptors]' \
	    -o 'anonymization.safe_private=["0029,01,NETRTTEST","0029,02,NETRTTEST"]' \
	    >"$T/out" 2>"$T/err" || rc=$?
	is "$mode: all go through" "$rc" 0
	is "$mode: no name in any encoding" "$(py leaks "$T/w")" ''
done

# model WHAT WANTED NAME SET BYTES: the name declared as UTF-8, and a text
model() {
	rm -rf "$T"/w/*
	py put "$T/base/" "$T/w" "$4" "$3" "$5" || exit 99
	code 0 "$1" netrt-anon "$T/w/UID_1.2"
	is "$1: what stays" "$(dcmdump -s +P 0008,1090 \
	    "$T"/w/UID_1.2/Anon/Structure/* |
	    LC_ALL=C sed 's/.*\[\(.*\)\].*/\1/')" "$2"
}
model 'one character, of no set' REMOVED '林^修' '' "$(printf 'No \227\321')"
L=$(printf 'B\366rse, \316le, 5 \261 \350')
model 'and in words of Latin 1' "$L" '林^김' 'ISO_IR 100' "$L"
model 'UTF-8 that has the bytes of a name' 'Gerät für 채색' '盲^Ким' \
    'ISO_IR 192' 'Gerät für 채색'
model 'as people write it' REMOVED 'ИВАНОВ^ПЁТР' '' \
    "$(printf '\310\342\340\355\356\342')"
model 'in half-width kana' REMOVED '=山=ヤマダ^タロウ' 'ISO_IR 100' \
    "$(printf '\324\317\300\336')"

rm -rf "$T"/w/*
py put "$T/base/" "$T/w" '' '龍宮柿^太郎泊' Model \
    "$(printf '\227\264\213\173\212\140')" || exit 99
code 65 'where nothing can be cut' netrt-anon "$T/w/UID_1.2"
like 'and it says so' "$(cat "$T/err")" 'in the bytes of the file'
done_testing
