#!/bin/sh
# netrt-mask and netrt-anon: contours of more than 64 KiB, which no DS of
# explicit VR can hold (PS3.5 6.2.2: UN), with exponents and numbers of 16
# characters (netrt-study(5), QUIRKS 11 and 14): the mask is that of the few
# points that make the same shape.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null ||
    skip_all 'python3-pydicom, python3-numpy'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false, site_code: LRG, pid_mapping_file: $T/pid}
E
export NETRT_CONFIG="$T/c.yaml"
large() {
	/usr/bin/python3 -W ignore "$TOP/test/large.py" "$@"
}

mkdir "$T/few"
mkstudy -S -r 48 -c 48 -n 3 -s box,ring "$T/few" >/dev/null || exit 99
netrt-mask "$T"/few/UID_* >/dev/null || exit 99
large masks "$T"/few/UID_*/Addition >"$T/want"
for syntax in explicit implicit; do
	cp -r "$T/few" "$T/$syntax"
	S=$(ls -d "$T/$syntax"/UID_*)
	rm -rf "$S/.netrt" "$S/Addition"
	large grow "$S"/Structure/* $syntax || exit 99
	is "$syntax: how it is written" "$(dcmdump -q +P 3006,0050 \
	    "$S"/Structure/* | awk '{ print $2 }' | sort -u)" \
	    "$([ $syntax = explicit ] && echo UN || echo DS)"
	ok "$syntax: validated" netrt-validate "$S"
	ok "$syntax: masked" netrt-mask "$S"
	is "$syntax: the same mask" "$(large masks "$S/Addition")" \
	    "$(cat "$T/want")"
	a='-o anonymization.enabled=true'
	# shellcheck disable=SC2086  # an option and its value
	ok "$syntax: de-identified" netrt-anon $a "$S"
	# pydicom reads it too, and the numbers are the same
	ok "$syntax: nothing is lost" large same "$S"/Structure/* \
	    "$S"/Anon/Structure/*
	# shellcheck disable=SC2086
	ok "$syntax: then masked" netrt-mask $a "$S"
	is "$syntax: the same mask then" "$(large masks "$S/Addition")" \
	    "$(cat "$T/want")"
done
done_testing
