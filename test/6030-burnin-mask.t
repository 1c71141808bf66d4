#!/bin/sh
# netrt-mask, then netrt-burnin: the overlay planes stay, and the objects are
# as good as before.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

# of each file of DIR, by Instance Number: what is to stay
stays() {
	for f in "$1"/*.dcm; do
		dcmdump -q -M +L +P 0020,0013 +P 0008,0008 +P 6000,3000 \
		    +P 6000,1500 +P 6000,0010 +P 0008,2112 +P 0028,0301 \
		    +P 0020,0032 +P 0020,0052 +P 0008,0023 "$f" |
		    grep -v '^ *(fffe' | tr -s '\n' ' '
		echo
	done | sort
}
errors() {
	for f in "$1"/*.dcm; do dciodvfy -new "$f" 2>&1; done |
	    grep '^Error' | sort | uniq -c
}

for m in CT MR PT; do
	mkdir "$T/$m"
	mkstudy -S -m $m -n 4 "$T/$m" >/dev/null || exit 99
	for s in "$T/$m"/UID_*; do :; done
	code 0 "$m: mask" netrt-mask "$s"
	code 0 "$m: burnin" netrt-burnin "$s"
	is "$m: overlay, geometry, type and source stay" \
	    "$(stays "$s/Burnin")" "$(stays "$s/Addition")"
	is "$m: no new error by dciodvfy" "$(errors "$s/Burnin")" \
	    "$(errors "$s/Addition")"
	is "$m: as many" "$(find "$s/Burnin" -name '*.dcm' | wc -l)" 4
done

# other contours: the mask is another, and so is what is made of it
names() { (cd "$s/Burnin" && find . -type f | sort); }
names >"$T/before"
code 0 'without the ring' netrt-mask \
    -o 'processing.exclude_roi=[Ring]' "$s"
code 66 'a mask of other settings' netrt-burnin "$s"
code 0 'burnin' netrt-burnin \
    -o 'processing.exclude_roi=[Ring]' "$s"
is 'no UID is used again' "$(names | cat - "$T/before" | sort | uniq -d)" ''
done_testing
