#!/bin/sh
# netrt-mask: names of ROIs in every character set, and such as are no good
# names of files; each is the label of an overlay plane, in UTF-8.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all 'python3-pydicom'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
	processing: {overlay_mode: per_roi, ignore_contour_names_containing: []}
E
export NETRT_CONFIG="$T/c.yaml"

names() {
	/usr/bin/python3 -W ignore "$TOP/test/names.py" "$@"
}

mkdir "$T/w" "$T/s"
mkstudy -S -r 24 -c 20 -n 3 -s box,sphere,ring -k utf8 "$T/w" >/dev/null
names make "$T"/w/UID_* "$T/s" || exit 99
ok 'masked' netrt-mask "$T"/s/*
is 'nothing said, but of twins' "$(grep -v ': twins:.*name of another one' \
    "$T/err")" ''
names check "$T/s" >"$T/cases"
while read -r c verdict; do
	is "$c" "$verdict" ok
done <"$T/cases"
is 'all cases' "$(wc -l <"$T/cases")" 15
is 'files are named by UIDs' "$(ls "$T"/s/*/Addition | grep -v -c \
    -e '^2\.25\.[0-9]*\.dcm$' -e '^$' -e ':$')" 0
is 'no name became a path' "$(ls "$T" | tr '\n' ' ')" \
    'c.yaml cases err logs out s w '
done_testing
