#!/bin/sh
# Pixel data is copied bit for bit, compressed or not.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { enabled: true, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"

# compare STUDY: pixel data and transfer syntax of all images
compare() {
	/usr/bin/python3 - "$1" <<-'END'
	import glob, sys, warnings, pydicom
	warnings.filterwarnings('ignore')
	big = '1.2.840.10008.1.2.2'
	n = 0
	for f in glob.glob(sys.argv[1] + '/DCM/*'):
	    a = pydicom.dcmread(f)
	    b = pydicom.dcmread('%s/Anon/DCM/%s.dcm' % (sys.argv[1],
	        a.SOPInstanceUID))
	    p, q = a.PixelData, b.PixelData
	    x, y = a.file_meta.TransferSyntaxUID, b.file_meta.TransferSyntaxUID
	    if x == big:
	        w = bytearray(p)
	        if a.BitsAllocated == 16:
	            w[0::2], w[1::2] = w[1::2], w[0::2]
	        p = bytes(w)
	    if x in (big, '1.2.840.10008.1.2.1.99'):
	        x = '1.2.840.10008.1.2.1'
	    if p != q or x != y:
	        print(f, 'differs', len(p), len(q), x, y)
	    n += 1
	print(n)
	END
}

for t in explicit implicit big-endian deflated; do
	mkstudy -S -n 2 -r 15 -c 33 -s box -t $t "$T/$t" >/dev/null
	S=$(ls -d "$T/$t"/UID_*)
	code 0 "$t" netrt-anon "$S"
	is 'the same pixels' "$(compare "$S")" 2
done
for t in +e1 +e4 +ar; do	# JPEG lossless, baseline-free; RLE
	mkstudy -S -n 2 -r 32 -c 32 -s box "$T/z$t" >/dev/null
	S=$(ls -d "$T/z$t"/UID_*)
	for f in "$S"/DCM/*; do
		case $t in
		+ar) dcmcrle "$f" "$T/x" ;;
		*) dcmcjpeg "$t" "$f" "$T/x" 2>/dev/null ;;
		esac && mv "$T/x" "$f"
	done
	code 0 "compressed $t" netrt-anon "$S"
	is 'the same fragments' "$(compare "$S")" 2
done
# overlays in bits of the pixel words: bit 13, and bit 5, which is a sample's
mkstudy -S -n 2 -r 16 -c 16 -s box "$T/o" >/dev/null
S=$(ls -d "$T"/o/UID_*)
cat >"$T/embed.py" <<'END'
import glob, sys, struct, pydicom
for f in glob.glob(sys.argv[1] + '/DCM/*'):
    ds = pydicom.dcmread(f)
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 12, 11, 0
    for g, bit in (0x6000, 13), (0x6002, 5):
        ds.add_new((g, 0x0010), 'US', 16)
        ds.add_new((g, 0x0011), 'US', 16)
        ds.add_new((g, 0x0100), 'US', 16)
        ds.add_new((g, 0x0102), 'US', bit)
    n = len(ds.PixelData) // 2
    ds.PixelData = struct.pack('<%dH' % n, *(
        (i % 4096 | (i % 3 == 0) << 13 | 1 << 15) for i in range(n)))
    ds.save_as(f)
END
cat >"$T/bits.py" <<'END'
import glob, sys, struct, pydicom
for f in glob.glob(sys.argv[1] + '/DCM/*'):
    ds = pydicom.dcmread(f)
    w = struct.unpack('<%dH' % (len(ds.PixelData) // 2), ds.PixelData)
    print([i for i in range(16) if any(v >> i & 1 for v in w)][-4:],
          all(v & 4095 == i % 4096 for i, v in enumerate(w)))
END
/usr/bin/python3 "$T/embed.py" "$S" || exit 99
bits() { /usr/bin/python3 "$T/bits.py" "$S/Anon" | sort -u; }
code 0 'standard, an overlay in the words' netrt-anon "$S"
is 'it stays' "$(bits)" '[6, 7, 13, 15] True'
code 0 'comprehensive' netrt-anon -o anonymization.mode=comprehensive "$S"
is 'it is cleared, and nothing else' "$(bits)" '[5, 6, 7, 15] True'
like 'and told of' "$(cat "$S/.netrt/report.anon")" \
    'overlays in unused bits of the pixel words were cleared in 2 images'
rm -rf "$S/Anon" "$S/.netrt"
for f in "$S"/DCM/*; do
	dcmcrle "$f" "$T/x" && mv "$T/x" "$f"
done
code 65 'compressed' netrt-anon -f -o anonymization.mode=comprehensive "$S"
like 'is refused' "$(cat "$T/err")" 'stands in bits of the compressed pixel data'
code 0 'unless it may pass' netrt-anon -o anonymization.mode=comprehensive \
    -o anonymization.allow_burned_in=true "$S"
if [ -n "$SHARED" ] && [ -d "$SHARED/data/encodings_a" ]; then
	mkdir -p "$T/real/Structure"
	for f in MR_small_jp2klossless MR_small_jpeg_ls_lossless JPEG-LL \
	    MR_small_bigendian SC_rgb_small_odd emri_small; do
		mkdir -p "$T/$f/DCM"
		cat "$SHARED/data/encodings_a/$f.dcm" >"$T/$f/DCM/$f.dcm"
		dcmodify -nb -i '(0010,0020)=X1' "$T/$f/DCM/$f.dcm" 2>/dev/null ||
		    fail "dcmodify $f"
		code 0 "$f" netrt-anon "$T/$f"
		is 'the same' "$(compare "$T/$f")" 1
	done
else
	skip 12 'no shared data'
fi
done_testing
