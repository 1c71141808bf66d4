#!/usr/bin/python3
"""A value in every attribute of PS3.15 table E.1-1, and what became of it.

  deidtable.py plant DIR TABLE [SHARED]
      into each object of a study: at the top, one, two and three sequences
      deep, and in a private sequence
  deidtable.py check DIR RESULT TABLE RETAIN [SHARED]
      each row was obeyed, in each object of RESULT (of which DIR is the
      original); prints what was not, and the number of values looked at

TABLE is lib/deid_table.tsv; RETAIN the options, with blanks between.  SHARED
has deid/iod-required.tsv and deid/unlisted-by-vr.tsv.  Reads with pydicom and
shares no code with netrt-anon.
"""
import hashlib
import os
import sys
import warnings

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

warnings.filterwarnings('ignore')
DATE, TIME, AGE, CT = '19770704', '070809.5', '045Y', '1.2.840.10008.5.1.4.1.1.2'
NEST = 0x00082218, 0x00082220, 0x00082228       # kept, not in the table
# structure, not values: planting here would make another object
NOT = {0x00080018, 0x0020000D, 0x0020000E, 0x00200052, 0x00081155,
       0x30060024, 0x00100010, 0x00100020, 0x00081140, 0x00082112,
       0x30060026, 0x00420011}
# not in the dictionary of DCMTK 3.6.7, nor in the table: may go
UNKNOWN = {0x00080404, 0x0008040E, 0x00080416, 0x0008041F, 0x40101025,
           0x40101026, 0x4010102B, 0x40101041}
OPTIONS = {'uids': 3, 'device_identity': 4, 'institution_identity': 5,
           'patient_characteristics': 6, 'full_dates': 7,
           'modified_dates': 8, 'descriptors': 9}


def table(path):
    rows = []
    for line in open(path):
        f = line.rstrip('\n').split('\t')
        if line[0] != '#' and f[0] != 'tag' and 'x' not in f[0]:
            f[0] = int(f[0], 16)
            rows.append(f)
    return [r for r in rows if r[0] >> 16 not in (0, 2, 4) and
            r[0] not in NOT]


def unlisted(shared):
    """tag, VR, proposed"""
    out = []
    for line in open(shared + '/deid/unlisted-by-vr.tsv') if shared else []:
        f = line.rstrip('\n').split('\t')
        if line[0] == '#' or f[0] == 'tag' or f[0][:4] in ('0002', '0004'):
            continue
        out.append((int(f[0], 16), f[1], f[3]))
    return [u for u in out if u[0] not in (0x00080016, 0x00081150)]


def required(shared):
    """{(modality, tag): type}"""
    out = {}
    names = 'CT', 'MR', 'PT', 'RTSTRUCT'
    for line in open(shared + '/deid/iod-required.tsv') if shared else []:
        f = line.rstrip('\n').split('\t')
        if line[0] == '#' or f[0] == 'tag':
            continue
        for name, kind in zip(names, f[3:7]):
            # (3006,00A6) is so in its sequence
            if kind[:1] in ('1', '2') and f[0] != '300600a6':
                out[name, int(f[0], 16)] = kind[0]
    return out


def token(tag):
    h = hashlib.sha256(b'%08x' % tag).digest()
    return 'ZQ' + ''.join('BCDFGHJKLMNPQRSTVWXZ'[b % 20] for b in h[:6])


