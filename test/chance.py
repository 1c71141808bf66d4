#!/usr/bin/python3
"""Random studies against refmask.py: chance.py FIRST END DIR CHECK

For each seed from FIRST up to END, DIR/<seed> is a stack of slices that lie
anyhow (also sheared, unevenly spaced, or one alone) and an RTSTRUCT of
contours of any form on planes near them, some of them twice; netrt-mask (in
PATH) makes the mask, CHECK/refmask.py another.  A line each: "<seed> same",
or "<seed> refused" when there is nothing to draw, or what differs.

Left out is what the two are meant to judge differently: planes that are as
near to one slice as to another, gaps in which slices are missing, contours
that are not flat.  So planes of slices are at multiples of 0.2 mm, those of
contours on a slice, or 0.07 mm beside such a multiple, give or take 0.004 mm.
"""
import math
import os
import random
import subprocess
import sys
import warnings
warnings.filterwarnings("ignore")
import numpy as np
import pydicom
from pydicom.dataset import Dataset

FIRST, END, DIR, CHECK = sys.argv[1:5]
sys.path.insert(0, CHECK)
import refmask
import quirks

UID = "1.2.826.0.1.3680043.2.1125.10"


def ds16(numbers):
    """Decimal Strings of at most 16 characters."""
    def one(v):
        v = 0 if abs(v) < 1e-12 else v
        return next(s for s in ("%.*g" % (k, v) for k in range(15, 0, -1))
                    if len(s) <= 16)
    return "\\".join(one(v) for v in numbers).encode()


def turned(rnd):
    """Axes of a slice: right angles, turned anyhow, or somewhat."""
    m = np.eye(3)
    for i in range(3):
        a = rnd.choice([0, math.pi / 2, math.pi, rnd.uniform(-3, 3)])
        r = np.eye(3)
        j, k = (i + 1) % 3, (i + 2) % 3
        r[j, j] = r[k, k] = math.cos(a)
        r[j, k], r[k, j] = -math.sin(a), math.sin(a)
        m = m @ r
    return m


