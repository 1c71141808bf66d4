#!/bin/sh
# netrt-send with on_no_context: decompress: a PACS without compression gets
# copies with all pixels, a UID of their own and a true history, once.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
command -v storescp >/dev/null && command -v dcmcjpeg >/dev/null ||
    skip_all 'DCMTK is not installed'
PY=/usr/bin/python3

# pixels that are not all alike
head -c 2048 "$PY" >"$T/pixels"
image() {
	sendobj -n 1 -u "$1" -p 32 "$T/x"
	dcmodify -q -nb -i SamplesPerPixel=1 -i BitsStored=16 -i HighBit=15 \
	    -i PhotometricInterpretation=MONOCHROME2 \
	    -i PixelRepresentation=0 -i 'ImageType=ORIGINAL\PRIMARY\AXIAL' \
	    -if PixelData="$T/pixels" "$T/x/DCM/1.2.3.$1.dcm" || exit 99
}
# compressed NR COMMAND [OPTION...]
compressed() {
	image "$1"
	nr=$1
	shift
	"$@" "$T/x/DCM/1.2.3.$nr.dcm" "$S/DCM/1.2.3.$nr.dcm" || exit 99
}
# archive: a storescp that takes nothing compressed, or what the options say
archive() {
	[ -z "${SCP-}" ] || { kill "$SCP"; wait "$SCP" 2>/dev/null; }
	PORT=$(freeport)
	rm -rf "$T/rx"
	mkdir "$T/rx"
	TCP_NODELAY=1 storescp -q -od "$T/rx" "$@" "$PORT" >"$T/scp" 2>&1 &
	SCP=$!
	kill_later "$SCP"
	D=$(dest arc "$PORT" \
	    'series: [original], on_no_context: decompress')
	config
	wait_for netrt-send -e
}

sendobj -n 1 -u 9 "$S"
compressed 1 dcmcjpeg +e1
compressed 2 dcmcjpls
compressed 3 dcmcrle
compressed 4 dcmcjpls +en +un
compressed 5 dcmcjpeg +eb +un
for n in 1 2 3 4 5; do
	case $n in
	1 | 5) dcmdjpeg "$S/DCM/1.2.3.$n.dcm" "$T/x/$n.dcm" ;;
	2 | 4) dcmdjpls "$S/DCM/1.2.3.$n.dcm" "$T/x/$n.dcm" ;;
	3) dcmdrle "$S/DCM/1.2.3.$n.dcm" "$T/x/$n.dcm" ;;
	esac
done
dcmodify -q -nb -ea LossyImageCompression -ea LossyImageCompressionRatio \
    -ea LossyImageCompressionMethod -m 'ImageType=ORIGINAL\PRIMARY\AXIAL' \
    -ea SourceImageSequence -ea DerivationDescription "$S/DCM/1.2.3.4.dcm"

archive
D=$(dest arc "$PORT" 'series: [original]')
config
code 65 'by default they are refused: 65' netrt-send "$S"
like 'which names the key' "$(cat "$T/err")" \
    'accepts no presentation context .*on_no_context: decompress'
is 'the other one is there' "$(ls "$T/rx" | wc -l)" 1
rm -rf "$S"/.netrt/send.*
archive
code 0 'decompressed' netrt-send "$S"
is 'all six' "$(ls "$T/rx" | wc -l)" 6
like 'the report calls them sent' "$(cat "$S/.netrt/report.send")" \
    '^ORIGINAL to arc: 6 of 6 objects accepted, 5 of them as decompressed copies$'
is 'the journal knows the copies' "$(sed 1,2d "$S/.netrt/send.arc" |
    sed 's/.* copy=2.25.*/copy/; s/^accepted.*/as it is/' | sort | uniq -c |
    sed 's/^ *//')" '1 as it is
5 copy'
is 'nothing is left over' "$(ls "$S/.netrt" | grep -e sending -e storescu)" ''

# what arrived, against the decoders of DCMTK
cat >"$T/look.py" <<'EOF'
import glob, sys
import pydicom
t, journal = sys.argv[1], sys.argv[2]
copies = {}
for line in open(journal):
    f = line.split()
    if len(f) == 7 and f[6].startswith("copy="):
        copies[f[6][5:]] = f[4]
got = {}
for p in glob.glob(t + "/rx/*"):
    d = pydicom.dcmread(p)
    got[d.SOPInstanceUID] = d
for new, old in sorted(copies.items(), key=lambda c: c[1]):
    d = got[new]
    n = old.split(".")[-1]
    want = pydicom.dcmread(t + "/x/" + n + ".dcm")
    src = [i.ReferencedSOPInstanceUID for i in d.SourceImageSequence]
    code = d.SourceImageSequence[-1].PurposeOfReferenceCodeSequence[0]
    print(n, "uncompressed" if not d.file_meta.TransferSyntaxUID.is_compressed
          else "?", "pixels" if d.PixelData == want.PixelData and
          d.BitsStored == want.BitsStored and d.PhotometricInterpretation ==
          want.PhotometricInterpretation else "OTHER PIXELS",
          d.get("LossyImageCompression", "-"),
          d.get("LossyImageCompressionMethod", "-"),
          "ratio" if d.get("LossyImageCompressionRatio") else "-",
          d.ImageType[0], src[-1], code.CodeValue,
          "told" if "Decompressed for" in d.DerivationDescription else "?")
EOF
is 'pixels, history and source are right' \
    "$($PY "$T/look.py" "$T" "$S/.netrt/send.arc" 2>&1)" \
