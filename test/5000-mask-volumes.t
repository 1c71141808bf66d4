#!/bin/sh
# netrt-mask: the volumes of phantoms, however their slices lie.  measure
# counts the bits in the files; mkstudy computes the volume from the shapes.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

# masked OPTION...: a study in $S, masked
masked() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
	netrt-mask "$S" >"$T/out" 2>"$T/err"
}

# within PERCENT GOT WANT
within() {
	awk -v p="$1" -v a="$2" -v b="$3" 'BEGIN {
		d = (a - b) / b * 100
		exit !(b > 0 && d <= p && d >= -p)
	}'
}

# volume WHAT OPTION...: counted bits, report and shape agree
volume() {
	volume_what=$1
	shift
	ok "$volume_what" masked "$@"
	got=$(measure "$S"/Addition/* | sed -n 's/.*mask_ml //p' | head -n 1)
	said=$(sed -n 's/^volume_ml //p' "$S/.netrt/report.mask" | head -n 1)
	want=$(sed -n 's/^merged //p' "$T/words")
	ok "$volume_what: volume $got, $want expected" within 1 "$got" "$want"
	is "$volume_what: the report says the same" "$said" "$got"
}

fine='-r 144 -c 144 -n 40'
for k in gantry-tilt oblique,edge coronal,anisotropic sagittal,flipped \
    irregular; do
	volume "$k" $fine -k $k
done
volume 'an odd width' -r 135 -c 155 -n 40
volume 'MR, an image upright' -r 164 -c 81 -n 40 -m MR -k oblique
volume 'PET' $fine -m PT -k gantry-tilt,irregular

# exact to the voxel: its edges lie half way between the pixels
masked -r 64 -c 64 -n 12 -s box
is 'the box is exact' "$(sed -n 's/^volume_ml //p' "$S/.netrt/report.mask")" \
    "$(awk '/^merged/ {printf "%.3f", $2}' "$T/words")"

# a slice that is not there: nothing moves onto its neighbours
small='-r 48 -c 48 -n 12'
masked $small
(cd "$S/Addition" && for f in *; do
	dcmdump +P 0020,0032 +P 6000,3000 +L "$f" | sort -u | sha256sum
done | sort) >"$T/all"
masked $small -k missing-image
(cd "$S/Addition" && for f in *; do
	dcmdump +P 0020,0032 +P 6000,3000 +L "$f" | sort -u | sha256sum
done | sort) >"$T/most"
is 'all other slices are as before' "$(comm -13 "$T/all" "$T/most")" ''
is 'one is missing' "$(comm -23 "$T/all" "$T/most" | wc -l)" 1
done_testing
