#!/bin/sh
# What else identifies the patient goes with his ID, whatever the rules say:
# issuers, other IDs and names, the issuer of the accession number; at the
# top, one, two and three levels down, and in a private sequence.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { site_code: TST, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 2 -r 16 -c 16 -s box -p 'Doe^Jane/M1000/19310211' "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)

cat >"$T/p.py" <<'END'
import glob, os, sys, warnings, pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
warnings.filterwarnings('ignore')
top, verb = sys.argv[1:3]
text = {0x00100021: 'LO', 0x00100032: 'TM', 0x00100033: 'LO',
    0x00100034: 'LO', 0x00100035: 'CS', 0x00101000: 'LO', 0x00101001: 'PN',
    0x00101005: 'PN', 0x00101040: 'LO', 0x00101050: 'LO', 0x00101060: 'PN',
    0x00101090: 'LO', 0x00102154: 'SH', 0x00102155: 'LT', 0x00102297: 'PN',
    0x00380010: 'LO', 0x00380011: 'LO', 0x00380060: 'LO', 0x00380061: 'LO'}
seq = [0x00080051, 0x00100024, 0x00100026, 0x00100027, 0x00100050,
    0x00101002, 0x00101100, 0x00380014, 0x00380064]
value = {'TM': '031415', 'CS': 'XYZZY7'}

def item(d=None):
    d = d if d is not None else Dataset()
    for t, vr in text.items():
        d.add_new(t, vr, value.get(vr, 'XYZZY7'))
    for t in seq:
        i = Dataset()
        i.LocalNamespaceEntityID = 'XYZZY7'
        i.PatientID = 'XYZZY7'
        d.add_new(t, 'SQ', Sequence([i]))
    return d

def walk(d, path=''):
    for e in d:
        t = int(e.tag)
        if t in text or t in seq or 'XYZZY7' in str(e.value if e.VR != 'SQ' else ''):
            yield path + '%08X' % t
        if e.VR == 'SQ':
            for i in e.value:
                yield from walk(i, path + '%08X/' % t)

def places(d):
    yield d
    two = Dataset()
    three = Dataset()
    two.ScheduledProtocolCodeSequence = Sequence([item(three)])
    one = item()
    one.RequestedProcedureCodeSequence = Sequence([item(two)])
    d.RequestAttributesSequence = Sequence([one])
    b = d.private_block(0x0029, 'ACME', create=True)
    b.add_new(0x10, 'SQ', Sequence([item()]))

for f in sorted(glob.glob(top + '/*/*.dcm')):
    d = pydicom.dcmread(f)
    if verb == 'plant':
        for i in places(d):
            item(i)
        d.save_as(f)
    else:
        for w in walk(d):
            print(os.path.basename(f), w)
END
p() { /usr/bin/python3 "$T/p.py" "$@"; }
p "$S" plant
# 19 values and 9 sequences of one item at 5 places in 3 files, and both in
# the items
ok 'planted' test "$(p "$S" find | wc -l)" -gt 420
code 0 'anonymised, with no rules' netrt-anon "$S"
is 'all of them are gone' "$(p "$S/Anon" find)" ''
is 'other things are there' "$(dcmdump +P 0040,0275 "$(ls -d "$S"/Anon/DCM/* |
    head -n 1)" | grep -c '0040,0008\|0032,1064')" 2
done_testing