def value(tag, vr):
    t = token(tag)
    if tag == 0x00080201:       # a zone, kept with dates
        return '+0100'
    if tag == 0x00100030:       # not a date of the study
        return '19310211'
    if vr in ('LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'CS', 'AE', 'UR'):
        return t
    return {'PN': t + '^A', 'DA': DATE, 'TM': TIME, 'DT': DATE + '101500',
            'AS': AGE, 'UI': '1.2.3.4711.%d' % tag, 'DS': '42.5', 'IS': '42',
            'OB': t.encode(), 'OW': t.encode(), 'UN': t.encode(), 'US': 7,
            'SQ': None}[vr]


def sequence(tag):
    it = Dataset()
    it.PatientComments = token(tag) + 'X'
    it.PatientName = token(tag) + 'Y^B'
    return Sequence([it])


def fill(ds, rows, more, top):
    for r in rows:
        tag, vr = r[0], r[1]
        if tag >> 16 == 0x0400 and not top:
            continue
        ds.add_new(tag, vr, sequence(tag) if vr == 'SQ' else value(tag, vr))
    for tag, vr, what in more:
        ds.add_new(tag, vr, CT if vr == 'UI' and what[:4] == 'keep' else
                   value(tag, vr))


def files(top):
    for sub in 'DCM', 'Structure':
        for d, _, names in os.walk(os.path.join(top, sub)):
            for n in sorted(names):
                yield os.path.join(d, n)


def plant(study, rows, more):
    for f in files(study):
        ds = pydicom.dcmread(f)
        fill(ds, rows, more, True)
        it = ds
        for tag in NEST:
            sub = Dataset()
            it.add_new(tag, 'SQ', Sequence([sub]))
            fill(sub, rows, more, False)
            it = sub
        sub = Dataset()
        fill(sub, rows, more, False)
        ds.add_new(0x00090010, 'LO', 'ACME 1')
        ds.add_new(0x00091001, 'SQ', Sequence([sub]))
        ds.save_as(f)


bad = set()
looked = [0]


class Check:
    def __init__(self, rows, more, need, retain):
        self.rows, self.more, self.need = rows, more, need
        self.retain, self.shift, self.uids = retain, set(), {}

    def say(self, tag, depth, what):
        bad.add('(%04X,%04X) at depth %d: %s' % (tag >> 16, tag & 0xffff,
                                                 depth, what))

    def moved(self, e, vr, tag, depth):
        """a date that is shifted: by the same days everywhere"""
        v = str(e.value)
        if vr == 'TM':
            if v != TIME:        # kept as it is
                self.say(tag, depth, 'a time of day changed')
        elif v[8:] != ('101500' if vr == 'DT' else '') or v[:8] == DATE:
            self.say(tag, depth, 'not shifted: ' + v)
        else:
            self.shift.add(v[:8])

    def dates(self, e, vr, tag, depth):
        if 'full_dates' in self.retain:
            if e is None or str(e.value) != str(value(tag, vr)):
                self.say(tag, depth, 'a date is gone')
        elif e is None:
            self.say(tag, depth, 'a date is gone')
        else:
            self.moved(e, vr, tag, depth)

    def gone(self, e, r, tag, vr, depth, modality):
        need = self.need.get((modality, tag)) if depth == 0 else None
        empty = e is not None and (e.value is None or len(str(e.value)) == 0
                                   or e.VR == 'SQ' and len(e.value) == 0)
        if need == '1' and (e is None or empty):
            self.say(tag, depth, 'type 1 and without a value')
        elif need == '2' and e is None:
            self.say(tag, depth, 'type 2 and absent')
        elif need == '2' and not empty and 'D' not in r[2]:
            self.say(tag, depth, 'not emptied')
        elif need is None and e is not None and not empty and \
                (e.VR == 'SQ' or 'D' not in r[2]):
            self.say(tag, depth, 'still there')
        elif e is not None and vr != 'SQ' and \
                str(e.value) == str(value(tag, vr)):
            self.say(tag, depth, 'its value is still there')

    def mapped(self, e, tag, depth):
        if e is None or not str(e.value).startswith('2.25.'):
            self.say(tag, depth, 'not mapped')
        elif self.uids.setdefault(tag, str(e.value)) != str(e.value):
            self.say(tag, depth, 'mapped twice')

    def kept(self, e, tag, vr, depth):
        if e is None:
            self.say(tag, depth, 'an option keeps it, and it is gone')
        elif vr != 'SQ' and e.value != value(tag, vr) and \
                str(e.value) != str(value(tag, vr)):
            self.say(tag, depth, 'an option keeps it, and it changed')

    def row(self, ds, r, depth, modality):
        tag, vr, basic = r[0], r[1], r[2]
        e = ds[tag] if tag in ds else None
        looked[0] += 1
        if tag >> 16 == 0x0400:
            return self.gone(e, ['', '', 'X'], tag, vr, depth, modality)
        dated = r[7] == 'K' and vr in ('DA', 'TM', 'DT')
        keep = {o for o in self.retain if r[OPTIONS[o]] == 'K'}
        clean = {o for o in self.retain if r[OPTIONS[o]] == 'C'}
        if tag == 0x00080201 and {'full_dates', 'modified_dates'} & \
                self.retain:
            return self.kept(e, tag, vr, depth)
        if dated and {'full_dates', 'modified_dates'} & self.retain:
            return self.dates(e, vr, tag, depth)
        if vr in ('DA', 'TM', 'DT') or vr == 'OB':
            # of a device; its dates are planted as the day of the study
            keep = keep & {'device_identity'} if vr == 'TM' else set()
            clean = set()
        if keep - {'full_dates'}:
            return self.kept(e, tag, vr, depth)
        if 'descriptors' in clean:
            return self.kept(e, tag, vr, depth)
        if 'device_identity' in clean and \
                'institution_identity' in self.retain:
            return self.kept(e, tag, vr, depth)
        if 'U' in basic and '*' not in basic:
            return self.mapped(e, tag, depth)
        self.gone(e, r, tag, vr, depth, modality)

    def other(self, ds, u, depth):
        tag, vr, what = u
        e = ds[tag] if tag in ds else None
        looked[0] += 1
        if e is None and tag in UNKNOWN:
            return
        if tag >> 16 == 0x0400:
            if e is not None:
                self.say(tag, depth, 'still there')
        elif what[:2] == 'U:':
            if 'uids' not in self.retain:
                self.mapped(e, tag, depth)
        elif what[:4] == 'keep' and vr == 'UI':
            if e is None or e.value != CT:
                self.say(tag, depth, 'a class is gone')
        elif what[:2] == 'as':
            if {'full_dates', 'modified_dates'} & self.retain:
                self.dates(e, vr, tag, depth)
            elif e is not None and str(e.value):
                self.say(tag, depth, 'a date is still there')
        elif what[:4] != 'keep' and e is not None and str(e.value):
            self.say(tag, depth, 'still there')

    def item(self, ds, depth, modality):
        for r in self.rows:
            if depth == 0 or r[0] >> 16 != 0x0400:
                self.row(ds, r, depth, modality)
        for u in self.more:
            self.other(ds, u, depth)
        if depth < len(NEST):
            if NEST[depth] not in ds:
                self.say(NEST[depth], depth, 'a kept sequence is gone')
            else:
                self.item(ds[NEST[depth]].value[0], depth + 1, modality)

    def file(self, f):
        ds = pydicom.dcmread(f)
        self.item(ds, 0, ds.Modality)
        for e in ds.iterall():
            if e.tag.is_private:
                self.say(e.tag, 9, 'private')


def main():
    cmd, study = sys.argv[1:3]
    if cmd == 'plant':
        shared = sys.argv[4] if len(sys.argv) > 4 else ''
        plant(study, table(sys.argv[3]), unlisted(shared))
        return
    result, path, retain = sys.argv[3:6]
    shared = sys.argv[6] if len(sys.argv) > 6 else ''
    c = Check(table(path), unlisted(shared), required(shared),
              set(retain.split()))
    fs = list(files(result))
    if len(fs) != len(list(files(study))):
        bad.add('files are missing')
    for f in fs:
        c.file(f)
    if len(c.shift) > 1:
        bad.add('shifted by different days: ' + ' '.join(sorted(c.shift)))
    for b in sorted(bad):
        print(b)
    print(looked[0], 'values')


main()
