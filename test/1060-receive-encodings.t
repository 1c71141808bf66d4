#!/bin/sh
# Real files in every encoding there is, kept bit by bit.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
[ -n "$SHARED" ] || skip_all 'no real studies here'
plan 3
config
receive
sent=0
for f in "$SHARED"/data/encodings_a/*.dcm "$SHARED"/data/rtstruct_alone_a/*.dcm; do
	case $f in
	*no_meta*|*NoMeta*) continue ;;
	esac
	rm -rf "$T/w"/UID_*	# some share UIDs
	echo "${f##*/}: $(raw "$f")"
	sent=$((sent + 1))
	g=$(find "$T/w"/UID_* -name '*.dcm' 2>/dev/null)
	# a deflated one of an odd length is padded on its way
	[ -z "$g" ] || { same_data "$f" "$g" || [ "${f##*/}" = image_dfl.dcm ]; } &&
	    echo kept >>"$T/kept"
done >"$T/said"
# one has no study UID, one is cut off, the header of one names another object
is 'what was not stored' "$(grep -v 'accepted status 0000 released' \
    "$T/said")" 'JLSL_16_15_1_1F.dcm: accepted status A900 released
MR_truncated.dcm: accepted status C000 released
dicomrttool_template_empty_contour.dcm: accepted status A900 released'
is 'nothing was left out' "$(wc -l <"$T/said")" "$sent"
is 'the others are kept bit by bit' "$(grep -c kept "$T/kept")" "$sent"
stop_receive
