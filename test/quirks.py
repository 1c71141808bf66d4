#!/usr/bin/python3
"""What real RTSTRUCTs contain (netrt-study(5), QUIRKS), a cell of the image
for each, and a check of the mask that netrt-mask made of it.

make axial|oblique DIR: DIR/DCM, DIR/Structure
check axial|oblique DIR: a line "ok NAME" or "wrong NAME: why" for each cell
of DIR/Addition; "rest" is all outside of the cells

The expected masks are written down here as boxes of pixels; nothing is
rasterised.  Cell (i, j) has its pixel (0, 0) at row 10 i, column 10 j of 90
rows and 115 columns, 1.5 and 0.75 mm apart.  Slices are 1.5 mm apart but for
two gaps:

    plane  0    1    2    3         4    5      6    7    8
    mm     0.0  1.5  3.0  4.5 (6.0) 7.5  9.0    11.2 12.7 14.2
"""
import os
import sys
import numpy as np
import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRLittleEndian

CT = "1.2.840.10008.5.1.4.1.1.2"
RT = "1.2.840.10008.5.1.4.1.1.481.3"
ROOT = "1.2.826.0.1.3680043.2.1125.9"
ROWS, COLS, DR, DC = 90, 115, 1.5, 0.75
W = [0, 1.5, 3, 4.5, 7.5, 9, 11.2, 12.7, 14.2]
ALL = range(len(W))


def raw(ds, tag, vr, value):
    value += b" " * (len(value) % 2)
    ds[Tag(tag)] = RawDataElement(Tag(tag), vr, len(value), value, 0, False,
                                  True)


def frame(how):
    if how == "axial":    # all numbers are exact; feet first all the same
        return np.array([[-30.5, 12.25, -4.5], [1, 0, 0], [0, 1, 0],
                         [0, 0, 1]], float)
    a, b, c = .5, .3, -.2
    rz = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0],
                   [0, 0, 1]])
    rx = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)],
                   [0, np.sin(b), np.cos(b)]])
    ry = np.array([[np.cos(c), 0, np.sin(c)], [0, 1, 0],
                   [-np.sin(c), 0, np.cos(c)]])
    m = rz @ rx @ ry
    return np.array([[-31.7, 12.9, -44.1], m[:, 0], m[:, 1], m[:, 2]])


# ---- outlines, in pixels of a cell; boxes are half-open ----

def R(r0, c0, r1, c1):
    """The outline of the pixels of rows r0..r1-1, columns c0..c1-1."""
    return [(r0 - .5, c0 - .5), (r0 - .5, c1 - .5), (r1 - .5, c1 - .5),
            (r1 - .5, c0 - .5)]


OUT, HOLE, ISLE = (1, 1, 9, 9), (3, 3, 7, 7), (4, 4, 6, 6)
A, H, I = R(*OUT), R(*HOLE), R(*ISLE)


def turned(p, by, back=False):
    p = p[by:] + p[:by]
    return p[::-1] if back else p


def dense(p, n):
    """n points on each side."""
    out = []
    for (r0, c0), (r1, c1) in zip(p, p[1:] + p[:1]):
        for i in range(n):
            out.append((r0 + (r1 - r0) * i / n, c0 + (c1 - c0) * i / n))
    return out


def keyhole(slit):
    return [A[0], A[1], A[2], A[3], (slit, .5), (slit, 2.5), H[3], H[2], H[1],
            H[0], (slit, 2.5), (slit, .5)]


def C(points, *at, **kw):
    """A contour on the planes with these mm (default: plane 2)."""
    return [dict(points=points, w=w, **kw) for w in (at or (3.0,))]


def bow(r, c):
    return 1 <= r <= 8 and 1 <= c <= 8 and (
        c <= min(r - 1, 8 - r) or c >= max(r, 9 - r))


# ---- the cells: name, contours, {plane: [box, - box...]} or a function ----

