#!/usr/bin/python3
"""Images of many layouts for netrt-burnin, and a check of what it made.

make DIR: DIR/<name>.dcm for each layout
check DIR BURNIN: one line "<name> ok" or "<name> <what is wrong>" for each
image of BURNIN, compared with DIR/<name>.dcm (its Series Description).
Own decoder of samples: nothing of pydicom's pixel handling is trusted.
"""
import os
import sys
import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (ExplicitVRLittleEndian, ImplicitVRLittleEndian,
                         ExplicitVRBigEndian)

CT = "1.2.840.10008.5.1.4.1.1.2"
ROOT = "1.2.826.0.1.3680043.2.1125.7."


def base(name, n, words, rows, cols, **kw):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.MediaStorageSOPClassUID = CT
    ds.file_meta.MediaStorageSOPInstanceUID = ROOT + "1.%d" % n
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.ImageType = ["DERIVED", "SECONDARY", "AXIAL"]
    ds.SOPClassUID = CT
    ds.SOPInstanceUID = ROOT + "1.%d" % n
    ds.StudyInstanceUID = ROOT + "2"
    ds.SeriesInstanceUID = ROOT + "3.%d" % (n % 3)
    ds.StudyDate = ds.SeriesDate = "20200101"
    ds.StudyTime = ds.SeriesTime = "120000"
    ds.Modality = "CT"
    ds.SeriesDescription = name
    ds.PatientName = "Test^Burnin"
    ds.PatientID = "T"
    ds.InstanceNumber = n
    ds.BurnedInAnnotation = "NO"
    ds.DerivationDescription = "Mask"
    ds.Rows, ds.Columns = rows, cols
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.BitsAllocated = words.dtype.itemsize * 8
    ds.BitsStored = kw.pop("BitsStored", ds.BitsAllocated)
    ds.HighBit = kw.pop("HighBit", ds.BitsStored - 1)
    ds.PixelRepresentation = 0
    for k, v in kw.items():
        setattr(ds, k, v)
    raw = words.tobytes()
    ds.PixelData = raw + b"\0" * (len(raw) % 2)
    ds["PixelData"].VR = "OW" if ds.BitsAllocated == 16 else "OB"
    return ds


def scene(rows, cols, low, high):
    """A disc with noise on a ground."""
    y, x = np.mgrid[0:rows, 0:cols]
    r = np.hypot((y - rows / 2) / rows, (x - cols / 2) / cols)
    rng = np.random.default_rng(rows * 1000 + cols)
    v = np.where(r < 0.4, high - (high - low) * r, low)
    return np.clip(v + rng.integers(-9, 10, v.shape), low, high).astype(int)