'1 uncompressed pixels - - - ORIGINAL 1.2.3.1 121322 told
2 uncompressed pixels - - - ORIGINAL 1.2.3.2 121322 told
3 uncompressed pixels - - - ORIGINAL 1.2.3.3 121322 told
4 uncompressed pixels 01 ISO_14495_1 ratio DERIVED 1.2.3.4 121330 told
5 uncompressed pixels 01 ISO_10918_1 ratio DERIVED 1.2.3.5 121330 told'
is 'without an error that the source has not' "$(for f in "$T"/rx/*; do
    dcmdump -q +P SOPInstanceUID "$f" >/dev/null || echo "$f"; done)" ''

# again: the same copies, and no others
cp "$S/.netrt/send.arc" "$T/journal"
rm -rf "$T"/rx/*
code 0 'again' netrt-send "$S"
is 'sends nothing' "$(ls "$T/rx")" ''
mkdir "$T/first"
code 0 '-f' netrt-send -f "$S"
mv "$T"/rx/* "$T/first/"
rm "$S/.netrt/send.arc"
code 0 'without a journal' netrt-send "$S"
is 'makes the same bytes under the same UIDs' \
    "$(cd "$T/rx" && for f in *; do cmp "$f" "$T/first/$f"; done)" ''

# what is not even offered, and a peer that takes some of it
archive +xr	# RLE as well
code 0 'a peer that takes RLE' netrt-send "$S"
is 'gets that as it is' "$(grep -c copy= "$S/.netrt/send.arc")" 4
archive +xa
D=$(dest arc "$PORT" 'series: [original], on_no_context: decompress,
  transfer_syntaxes: [1.2.840.10008.1.2.1]')
config
code 0 'a peer that is not offered any' netrt-send "$S"
is 'gets copies' "$(grep -c copy= "$S/.netrt/send.arc")" 5
code 0 '-n -f' netrt-send -n -f "$S"
is 'shows them under their UIDs' "$(grep -c ' 2\.25\.' "$T/out")" 5

# what cannot be decoded
rm -f "$S/.netrt/inputs"
dcmodify -q -nb -m 'Rows=31' "$S/DCM/1.2.3.1.dcm"
archive
code 65 'one that cannot be decoded: 65' netrt-send "$S"
like 'says which' "$(cat "$T/err")" 'DCM/.*: \(7FE0,0010\): not decoded'

# JPEG 2000, as real files have it
J=$SHARED/data/encodings_a
if [ -d "$J" ]; then
	rm -rf "$S"
	mkdir -p "$S/DCM"
	cp "$J/MR_small_jp2klossless.dcm" "$J/RG3_J2KI.dcm" "$S/DCM"
	dcmodify -q -nb -ea LossyImageCompression -m \
	    'ImageType=ORIGINAL\PRIMARY' "$S/DCM/RG3_J2KI.dcm"
	archive
	code 0 'JPEG 2000' netrt-send "$S"
	is 'the samples, and the history of the lossy one' \
	    "$($PY - "$T" "$J" <<-'EOF'
		import glob, sys, pydicom
		got = [pydicom.dcmread(p) for p in glob.glob(sys.argv[1] +
		    "/rx/*")]
		mr = pydicom.dcmread(sys.argv[2] + "/MR_small_implicit.dcm")
		for d in sorted(got, key=lambda d: d.Rows):
		    print(d.Rows, d.ImageType[0],
		        d.get("LossyImageCompression", "-"),
		        d.get("LossyImageCompressionMethod", "-"),
		        d.PixelData == mr.PixelData)
	EOF
	)" '64 DERIVED - - True
1760 DERIVED 01 ISO_15444_1 False'
else
	skip 2 'no shared studies'
fi

# a whole study: what refers to the images names the copies
rm -rf "$S" "$T"/UID_*
mkstudy -S -r 40 -c 40 -n 4 -s box "$T" >/dev/null || exit 99
S=$(ls -d "$T"/UID_*)
for f in "$S"/DCM/*; do
	dcmcjpeg "$f" "$T/f" && mv "$T/f" "$f" || exit 99
done
archive
D=$(dest arc "$PORT" 'series: [original, overlay, segmentation],
  on_no_context: decompress')
config 'feature_flags: {enable_segmentation_export: true}'
netrt-mask "$S" >/dev/null 2>"$T/err" || exit 99
code 0 'a study with contours and a Segmentation' netrt-send "$S"
cat >"$T/refs.py" <<'EOF'
import glob, sys
import pydicom
got = [pydicom.dcmread(p) for p in glob.glob(sys.argv[1] + "/rx/*")]
have = {d.SOPInstanceUID for d in got}
def refs(d, out):
    for e in d:
        if e.VR == "SQ":
            for i in e.value:
                refs(i, out)
        elif e.keyword == "ReferencedSOPInstanceUID" and "SOPClass" not in \
                e.keyword:
            out.append((d.get("ReferencedSOPClassUID"), e.value))
for d in sorted(got, key=lambda d: d.Modality):
    if d.Modality in ("RTSTRUCT", "SEG"):
        out = []
        refs(d, out)
        images = {u for c, u in out if c == "1.2.840.10008.5.1.4.1.1.2"}
        print(d.Modality, len(images), len(images - have))
EOF
is 'RTSTRUCT and Segmentation name 4 images each, all there' \
    "$($PY "$T/refs.py" "$T" 2>&1)" 'RTSTRUCT 4 0
SEG 4 0'
is 'eight copies' "$(grep -c copy= "$S/.netrt/send.arc")" 8
: >"$T/err"
code 0 'again' netrt-send -n "$S"
is 'nothing is left to send' "$(cat "$T/out")" ''
done_testing
