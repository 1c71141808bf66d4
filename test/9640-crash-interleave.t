#!/bin/sh
# Two at one study at the same time: one is stopped after each of its calls
# in turn, the other runs until it ends or waits for a lock, then the first
# goes on.  Whatever the order, no object is lost, and a study is not moved
# for a verdict about less than it holds.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
. "${0%/*}/crash/lib.sh"
. "${0%/*}/crash/study.sh"
unset SOURCE_DATE_EPOCH

# ---- two at a time

CALLS='flock mkdirat linkat renameat2 fsync'
[ -z "$CRASH_ALL" ] || CALLS="$CALLS unlinkat openat"

# each WHAT CHECK "ONE" "OTHER": at each call of ONE; CHECK says what is wrong
each() {
	fresh
	# shellcheck disable=SC2086
	strace -y -o "$T/count" -e "trace=$(echo "$CALLS" | tr ' ' ',')" $3 \
	    >"$T/out" 2>"$T/err"
	ea_n=0 ea_bad=0
	for call in $CALLS; do
		# not with a log locked: the other would wait for 5 s
		for k in $(grep "^$call(" "$T/count" | grep -vn /logs/ |
		    grep -e O_CREAT -e '^[0-9]*:[^o]' | cut -d : -f 1); do
			fresh
			together "$call" "$k" "$3" "$4"
			ea_n=$((ea_n + 1))
			why=$($2)
			[ -z "$why" ] || {
				echo "# $call $k of $3: $why"
				echo "# codes $rc_one, $rc_other:" \
				    "$(cat "$T/err.one" "$T/err.other")"
				ea_bad=$((ea_bad + 1))
			}
		done
	done
	: >"$T/out"; : >"$T/err"
	if [ "$ea_n" -gt 0 ] && [ "$ea_bad" -eq 0 ]; then
		pass "$1: $ea_n places"
	else
		fail "$1: $ea_bad of $ea_n places"
	fi
}
# both WHAT CHECK "ONE" "OTHER": either may be the one that is stopped
both() {
	each "$1" "$2" "$3" "$4"
	rc_names=swapped
	each "$1, the other way round" "$2" "$4" "$3"
	rc_names=
}
rc_names=
# the exit code of the mover, and of the import (of the first and the second)
codes() {
	rc_mover=$rc_one rc_import=$rc_other
	[ -z "$rc_names" ] || rc_mover=$rc_other rc_import=$rc_one
}

# lies FILE DIR: the object is there, as it was sent
lies() {
	cmp -s "$T/whole/$U/$1" "$2/$1"
}
# somewhere: all objects lie in the study or in quarantine
somewhere() {
	(cd "$T/whole/$U" && find . -name '*.dcm') | while read -r f; do
		for d in "$S" "$W"/quarantine/UID_*; do
			! lies "$f" "$d" || continue 2
		done
		echo "$f is lost"
	done
}
# copies FILE: where an object of this content lies
copies() {
	find "$W" -name '*.dcm*' ! -path '*/.trash/*' -exec cmp -s {} "$1" \; \
	    -print
}
imported() {
	codes
	[ "$rc_import" -eq 0 ] || echo "import: $rc_import"
	somewhere
}

# ---- an object comes, and

moved() {
	imported
	case $rc_mover in
	0 | 75) ;;
	*) echo "quarantine: $rc_mover" ;;
	esac
}
begin made
pristine
both 'an object comes while its study is put away' moved \
    "netrt-study quarantine $S 65 mask why" "netrt-study import $T/late"

# nothing waits in quarantine for what it has: it is moved without the late
# one, or not at all
not_for_it() {
	moved
	! lies "DCM/$late" "$W"/quarantine/UID_* ||
	    echo 'it waits for what it has'
	[ "$rc_mover" -eq 75 ] || [ -n "$(ls -d "$W"/quarantine/UID_*)" ] ||
	    echo 'it was not moved'
}
begin made
netrt-validate "$S" >/dev/null 2>&1
pristine
both 'what was missing comes while its study is put away' not_for_it \
    "netrt-study quarantine $S 66 validate why" "netrt-study import $T/late"

# retired: all but the late one; else it is due again
retired() {
	codes
	[ "$rc_import" -eq 0 ] || echo "import: $rc_import"
	lies "DCM/$late" "$S" || echo 'the late object is lost'
	case $rc_mover in
	0)
		[ "$(find "$W" -name '*.dcm' ! -path '*/.trash/*' |
		    wc -l)" -eq 1 ] || echo 'more than the late one is there'
		;;
	75) somewhere ;;
	*) echo "retire: $rc_mover" ;;
	esac
}
begin made
netrt-validate "$S" >/dev/null 2>&1 && netrt-mask "$S" >/dev/null 2>&1 &&
    netrt-send "$S" >/dev/null || fail 'a study is delivered'
