#!/usr/bin/python3
"""Is a Segmentation what the contours say, and of the images that are sent?

    seg.py check SEG RTSTRUCT IMAGES DELIVERED [IGNORE [CHECK]]
    seg.py frames SEG CLASSIC IMAGES    of enhanced images: the same as of
                                        the classic ones
    seg.py get SEG ATTRIBUTE...         of the segments, a line each

An independent reader: pydicom and numpy, and masks from a rasteriser of its
own, or CHECK/refmask.py.  IMAGES is what the RTSTRUCT refers to, DELIVERED what
netrt-send sends; ROIs with IGNORE in their name are not used.  Prints what is
wrong, or "ok".
"""
import glob
import os
import sys
import warnings

import numpy as np
import pydicom

warnings.filterwarnings('ignore')
bad = []


def say(text):
    bad.append(text)


def read(d):
    out = [pydicom.dcmread(f) for f in sorted(glob.glob(d + '/*'))]
    return {str(i.SOPInstanceUID): i for i in out}


def frames(seg):
    """The masks, from the bits: no padding between frames (PS3.5 8.1.1)"""
    n, size = int(seg.NumberOfFrames), seg.Rows * seg.Columns
    raw = seg.PixelData
    want = (n * size + 7) // 8
    if len(raw) != want + want % 2:
        say('%d bytes of pixels, not %d' % (len(raw), want + want % 2))
    bits = np.unpackbits(np.frombuffer(raw, np.uint8), bitorder='little')
    if bits[n * size:].any():
        say('bits behind the last frame')
    return bits[:n * size].reshape(n, seg.Rows, seg.Columns).astype(bool)


def inside(p, rows, cols):
    """Even-odd at pixel centres; p: points as (column, row)"""
    r, c = np.mgrid[0:rows, 0:cols].astype(float)
    m = np.zeros((rows, cols), bool)
    for (x0, y0), (x1, y1) in zip(p, np.roll(p, -1, 0)):
        if y0 == y1:
            continue
        cross = (np.minimum(y0, y1) <= r) & (r < np.maximum(y0, y1))
        m ^= cross & (x0 + (r - y0) * (x1 - x0) / (y1 - y0) > c)
    return m


def truth(rt, images, ignore):
    """ROI name -> position along the normal -> mask, in the ROIs' order"""
    one = next(iter(images.values()))
    iop = np.array(one.ImageOrientationPatient, float)
    normal = np.cross(iop[:3], iop[3:])
    planes = {}
    for i in images.values():
        at = round(float(np.dot(normal, np.array(
            i.ImagePositionPatient, float))), 2)
        planes.setdefault(at, i)
    names = {int(r.ROINumber): str(r.ROIName)
             for r in rt.StructureSetROISequence}
    done = {}
    for item in rt.ROIContourSequence:
        name = names[int(item.ReferencedROINumber)]
        if ignore and ignore in name.lower():
            continue
        got = {}
        for c in item.get('ContourSequence', []):
            if c.ContourGeometricType not in (
                    'CLOSED_PLANAR', 'CLOSEDPLANAR_XOR'):
                continue
            mm = np.array(c.ContourData, float).reshape(-1, 3)
            at = float(np.dot(normal, mm[0]))
            near = min(planes, key=lambda z: abs(z - at))
            if abs(near - at) > 1:
                continue
            i = planes[near]
            dr, dc = [float(v) for v in i.PixelSpacing]
            d = mm - np.array(i.ImagePositionPatient, float)
            p = np.stack([d @ iop[:3] / dc, d @ iop[3:] / dr], 1)
            m = inside(p, i.Rows, i.Columns)
            seen = got.setdefault(near, [])
            if not any((m == o).all() for o in seen):
                seen.append(m)
        masks = {z: np.logical_xor.reduce(ms) for z, ms in got.items()}
        done[int(item.ReferencedROINumber)] = (
            name, {z: m for z, m in masks.items() if m.any()}, 0)
    return in_order(rt, done), normal, sorted(planes)


