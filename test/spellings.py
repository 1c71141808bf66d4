#!/usr/bin/python3
"""The patient as he may be written: plant him in a study, and see what is
left of it, for tests of netrt-anon.

  spellings.py plant DIR   each spelling, and texts that look alike, into a
                           name of a ROI, a code meaning, a description, and
                           a private element of text and one of bytes
  spellings.py left DIR    print what is left of a spelling, and what is gone
                           of a text that is none
"""
import copy, glob, re, sys, unicodedata, warnings
import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

warnings.filterwarnings('ignore')

NAMES = ['Zyxwandr^Quillonka', 'De la Cruz^Ann', 'Müßig-Brandt^Jörg',
    'McDonald^Tim', 'Lee^Jo', 'Wu^Bo', 'Çelikoğlu^Ayşe', 'Лев^Пётр',
    'כהן^שרה', 'Yamada^Tarou=山田^太郎=やまだ^たろう', '김^희중']
IDS = ['QX7741023', 'AB12-3456', '880099']
BORN = '19310211'

WRITTEN = '''
ZYXWANDR QUILLONKA|quillonka, zyxwandr|Zyxwandr=Quillonka|ZyxwandrQuillonka
Zyxwandr_Quillonka|Zyx-wandr|Zyxwandr2019|Q.Zyxwandr|qzyxwandr|planZyxwandr
DelaCruz|DELACRUZ_ANN|De La Cruz|acruz|Müssig|MUESSIG|Mußig|Brandts
mussig-brandt|MüßigBrandt|1_Jörg|JOERG|Mc Donald|mc-donald|macMcDonald
JLee|lee_j|LEE2|Lee1|Wu Bo|bo_wu|B. Wu|Wu, B|BoWu|CELIKOGLU|Ayse Çelikoğlu
Ï Лев 1|ЛЕВ ПЕТР|כֹּהֵן|שרה כהן|山 田|ヤマダ|ﾔﾏﾀﾞ|タロウ山田|김희중
QX-774-1023|QX 7741023|7741-023|qx_7741023|774.1023|x7741023y|0007741023
(774) 1023|Q X 7 7 4 1 0 2 3|QX:774:1023|774–1023|774/10 23|ＱＸ７７４１０２３
٧٧٤١٠٢٣|AB123456|ab 12 3456|123456|AB-123-456|880-099|0088 0099
1931-02-11|11.2.1931|2/11/1931|1931 0211|11 Feb 1931|February 11th, 1931
11th of February 1931|11. Februar 1931|11 février 1931|11 de febrero de 1931
1931年2月11日|11-FEB-31|11FEB1931
'''
ALIKE = '''Fleece|Leeds|xlee|PTV 5000|774 10264|5774 1023 7|de la|Lung Left
Bo scan|левое|12 3457|Brand|2.5 mm'''

written = [w for l in WRITTEN.split('\n') for w in l.split('|') if w]
for n in 'Zyxwandr', 'QX7741023':
    written += [n[:3] + c + n[3:] for c in
        '\u00ad\u200b\u200c\u2060\u2068\ufe0f\u00a0\u2009']
written += [unicodedata.normalize('NFD', n) for n in
    ('Müßig-Brandt', 'Çelikoğlu', '김희중', 'ヤマダ')]
written += ['Müßig-Brandt'.encode().decode('latin-1')]
alike = [w for l in ALIKE.split('\n') for w in l.split('|')]
texts = written + alike


def text(i):
    return 'k%c%c %s zz' % (97 + i // 26, 97 + i % 26, texts[i])


def item(**kw):
    d = Dataset()
    for k, v in kw.items():
        setattr(d, k, v)
    return d


def plant(d):
    d.SpecificCharacterSet = 'ISO_IR 192'
    d.PatientName, d.OtherPatientNames = NAMES[0], NAMES[1:]
    d.PatientID, d.OtherPatientIDs = IDS[0], IDS[1:]
    d.PatientBirthDate = BORN
    places = []
    for i in range(len(texts)):
        raw = text(i).encode()
        p = item(RequestedProcedureDescription=text(i),
            ScheduledProtocolCodeSequence=Sequence([item(CodeValue='1',
            CodingSchemeDesignator='99X', CodeMeaning=text(i))]))
        p.add_new(0x00290010, 'LO', 'ACME')
        p.add_new(0x00291001, 'OB', b'\1\2' + raw + b'\0' * (len(raw) % 2))
        p.add_new(0x00291002, 'LO', text(i))
        places.append(p)
    d.RequestAttributesSequence = Sequence(places)
    if 'StructureSetROISequence' in d:
        first = d.StructureSetROISequence[0]
        for i in range(len(texts)):
            r = copy.deepcopy(first)
            r.ROINumber, r.ROIName = 1000 + i, text(i)
            d.StructureSetROISequence.append(r)


def values(d):
    for e in d:
        if e.VR == 'SQ':
            for x in e.value:
                yield from values(x)
        elif isinstance(e.value, bytes):
            yield e.value.decode('utf-8', 'replace')
        elif isinstance(e.value, str):
            yield e.value


def left(d, seen):
    for v in values(d):
        m = re.search(r'k([a-z])([a-z]) (.*?) ?zz', v)
        if m is None:
            continue
        i = 26 * (ord(m[1]) - 97) + ord(m[2]) - 97
        seen.add(i)
        if i < len(written):
            if re.search(r'[^\W_]{2}', m[3]):
                print('left of %a: %a' % (texts[i], m[3]))
        elif m[3] != texts[i]:
            print('not left of %a: %a' % (texts[i], m[3]))


seen = set()
for f in sorted(glob.glob(sys.argv[2] + '/*/*.dcm')):
    d = pydicom.dcmread(f)
    if sys.argv[1] == 'plant':
        plant(d)
        d.save_as(f)
    else:
        left(d, seen)
if sys.argv[1] == 'left':
    print('%d texts' % len(seen))