def sheet(exact):
    full, ring = [OUT], [OUT, HOLE]
    two = {2: full}
    s = []

    def q(name, contours, want, at=None, **kw):
        s.append(dict(name=name, contours=contours, want=want, at=at, **kw))
    # 1: duplicates
    q("twice", C(A) + C(A), two)
    q("three times", C(A) + C(A) + C(A), two)
    q("nearly twice", C(A) + C([(r + 1e-4, c - 1e-4) for r, c in
                                dense(A, 3)]), two)
    q("twice from another point on", C(A) + C(turned(A, 2)), two)
    q("twice the other way round", C(A) + C(turned(A, 1, True)), two)
    q("outline and hole twice", C(A) + C(H) + C(A) + C(turned(H, 1)),
      {2: ring})
    q("on every plane, no duplicate", C(A, *W[:8]), {k: full for k in
                                                     range(8)})
    q("twice in one of three planes", C(A, 0, 1.5, 3) + C(A, 1.5),
      {0: full, 1: full, 2: full})
    q("two that enclose nothing", C(R(4, 4, 4, 9)) + C(R(4, 4, 4, 9)) + C(A),
      two)
    # 2, 3: references
    q("references dangle", C(A, ref="7.7"), two)
    q("names another slice", C(A, ref=5), two)
    q("names no slice", C(A, ref=None), two)
    # 4, 5: planes
    q("a slice that was not sent", C(A, 6.0), {})
    q("beside the slice that was not sent", C(A, 5.2) + C(H, 6.8),
      {3: full, 4: [HOLE]})
    q("0.67 mm of 1.5", C(A, .67) + C(H, 2.17), {0: full, 1: [HOLE]})
    q("a nearer plane", C(H, 1.5) + C(A, 2.1), {1: [HOLE]})
    q("irregular", C(A, 9) + C(H, 11.2), {5: full, 6: [HOLE]})
    q("the middle of an irregular gap", C(A, 10) + C(H, 10.2),
      {5: full, 6: [HOLE]})
    q("below the stack", C(H, -.7), {0: [HOLE]})
    q("too far below", C(A, -.8), {})
    q("far beyond", C(A, -60) + C(A, 200), {})
    q("0.04 mm apart, one plane", C(A, 3) + C(H, 3.04), {2: ring})
    # 6: not flat
    q("a little bent", C([(r, c, (-1) ** i * .2) for i, (r, c) in
                          enumerate(A)]), two)
    q("not parallel to the slices", C([(1, 1, -3), (1, 8, 3), (8, 4, 6)]) +
      C(A, 0), {0: full})
    # 7: holes
    q("a hole", C(A) + C(H), {2: ring})
    q("a hole, written first", C(H) + C(A), {2: ring})
    q("an island in a hole", C(H) + C(I) + C(A), {2: ring + [ISLE]})
    q("a keyhole", C(keyhole(4.75)), {2: ring})
    q("CLOSEDPLANAR_XOR", C(A, type="CLOSEDPLANAR_XOR") +
      C(H, type="CLOSEDPLANAR_XOR"), {2: ring})
    q("overlapping in part", C(R(1, 1, 6, 6)) + C(R(4, 4, 9, 9)),
      {2: [(1, 1, 6, 6), (4, 4, 9, 9)]})
    q("crossing itself", C([(.5, .25), (8.5, 8.25), (.5, 8.25), (8.5, .25)]),
      {2: bow})
    # 8, 9: odd contours
    q("first point again", C(A + A[:1]), two)
    q("first point three times", C(A[:1] + A[:1] + A + A[:1]), two)
    q("one point, closed", C(A) + C([(5, 5)]), two)
    q("two points, closed", C(A) + C([(5, 5), (5, 20)]), two)
    q("no point, closed", C(A) + C([]), two)
    q("a POINT", C([(5, 5)], type="POINT", ref=None), {})
    q("a POINT beside an outline", C([(5, 5)], type="POINT", ref=None) + C(A),
      two)
    q("OPEN_PLANAR", C(A, type="OPEN_PLANAR"), {})
    q("OPEN_NONPLANAR", C(A, type="OPEN_NONPLANAR"), {})
    q("an unknown type", C(A, type="SPLINE"), {})
    on = 5 if exact else 5.3
    q("no area", C([(on, 1), (on, 8), (on, 3)]), {})
    q("no ROI Contour item", None, {})
    q("an empty Contour Sequence", [], {})
    q("no Contour Sequence", (), {})
    # 10: numbers and names
    q("number 0", C(A), two, number=0)
    q("number -7", C(A), two, number=-7)
    q("number 2147483647", C(A), two, number=2147483647)
    q("1,SUV_prim*r 's/x", C(A), two)
    q("", C(A), two)
    q("", C(H), {2: [HOLE]})
    q("twin", C(A), two)
    q("twin", C(A), two)
    # 11: numbers as text
    q("exponents", C(A, form="%.9e"), two)
    q("exponents of e-05", C([(r, c, 3e-5) for r, c in A], form="%.9E"), two)
    q("signs and blanks", C(A, form=" %+.8f "), two)
    q("many digits", C(A, form="%.19f"), two)
    q("Number of Contour Points 99", C(A, said=99), two)
    q("Number of Contour Points 3", C(A, said=3), two)
    q("Number of Contour Points 0", C(A, said=0), two)
    q("no Number of Contour Points", C(A, said=None), two)
    # 14: more than 64 KB
    q("8000 points", C(dense(A, 2000)), two)
    # 15: the edges of the image
    q("over the left edge", C(R(1, -300, 9, 4)), {2: [(1, 0, 9, 4)]}, (4, 0))
    q("over the right edge", C(R(1, 2, 9, 300)), {2: [(1, 2, 9, 5)]}, (4, 11))
    q("over the upper edge", C(R(-300, 1, 4, 9)), {2: [(0, 1, 4, 9)]}, (0, 5))
    q("over the lower edge", C(R(6, 1, 300, 9)), {2: [(6, 1, 10, 9)]}, (8, 5))
    q("over a corner", C(R(-30, -30, 4, 6)), {2: [(0, 0, 4, 6)]}, (0, 0))
    q("left of the image", C(R(1, -30, 9, -1)), {}, (2, 0))
    q("right of the image", C(R(1, 6, 9, 30)), {}, (2, 11))
    q("above the image", C(R(-30, 1, -1, 9)), {}, (0, 7))
    q("below the image", C(R(12, 1, 30, 9)), {}, (8, 7))
    q("all around the image", C(R(-300, -300, 300, 300), 14.2), None)
    # ROIs are united
    q("two ROIs, one outline", C(A) , two, (8, 9))
    q("two ROIs, one outline, again", C(A), two, (8, 9))
    q("two ROIs that overlap", C(R(1, 1, 6, 6)), None, (8, 8))
    q("two ROIs that overlap, both", C(R(4, 4, 9, 9)),
      {2: lambda r, c: (1 <= r < 6 and 1 <= c < 6) or
       (4 <= r < 9 and 4 <= c < 9)}, (8, 8))
    if exact:    # numbers that are exact: centres on edges
        box = {2: [(1, 1, 8, 8)]}
        q("corners on centres", C([(1, 1), (1, 8), (8, 8), (8, 1)]), box)
        q("an edge in common", C([(1, 1), (1, 4), (8, 4), (8, 1)]) +
          C([(1, 4), (1, 8), (8, 8), (8, 4)]), box)
        q("a slanted edge in common", C([(1, 1), (1, 8), (8, 8)]) +
          C([(1, 1), (8, 8), (8, 1)]), box)
        q("a keyhole along centres", C(keyhole(5)), {2: ring})
        q("a hole on centres", C(A) + C([(3, 3), (3, 6), (6, 6), (6, 3)]),
          {2: [OUT, (3, 3, 6, 6)]})
    taken = {c["at"] for c in s if c["at"]}
    free = [(i, j) for i in range(9) for j in range(11)
            if (i, j) not in taken]
    for c in s:
        if c["at"] is None:
            c["at"] = free.pop(0)
    return s