def in_order(rt, done):
    order = [int(r.ROINumber) for r in rt.StructureSetROISequence]
    return [done[k] for k in order if k in done and done[k][1]]


def reference(rt, images, ignore, where):
    """The same by refmask.py; also how many pixels are doubtful"""
    sys.path.insert(0, where)
    import refmask
    by = {}
    for f, d in refmask.load_dir(images)[0]:
        by.setdefault((d.SeriesInstanceUID, d.Rows, d.Columns), []).append(
            (f, d))
    slices, normal = refmask.stack(max(by.values(), key=len))
    zs = [s.z for s in slices]
    done = {}
    for k, (name, _, st, mask) in refmask.reference(slices, normal,
                                                    rt)[0].items():
        if not ignore or ignore not in name.lower():
            done[int(k)] = (name, {z: m for z, m in zip(zs, mask)
                                   if m.any()}, st['amb'])
    return in_order(rt, done), normal, zs


def check_references(seg, delivered):
    if len(seg.ReferencedSeriesSequence) != 1:
        return say('%d series' % len(seg.ReferencedSeriesSequence))
    ref = seg.ReferencedSeriesSequence[0]
    series = str(ref.SeriesInstanceUID)
    want = {u: i for u, i in delivered.items()
            if str(i.SeriesInstanceUID) == series}
    got = {str(i.ReferencedSOPInstanceUID)
           for i in ref.ReferencedInstanceSequence}
    if not want or got != set(want):
        say('the series that is referred to is not what is delivered')
    for i in ref.ReferencedInstanceSequence:
        image = want.get(str(i.ReferencedSOPInstanceUID))
        if image and image.SOPClassUID != i.ReferencedSOPClassUID:
            say('another SOP class')
    for tag in ('StudyInstanceUID', 'PatientID', 'PatientName',
                'PatientBirthDate', 'StudyDate', 'StudyID',
                'FrameOfReferenceUID'):
        there = {str(image.get(tag, '')) for image in want.values()}
        if str(seg.get(tag, '')) not in there:
            say('%s: %s, not %s' % (tag, seg.get(tag), there))


def groups(f, shared, name):
    """A functional group of the frame, or of all"""
    return (f.get(name) or shared.get(name))[0]


def check_frame(f, shared, delivered):
    """Position along the normal is returned"""
    where = groups(f, shared, 'PlanePositionSequence').ImagePositionPatient
    turn = groups(f, shared, 'PlaneOrientationSequence')
    space = groups(f, shared, 'PixelMeasuresSequence')
    sources = f.DerivationImageSequence[0].SourceImageSequence
    for s in sources:
        image = delivered.get(str(s.ReferencedSOPInstanceUID))
        if image is None:
            say('a frame of an image that is not delivered')
            continue
        for name, v, w in (
                ('position', where, image.ImagePositionPatient),
                ('orientation', turn.ImageOrientationPatient,
                 image.ImageOrientationPatient),
                ('spacing', space.PixelSpacing, image.PixelSpacing)):
            if not np.allclose(np.array(v, float), np.array(w, float),
                               atol=1e-9):
                say('%s: %s, not %s' % (name, v, w))
    return np.array(where, float)


