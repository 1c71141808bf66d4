#!/bin/sh
# Files that somebody named after the patient, and the original UIDs of series
# and objects, are in no log, message, record or report for others; the
# handles in their place lead to the file.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
logging: { level: DEBUG }
visualization: { enabled: true }
reporting: { output_directory: "$T/reports" }
anonymization: { site_code: TST, pid_mapping_file: $T/map.json }
processing: { retain_after_delivery_seconds: 0 }
CONF
export NETRT_CONFIG="$T/c.yaml"
mkdir "$T/w" "$T/said"

# study [OPTION...]: a fresh $S, its files named after the patient
study() {
	rm -rf "$T/w" "$T/s"
	mkstudy -S -n 4 -r 16 -c 16 -p 'Zyxwandr^Quillonka/4711/19310211' "$@" \
	    "$T/s" >/dev/null || exit 99
	# UIDs of somebody else
	LC_ALL=C sed -i 's/2\.25\./1.99./g' "$T"/s/UID_*/*/*
	set -- "$T"/s/UID_*
	mv "$1" "$T/s/UID_1.99.${1##*UID_2.25.}"
	for f in "$T"/s/UID_*/*/*; do
		dcmdump +P 0008,0018 +P 0020,000e +P 0020,0052 "$f"
	done | grep -o '\[[0-9.]*\]' | tr -d '[]' | sort -u >"$T/uids"
	# names with blanks, without an end, with one that is a sentence
	set -- "$T"/s/UID_*/DCM/*
	d=${1%/*}
	mv "$1" "$d/Zyxwandr Quillonka 1"
	mv "$2" "$d/ZYXWANDR_QUILLONKA.dcm"
	mv "$3" "$d/Quillonka: no such file.dcm"
	set -- "$T"/s/UID_*/Structure/*
	mv "$1" "${1%/*}/zyxwandr.dcm"
	mkdir "$T/w"
	mv "$T"/s/UID_* "$T/w/"
	S=$(ls -d "$T"/w/UID_*)
}

# run WANT TOOL...: what it says is kept
run() {
	run_want=$1
	shift
	code "$run_want" "$*" "$@" "$S"
	n=$((n + 1))
	cp "$T/err" "$T/said/$n"
}

# leaks [FILE...]: what is found where it may not be; in the files no names
leaks() {
	for l in "$T/logs" "$T/said" "$T/reports"; do
		[ ! -e "$l" ] || grep -raiE 'zyxwandr|quillonka' "$l"
	done
	grep -raFf "$T/uids" "$T/logs" "$T/said"
	for l; do
		grep -aiE 'zyxwandr|quillonka' "$l"
	done
}

n=0
study
for step in validate anon mask debugviz; do
	run 0 netrt-$step -v -v
done
ok 'the search finds names' test -n "$(leaks "$S/.netrt/inputs")"
cp "$T/uids" "$T/said/uids"
ok 'and UIDs' test -n "$(leaks)"
rm "$T/said/uids"
run 0 netrt-log report
is 'a study that is well: nothing' "$(leaks $(find "$S/.netrt" -type f |
    grep -v 'inputs$\|findings$\|mask.json$'))" ''

# each of these names files
study
f=$(ls "$S"/DCM/*1)
cp "$f" "$S/DCM/Quillonka too.dcm"
run 65 netrt-validate
like 'the files are told by handles' "$(cat "$T/err")" \
    'DCM/#[0-9a-f]{8}.*DCM/#[0-9a-f]{8}'
h=$(grep -o 'DCM/#[0-9a-f]*' "$T/err" | head -n 1 | cut -d '#' -f 2)
like 'that lead to them' "$(grep " $h" "$S/.netrt/inputs")" 'DCM/.*uillonka'
run 65 netrt-anon
study
head -c 200 /dev/zero >"$S/DCM/ZYXWANDR.dcm"
run 65 netrt-validate -v
like 'a broken one' "$(cat "$T/err")" 'DCM/#[0-9a-f]{8}: '
run 65 netrt-anon
like 'is in the verdict' "$(cat "$S/.netrt/last")" 'message DCM/#[0-9a-f]{8}: '
for k in two-series two-patients duplicate-contours foreign-sops foreign-frame empty-roi \
    missing-image point; do
	study -k $k
	n=$((n + 1))
	netrt-validate -v "$S" 2>"$T/said/$n" >/dev/null
	netrt-mask -o anonymization.enabled=false -v -v "$S" \
	    2>>"$T/said/$n" >/dev/null
done
study
chmod 0 "$S/DCM/ZYXWANDR_QUILLONKA.dcm"
n=$((n + 1))
[ "$(id -u)" -eq 0 ] || netrt-validate "$S" 2>"$T/said/$n" >/dev/null
study
mv "$S" "$T/quillonka"
echo no >"$T/quillonka/DCM/zyxwandr"
n=$((n + 1))
netrt-study -v import "$T/quillonka" 2>"$T/said/$n" >/dev/null
like 'an import tells which' "$(cat "$T/said/$n")" '\(file [0-9]+ of the import\): '
S=$(ls -d "$T"/w/UID_*)
n=$((n + 1))
netrt-study quarantine "$S" 65 mask 'no reason' >/dev/null
S=$(ls -d "$T"/w/quarantine/UID_*)
run 0 netrt-log report
is 'nothing of all this' "$(leaks "$S/.netrt/reason")" ''

# on a terminal there are names
if command -v script >/dev/null; then
	study
	head -c 200 /dev/zero >"$S/DCM/ZYXWANDR.dcm"
	script -qec "netrt-validate '$S'" "$T/tty" </dev/null >/dev/null 2>&1
	like 'a terminal has the name' "$(cat "$T/tty")" 'DCM/ZYXWANDR.dcm: '
	is 'and its log has not' "$(leaks)" ''
else
	skip 2 'no script(1)'
fi
done_testing