# ---- the study ----

def base(cls, sop, modality):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID = cls
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID = sop
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.is_little_endian, ds.is_implicit_VR = True, False
    ds.StudyInstanceUID = ROOT
    ds.PatientID, ds.PatientName = "Q", "Quirk"
    ds.Modality = modality
    return ds


def save(ds, where):
    os.makedirs(where, exist_ok=True)
    ds.save_as(os.path.join(where, ds.SOPInstanceUID + ".dcm"),
               write_like_original=False)


def images(f, where):
    for k, w in enumerate(W):
        ds = base(CT, "%s.1.%d" % (ROOT, k), "CT")
        ds.SeriesInstanceUID = ROOT + ".1"
        ds.FrameOfReferenceUID = ROOT + ".9"
        ds.PatientPosition = "FFS"
        ds.InstanceNumber = (5 * k) % 9
        raw(ds, 0x00200032, "DS", ("\\".join(
            "%.10g" % v for v in f[0] + w * f[3])).encode())
        raw(ds, 0x00200037, "DS", ("\\".join(
            "%.13g" % v for v in list(f[1]) + list(f[2]))).encode())
        ds.PixelSpacing = [DR, DC]
        ds.Rows, ds.Columns, ds.SamplesPerPixel = ROWS, COLS, 1
        ds.PhotometricInterpretation = "MONOCHROME2"
        ds.BitsAllocated = ds.BitsStored = 8
        ds.HighBit, ds.PixelRepresentation = 7, 0
        ds.PixelData = bytes(ROWS * COLS)
        ds["PixelData"].VR = "OB"
        save(ds, os.path.join(where, "DCM"))


