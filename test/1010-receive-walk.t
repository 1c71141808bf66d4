#!/bin/sh
# The structural walk over every real file there is: whole ones pass, and
# those known to be damaged or without a header do not.
. "${0%/*}/lib.sh"
[ -n "$SHARED" ] || skip_all 'no real studies here'
plan 3
find "$SHARED/data" -name '*.dcm' -print >"$T/files"
xargs -d '\n' "$B/test/unit-part10" <"$T/files" >"$T/walked"
is 'all were walked' "$(wc -l <"$T/walked")" "$(wc -l <"$T/files")"
is 'only these are refused' "$(sed -n 's,^65 .*/\([^/:]*\): .*,\1,p' \
    "$T/walked" | LC_ALL=C sort)" \
	'ExplVR_LitEndNoMeta.dcm
MR_truncated.dcm
no_meta.dcm
pydicom_rtstruct_no_meta.dcm'
is 'every other passes' "$(grep -cv '^0 ' "$T/walked")" 4
