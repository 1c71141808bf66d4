#!/usr/bin/python3
"""Plant a patient in a study, and look for him, for tests of netrt-anon.

  phi.py plant DIR       put name, ID and birth date of each file of a study
                         into many more places of it
  phi.py find DIR NAME GIVEN ID BIRTH
                         print each place below DIR where one of them is, in
                         the bytes and in the values; nothing when clean
  phi.py get FILE TAG..  values, at the top ("-" when absent)
  phi.py places FILE TAG the values of a tag at all levels

An own search: it shares nothing with the C code.
"""
import os, re, sys, unicodedata, warnings
import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

warnings.filterwarnings('ignore')


def files(top):
    for r, _, names in sorted(os.walk(top)):
        if '.netrt' not in r.split(os.sep):
            for n in sorted(names):
                yield os.path.join(r, n)


def item(**kw):
    d = Dataset()
    for k, v in kw.items():
        setattr(d, k, v)
    return d


def plant(ds):
    name, pid, born = str(ds.PatientName), ds.PatientID, ds.PatientBirthDate
    family, given = (name.split('^') + [''])[:2]
    dotted = '%s.%s.%s' % (born[6:], born[4:6], born[:4])
    ds.OtherPatientIDs = ['X-' + pid, 'OTHER99']
    ds.OtherPatientNames = name
    ds.OtherPatientIDsSequence = Sequence([item(PatientID=pid,
        IssuerOfPatientID='HOSP', TypeOfPatientID='TEXT')])
    ds.PatientAddress = 'c/o ' + name
    ds.PatientTelephoneNumbers = '555 ' + pid
    ds.PatientComments = 'Spoke to %s, born %s' % (given.upper(), dotted)
    ds.PatientBirthTime = '031415'
    ds.StudyDescription = 'CT %s 5mm' % family.upper()
    ds.SeriesDescription = '%s, %s' % (family, given)
    ds.AccessionNumber = pid[:16]
    ds.StudyID = pid[:16]
    ds.OperatorsName = ['Op^One', name]
    ds.InstitutionName = 'Clinic'
    ds.ReferringPhysicianName = 'Ref^Erring'
    ds.StationName = pid[-12:]
    ds.PerformedStationAETitle = family[:16].upper()
    ds.BodyPartExamined = given.upper()[:16]
    ds.RequestAttributesSequence = Sequence([item(AccessionNumber='A77',
        RequestedProcedureDescription='for ' + pid,
        RequestedProcedureID='P1', ScheduledProcedureStepID='S1')])
    ds.ReferencedPatientSequence = Sequence([item(PatientName=name,
        PatientID=pid, PatientBirthDate=born)])
    ds.add_new(0x00181210, 'SH', b'STD\0' + pid.encode())
    ds.add_new(0x00101080, 'UN', pid.encode())
    ds.add_new(0x00140102, 'DA', born)
    ds.AcquisitionDateTime = born + '101500.5+0100'
    ds.add_new(0x00090010, 'LO', 'ACME 1.0')
    ds.add_new(0x00091001, 'LO', name)
    ds.add_new(0x00091002, 'SQ', Sequence([item(PatientName=name.lower())]))
    ds.add_new(0x00091003, 'LO', 'harmless')
    ds.add_new(0x00290010, 'LO', 'CSA')
    ds.add_new(0x00291010, 'OB', b'SV10\4\3\2\1' + family.encode() + b'\0\0')
    ds.add_new(0x00291020, 'UN', (pid + ' ').encode())
    ds.add_new(0x00291030, 'OB', (given + ' ').encode('utf-16le'))
    ds.add_new(0x00291040, 'OB', (family + ' ').encode('utf-16be'))
    ds.add_new(0x00410010, 'LO', 'By ' + family)
    ds.add_new(0x00411001, 'LO', 'x')
    ds.add_new(0xFFFCFFFC, 'OB', (pid + pid).encode())
    ds.DigitalSignaturesSequence = Sequence([item(MACIDNumber=1,
        DigitalSignatureUID='1.2.3', CertificateType='X509_1993_SIG',
        CertificateOfSigner=(name + ' ').encode())])
    if ds.Modality == 'RTSTRUCT':
        ds.PatientName = family.upper() + ' ^' + given.upper() + '^^'
        ds.PatientID = ' ' + pid.lower()
        ds.StructureSetLabel = family[:16]
        ds.ROIDescription = name
        r = ds.StructureSetROISequence
        r[0].ROIName = 'PTV ' + family
        r[0].ROIDescription = 'of ' + pid
        ds.ReviewerName = name
        ds.ApprovalStatus, ds.ReviewDate, ds.ReviewTime = \
            'APPROVED', '20200102', '101010'
        c = ds.ROIContourSequence[0].ContourSequence[0]
        c.add_new(0x32530010, 'LO', 'Varian')
        c.add_new(0x32531000, 'OB', ('<u="%s"/>' % pid).encode() + b' ')
    else:
        ds.add_new(0x60000010, 'US', 8)
        ds.add_new(0x60000011, 'US', 64)
        ds.add_new(0x60000040, 'CS', 'G')
        ds.add_new(0x60000050, 'SS', [1, 1])
        ds.add_new(0x60000100, 'US', 1)
        ds.add_new(0x60000102, 'US', 0)
        ds.add_new(0x60000022, 'LO', name)
        ds.add_new(0x60003000, 'OW', pid.encode().ljust(64, b'\0'))