def contour(f, c, at):
    ds, text = Dataset(), []
    for p in c["points"]:
        w = c["w"] + (p[2] if len(p) > 2 else 0)
        mm = f[0] + f[1] * DC * (p[1] + 10 * at[1]) + \
            f[2] * DR * (p[0] + 10 * at[0]) + f[3] * w
        text += [c.get("form", "%.10g") % v for v in mm]
    ref = c.get("ref", min(ALL, key=lambda k: abs(W[k] - c["w"])))
    if ref is not None:
        im = Dataset()
        im.ReferencedSOPClassUID = CT
        im.ReferencedSOPInstanceUID = "%s.1.%s" % (ROOT, ref)
        ds.ContourImageSequence = [im]
    ds.ContourGeometricType = c.get("type", "CLOSED_PLANAR")
    said = c.get("said", len(c["points"]))
    if said is not None:
        ds.NumberOfContourPoints = said
    raw(ds, 0x30060050, "DS", "\\".join(text).encode())
    return ds


def structure(f, cells, where):
    ds = base(RT, ROOT + ".2.1", "RTSTRUCT")
    ds.SeriesInstanceUID = ROOT + ".2"
    ds.FrameOfReferenceUID = ROOT + ".9"
    ds.StructureSetROISequence, ds.ROIContourSequence = [], []
    for i, c in enumerate(cells):
        roi, rc = Dataset(), Dataset()
        roi.ROINumber = rc.ReferencedROINumber = c.get("number", 3 * i + 2)
        roi.ReferencedFrameOfReferenceUID = ROOT + ".9"
        raw(roi, 0x30060026, "LO", c["name"].encode())
        ds.StructureSetROISequence.append(roi)
        if c["contours"] is None:
            continue
        if c["contours"] != ():
            rc.ContourSequence = [contour(f, k, c["at"]) for k in
                                  c["contours"]]
        # the items are in another order than the ROIs
        ds.ROIContourSequence.insert(0, rc)
    save(ds, os.path.join(where, "Structure"))


# ---- the check ----

def planes(f, where):
    got = {}
    for name in os.listdir(where):
        ds = pydicom.dcmread(os.path.join(where, name))
        at = (np.array([float(v) for v in ds.ImagePositionPatient]) -
              f[0]) @ f[3]
        k = min(ALL, key=lambda i: abs(W[i] - at))
        bits = np.unpackbits(np.frombuffer(ds[0x6000, 0x3000].value,
                                           np.uint8), bitorder="little")
        if k in got or bits[ROWS * COLS:].any():
            print("wrong rest: image twice, or bits behind the last")
        got[k] = bits[:ROWS * COLS].reshape(ROWS, COLS) > 0
    return got


def drawn(want):
    m = np.zeros((10, 10), bool)
    if callable(want):
        for r in range(10):
            for c in range(10):
                m[r, c] = want(r, c)
        return m
    for r0, c0, r1, c1 in want:
        m[r0:r1, c0:c1] ^= True
    return m


def check(f, cells, where):
    got = planes(f, os.path.join(where, "Addition"))
    if sorted(got) != list(ALL):
        print("wrong rest: planes %s" % sorted(got))
        return
    rest = np.array([got[k] for k in ALL])
    for c in cells:
        i, j, bad = c["at"][0] * 10, c["at"][1] * 10, []
        if c["want"] is None:
            continue
        for k in ALL[:8]:
            m = got[k][i:i + 10, j:j + 10]
            w = drawn(c["want"].get(k, []))[:, :m.shape[1]]
            if (m != w).any():
                bad.append("plane %d: %d pixels, not %d, %d differ" %
                           (k, m.sum(), w.sum(), (m != w).sum()))
            rest[k, i:i + 10, j:j + 10] = False
        print("%s %s%s" % ("wrong" if bad else "ok", c["name"] or "no name",
                           ": " + "; ".join(bad) if bad else ""))
    print("ok all around the image" if got[8].all() else
          "wrong all around the image: %d" % got[8].sum())
    print("wrong rest: %d pixels" % rest[:8].sum() if rest[:8].any() else
          "ok rest")


if __name__ == "__main__":
    F, CELLS = frame(sys.argv[2]), sheet(sys.argv[2] == "axial")
    if sys.argv[1] == "make":
        images(F, sys.argv[3])
        structure(F, CELLS, sys.argv[3])
    else:
        check(F, CELLS, sys.argv[3])
