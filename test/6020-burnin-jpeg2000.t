#!/bin/sh
# netrt-burnin: real files in JPEG 2000.
. "${0%/*}/lib.sh"
[ -d "$SHARED/data/encodings_a" ] || skip_all 'no shared studies'
plan 8

cat >"$T/c.yaml" <<-E
	directories: {working: $T, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"
for i in MR_small_jp2klossless 693_J2KR J2K_pixelrep_mismatch RG3_J2KI; do
	mkdir -p "$T/UID_$i/DCM"
	cp "$SHARED/data/encodings_a/$i.dcm" "$T/UID_$i/DCM"
	addition "$T/UID_$i" >/dev/null
	code 0 "$i" netrt-burnin "$T/UID_$i"
done

# the same images, uncompressed: all is equal but for the box
same() {
	/usr/bin/python3 - "$SHARED/data/encodings_a/$1.dcm" \
	    "$T/UID_$2"/Burnin/*.dcm "$3" <<-E
		import sys, pydicom, numpy
		a, b = [pydicom.dcmread(f).pixel_array for f in sys.argv[1:3]]
		y, x = numpy.nonzero(a.astype(int) != b.astype(int))
		sys.exit(not (len(y) and y.min() >= int(sys.argv[3])))
	E
}
ok 'MR: every sample outside of the box' \
    same MR_small_implicit MR_small_jp2klossless 36
ok 'CT: every sample outside of the box' same 693_UNCR 693_J2KR 489
get() { dcmdump -q +P "$2" "$T/UID_$1"/Burnin/*.dcm | sed 's/.*[[]\(.*\)[]].*/\1/'; }
is 'lossy history' "$(get RG3_J2KI 0028,2110)" 01
is 'signed samples that the codestream calls unsigned' \
    "$(/usr/bin/python3 -c 'import sys, pydicom
a = pydicom.dcmread(sys.argv[1]).pixel_array
print(a.min(), a.max() < 4096)' "$T/UID_J2K_pixelrep_mismatch"/Burnin/*.dcm)" \
    '-2000 True'
