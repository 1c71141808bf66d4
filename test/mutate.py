#!/usr/bin/python3
"""What must not change a mask: mutate.py make STUDY DIR | check STUDY DIR

make: DIR/<name> for each mutation below, a copy of STUDY with one thing
changed in all images, in the RTSTRUCT, or in names of files
check: a line each, "<name> same", "<name> refused CODE" or "<name> OTHER ...",
against the masks of STUDY itself, image by image
"""
import copy
import glob
import hashlib
import os
import random
import shutil
import sys
import warnings
warnings.filterwarnings("ignore")
import pydicom

ELSEWHERE = "1.2.826.0.1.3680043.2.1125.66.%d"


# ---- images: f(data set, its number, how many) ----

def put(keyword, value):
    def f(ds, i, n):
        v = value(ds, i, n) if callable(value) else value
        if v is None:
            if keyword in ds:
                del ds[keyword]
        else:
            setattr(ds, keyword, v)
    return f


def location(ds):
    return float(ds.ImagePositionPatient[2])


IMAGES = {
    "instance-number-reversed": put("InstanceNumber", lambda d, i, n: n - i),
    "instance-number-all-1": put("InstanceNumber", 1),
    "instance-number-absent": put("InstanceNumber", None),
    "slice-location-absent": put("SliceLocation", None),
    "slice-location-empty": put("SliceLocation", ""),
    "slice-location-reversed": put("SliceLocation",
                                   lambda d, i, n: "%.3f" % -location(d)),
    "slice-location-shifted": put("SliceLocation", lambda d, i, n:
                                  "%.3f" % (location(d) + 17.3)),
    "slice-location-random": put("SliceLocation", lambda d, i, n:
                                 "%d" % random.randrange(-500, 500)),
    "slice-location-absent-in-half": put(
        "SliceLocation", lambda d, i, n: None if i % 2 else "%.3f" %
        location(d)),
    "patient-position-absent": put("PatientPosition", None),
    "patient-position-ffp": put("PatientPosition", "FFP"),
    "patient-position-nonsense": put("PatientPosition", "XYZ"),
    "slice-thickness-absent": put("SliceThickness", None),
    "slice-thickness-50": put("SliceThickness", "50"),
    "spacing-between-slices-negative": put("SpacingBetweenSlices", "-7"),
    "gantry-tilt-30": put("GantryDetectorTilt", "30"),
    "frame-of-images-absent": put("FrameOfReferenceUID", None),
    "frame-of-images-empty": put("FrameOfReferenceUID", ""),
    "acquisition-number-random": put("AcquisitionNumber", lambda d, i, n:
                                     random.randrange(1, 99)),
    "times-reversed": put("ContentTime", lambda d, i, n: "%06d" % (n - i)),
    "series-number-absent": put("SeriesNumber", None),
}


# ---- the RTSTRUCT: f(data set) ----

def contours(rt):
    for rc in rt.get("ROIContourSequence") or []:
        yield from rc.get("ContourSequence") or []


def drop(ds, keyword):
    if keyword in ds:
        del ds[keyword]


def frames(rt):
    return list(rt.get("ReferencedFrameOfReferenceSequence") or [])


def studies(rt):
    return [s for f in frames(rt) for s in
            f.get("RTReferencedStudySequence") or []]


def series(rt):
    return [s for st in studies(rt) for s in
            st.get("RTReferencedSeriesSequence") or []]


def no_frame_sequence(rt):
    drop(rt, "ReferencedFrameOfReferenceSequence")


def no_studies(rt):
    for f in frames(rt):
        drop(f, "RTReferencedStudySequence")


def no_series(rt):
    for s in studies(rt):
        drop(s, "RTReferencedSeriesSequence")


def no_listed(rt):
    for s in series(rt):
        drop(s, "ContourImageSequence")


def no_named(rt):
    for c in contours(rt):
        drop(c, "ContourImageSequence")


def no_roi_frames(rt):
    for r in rt.StructureSetROISequence:
        drop(r, "ReferencedFrameOfReferenceUID")


def no_own_frame(rt):
    drop(rt, "FrameOfReferenceUID")


def no_item_frame(rt):
    for f in frames(rt):
        drop(f, "FrameOfReferenceUID")


def other_frame(rt):
    rt.FrameOfReferenceUID = ELSEWHERE % 1
    for f in frames(rt):
        f.FrameOfReferenceUID = ELSEWHERE % 1
    for r in rt.StructureSetROISequence:
        r.ReferencedFrameOfReferenceUID = ELSEWHERE % 1


def dangling_listed(rt):
    for s in series(rt):
        for i, im in enumerate(s.get("ContourImageSequence") or []):
            im.ReferencedSOPInstanceUID = ELSEWHERE % (100 + i)


def dangling_named(rt):
    for i, c in enumerate(contours(rt)):
        for im in c.get("ContourImageSequence") or []:
            im.ReferencedSOPInstanceUID = ELSEWHERE % (100 + i)


def dangling_series(rt):
    for s in series(rt):
        s.SeriesInstanceUID = ELSEWHERE % 2


def named_shifted(rt):
    """Each contour names the image of the next one."""
    items = [c for c in contours(rt) if c.get("ContourImageSequence")]
    uids = [c.ContourImageSequence[0].ReferencedSOPInstanceUID for c in items]
    for c, u in zip(items, uids[1:] + uids[:1]):
        c.ContourImageSequence[0].ReferencedSOPInstanceUID = u


