#!/bin/sh
# Private elements that the site calls safe (Retain Safe Private): what they
# hold of the patient, of the study's days and UIDs does not stay, in whatever
# VR and form; all else does, bit for bit.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"

list=$(i=16; while [ $i -lt 240 ]; do printf '"0029,%02X,ACME",' $i; i=$((i + 1)); done)
cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization:
  mode: comprehensive
  pid_mapping_file: $T/map.json
  safe_private: [${list%,}]
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 1 -r 16 -c 16 -s box -p 'Zyxwandr^Q/77410263/19310211' "$T/w" \
    >/dev/null || exit 99
S=$(ls -d "$T"/w/UID_*)
cat >"$T/safe.py" <<'PY'
"""plant FILE IMPLICIT, or check FILE RESULT MODE: elements of an ACME block"""
import struct, sys
import pydicom
from datetime import datetime, timezone
p = struct.pack
f = sys.argv[2]
DAY = '20210609'
unix = int(datetime(2021, 6, 9, 10, 30, tzinfo=timezone.utc).timestamp())
uid = '1.2.826.0.1.3680043.8.498.77.3141592'
junk = bytes(range(1, 120)) * 3
# what it is, VR, value; d: a day, u: a UID, p: the patient, k: is kept, t: is
# text of a day and nothing else
rows = [
    ('k', 'OB', junk), ('k', 'LO', 'plain text'), ('k', 'DS', '12.5'),
    ('k', 'FD', [3.25, -1e9, 44400.0]), ('k', 'UL', [1, 2, 70000]),
    ('k', 'UN', b'plain text'), ('k', 'OB', b'1.2.840.10008.1.2.1 '),
    ('k', 'OB', b'20210709 is another day '), ('k', 'OF', p('<2f', 1, 2)),
    ('k', 'SL', [-5, 5]), ('k', 'UN', p('<2I', 20210709, unix + 40 * 86400)),
    ('d', 'OB', junk + b'20210609103000' + junk), ('d', 'UN', b'x2021-06-09'),
    ('d', 'OB', '09.06.2021'.encode('utf-16-le')), ('d', 'UN', b'9-JUN-2021 '),
    ('d', 'OB', b'x' + '20210609'.encode('utf-16-be') + b'x'),
    ('d', 'UN', b'Jun  9 2021 10:30:00'), ('d', 'OB', b'June 9, 2021'),
    ('d', 'OB', junk + p('<I', 20210609) + b'x'), ('d', 'OB', p('>I', 20210609)),
    ('d', 'OB', junk + bytes.fromhex('20210609') + b'x'),
    ('d', 'OB', p('<HBB', 2021, 6, 9)), ('d', 'OW', p('<8H', 2021, 6, 3, 9,
     10, 30, 0, 0)), ('d', 'OB', p('>3H', 2021, 6, 9)),
    ('d', 'UN', p('<3i', 9, 5, 121)), ('d', 'OB', p('<3I', 2021, 6, 9)),
    ('d', 'OB', p('<d', 20210609)), ('d', 'UN', p('<I', unix)),
    ('d', 'OB', p('>I', unix)), ('d', 'OB', junk + b'x' + p('<d', unix + .5)),
    ('d', 'OB', p('<Q', unix * 1000)),
    ('d', 'OB', p('<Q', (unix + 11644473600) * 10000000)),
    ('d', 'SL', unix), ('d', 'UL', [1, 20210609]), ('d', 'FD', unix * 1000.),
    ('d', 'FD', 20210609103000.), ('d', 'FL', 20210609.), ('d', 'IS', '20210609'),
    ('d', 'DS', '%d' % unix), ('d', 'DT', '20210609103000'), ('d', 'DA', DAY),
    *[('d', vr, r) for vr in ('US', 'SS', 'UL', 'SL', 'FL', 'FD', 'IS', 'DS')
      for r in ([1, 2021, 6, 9], [9, 6, 2021])], ('d', 'US', [6, 9, 2021]),
    ('d', 'SL', [9, 5, 121]), ('d', 'US', [2021, 6, 3, 9]),
    ('k', 'US', [2021, 7, 9]), ('k', 'FD', [6, 2021, 9]),
    ('k', 'US', list(range(2000, 2100))), ('p', 'US', [1931, 2, 11]),
    ('d', 'OB', p('<3H', 9, 6, 2021)), ('d', 'OB', junk + p('>3I', 9, 6, 2021)),
    ('d', 'OF', p('<3f', 2021, 6, 9)), ('d', 'OB', p('>3d', 2021, 6, 9)),
    ('d', 'OF', p('<f', 20210609)), ('d', 'FD', 44356.), ('d', 'UL', 59374),
    ('d', 'OB', p('<d', 44356.4)), ('d', 'FD', 2459374.9),
    ('d', 'UL', 2459375), ('d', 'OB', p('<d', 2459375.1)),
    ('d', 'OB', junk + p('<I', 2459375)), ('k', 'FD', 2459375.6),
    ('p', 'OB', p('<I', 77410263)), ('p', 'OB', junk + p('>Q', 77410263)),
    ('p', 'OF', p('<f', 77410263)), ('p', 'OD', p('<d', 77410263)),
    ('k', 'OB', p('<I', 77410264)), ('t', 'LO', ['2021', '6', '9']),
    ('t', 'SH', ['09', '06', '2021']), ('t', 'LT', '2021\r\n06\r\n09'),
    ('t', 'ST', '2021, 9th June'),
    ('u', 'UN', uid.encode() + b'\0'), ('u', 'OB', junk + uid.encode() + junk),
    ('u', 'OB', b'x' + uid.encode('utf-16-le')),
    ('p', 'OB', b'xxZyxwandrxx'), ('p', 'UN', b'77410263'), ('p', 'UL', 77410263),
    ('p', 'OB', 'zyxwandr'.encode('utf-16-le')), ('p', 'IS', '77410263'),
    ('p', 'PN', 'A^B'), ('p', 'AS', '045Y'), ('p', 'UN', b'call 555-123-4567 '),
]
rows = [(a, b, c + b' ' if isinstance(c, bytes) and len(c) % 2 else c)
        for a, b, c in rows]
