#!/usr/bin/python3
"""Are netrt-debugviz's pictures right?

lines STUDY...: in each Secondary Capture, every contour of the ROIs that are
used runs in its colour, and colour is nowhere else.  Contours are projected
here from the RTSTRUCT alone.
capture STUDY: the Secondary Captures have what they need and no more.
jpeg STUDY: the JPEG files show the same as the Secondary Captures.
Prints "ok" or what is wrong.
"""
import glob
import os
import subprocess
import sys
import numpy as np
import pydicom


def load(study):
    images = {}
    for f in glob.glob(study + "/DCM/*"):
        d = pydicom.dcmread(f, stop_before_pixels=True)
        images[d.SOPInstanceUID] = d
    rs = pydicom.dcmread(sorted(glob.glob(study + "/Structure/*"))[0])
    sc = [pydicom.dcmread(f) for f in sorted(glob.glob(study +
                                                       "/DebugDicom/*"))]
    return images, rs, sc


def frame(d):
    iop = np.array(d.ImageOrientationPatient, float)
    x, y = iop[:3], iop[3:]
    return (np.array(d.ImagePositionPatient, float), x, y, np.cross(x, y),
            float(d.PixelSpacing[0]), float(d.PixelSpacing[1]))


def size(d):
    """Rows and columns of the image in the picture."""
    dy, dx = [float(v) for v in d.PixelSpacing]
    unit = min(dx, dy)
    w, h = d.Columns * dx / unit, d.Rows * dy / unit
    k = np.ceil(512 / max(w, h)) if max(w, h) < 512 else 1
    return round(h * k), round(w * k)


def contours(rs):
    names = {r.ROINumber: r.ROIName for r in rs.StructureSetROISequence}
    for r in rs.ROIContourSequence:
        for c in r.get("ContourSequence", []):
            if c.ContourGeometricType == "CLOSED_PLANAR":
                yield (names[r.ReferencedROINumber],
                       [int(v) for v in r.ROIDisplayColor],
                       np.array(c.ContourData, float).reshape(-1, 3))


def line_points(xy):
    """Points half a pixel apart along the closed line."""
    out = []
    for a, b in zip(xy, np.roll(xy, -1, 0)):
        n = int(np.hypot(*(b - a)) * 2) + 1
        out.append(a + (b - a) * (np.arange(n) / n)[:, None])
    return np.concatenate(out)


def lines(study):
    images, rs, captures = load(study)
    seen = 0
    for sc in captures:
        d = images[sc.SourceImageSequence[0].ReferencedSOPInstanceUID]
        h, w = size(d)
        px = np.frombuffer(sc.PixelData, np.uint8)[
            :sc.Rows * sc.Columns * 3].reshape(sc.Rows, sc.Columns, 3)
        px = px[:h, :w].astype(int)
        o, x, y, n, dy, dx = frame(d)
        near = np.zeros((h, w), bool)
        for name, colour, mm in contours(rs):
            if abs((mm - o) @ n).max() > 0.4:
                continue
            at = np.stack([((mm - o) @ x / dx + .5) * w / d.Columns,
                           ((mm - o) @ y / dy + .5) * h / d.Rows], 1)
            at = np.floor(line_points(at)).astype(int)
            at = at[(at[:, 0] >= 0) & (at[:, 0] < w) & (at[:, 1] >= 0) &
                    (at[:, 1] < h)]
            if "skull" in name.lower():
                continue        # ignored: colour there is an error below
            like = abs(px[at[:, 1], at[:, 0]] - colour).max(axis=1) < 110
            seen += 1
            # where another line crosses or lies over it, it is not seen
            if like.mean() < 0.7:
                return "%s is not where it should be: %.2f" % (
                    name, like.mean())
            for i in range(-4, 5):
                for j in range(-4, 5):
                    near[np.clip(at[:, 1] + i, 0, h - 1),
                         np.clip(at[:, 0] + j, 0, w - 1)] = True
        coloured = px.max(axis=2) - px.min(axis=2) > 40
        if (coloured & ~near).any():
            return "colour where no contour is: %d px" % (
                coloured & ~near).sum()
    if len(captures) != len(images):
        return "%d pictures of %d images" % (len(captures), len(images))
    return "ok" if seen > 0 else "nothing was seen"


FORBIDDEN = """ImagePositionPatient ImageOrientationPatient PixelSpacing
FrameOfReferenceUID SliceLocation SliceThickness RescaleSlope RescaleIntercept
WindowCenter WindowWidth KVP BurnedInAnnotation PixelPaddingValue""".split()
SAME = """PatientName PatientID PatientBirthDate PatientSex StudyInstanceUID
StudyDate StudyTime AccessionNumber ReferringPhysicianName StudyID""".split()


def capture(study):
    images, _, captures = load(study)
    numbers = sorted(int(c.InstanceNumber) for c in captures)
    if numbers != list(range(1, len(images) + 1)):
        return "instance numbers"
    if len({c.SeriesInstanceUID for c in captures}) != 1:
        return "series"
    for c in captures:
        d = images[c.SourceImageSequence[0].ReferencedSOPInstanceUID]
        for k in FORBIDDEN:
            if k in c:
                return "has " + k
        for k in SAME:
            if k not in c or c[k].value != d.get(k, c[k].value):
                return "differs in " + k
        for e in c:
            if e.tag.is_private or 0x5000 <= e.tag.group < 0x7000:
                return "has %s" % e.tag
        want = ("1.2.840.10008.5.1.4.1.1.7", "OT", "WSD", "RGB", 8, 8, 7, 0,
                0, ["DERIVED", "SECONDARY"])
        got = (c.SOPClassUID, c.Modality, c.ConversionType,
               c.PhotometricInterpretation, c.BitsAllocated, c.BitsStored,
               c.HighBit, c.PixelRepresentation, c.PlanarConfiguration,
               list(c.ImageType))
        if got != want:
            return "is %s" % (got,)
    return "ok"


def jpeg(study):
    _, _, captures = load(study)
    for c in captures:
        f = glob.glob("%s/debug_visualization/slice_%03d_%s.jpg" % (
            study, c.InstanceNumber,
            c.SourceImageSequence[0].ReferencedSOPInstanceUID))
        if len(f) != 1:
            return "no JPEG file for %d" % c.InstanceNumber
        ppm = subprocess.run(["unjpeg", f[0]], capture_output=True,
                             check=True).stdout
        px = np.frombuffer(ppm[-c.Rows * c.Columns * 3:], np.uint8)
        other = np.frombuffer(c.PixelData, np.uint8)[:px.size]
        if ppm[:2] != b"P6" or abs(px.astype(int) - other).mean() > 3:
            return "differs: " + os.path.basename(f[0])
    return "ok"


if __name__ == "__main__":
    for s in sys.argv[2:]:
        print({"lines": lines, "capture": capture, "jpeg": jpeg}[
            sys.argv[1]](s))