pristine
both 'an object comes while its study is retired' retired \
    "netrt-study retire $S" "netrt-study import $T/late"

# joined: all are in one place
one_place() {
	imported
	case $rc_mover in
	0 | 75) ;;
	*) echo "join: $rc_mover" ;;
	esac
}
begin whole
rm "$S/DCM/$late" "$S/Structure"/*
held 66 made
rm "$Q/DCM"/*
pristine
both 'an object comes while its study joins' one_place \
    "netrt-study join $S" "netrt-study import $T/late"
begin whole
rm "$S/DCM/$late" "$S/Structure"/*
held 65 made
rm "$Q/DCM"/*
pristine
both 'an object comes while its study goes to what waits' one_place \
    "netrt-study join $S" "netrt-study import $T/late"

begin made
mv "$S" "$Q"
mkdir "$Q/.netrt"
pristine
both 'an object comes while its study is brought back' one_place \
    "netrt-study requeue $Q" "netrt-study import $T/late"

# ---- two objects of one UID come

mkdir "$T/twin"
cp "$T/other/$U/DCM/$late" "$T/twin/"
both_come() {
	codes
	case $rc_mover$rc_import in
	065) cmp "$S/DCM/$late" "$T/late/$late" 2>&1 ;;
	650) cmp "$S/DCM/$late" "$T/twin/$late" 2>&1 ;;
	*) echo 'not one of them was refused' ;;
	esac
}
begin made
pristine
both 'two objects of one UID come' both_come "netrt-study import $T/late" \
    "netrt-study import $T/twin"
both_kept() {
	codes
	[ "$rc_mover,$rc_import" = 0,0 ] || echo 'one was refused'
	[ "$(sha256sum "$W"/UID_*/DCM/"$late" "$W"/UID_*/.netrt/superseded/* \
	    "$W"/quarantine/UID_*/DCM/"$late" \
	    "$W"/quarantine/UID_*/.netrt/superseded/* 2>/dev/null |
	    cut -c 1-64 | sort -u | wc -l)" -eq 2 ] || echo 'one is lost'
}
both 'and one replaces the other' both_kept \
    "netrt-study -o dicom_listener.on_conflict=replace import $T/late" \
    "netrt-study -o dicom_listener.on_conflict=replace import $T/twin"
# busy is an answer: the sender tries again
replaced() {
	codes
	case $rc_import,$(copies "$T/twin/$late" | wc -l) in
	0,1 | 75,0) ;;
	*) echo "import: $rc_import, and it is not there once" ;;
	esac
	case $rc_mover in
	0 | 75) ;;
	*) echo "mover: $rc_mover" ;;
	esac
}
begin whole
pristine
both 'an object is replaced while its study is put away' replaced \
    "netrt-study quarantine $S 65 mask why" \
    "netrt-study -o dicom_listener.on_conflict=replace import $T/twin"
begin whole
netrt-validate "$S" >/dev/null 2>&1 && netrt-mask "$S" >/dev/null 2>&1 &&
    netrt-send "$S" >/dev/null || fail 'a study is delivered'
pristine
both 'an object is replaced while its study is retired' replaced \
    "netrt-study retire $S" \
    "netrt-study -o dicom_listener.on_conflict=replace import $T/twin"

# ---- what was announced to go is joined or brought back

SOURCE_DATE_EPOCH=1708200000
export SOURCE_DATE_EPOCH
not_gone() {
	codes
	case $rc_mover in
	0) somewhere ;;
	66 | 75) ;;	# gone before, or busy
	*) echo "requeue: $rc_mover" ;;
	esac
}
begin whole
held 65 whole
rm -rf "$S"
echo 1708100000 >"$Q/.netrt/expires"
pristine
both 'a study is brought back while it expires' not_gone \
    "netrt-study requeue $Q" "netrt-study expire"
not_the_new() {
	codes
	[ -n "$(copies "$T/twin/$late")" ] || echo 'the new object is lost'
}
begin whole
held 65 whole
rm "$S/Structure"/*
cp "$T/twin/$late" "$S/DCM/"
echo 1708100000 >"$Q/.netrt/expires"
cp -R "$Q" "$Q.conflict"
pristine
both 'an object joins what expires' not_the_new \
    "netrt-study join $S" "netrt-study expire"
unset SOURCE_DATE_EPOCH

# ---- a step works on it

undisturbed() {
	codes
	case $rc_mover,$rc_import in
	75,0 | 0,75 | 0,66 | 0,0) ;;
	*) echo "codes $rc_mover, $rc_import" ;;
	esac
	find "$W" -name '*.tmp'
	somewhere
}
begin whole
netrt-validate "$S" >/dev/null 2>&1
pristine
both 'a step works while the study is put away' undisturbed \
    "netrt-study quarantine $S 65 mask why" "netrt-mask $S"
done_testing