if sys.argv[1] == 'plant':
    ds = pydicom.dcmread(f)
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = ds.AcquisitionDate = DAY
    ds.add_new(0x00290010, 'LO', 'ACME')
    for i, (_, vr, v) in enumerate(rows):
        ds.add_new(0x00291010 + i, vr, v)
    ds.add_new(0x002910E0, 'LO', 'of Zyxwandr, 2021-06-09, fine')
    ds.add_new(0x002910E1, 'UI', uid)
    if sys.argv[3] == 'implicit':
        ds.file_meta.TransferSyntaxUID = '1.2.840.10008.1.2'
        ds.is_implicit_VR, ds.is_little_endian = True, True
    ds.save_as(f)
    sys.exit()
a, b, mode = pydicom.dcmread(f), pydicom.dcmread(sys.argv[3]), sys.argv[4]
keep = {'none': 'k', 'full_dates': 'kd', 'modified_dates': 'k',
        'uids,full_dates': 'kdu'}[mode]
for i, (what, vr, v) in enumerate(rows):
    t = 0x00291010 + i
    if what == 't':     # text that is cut
        if t in b and b[t].value not in (None, ''):
            print('%d %s: %r' % (i, vr, b[t].value))
    elif vr in ('DA', 'DT') and mode == 'modified_dates':
        if t not in b or str(b[t].value)[:8] == DAY:
            print('%d %s: not shifted' % (i, vr))
    elif (t in b) != (what in keep and (what == 'k' or vr != 'UN' or
                                        not v.strip(b'\0 ').isascii() or
                                        min(v.strip(b'\0 ')) < 32)):
        # text of VR UN cannot be cut, as it would be, and goes
        print('%d %s %s %r: %s' % (i, what, vr, v, 'stays' if t in b else 'is gone'))
    elif t in b and b[t].value != a[t].value:
        print('%d %s %s: changed' % (i, what, vr))
t = b[0x002910E0].value
if (t.decode() if isinstance(t, bytes) else t).strip() != 'of , , fine':
    print('text: ', t)
if ('uids' in mode) != (b[0x002910E1].value == uid):
    print('UI: ', b[0x002910E1].value)
PY
cp -r "$S" "$T/pristine"
for o in none full_dates modified_dates uids,full_dates; do
	rm -rf "$S" && cp -r "$T/pristine" "$S"
	f=$(ls "$S"/DCM/*)
	/usr/bin/python3 "$T/safe.py" plant "$f" explicit || exit 99
	code 0 "$o" netrt-anon -o "anonymization.retain=[$(echo $o | sed s/none//)]" "$S"
	is "$o: each element" "$(/usr/bin/python3 "$T/safe.py" check "$f" \
	    "$(ls "$S"/Anon/DCM/*)" $o 2>&1)" ''
done
# in Implicit VR all of them are UN
rm -rf "$S" && cp -r "$T/pristine" "$S"
f=$(ls "$S"/DCM/*)
/usr/bin/python3 "$T/safe.py" plant "$f" implicit || exit 99
code 0 'Implicit VR' netrt-anon "$S"
is 'nothing of patient, day and UIDs is in it' "$(dcmdump +L "$S"/Anon/DCM/* |
    grep -iE 'zyxwandr|77410263|20210609|2021-06|3141592|555-1')" ''
like 'what is harmless is' "$(dcmdump "$S"/Anon/DCM/*)" '^\(0029,1015\)'
done_testing
