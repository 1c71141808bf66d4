#!/bin/sh
# The map of original and new UIDs, for audits (-m).
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization:
  mode: comprehensive
  site_code: TST
  pid_mapping_file: $T/map.json
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 3 -r 16 -c 16 -k two-series "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)
mkstudy -S -n 1 -r 16 -c 16 -u 2 -p 'B^C/B2/19400101' "$T/w2" >/dev/null
S2=$(ls -d "$T"/w2/UID_*)
tab=$(printf '\t')

# uids FILE...: those in the data sets that are none of a class
uids() {
	for f; do
		dcmdump -q -M +L "$f" | grep -v '^ *(0002' |
		    sed -n 's/^ *([0-9a-f,]*) UI \[\([0-9.]*\)\].*/\1/p'
	done | grep -v '^1\.2\.840\.10008\.' | LC_ALL=C sort -u
}

code 0 'a study, and its map' netrt-anon -m "$T/m" "$S"
is 'the path is printed' "$(cat "$T/out")" "$S"
is 'only we can read it' "$(stat -c %a "$T/m")" 600
is 'it says what it is' "$(head -n 2 "$T/m")" "# UIDs of netrt: identifies studies
# original UID${tab}new one"
is 'all originals are in it' "$(sed 1,2d "$T/m" | cut -f 1)" \
    "$(uids "$S"/DCM/* "$S"/Structure/*)"
is 'and all new ones' "$(sed 1,2d "$T/m" | cut -f 2 | LC_ALL=C sort)" \
    "$(uids "$S"/Anon/*/*.dcm)"
# is a pair one pair?  The study by its name, an image by its pixels
new=$(dcmdump -q +P 0020,000d "$(ls "$S"/Anon/Structure/*)" | grep -o '2\.25\.[0-9]*')
is 'the study is the study' "$(grep "^${S##*UID_}$tab" "$T/m" | cut -f 2)" "$new"
while read -r old new; do
	[ ! -f "$S/DCM/$old.dcm" ] ||
	    [ "$(dcmdump -q +L +P 0020,0032 "$S/DCM/$old.dcm")" = \
	    "$(dcmdump -q +L +P 0020,0032 "$S/Anon/DCM/$new.dcm")" ] || echo "$old"
done <"$T/m" >"$T/bad"
is 'an image is that image' "$(cat "$T/bad")" ''

find "$S/Anon" -type f -exec sha256sum {} + | LC_ALL=C sort >"$T/before"
cp "$T/m" "$T/m1"
code 0 'of a study that is done' netrt-anon -m "$T/m" "$S"
is 'the same' "$(cat "$T/m")" "$(cat "$T/m1")"
is 'and so is the result' \
    "$(find "$S/Anon" -type f -exec sha256sum {} + | LC_ALL=C sort)" "$(cat "$T/before")"
code 0 'another study' netrt-anon -m "$T/m" "$S2"
is 'is added' "$(sed 1,2d "$T/m" | cut -f 1)" \
    "$(uids "$S"/DCM/* "$S"/Structure/* "$S2"/DCM/* "$S2"/Structure/*)"
netrt-anon -m "$T/both" "$S" >/dev/null 2>&1 &
p=$!
netrt-anon -m "$T/both" "$S2" >/dev/null 2>&1
wait "$p"
is 'two at once' "$(cat "$T/both")" "$(cat "$T/m")"
code 0 'a dry run' netrt-anon -n -m "$T/dry" "$S"
is 'does not say that -f is given' "$(grep -c 'f is given' "$T/err")" 0
ok 'writes none' test ! -e "$T/dry"
code 0 'without -m' netrt-anon -f "$S"
is 'nothing is written' "$(cat "$T/m")" "$(cat "$T/both")"
code 0 'standard, mapped' netrt-anon -o anonymization.mode=standard \
    -o anonymization.uids=remap -m "$T/std" "$S2"
is 'has one, too' "$(sed 1,2d "$T/std" | cut -f 1)" \
    "$(uids "$S2"/DCM/* "$S2"/Structure/*)"
is 'no original UID is in the logs' \
    "$(sed 1,2d "$T/m" | cut -f 1 | grep -v -e "${S##*UID_}" -e "${S2##*UID_}" |
    grep -rFf - "$T/logs")" ''

for o in mode=standard 'retain=[uids]' enabled=false; do
	code 64 "no map: $o" netrt-anon -o "anonymization.$o" -m "$T/none" "$S"
	like 'why' "$(cat "$T/err")" 'UIDs are kept'
done
chmod 644 "$T/m"
code 64 'one that all can read' netrt-anon -m "$T/m" "$S"
like 'is told' "$(cat "$T/err")" 'chmod 600'
echo precious >"$T/other"
code 64 'another file' netrt-anon -m "$T/other" "$S"
is 'stays what it is' "$(cat "$T/other")" precious
code 64 'standard output' netrt-anon -m - "$S"
ok 'nor a file of that name' test ! -e -
for end in '1.2.3\t2.25.1' '1.2.3\n' '\t2.25.1\n' '\n' '1.2.3\tnone\n' 'a\0\t2.25.1\n'; do
	cp "$T/both" "$T/bad"
	printf "$end" >>"$T/bad"
	cp "$T/bad" "$T/bad1"
	code 64 'a line that is damaged' netrt-anon -m "$T/bad" "$S"
	is 'stays as it is' "$(cmp "$T/bad" "$T/bad1" 2>&1)" ''
done
like 'is told' "$(cat "$T/err")" 'bad: is damaged: it has NUL'
printf '1.2.3\n' >>"$T/both"
netrt-anon -m "$T/both" "$S" >/dev/null 2>"$T/err" || :
like 'by its line' "$(cat "$T/err")" "both: line $(wc -l <"$T/both") is damaged"
sed -i '$d' "$T/both"
ln -s x "$T/l.lock"
code 64 'a lock that is a link' netrt-anon -m "$T/l" "$S"
like 'is told' "$(cat "$T/err")" 'l.lock is a symbolic link'
code 64 'no directory' netrt-anon -m "$T/no/m" "$S"
if strace -o /dev/null true 2>/dev/null; then
	ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS:-}
	export ASAN_OPTIONS
	cp "$T/both" "$T/full"
	rm -rf "$S2/Anon" "$S2"/.netrt/stamp.anon
	rc=0
	strace -f -o "$T/trace" -e trace=write -P "$T/full.tmp" \
	    -e inject=write:error=ENOSPC netrt-anon -m "$T/full" "$S2" \
	    >"$T/out" 2>"$T/err" || rc=$?
	is 'disk full' "$rc" 75
	is 'it stays as it was' "$(cat "$T/full")" "$(cat "$T/both")"
	ok 'and there is no result' test ! -e "$S2/Anon"
else
	skip 3 'strace may not trace here'
fi
done_testing
