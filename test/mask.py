#!/usr/bin/python3
"""planes FILE...: the overlay planes of images, by position along the normal
and group, a line each:

    POSITION GROUP BITS AREA TYPE "LABEL" "DESCRIPTION"

BITS are counted in Overlay Data.  Bytes of each plane: with -b, as the
first 16 digits of a SHA-256 instead of the texts.
"""
import hashlib
import sys

import numpy as np
import pydicom


def planes(path, digest):
    d = pydicom.dcmread(path)
    o = np.array(d.ImageOrientationPatient, float)
    at = float(np.cross(o[:3], o[3:]) @ np.array(d.ImagePositionPatient, float))
    for g in range(0x6000, 0x6020, 2):
        if (g, 0x3000) not in d:
            continue
        data = d[g, 0x3000].value
        n = int(d[g, 0x10].value) * int(d[g, 0x11].value)
        assert len(data) % 2 == 0 and len(data) == (n + 15) // 16 * 2
        bits = np.unpackbits(np.frombuffer(data, np.uint8),
                             bitorder="little")
        assert not bits[n:].any()
        area = d.get((g, 0x1301))
        head = f"{at:.2f} {g:04X} {int(bits[:n].sum())}"
        if digest:
            yield at, f"{head} {hashlib.sha256(data).hexdigest()[:16]}"
            continue
        text = [d.get((g, e)) for e in (0x1500, 0x22)]
        yield at, (f"{head} {area.value if area else '-'} "
                   f"{d[g, 0x40].value} " +
                   " ".join(f'"{t.value if t else ""}"' for t in text))


digest = sys.argv[1] == "-b"
lines = []
for p in sys.argv[2 if digest else 1:]:
    lines += planes(p, digest)
for _, line in sorted(lines):
    print(line)
