#!/bin/sh
# netrt-mask: seven shapes with a closed form, their contours cut exactly by
# the planes of images that lie in every way; the overlay bits against the
# shapes themselves (test/gen/shapes.c).  Dice 0.995 and 1 % of the volume are
# what is asked; that no more than a few pixels differ from "the centre is
# inside" (where a chord of the outline runs between curve and centre) is what
# a shift of a tenth of a pixel would break.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

stacks='hfs hfp ffs coronal sagittal oblique gantry-tilt non-square'
# every line of code is reached by these
case $B in *san*) stacks='oblique gantry-tilt' ;; esac

for s in $stacks; do
	shapes make $s "$T/$s" || exit 99
	ok "$s: masked" netrt-mask "$T/$s"
	ok "$s: Dice 0.995, 1 % of the volume" shapes check $s "$T/$s"
	sed 's/^/# /' "$T/out"
	is "$s: all shapes" "$(grep -c dice "$T/out")" 7
	is "$s: pixel by pixel" "$(awk '/dice/ {
		for (i = 1; i <= NF; i++)
			if ($i == "differ" && $(i + 1) > 10)
				print $2, $i, $(i + 1)
	}' "$T/out")" ''
	rm -rf "${T:?}/$s"
done
done_testing
