#!/bin/sh
# netrt-mask: two threads do what one does: the same bytes, the same report,
# the same first error.
. "${0%/*}/lib.sh"
command -v taskset >/dev/null || skip_all 'no taskset'
[ "$(nproc)" -gt 1 ] || skip_all 'one processor'

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
	E
export NETRT_CONFIG="$T/c.yaml" SOURCE_DATE_EPOCH=1700000000
mkdir "$T/w"
mkstudy -S -r 40 -c 36 -n 60 -k two-structures "$T/w" >/dev/null || exit 99
S=$(ls -d "$T"/w/UID_*)
cpu=$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')

# sums: of all that a run made
sums() {
	(cd "$S" && cat .netrt/report.mask .netrt/stamp.mask &&
	    sha256sum Addition/*)
}

ok 'one thread' taskset -c "$cpu" netrt-mask "$S"
sums >"$T/one"
ok 'two threads' netrt-mask -f "$S"
sums >"$T/two"
ok 'the same bytes and report' cmp "$T/one" "$T/two"
is 'of two series' "$(ls "$S/Addition" | wc -l)" 120
if strace -o /dev/null true 2>/dev/null; then
	threads() {
		strace -f -o "$T/trace" -e trace=clone,clone3 "$@" &&
		    grep -c clone "$T/trace" || :
	}
	is 'one was one' "$(threads taskset -c "$cpu" netrt-mask -f "$S" |
	    tail -n 1)" 0
	is 'two were two: headers, and slices of two series' \
	    "$(threads netrt-mask -f "$S" | tail -n 1)" 3
else
	skip 2 'strace cannot trace here'
fi

# errors: which is the first does not depend on who meets it
n=0
for f in $(ls "$S/DCM" | sed -n '20p;33p;50p'); do
	n=$((n + 1))
	truncate -s $(($(stat -c %s "$S/DCM/$f") - 700)) "$S/DCM/$f"
done
rm -rf "$S/.netrt" "$S/Addition"
code 65 'three damaged images, one thread' \
    taskset -c "$cpu" netrt-mask "$S"
like 'one is named' "$(cat "$T/err")" 'DCM/'
cp "$T/err" "$T/first"
i=0 same=yes
while [ "$i" -lt 10 ]; do
	i=$((i + 1))
	netrt-mask "$S" >"$T/out" 2>"$T/err" || :
	cmp -s "$T/first" "$T/err" || same="no, run $i: $(cat "$T/err")"
done
is 'the same message of two' "$same" yes
ok 'nothing was published' test ! -e "$S/Addition" -a ! -e "$S/Addition.tmp"
done_testing
