#!/usr/bin/python3
"""
large.py grow RTSTRUCT explicit|implicit: write it again, each contour of more
than 64 KiB of text, of the same shape: points on its edges, as numbers with
exponents and as ones of 16 characters.
large.py same A B: do two files have the same Contour Data, as numbers?
large.py masks DIR: a line for each image: its place, the digest of its mask
"""
import hashlib
import os
import sys

import pydicom
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

TAG = 0x30060050


def text(v, k):
    """16 characters at most, the two ways in turn."""
    return ('%.8e' % v if k % 2 else ('%.15f' % v))[:16 if k % 2 == 0 else 99]


def grow(ds, path, syntax):
    for roi in ds.ROIContourSequence:
        for c in roi.ContourSequence:
            v = [float(x) for x in c.ContourData]
            p = [v[i:i + 3] for i in range(0, len(v), 3)]
            per = 65536 // (len(p) * 3 * 10) + 1
            out = []
            for a, b in zip(p, p[1:] + p[:1]):
                for i in range(per):
                    t = i / per
                    out += [text(x + t * (y - x), len(out) + j)
                            for j, (x, y) in enumerate(zip(a, b))]
            raw = '\\'.join(out).encode()
            raw += b' ' * (len(raw) % 2)
            assert len(raw) > 65535, len(raw)
            del c[TAG]
            # what PS3.5 6.2.2 asks of explicit VR: UN
            vr = 'UN' if syntax == 'explicit' else 'OB'
            c[TAG] = pydicom.DataElement(TAG, vr, raw)
            c.NumberOfContourPoints = len(out) // 3
    implicit = syntax == 'implicit'
    ds.file_meta.TransferSyntaxUID = (
        ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian)
    ds.is_implicit_VR, ds.is_little_endian = implicit, True
    ds.save_as(path)


def numbers(path):
    ds = pydicom.dcmread(path)
    for roi in ds.ROIContourSequence:
        for c in roi.ContourSequence:
            v = c[TAG].value
            if isinstance(v, bytes):
                v = v.decode().split('\\')
            yield [float(x) for x in v]


def masks(directory):
    for name in os.listdir(directory):
        ds = pydicom.dcmread(os.path.join(directory, name))
        yield '%.3f %s' % (
            ds.ImagePositionPatient[2],
            hashlib.sha256(ds[0x60003000].value).hexdigest())


if sys.argv[1] == 'grow':
    grow(pydicom.dcmread(sys.argv[2]), sys.argv[2], sys.argv[3])
elif sys.argv[1] == 'same':
    a, b = list(numbers(sys.argv[2])), list(numbers(sys.argv[3]))
    sys.exit(not (a and a == b))
else:
    print('\n'.join(sorted(masks(sys.argv[2]))))
