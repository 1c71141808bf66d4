#!/bin/sh
# netrt-watch(1): when a study is complete.
. "${0%/*}/lib.sh"
. "${0%/*}/watch.sh"
conf

# phantom N OPTION...: a study of 6 slices, in $T/p/N; $S is its name
phantom() {
	n=$1
	shift
	mkdir -p "$T/p"
	mkstudy -n 6 -r 16 -c 16 -s box -u "$n" -S "$@" "$T/p/$n" >/dev/null ||
	    exit 99
	S=$(basename "$T/p/$n"/UID_*)
	F=$T/p/$n/$S
}
was_printed() {
	grep -qx "$W/$1" "$T/printed"
}
absent() {
	ab_what=$1
	shift
	marker || { fail "$ab_what"; return; }
	if was_printed "$1"; then fail "$ab_what"; else pass "$ab_what"; fi
}

watch
phantom 1
mv "$F" "$W/"
ok 'a whole study' wait_for was_printed "$S"

for t in explicit implicit; do
	phantom "2$t" -t "$t"
	late=$(ls "$F"/DCM/* | sed -n 3p)
	mv "$late" "$T/late.dcm"
	mv "$F" "$W/"
	absent "$t: an image that the RTSTRUCT lists is missing" "$S"
	ln "$T/late.dcm" "$W/$S/DCM/${late##*/}"
	ok "$t: it comes" wait_for was_printed "$S"
	rm "$T/late.dcm"
done

phantom 3
mkdir -p "$W/$S"
mv "$F/DCM" "$W/$S/"
absent 'images alone' "$S"
mv "$F/Structure" "$W/$S/"
ok 'the RTSTRUCT comes' wait_for was_printed "$S"
phantom 4
mkdir -p "$W/$S"
mv "$F/Structure" "$W/$S/"
absent 'an RTSTRUCT alone' "$S"
mkdir "$W/$S/DCM"
for f in "$F"/DCM/*; do
	absent "${f##*/} has not come" "$S"
	ln "$f" "$W/$S/DCM/"
done
ok 'the last image comes' wait_for was_printed "$S"

phantom 5 -k foreign-references
mv "$F" "$W/"
ok 'references to nothing here are unknown, not missing' \
    wait_for was_printed "$S"
phantom 7 -t deflated
mv "$F" "$W/"
ok 'a list that is not read (deflated): quiet time decides' \
    wait_for was_printed "$S"
plain 8
head -c 5000 /dev/urandom >"$T/junk"
ln "$T/junk" "$W/UID_1.8/Structure/3.dcm"
ok 'RTSTRUCTs that are none: the same' wait_for printed 8
stop_watch
is 'TERM: ends with 0' $? 0

conf 'min_file_count_for_processing: 4'
MARK=800
watch
for i in 1 2; do file "$T/in/UID_1.9/DCM/$i.dcm"; done
file "$T/in/UID_1.9/Structure/3.dcm"
mv "$T/in/UID_1.9" "$W/"
file "$T/in/UID_1.10/DCM/1.dcm"
for i in 2 3 4; do file "$T/in/UID_1.10/Structure/$i.dcm"; done
mv "$T/in/UID_1.10" "$W/"
ok 'four files' wait_for printed 10
if printed 9; then fail 'three are too few'; else pass 'three are too few'; fi
stop_watch

# quiet, but incomplete
conf
sed -i 's/incomplete_wait_seconds: 3600/incomplete_wait_seconds: 0.2/' "$T/netrt.yaml"
watch
ok 'incomplete, after incomplete_wait_seconds' wait_for printed 9
stop_watch

# a twin in quarantine
conf
mkdir -p "$W/quarantine/UID_1.11_20260102T030405Z/DCM"
MARK=700
watch
file "$W/UID_1.11/DCM/1.dcm"
file "$W/UID_1.1/DCM/1.dcm"
ok 'a study with a twin in quarantine: once quiet' wait_for printed 11
not_printed 'a UID that only begins the same has none' 1
mkdir "$T/aside"
mv "$W/quarantine"/UID* "$T/aside/"
stop_watch
done_testing