def fold(s):
    return unicodedata.normalize('NFKC', s).casefold()


def find(path, tokens):
    raw = open(path, 'rb').read().lower()
    for t in tokens:
        forms = [t]
        if re.fullmatch(r'\d{8}', t):
            y, m, d = t[:4], t[4:6], t[6:]
            forms += [y + s + m + s + d for s in '-./'] + \
                [d + s + m + s + y for s in '-./']
        for f in forms:
            for enc in 'utf-8', 'utf-16le', 'utf-16be':
                if f.lower().encode(enc) in raw:
                    print('%s: bytes (%s)' % (path, enc))
            if fold(f) in fold(os.path.basename(path)):
                print('%s: file name' % path)
    if raw[128:132] != b'dicm':     # a picture, a log
        return
    ds = pydicom.dcmread(path)

    def look(d, where):
        for e in d:
            if e.VR == 'SQ':
                for i, x in enumerate(e.value):
                    look(x, '%s%s[%d].' % (where, e.tag, i))
            elif e.tag != 0x7FE00010:
                v = e.value
                s = v.decode('latin-1') if isinstance(v, bytes) else str(v)
                for t in tokens:
                    if fold(t) in fold(s):
                        print('%s: %s%s' % (path, where, e.tag))
    look(ds, '')
    look(ds.file_meta, 'meta ')


def places(ds, tag):
    for e in ds:
        if e.tag == tag:
            print(e.value if e.VR != 'SQ' else len(e.value))
        if e.VR == 'SQ':
            for x in e.value:
                places(x, tag)


def main(cmd, *a):
    if cmd == 'plant':
        for f in files(a[0]):
            ds = pydicom.dcmread(f)
            plant(ds)
            ds.preamble = b'Patient ' + str(ds.PatientID).encode()[:100]
            ds.preamble = ds.preamble.ljust(128, b'\0')
            ds.save_as(f)
    elif cmd == 'find':
        for f in files(a[0]):
            find(f, a[1:])
    elif cmd == 'get':
        ds = pydicom.dcmread(a[0])
        for t in a[1:]:
            v = ds.get(int(t, 16))
            print('-' if v is None else v.value)
    elif cmd == 'places':
        places(pydicom.dcmread(a[0]), int(a[1], 16))


main(*sys.argv[1:])
