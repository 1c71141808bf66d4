#!/bin/sh
# netrt-send to a real storescp: what arrives is what was sent, down to the
# last value; compressed objects stay compressed.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
command -v storescp >/dev/null && command -v dcmcjpeg >/dev/null ||
    skip_all 'DCMTK is not installed'

# the values of a data set, after group 0002
values() {
	dcmdump -q +L "$1" | grep -a '^ *(' | grep -av '^(0002' |
	    sed 's/ *#.*//'
}

PORT=$(freeport)
mkdir "$T/rx"
TCP_NODELAY=1 storescp -q -aet ARC -od "$T/rx" +xa --fork "$PORT" \
    >"$T/scp" 2>&1 &
kill_later $!
D=$(dest arc "$PORT" 'series: [original]')
config
wait_for netrt-send -e
sendobj -n 3 -p 64 "$S"
sendobj -n 1 -u 4 -s 1.2.840.10008.1.2 "$S"
sendobj -n 1 -u 5 "$T/x"
for c in dcmcjpeg dcmcjpls dcmcrle; do
	n=$(( ${n:-5} + 1 ))
	sendobj -n 1 -u $n "$T/x"
	f=$T/x/DCM/1.2.3.$n.dcm
	dcmodify -q -nb -i SamplesPerPixel=1 -i BitsStored=16 -i HighBit=15 \
	    -i PhotometricInterpretation=MONOCHROME2 \
	    -i PixelRepresentation=0 "$f" && $c "$f" "$S/DCM/1.2.3.$n.dcm" ||
	    fail "$c"
done
code 0 'to storescp' netrt-send "$S"
is 'seven objects' "$(ls "$T/rx" | wc -l)" 7
is 'the journal' "$(journal arc)" '7 accepted 0000'
bad=
for f in "$T"/rx/*; do
	sop=${f##*/*.1.2.3.} sop=1.2.3.${sop##*.}
	o=$S/DCM/$sop.dcm
	values "$f" >"$T/a"
	values "$o" >"$T/b"
	[ -s "$T/a" ] && cmp -s "$T/a" "$T/b" || bad="$bad $sop"
	[ "$(dcmdump -q +P 0002,0010 "$f")" = \
	    "$(dcmdump -q +P 0002,0010 "$o")" ] || bad="$bad $sop(syntax)"
done
is 'with all values, in their transfer syntaxes' "$bad" ''
is 'three are compressed' "$(for f in "$T"/rx/*; do
    dcmdump -q +P 0002,0010 "$f"; done | grep -cE 'JPEG|RLE')" 3
done_testing
