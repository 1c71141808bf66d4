#!/usr/bin/python3
"""netrt-mask beside plastimatch: plastimatch.py IMAGES RTSTRUCT STUDY CHECK

As rois.py, but each ROI is compared with the mask that plastimatch convert
makes of the same files.  A line each, "ok ROI N: ..." or "wrong ROI N: ...".

plastimatch differs by design in three ways, each of which is accounted for:
it unites the contours of a slice, so that holes are filled (netrt, as the
standard and planning systems: even-odd); of two edges through pixel centres
it keeps the other one; a stack sheared by a gantry tilt becomes a straight
one, so that only volumes can be compared.  What is left must be the same
pixel by pixel: as many pixels differ as refmask.py finds inside filled holes,
give or take those whose centres are within 0.001 pixel of an edge.
"""
import glob
import os
import re
import subprocess
import sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import numpy as np
import pydicom
import rois


def convert(study, out):
    """The masks of all structures, by name; None when it cannot.  It reads
    one flat directory."""
    flat = out + "-in"
    os.makedirs(flat)
    for path in glob.glob(study + "/DCM/*") + glob.glob(study +
                                                       "/Structure/*"):
        os.symlink(os.path.abspath(path), flat + "/" + os.path.basename(path))
    r = subprocess.run(
        ["plastimatch", "convert", "--input", flat, "--output-prefix", out,
         "--prefix-format", "mha"], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    if r.returncode != 0:
        return None
    return {os.path.basename(p)[:-4]: p for p in glob.glob(out + "/*.mha")}


def read(path):
    """Planes of an MHA file: their positions, their pixels."""
    with open(path, "rb") as f:
        b = f.read()
    mark = b"ElementDataFile = LOCAL\n"
    end = b.index(mark) + len(mark)
    h = dict(line.split(" = ", 1) for line in
             b[:end].decode("latin1").strip().split("\n"))
    nums = {k: [float(v) for v in h[k].split()] for k in
            ("DimSize", "Offset", "TransformMatrix", "ElementSpacing")}
    n = [int(v) for v in nums["DimSize"]]
    a = np.frombuffer(b[end:], np.uint8).reshape(n[::-1]) > 0
    step = np.array(nums["TransformMatrix"][6:]) * nums["ElementSpacing"][2]
    return [(np.array(nums["Offset"]) + k * step, a[k]) for k in range(n[2])]


def plane(ds, group):
    n = int(ds.Rows) * int(ds.Columns)
    bits = np.unpackbits(np.frombuffer(ds[group, 0x3000].value, np.uint8),
                         bitorder="little")
    return bits[:n].reshape(int(ds.Rows), int(ds.Columns)) > 0


def compare(images, group, theirs):
    """netrt's pixels, plastimatch's, those in both; lost: images without a
    plane of plastimatch there."""
    a = b = both = lost = 0
    for path in images:
        ds = pydicom.dcmread(path)
        at = np.array([float(v) for v in ds.ImagePositionPatient])
        off, pixels = min(((np.abs(p - at).max(), m) for p, m in theirs),
                          key=lambda v: v[0])
        mine = plane(ds, group)
        a += int(mine.sum())
        if off > 0.3 or pixels.shape != mine.shape:
            lost += 1
            continue
        both += int((mine & pixels).sum())
    b = sum(int(m.sum()) for _, m in theirs)
    return a, b, both, lost


def one(number, ref, images, group, path):
    name, _, st, dedup = ref
    a, b, both, lost = compare(images, group, read(path))
    filled, amb = st["union"] - int(dedup.sum()), st["amb"]
    dice = 2 * both / (a + b) if a + b else 1
    text = "netrt %d plastimatch %d holes %d ambiguous %d" % (a, b, filled,
                                                             amb)
    if lost:
        good = abs(a + filled - b) <= amb + (a + filled) * .01
        print("%s ROI %d: volumes alone: %s" % ("ok" if good else "wrong",
                                                number, text))
        return
    good = abs(a + b - 2 * both - filled) <= amb
    print("%s ROI %d: dice %.4f %s" % ("ok" if good else "wrong", number, dice,
                                       text))


if __name__ == "__main__":
    found = convert(rois.STUDY, rois.STUDY + "/plastimatch")
    if found is None:
        print("none: plastimatch cannot read it")
        sys.exit(0)
    ref = rois.reference()
    # its files are named by ROIs, with other signs in place of some
    same = {re.sub(r"\W", "_", n): p for n, p in found.items()}
    todo = [k for k in ref if re.sub(r"\W", "_", ref[k][0]) in same]
    while todo:
        batch, todo = todo[:16], todo[16:]
        images = rois.mask([ref[k][0] for k in batch])
        groups = rois.groups(images[0]) if images else {}
        for k in batch:
            if k in groups:
                one(k, ref[k], images, groups[k],
                    same[re.sub(r"\W", "_", ref[k][0])])