class Stack:
    def __init__(self, rnd):
        self.rows, self.cols = rnd.randrange(20, 70), rnd.randrange(20, 140)
        self.dr, self.dc = rnd.uniform(.4, 3), rnd.uniform(.4, 3)
        self.axes = turned(rnd)
        self.base = np.array([rnd.uniform(-900, 900) for _ in range(3)])
        self.gap = .2 * rnd.randrange(3, 30)
        self.at = [0.]
        for _ in range(rnd.choice([0, 1, 2, 4, 9])):
            self.at.append(self.at[-1] + self.gap * (
                1 if rnd.random() < .7 else rnd.choice([.6, .8, 1.2, 1.4])))
        self.at = [.2 * round(v / .2) for v in self.at]
        self.shear = rnd.choice([0, 0, rnd.uniform(-1, 1)])

    def mm(self, row, col, along):
        x, y, n = self.axes.T
        return self.base + n * along + x * self.dc * col + \
            y * (self.dr * row + self.shear * along)

    def write(self, rnd, where):
        order = list(range(len(self.at)))
        rnd.shuffle(order)
        for i in order:
            ds = quirks.base(quirks.CT, "%s.1.%d" % (UID, i), "CT")
            ds.StudyInstanceUID, ds.SeriesInstanceUID = UID, UID + ".1"
            ds.FrameOfReferenceUID = UID + ".9"
            quirks.raw(ds, 0x00200032, "DS", ds16(self.mm(0, 0, self.at[i])))
            quirks.raw(ds, 0x00200037, "DS", ds16(
                list(self.axes[:, 0]) + list(self.axes[:, 1])))
            quirks.raw(ds, 0x00280030, "DS", ds16([self.dr, self.dc]))
            ds.SliceThickness = "2"
            ds.Rows, ds.Columns, ds.SamplesPerPixel = self.rows, self.cols, 1
            ds.PhotometricInterpretation = "MONOCHROME2"
            ds.BitsAllocated = ds.BitsStored = 8
            ds.HighBit, ds.PixelRepresentation = 7, 0
            ds.PixelData = bytes((self.rows * self.cols + 1) // 2 * 2)
            ds["PixelData"].VR = "OB"
            quirks.save(ds, where + "/DCM")


def outline(rnd, s):
    """A blob, a tangle, or one with corners at quarters of pixels."""
    n, kind = rnd.randrange(3, 30), rnd.random()
    if kind < .3:
        return [(rnd.uniform(-5, s.rows + 5), rnd.uniform(-5, s.cols + 5))
                for _ in range(n)]
    if kind < .5:
        return [(rnd.randrange(2 * s.rows) / 2 + .25,
                 rnd.randrange(2 * s.cols) / 2 + .25) for _ in range(n)]
    r, c = rnd.uniform(-10, s.rows + 10), rnd.uniform(-10, s.cols + 10)
    size = rnd.uniform(.3, .7 * max(s.rows, s.cols))
    return [(r + size * rnd.uniform(.6, 1) * math.sin(2 * math.pi * i / n),
             c + size * rnd.uniform(.6, 1) * math.cos(2 * math.pi * i / n))
            for i in range(n)]


def contours(rnd, s):
    out, off = [], rnd.choice([0, 0, .07])
    for at in s.at:
        for _ in range(rnd.choice([0, 1, 1, 1, 2, 3, 5])):
            beside = .2 * rnd.randrange(-9, 9) + (0 if off else .07)
            w = at + off + rnd.choice([0, 0, 0, beside])
            p, kind = outline(rnd, s), rnd.choice(
                ["CLOSED_PLANAR"] * 9 + ["POINT", "OPEN_PLANAR"])
            for _ in range(rnd.choice([1, 1, 1, 1, 2, 3])):
                ds = Dataset()
                ds.ContourGeometricType = kind
                ds.NumberOfContourPoints = len(p)
                bit = rnd.uniform(-.004, .004) if rnd.random() < .3 else 0
                quirks.raw(ds, 0x30060050, "DS", ds16(
                    v for r, c in p for v in s.mm(r, c, w + bit)))
                p = p[::-1]
                out.append(ds)
    rnd.shuffle(out)
    return out


def structure(rnd, s, where):
    rt = quirks.base(quirks.RT, UID + ".8", "RTSTRUCT")
    rt.StudyInstanceUID, rt.SeriesInstanceUID = UID, UID + ".2"
    rt.FrameOfReferenceUID = UID + ".9"
    rt.StructureSetROISequence, rt.ROIContourSequence = [], []
    for i in range(rnd.randrange(1, 4)):
        roi, rc = Dataset(), Dataset()
        roi.ROINumber = rc.ReferencedROINumber = i
        roi.ROIName = "r%d" % i
        roi.ReferencedFrameOfReferenceUID = UID + ".9"
        rc.ContourSequence = contours(rnd, s)
        rt.StructureSetROISequence.append(roi)
        rt.ROIContourSequence.append(rc)
    quirks.save(rt, where + "/Structure")
    return rt


def one(seed):
    rnd, where = random.Random(seed), "%s/%d" % (DIR, seed)
    s = Stack(rnd)
    s.write(rnd, where)
    rt = structure(rnd, s, where)
    run = subprocess.run(["netrt-mask", where], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True)
    imgs, _ = refmask.load_dir(where + "/DCM")
    sl, n = refmask.stack(imgs)
    want = np.zeros((len(sl), s.rows, s.cols), bool)
    rt = pydicom.dcmread(where + "/Structure/" + UID + ".8.dcm")
    near = 0
    for _name, _m, st, dedup in refmask.reference(sl, n, rt)[0].values():
        want |= dedup
        near += st["amb"]
    if run.returncode != 0:
        return "refused" if run.returncode == 65 and not want.any() else \
            "ended with %d, %d voxels expected: %s" % (
                run.returncode, want.sum(), run.stderr[-200:])
    index = {x.uid: i for i, x in enumerate(sl)}
    got = np.zeros_like(want)
    for f in os.listdir(where + "/Addition"):
        ds = pydicom.dcmread(where + "/Addition/" + f)
        i = index[ds.SourceImageSequence[0].ReferencedSOPInstanceUID]
        bits = np.unpackbits(np.frombuffer(ds[0x6000, 0x3000].value,
                                           np.uint8), bitorder="little")
        got[i] = bits[:s.rows * s.cols].reshape(s.rows, s.cols) > 0
    differ = int((got ^ want).sum())
    return "same" if differ <= near else "%d of %d voxels differ" % (
        differ, want.sum())


for number in range(int(FIRST), int(END)):
    print(number, one(number), flush=True)
