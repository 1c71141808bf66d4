#!/bin/sh
# netrt-mask: random stacks and contours, against the independent reference
# (refmask.py), which places, fills and drops duplicates by itself
# (test/chance.py).
. "${0%/*}/lib.sh"
[ -e "$SHARED/check/refmask.py" ] || skip_all 'no reference here'
/usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null ||
    skip_all 'python3-pydicom, python3-numpy'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

n=30
case $B in *san*) n=8 ;; esac
/usr/bin/python3 "$TOP/test/chance.py" 0 $n "$T/s" "$SHARED/check" \
    >"$T/said" 2>&1
is 'the same, or nothing to draw' "$(grep -v ' same$\| refused$' \
    "$T/said")" ''
is 'all of them' "$(wc -l <"$T/said")" $n
ok 'most have something' test "$(grep -c ' same$' "$T/said")" -gt \
    $((n * 3 / 4))
done_testing
