#!/usr/bin/python3
"""samemask.py A B: are the overlay planes of two result series the same, image
by image (found by their place in the patient)?  Prints what differs, and the
number of images last.  For tests of netrt-anon."""
import glob
import sys
import pydicom


def planes(d):
    out = {}
    for f in glob.glob(d + '/*'):
        ds = pydicom.dcmread(f)
        key = (str(ds.get('ImagePositionPatient')),
               str(ds.get('ImageOrientationPatient')),
               str(ds.get('InstanceNumber')), len(ds.PixelData))
        v = {e.tag: bytes(e.value) for e in ds
             if e.tag.group >> 8 == 0x60 and e.tag.element == 0x3000}
        out.setdefault(key, []).append((v, ds.PixelData))
    return out


a, b = planes(sys.argv[1]), planes(sys.argv[2])
for k in sorted(set(a) | set(b), key=str):
    if sorted(map(repr, a.get(k, []))) != sorted(map(repr, b.get(k, []))):
        print('differs:', k[0])
print(sum(map(len, a.values())), 'images')