def check(path, rtstruct, images, delivered, ignore='', where=None):
    seg, rt = pydicom.dcmread(path), pydicom.dcmread(rtstruct)
    want, normal, zs = reference(rt, images, ignore, where) if where else \
        truth(rt, read(images), ignore)
    delivered = read(delivered)
    bits = frames(seg)
    shared = seg.SharedFunctionalGroupsSequence[0]
    check_references(seg, delivered)
    if [int(s.SegmentNumber) for s in seg.SegmentSequence] != \
            list(range(1, len(want) + 1)):
        say('%d segments, not %d' % (len(seg.SegmentSequence), len(want)))
        return
    if len(seg.PerFrameFunctionalGroupsSequence) != len(bits):
        say('items for %d frames' %
            len(seg.PerFrameFunctionalGroupsSequence))
    got, index = [{} for _ in want], {}
    before = (0, 0)
    for f, m in zip(seg.PerFrameFunctionalGroupsSequence, bits):
        at = float(np.dot(normal, check_frame(f, shared, delivered)))
        at = min(zs, key=lambda z: abs(z - at))
        k = int(f.SegmentIdentificationSequence[0].ReferencedSegmentNumber)
        dim = tuple(f.FrameContentSequence[0].DimensionIndexValues)
        if dim[0] != k or dim <= before or \
                index.setdefault(dim[1], at) != at:
            say('dimension index %s of segment %d at %g' % (dim, k, at))
        before = dim
        if not m.any():
            say('an empty frame of segment %d' % k)
        got[k - 1][at] = m
    if sorted(index) != list(range(1, len(index) + 1)) or \
            [index[i] for i in sorted(index)] != sorted(index.values()):
        say('dimension index values: %s' % index)
    for i, (name, masks, doubtful) in enumerate(want):
        if seg.SegmentSequence[i].SegmentLabel != name[:64]:
            say('label of segment %d' % (i + 1))
        none = np.zeros((seg.Rows, seg.Columns), bool)
        differ = {z: (masks.get(z, none) != got[i].get(z, none)).sum()
                  for z in set(masks) | set(got[i])}
        if sum(differ.values()) > doubtful:
            say('segment %d: %d pixels differ, at %s' % (
                i + 1, sum(differ.values()),
                sorted(z for z in differ if differ[z])))


def same_frames(path, classic, images):
    a, b, images = pydicom.dcmread(path), pydicom.dcmread(classic), \
        read(images)
    if (frames(a) != frames(b)).any():
        say('the bits differ')
    for s, t in zip(a.SegmentSequence, b.SegmentSequence):
        if s.SegmentLabel != t.SegmentLabel:
            say('labels')
    refs = {str(i.ReferencedSOPInstanceUID) for i in
            a.ReferencedSeriesSequence[0].ReferencedInstanceSequence}
    if refs != set(images) or len(a.ReferencedSeriesSequence) != 1:
        say('refers to %s' % refs)
    for f, g in zip(a.PerFrameFunctionalGroupsSequence,
                    b.PerFrameFunctionalGroupsSequence):
        where = [groups(x, {}, 'PlanePositionSequence').ImagePositionPatient
                 for x in (f, g)]
        if where[0] != where[1] or f.FrameContentSequence[
                0].DimensionIndexValues != g.FrameContentSequence[
                0].DimensionIndexValues:
            say('a frame lies elsewhere')
        s = f.DerivationImageSequence[0].SourceImageSequence[0]
        image = images[str(s.ReferencedSOPInstanceUID)]
        frame = image.PerFrameFunctionalGroupsSequence[
            int(s.ReferencedFrameNumber) - 1]
        if s.ReferencedSOPClassUID != image.SOPClassUID or \
                frame.PlanePositionSequence[0].ImagePositionPatient != \
                where[0]:
            say('a frame of another one')


def get(path, *names):
    for s in pydicom.dcmread(path).SegmentSequence:
        out = []
        for n in names:
            v = s
            for part in n.split('.'):
                v = v.get(part, '-') if isinstance(v, pydicom.Dataset) else v
                if isinstance(v, pydicom.sequence.Sequence):
                    v = v[0]
            out.append('\\'.join(map(str, v)) if isinstance(
                v, pydicom.multival.MultiValue) else str(v))
        print('|'.join(out))


if __name__ == '__main__':
    if sys.argv[1] == 'get':
        get(*sys.argv[2:])
    else:
        (same_frames if sys.argv[1] == 'frames' else check)(*sys.argv[2:])
        print('\n'.join(bad[:20]) if bad else 'ok')
