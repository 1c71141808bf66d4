#!/usr/bin/python3
"""Every ROI of an RTSTRUCT alone: rois.py IMAGES RTSTRUCT STUDY CHECK

STUDY holds both; netrt-mask (in PATH) lays each ROI in a plane of its own,
16 at a time, and CHECK/overlay_score.py, as it is, judges each plane; what it
computes from IMAGES and RTSTRUCT is kept from one ROI to the next, since that
takes seconds.  A line each: "ok ROI N: ..." or "wrong ROI N: ...".  A ROI
without a plane is right when its reference is empty.
"""
import contextlib
import functools
import glob
import io
import json
import os
import re
import runpy
import subprocess
import sys
import warnings
warnings.filterwarnings("ignore")
import pydicom

IMAGES, RTSTRUCT, STUDY, CHECK = sys.argv[1:5]
sys.path.insert(0, CHECK)
import refmask


def kept(f, key):
    memo = {}

    @functools.wraps(f)
    def g(*a, **kw):
        k = key(a, kw)
        if k not in memo:
            memo[k] = f(*a, **kw)
        return memo[k]
    return g


pydicom.dcmread = kept(pydicom.dcmread, lambda a, kw: (
    str(a[0]), os.stat(a[0]).st_mtime_ns, tuple(sorted(kw.items()))))
refmask.load_dir = kept(refmask.load_dir, lambda a, kw: a)
refmask.stack = kept(refmask.stack, lambda a, kw: len(a[0]))
refmask.reference = kept(refmask.reference, lambda a, kw: 0)


def mask(names):
    """netrt-mask, these ROIs only; the images, or None when it refuses."""
    r = subprocess.run(
        ["netrt-mask", "-f", "-o", "processing.overlay_mode=per_roi",
         "-o", "processing.ignore_contour_names_containing=[]",
         "-o", "processing.include_roi=" + json.dumps(
             ["^" + re.sub(r"([][\\.^$*+?(){}|])", r"\\\1", n) + "$"
              for n in names]),
         STUDY], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if r.returncode == 0:
        return sorted(glob.glob(STUDY + "/Addition/*"))
    if r.returncode != 65:
        print("wrong: netrt-mask ended with %d: %s" % (r.returncode,
                                                       r.stderr[-300:]))
    return None


def groups(image):
    """{ROI number: group}, from the descriptions that netrt-mask writes."""
    ds, out = pydicom.dcmread(image), {}
    for g in range(0x6000, 0x6020, 2):
        m = re.match(r"ROI (-?\d+)", str(ds[g, 0x22].value)
                     if (g, 0x22) in ds else "")
        if m:
            out[int(m.group(1))] = g
    return out


def score(name, group):
    """What overlay_score.py says of one ROI: its status, its last line."""
    sys.argv = ["overlay_score.py", "--images", IMAGES, "--rtstruct",
                RTSTRUCT, "--result", STUDY + "/Addition", "--roi", name,
                "--group", "%04X" % group]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            runpy.run_path(CHECK + "/overlay_score.py", run_name="__main__")
            rc = 0
        except SystemExit as e:
            rc = e.code
    return rc, out.getvalue().strip().split("\n")[-1]


def reference():
    imgs, _ = refmask.load_dir(IMAGES)
    bys = {}
    for f, d in imgs:
        bys.setdefault((str(d.SeriesInstanceUID), int(d.Rows),
                        int(d.Columns)), []).append((f, d))
    sl, n = refmask.stack(bys[max(bys, key=lambda k: len(bys[k]))])
    return refmask.reference(sl, n, pydicom.dcmread(RTSTRUCT, force=True))[0]


def one(number, name, voxels, planes):
    if number not in planes:
        print("%s ROI %d: no plane, %d voxels expected" %
              ("wrong" if voxels else "ok", number, voxels))
        return
    rc, line = score(name, planes[number])
    print("%s ROI %d: %s" % ("wrong" if rc else "ok", number, line))


if __name__ == "__main__":
    ref = reference()
    todo = [(k, v[0], int(v[3].sum())) for k, v in ref.items()]
    if len({n for _, n, _ in todo}) != len(todo):
        print("wrong: two ROIs of one name")
    while todo:
        batch, todo = todo[:16], todo[16:]
        images = mask([n for _, n, _ in batch])
        found = groups(images[0]) if images else {}
        for roi in batch:
            one(*roi, found)
