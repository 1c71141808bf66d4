#!/usr/bin/python3
"""ROI names in the character sets of DICOM (PS3.3 C.12.1.1.2).

make STUDY DIR: DIR/CASE for each case, with its names in the RTSTRUCT of the
study, whose images are in UTF-8
check DIR: a line a case, "CASE ok" or what the labels of its overlay planes
are instead

The bytes are made by Python's codecs and the escape sequences written here,
not by what reads them.
"""
import glob
import shutil
import sys
import pydicom


def with_5c(codec, low, high):
    """A character of two bytes whose second one is a backslash."""
    return next(chr(c) for c in range(low, high)
                if b"\\" in chr(c).encode(codec, "ignore")[1:])


JIS5C = next(chr(c) for c in range(0x4e00, 0x9fff)
             if b"\\" in chr(c).encode("iso2022_jp", "ignore")[3:-3])
GB5C = with_5c("gb18030", 0x4e00, 0x9fff)
KR = "\uc885\uc591"
JP = "\u8178"


def jis(text):
    return text.encode("iso2022_jp")


def ksc(text):
    return b"\x1b$)C" + text.encode("euc_kr")


CASES = {
    "latin1": ("ISO_IR 100", [("L\xe4sion \xbd", None, "latin-1")]),
    "latin2": ("ISO_IR 101", [("\u0141uk", None, "iso8859-2")]),
    "cyrillic": ("ISO_IR 144", [("\u041e\u043f\u0443\u0445", None,
                                 "iso8859-5")]),
    "greek": ("ISO_IR 126", [("\u03a9", None, "iso8859-7")]),
    "utf8": ("ISO_IR 192", [("Gr\xf6\xdfe \u03a9 \u8178", None, "utf-8")]),
    "gb18030": ("GB18030", [("\u80bf\u7624 PTV", None, "gb18030"),
                            (GB5C + "x", None, "gb18030")]),
    "gbk": ("GBK", [(GB5C + "1", None, "gbk")]),
    # the default repertoire first, others after an escape
    "ir6": ("ISO 2022 IR 6", [("plain", b"plain", None)]),
    "ir87": ("\\ISO 2022 IR 87", [("GTV " + JP, b"GTV " + jis(JP), None),
                                  (JIS5C + "2", jis(JIS5C + "2"), None)]),
    "ir149": ("\\ISO 2022 IR 149", [("CTV " + KR, b"CTV " + ksc(KR), None),
                                    (KR, ksc(KR), None)]),
    "ir58": ("\\ISO 2022 IR 58", [("\u80bf1", b"\x1b$)A" +
                                   "\u80bf1".encode("gb2312"), None)]),
    "ir100+144": ("ISO 2022 IR 100\\ISO 2022 IR 144",
                  [("\xe4 \u0416", b"\xe4 \x1b-L\xb6", None)]),
    "none": ("", [("1,SUV_primair", b"1,SUV_primair", None),
                  ("*Skull", b"*Skull", None),
                  ("LUNGS-ITV's", b"LUNGS-ITV's", None)]),
    "odd": ("", [("../../etc/passwd", b"../../etc/passwd", None),
                 ("a/b c;$(x)%s", b"a/b c;$(x)%s", None),
                 ("ROI 7", b"", None)]),
    "twins": ("", [("same", b"same", None), ("same", b"same ", None),
                   ("same", b" same", None)]),
}


def put(case, path):
    """pydicom would decode and encode: the bytes are put in place of others
    of the same length."""
    ds = pydicom.dcmread(path)
    charset, names = CASES[case]
    ds.SpecificCharacterSet = charset.split("\\")
    put_in = {}
    for i, (roi, (text, data, codec)) in enumerate(
            zip(ds.StructureSetROISequence, names)):
        data = text.encode(codec) if data is None else data
        data += b" " * (len(data) % 2)
        roi.ROIName = (chr(ord("A") + i) + "@" * len(data))[:len(data)]
        put_in[roi.ROIName.encode()] = data
    ds.save_as(path)
    with open(path, "rb") as f:
        whole = f.read()
    for old, new in put_in.items():
        if old:
            assert whole.count(old) == 1, case
            whole = whole.replace(old, new)
    with open(path, "wb") as f:
        f.write(whole)


def check(case, path):
    ds = pydicom.dcmread(path)
    want = [n[0] for n in CASES[case][1]]
    got = [str(ds[0x6000 + 2 * i, 0x1500].value).strip()
           for i in range(len(want))]
    print(case, "ok" if got == want else "%a, not %a" % (got, want))


for name in CASES:
    if sys.argv[1] == "make":
        to = sys.argv[3] + "/" + name
        shutil.copytree(sys.argv[2], to)
        put(name, glob.glob(to + "/Structure/*")[0])
    else:
        made = glob.glob(sys.argv[2] + "/" + name + "/Addition/*")
        if made:
            check(name, made[0])
