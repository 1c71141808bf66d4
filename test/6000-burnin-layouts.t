#!/bin/sh
# netrt-burnin: the disclaimer in images of every layout; no sample outside
# of the box changes (test/burnin.py has its own decoder and compares).
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"
check() { /usr/bin/python3 "$TOP/test/burnin.py" "$@"; }
mkdir "$T/ref"
check make "$T/ref" || exit 99

# study NAME FILE...: a study of these images, burned in
study() {
	s=$T/UID_$1
	shift
	mkdir -p "$s/DCM"
	cp "$@" "$s/DCM"
	addition "$s" >/dev/null
}

good='s16 u12 s12 s12zero u12high15 embedded u8 mono1 rgb planar ybr small
    odd constant padded metal frames implicit bigendian long'
# shellcheck disable=SC2086
(cd "$T/ref" && for i in $good; do cp "$i.dcm" "$T/$i.dcm"; done)
study 1 "$T"/*.dcm
code 0 'layouts' netrt-burnin "$T/UID_1"
is 'the path is printed' "$(cat "$T/out")" "$T/UID_1"
check check "$T/ref" "$T/UID_1/Burnin" >"$T/res"
for i in $good; do
	is "$i" "$(grep "^$i " "$T/res")" "$i ok"
done
is 'one series for each' "$(grep '^series' "$T/res")" 'series 3'

# again
tree "$T/UID_1/Burnin" >"$T/before"
code 0 'done before' netrt-burnin "$T/UID_1"
code 0 'once more by force' netrt-burnin -f "$T/UID_1"
is 'the same UIDs and bytes' "$(tree "$T/UID_1/Burnin")" "$(cat "$T/before")"
code 0 'another text' netrt-burnin -o 'processing.burn_in_text=Other text' \
    "$T/UID_1"
names() { (cd "$T/UID_1/Burnin" && find . -type f | sort); }
is 'as many files' "$(names | wc -l)" "$(wc -l <"$T/before")"
is 'other UIDs' "$(names | while read -r f; do grep -F "$f" "$T/before"
    done)" ''

# compressed
packed() {	# NAME SOURCE WAY-BACK COMMAND...
	name=$1 src=$2 back=$3
	shift 3
	mkdir -p "$T/$name"
	"$@" "$T/ref/$src.dcm" "$T/$name/$src.dcm" || return
	study "$name" "$T/$name/$src.dcm"
	"$back" "$T/$name/$src.dcm" "$T/$name/ref.dcm" &&
	    mv "$T/$name/ref.dcm" "$T/$name/$src.dcm"
	code 0 "$name" netrt-burnin "$T/UID_$name"
	is "$name: decoded, the rest unchanged" \
	    "$(check check "$T/$name" "$T/UID_$name/Burnin" | head -n 1)" \
	    "$src ok"
	is "$name: written as Explicit VR LE" \
	    "$(dcmdump -q +P 0002,0010 "$T/UID_$name"/Burnin/*.dcm |
	    grep -c LittleEndianExplicit)" 1
}
packed rle c16 dcmdrle dcmcrle
packed jpeg-lossless c16 dcmdjpeg dcmcjpeg +e1
packed jpeg-ls c16 dcmdjpls dcmcjpls
packed jpeg-lossy c8 dcmdjpeg dcmcjpeg +eb
packed rle-rgb crgb dcmdrle dcmcrle
packed jpeg-rgb crgb dcmdjpeg dcmcjpeg +eb
is 'lossy history' "$(dcmdump -q +P 0028,2110 \
    "$T"/UID_jpeg-lossy/Burnin/*.dcm | grep -c '\[01\]')" 1

# what cannot be drawn is refused, with a reason
for i in bad3x3 bad32 badpalette badshort badlut; do
	study "$i" "$T/ref/$i.dcm"
	code 65 "$i" netrt-burnin "$T/UID_$i"
	like "$i: a sentence and the file" "$(cat "$T/err")" \
	    "^netrt-burnin: .*UID_$i: Addition/$i.dcm: .{20}"
	is "$i: nothing on stdout" "$(cat "$T/out")" ''
	ok "$i: nothing is left" test ! -e "$T/UID_$i/Burnin" -a \
	    ! -e "$T/UID_$i/Burnin.tmp"
done
done_testing