def overlay(ds, rows, cols):
    ds.add_new(0x60000010, "US", rows)
    ds.add_new(0x60000011, "US", cols)
    ds.add_new(0x60000040, "CS", "R")
    ds.add_new(0x60000050, "SS", [1, 1])
    ds.add_new(0x60000100, "US", 1)
    ds.add_new(0x60000102, "US", 0)
    bits = np.random.default_rng(5).integers(0, 256, rows * cols // 8)
    ds.add_new(0x60003000, "OW", bits.astype(np.uint8).tobytes())


def make(top):
    n = 0

    def save(name, words, rows, cols, syntax=None, **kw):
        nonlocal n
        n += 1
        extra = kw.pop("extra", None)
        ds = base(name, n, words, rows, cols, **kw)
        if extra:
            extra(ds)
        if syntax:
            ds.file_meta.TransferSyntaxUID = syntax
        ds.is_little_endian = syntax != ExplicitVRBigEndian
        ds.is_implicit_VR = syntax == ImplicitVRLittleEndian
        if not ds.is_little_endian:
            ds.PixelData = words.astype(words.dtype.newbyteorder(">")
                                        ).tobytes()
        ds.preamble = b"\0" * 128
        ds.save_as(os.path.join(top, name + ".dcm"), write_like_original=False)

    ct = scene(512, 512, -1000, 1500)
    hu = dict(RescaleIntercept="-1024", RescaleSlope="1",
              WindowCenter=["40", "400"], WindowWidth=["400", "2000"])
    save("s16", ct.astype("<i2"), 512, 512, PixelRepresentation=1,
         WindowCenter="40", WindowWidth="400", extra=lambda d: overlay(
             d, 512, 512))
    save("u12", (scene(256, 256, 24, 3000)).astype("<u2"), 256, 256,
         BitsStored=12, SmallestImagePixelValue=24,
         LargestImagePixelValue=3000, SmallestPixelValueInSeries=24, **hu)
    save("s12", scene(128, 128, -1000, 1000).astype("<i2"), 128, 128,
         BitsStored=12, PixelRepresentation=1)
    save("s12zero", (scene(128, 128, -1000, 1000).astype("<i2")
                     & 0xFFF).astype("<i2"), 128, 128,
         BitsStored=12, PixelRepresentation=1)
    save("u12high15", (scene(128, 128, 0, 3000) * 16 + 5).astype("<u2"),
         128, 128, BitsStored=12, HighBit=15)
    save("embedded", (scene(128, 128, 0, 3000) | 0x5000).astype("<u2"),
         128, 128, BitsStored=12, extra=lambda d: (
             d.add_new(0x60000010, "US", 128),
             d.add_new(0x60000011, "US", 128),
             d.add_new(0x60000100, "US", 16),
             d.add_new(0x60000102, "US", 12)))
    save("u8", scene(128, 128, 10, 200).astype("u1"), 128, 128)
    save("mono1", scene(256, 256, 0, 1023).astype("<u2"), 256, 256,
         BitsStored=10, PhotometricInterpretation="MONOCHROME1",
         WindowCenter="512", WindowWidth="1024")
    rgb = np.stack([scene(120, 256, 0, 255)] * 3)
    rgb[1] //= 2
    col = dict(SamplesPerPixel=3, PhotometricInterpretation="RGB")
    save("rgb", rgb.transpose(1, 2, 0).astype("u1"), 120, 256,
         PlanarConfiguration=0, **col)
    save("planar", rgb.astype("u1"), 120, 256, PlanarConfiguration=1, **col)
    save("ybr", rgb.astype("u1"), 120, 256, SamplesPerPixel=3,
         PlanarConfiguration=1, PhotometricInterpretation="YBR_FULL")
    save("small", scene(64, 64, 0, 900).astype("<u2"), 64, 64, BitsStored=12)
    save("odd", scene(115, 91, 0, 200).astype("u1"), 115, 91)
    save("constant", np.zeros((256, 256), "<i2"), 256, 256,
         PixelRepresentation=1)
    pad = scene(256, 256, -900, 900)
    pad[:20] = -2000
    pad[-20:] = -2000
    save("padded", pad.astype("<i2"), 256, 256, PixelRepresentation=1,
         extra=lambda d: d.add_new(0x00280120, "SS", -2000))
    save("metal", np.where(pad == -2000, -32768, pad).astype("<i2"), 256,
         256, PixelRepresentation=1)
    save("frames", np.stack([scene(64, 64, 0, 900)] * 3).astype("<u2"), 64,
         64, NumberOfFrames=3)
    save("implicit", ct.astype("<i2"), 512, 512, ImplicitVRLittleEndian,
         PixelRepresentation=1)
    save("bigendian", scene(256, 256, 0, 999).astype("<u2"), 256, 256,
         ExplicitVRBigEndian)
    save("long", scene(128, 128, 0, 999).astype("<u2"), 128, 128,
         DerivationDescription="\u00e9" * 1024)
    # to be compressed by the caller
    save("c16", scene(128, 128, -900, 999).astype("<i2"), 128, 128,
         PixelRepresentation=1)
    save("c8", scene(128, 128, 0, 250).astype("u1"), 128, 128)
    save("crgb", rgb.transpose(1, 2, 0).astype("u1"), 120, 256,
         PlanarConfiguration=0, **col)
    # what cannot be drawn
    save("bad3x3", scene(3, 3, 0, 99).astype("<u2"), 3, 3)
    save("bad32", np.zeros((64, 64), "<u4"), 64, 64)
    save("badpalette", scene(64, 64, 0, 9).astype("u1"), 64, 64,
         PhotometricInterpretation="PALETTE COLOR")
    save("badshort", np.zeros((32, 64), "<u2"), 64, 64)
    save("badlut", np.zeros((64, 64), "<u2"), 64, 64, extra=lambda d:
         d.add_new(0x00283000, "SQ", [Dataset()]))


def words(ds):
    """The words of all samples: frames, rows, columns, samples."""
    kind = "<u2" if ds.BitsAllocated == 16 else "u1"
    frames = int(ds.get("NumberOfFrames", 1))
    shape = (frames, ds.Rows, ds.Columns, ds.SamplesPerPixel)
    a = np.frombuffer(ds.PixelData, kind)[:int(np.prod(shape))]
    if ds.SamplesPerPixel == 3 and ds.PlanarConfiguration == 1:
        return a.reshape(frames, 3, ds.Rows, ds.Columns).transpose(0, 2, 3, 1)
    return a.reshape(shape)


def values(ds, w):
    v = (w.astype(int) >> (ds.HighBit + 1 - ds.BitsStored)) & (
        (1 << ds.BitsStored) - 1)
    if ds.PixelRepresentation:
        v = np.where(v >> (ds.BitsStored - 1), v - (1 << ds.BitsStored), v)
    return v


CHANGED = {"SOPInstanceUID", "SeriesInstanceUID", "DerivationDescription",
           "PixelData", "SmallestImagePixelValue", "LargestImagePixelValue",
           "SmallestPixelValueInSeries", "LossyImageCompression",
           "LossyImageCompressionRatio", "LossyImageCompressionMethod"}


def attributes(a, b):
    for e in a:
        if e.keyword in CHANGED:
            continue
        if e.tag not in b or b[e.tag].value != e.value:
            return "%s differs" % e.tag
    for e in b:
        if e.tag not in a and e.keyword not in CHANGED:
            return "%s is new" % e.tag
    if a.get("LossyImageCompression") != b.get("LossyImageCompression"):
        return "lossy history"
    if not b.DerivationDescription.endswith("drawn into the pixel data"):
        return "no derivation description"
    if len(b.DerivationDescription) > 1024:
        return "derivation description too long"
    if not b.DerivationDescription.startswith(a.DerivationDescription[:900]):
        return "old derivation description lost"
    if b.SOPInstanceUID == a.SOPInstanceUID or \
       b.SeriesInstanceUID == a.SeriesInstanceUID:
        return "an old UID"
    if b.file_meta.MediaStorageSOPInstanceUID != b.SOPInstanceUID:
        return "file meta UID"
    return ""


def extremes(ds, v):
    """What is black and white: of the image and its window, no padding."""
    p = ds.get("PixelPaddingValue")
    v = v if p is None else v[v != p]
    low, high = v.min(), v.max()
    if "WindowCenter" in ds:
        first = lambda e: float(e[0] if isinstance(
            e, pydicom.multival.MultiValue) else e)
        c, w = first(ds.WindowCenter) - 0.5, first(ds.WindowWidth) - 1
        b = float(ds.get("RescaleIntercept", 0))
        low = min(low, int(np.floor(c - w / 2 - b)))
        high = max(high, int(np.ceil(c + w / 2 - b)))
    if low == high:
        high = low + 4095
    return low, high


def pixels(a, b):
    wa, wb = words(a), words(b)
    if wa.shape != wb.shape:
        return "shape"
    va, vb = values(a, wa), values(b, wb)
    rows, cols = a.Rows, a.Columns
    diff = (wa != wb).any(axis=(0, 3))
    ys, xs = np.nonzero(diff)
    if len(ys) == 0:
        return "nothing was drawn"
    # the box: the label is a rectangle; samples that happen to be black
    # already do not show, so its edges come from the text's rows
    r0, r1, c0, c1 = ys.min(), ys.max(), xs.min(), xs.max()
    share = 0.52 if min(rows, cols) < 128 else 0.26
    if r0 < rows * (1 - share) - 4 or r1 < rows * 0.9 or c1 < cols * 0.9:
        return "not in the lower right: rows %d-%d columns %d-%d" % (
            r0, r1, c0, c1)
    keep = ~(((1 << a.BitsStored) - 1) << (a.HighBit + 1 - a.BitsStored))
    above = ~((2 << a.HighBit) - 1)
    if not a.PixelRepresentation and ((wa ^ wb) & keep & 0xFFFF).any():
        return "unused bits changed"
    if a.PixelRepresentation and ((wa ^ wb) & keep & ~above & 0xFFFF).any():
        return "unused bits changed"
    box = vb[:, r0:r1 + 1, c0:c1 + 1]
    if a.SamplesPerPixel == 3:
        low, high = 0, 255
        if a.PhotometricInterpretation == "YBR_FULL":
            if (box[..., 1:] != 128).any():
                return "coloured"
            box = box[..., :1]
    else:
        low, high = extremes(a, va)
    if box.min() != low or box.max() != high:
        return "tones %d..%d, not %d..%d" % (box.min(), box.max(), low, high)
    black, white = (high, low) if a.PhotometricInterpretation == \
        "MONOCHROME1" else (low, high)
    if (box == white).mean() < 0.05 or (box == black).mean() < 0.25:
        return "no white text on black"
    # on noise the box shows to its border, which is black all around
    if a.SeriesDescription not in ("constant", "padded", "metal") and \
       any((side != black).any() for side in (box[:, 0], box[:, -1],
                                              box[:, :, 0], box[:, :, -1])):
        return "no black border"
    pad = a.get("PixelPaddingValue")
    if pad is not None and (box == pad).any():
        return "padding in the box"
    for k in ("SmallestImagePixelValue", "LargestImagePixelValue"):
        if k in a and b[k].value != (min if k[0] == "S" else max)(
                a[k].value, black if k[0] == "S" else white):
            return k
    if "SmallestPixelValueInSeries" in b:
        return "SmallestPixelValueInSeries"
    return ""


def check(ref, burnin):
    seen, series = set(), {}
    for f in sorted(os.listdir(burnin)):
        b = pydicom.dcmread(os.path.join(burnin, f))
        name = b.SeriesDescription
        a = pydicom.dcmread(os.path.join(ref, name + ".dcm"))
        if a.file_meta.TransferSyntaxUID == ExplicitVRBigEndian:
            a.PixelData = np.frombuffer(a.PixelData, ">u2").astype(
                "<u2").tobytes()
        if f != b.SOPInstanceUID + ".dcm" or f in seen:
            print(name, "file name")
        seen.add(f)
        if series.setdefault(a.SeriesInstanceUID,
                             b.SeriesInstanceUID) != b.SeriesInstanceUID:
            print(name, "series")
        print(name, attributes(a, b) or pixels(a, b) or "ok")
    print("series", len(set(series.values())))


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](*sys.argv[2:])