def points(value):
    def f(rt):
        for c in contours(rt):
            v = value(c) if callable(value) else value
            if v is None:
                drop(c, "NumberOfContourPoints")
            else:
                c.NumberOfContourPoints = v
    return f


def triples(c):
    d = list(c.ContourData or [])
    return [d[i:i + 3] for i in range(0, len(d), 3)]


def data(change):
    def f(rt):
        for c in contours(rt):
            if c.get("ContourGeometricType") == "CLOSED_PLANAR":
                t = change(triples(c))
                c.ContourData = [v for p in t for v in p]
                c.NumberOfContourPoints = len(t)
    return f


def reverse(*keywords):
    def f(rt):
        for k in keywords:
            for ds in [rt] + list(rt.get("ROIContourSequence") or []):
                if ds.get(k):
                    ds[k].value = pydicom.Sequence(list(ds[k].value)[::-1])
    return f


def twice(rt):
    for rc in rt.get("ROIContourSequence") or []:
        if rc.get("ContourSequence"):
            rc.ContourSequence = pydicom.Sequence(
                list(rc.ContourSequence) +
                [copy.deepcopy(c) for c in rc.ContourSequence])


def both(*fs):
    def f(rt):
        for g in fs:
            g(rt)
    return f


nothing_named = both(no_listed, no_named)
no_frames = both(no_frame_sequence, no_roi_frames, no_own_frame)

STRUCT = {
    "no-referenced-frame-sequence": no_frame_sequence,
    "no-referenced-study": no_studies,
    "no-referenced-series": no_series,
    "no-images-listed": no_listed,
    "no-images-named": no_named,
    "no-images-at-all": nothing_named,
    "no-frame-in-rois": no_roi_frames,
    "no-frame-of-its-own": no_own_frame,
    "no-frame-in-sequence": no_item_frame,
    "no-frame-at-all": both(no_roi_frames, no_own_frame, no_item_frame),
    "listed-dangle": dangling_listed,
    "named-dangle": dangling_named,
    "all-dangle-but-the-series": both(dangling_listed, dangling_named),
    "series-dangles": dangling_series,
    "named-are-the-next": named_shifted,
    "frame-differs": other_frame,
    "point-count-absent": points(None),
    "point-count-0": points(0),
    "point-count-3": points(3),
    "point-count-large": points(99999),
    "point-count-one-more": points(lambda c: len(triples(c)) + 1),
    "rois-reversed": reverse("StructureSetROISequence",
                             "ROIContourSequence"),
    "contours-reversed": reverse("ContourSequence"),
    "points-reversed": data(lambda t: t[::-1]),
    "points-from-the-third-on": data(lambda t: t[2:] + t[:2]),
    "first-point-again": data(lambda t: t + t[:1]),
    "contours-twice": twice,
    # nothing but the frame of reference is left
    "only-the-frame": both(nothing_named, no_series),
    "everything-dangles": both(dangling_listed, dangling_named,
                               dangling_series),
    # nothing but the position
    "only-the-position": both(nothing_named, no_frames),
    # nothing at all: the frame says that it is another place
    "another-frame-and-no-image": both(no_frame_sequence, no_named,
                                       other_frame),
}


def names(files, how):
    """New names in the order of the old ones."""
    for i, path in enumerate(sorted(files)):
        new = {"names-reversed": "%04d.dcm" % (len(files) - i),
               "names-random": "%08x.dcm" % random.getrandbits(32),
               "names-without-suffix": "IM%05d" % i}[how]
        os.rename(path, os.path.join(os.path.dirname(path), new))


def make(study, to):
    random.seed(1)
    files = sorted(glob.glob(study + "/DCM/*"))
    struct = glob.glob(study + "/Structure/*")[0]
    for name in list(IMAGES) + list(STRUCT) + [
            "names-reversed", "names-random", "names-without-suffix"]:
        d = os.path.join(to, name)
        os.makedirs(d + "/DCM")
        os.makedirs(d + "/Structure")
        for i, path in enumerate(files):
            out = d + "/DCM/" + os.path.basename(path)
            if name not in IMAGES:
                os.link(path, out)
                continue
            ds = pydicom.dcmread(path)
            IMAGES[name](ds, i, len(files))
            ds.save_as(out)
        if name in STRUCT:
            ds = pydicom.dcmread(struct)
            STRUCT[name](ds)
            ds.save_as(d + "/Structure/" + os.path.basename(struct))
        else:
            shutil.copy(struct, d + "/Structure/")
        if name.startswith("names-"):
            names(glob.glob(d + "/DCM/*"), name)


def masks(study):
    """{source image: digest of its overlay plane}"""
    out = {}
    for path in glob.glob(study + "/Addition/*"):
        ds = pydicom.dcmread(path)
        src = ds.SourceImageSequence[0].ReferencedSOPInstanceUID
        assert src not in out
        out[src] = hashlib.sha256(ds[0x6000, 0x3000].value).hexdigest()
    return out


def verdict(study):
    with open(study + "/.netrt/last") as f:
        said = dict(line.rstrip("\n").split(" ", 1) for line in f)
    return said["code"], said.get("message", "")


def check(study, where):
    want = masks(study)
    assert want
    for d in sorted(glob.glob(where + "/*")):
        got = masks(d)
        if got == want:
            said = "same"
        elif not got:
            said = "refused %s: %s" % verdict(d)
        else:
            said = "OTHER %d of %d images" % (
                sum(got.get(k) != want[k] for k in want), len(want))
        print(os.path.basename(d), said)


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](*sys.argv[2:])
