#!/bin/sh
# Finding a patient's pseudonym again (-l), and the file that says who is who.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { site_code: TST, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
tab=$(printf '\t')

# study NAME PATIENT [OPTION...]: $T/NAME
study() {
	s_name=$1 s_pat=$2
	shift 2
	mkstudy -S -n 1 -r 16 -c 16 -s box -u "$s_name" -p "$s_pat" "$@" \
	    "$T/w" >"$T/made" || exit 99
	mv "$T/w/UID_$(sed -n 's/^study //p' "$T/made")" "$T/$s_name"
}

# ask TEXT [ARG...]: exit code, then what is printed
ask() {
	a_text=$1 a_rc=0
	shift
	printf '%s' "$a_text" | netrt-anon -l "$@" >"$T/out" 2>"$T/err" || a_rc=$?
	echo "$a_rc $(tr '\n' ' ' <"$T/out")"
}

is 'no mapping: all are unknown' "$(ask 'A
')" '66 unknown '
is 'and none is made' "$(ls "$T")" 'c.yaml
err
logs
out'
study one 'Zyxwandr^Q/MRN-7741/19310211'
study two 'Other^P/B2/19310212'
study iss 'Zyxwandr^Q/MRN-7741/19310211'
dcmodify -nb -i '(0010,0021)=HOSP' "$T"/iss/DCM/*
code 0 'three studies' netrt-anon "$T/one" "$T/two" "$T/iss"
cp "$T/map.json" "$T/before"
# the issuer of a structure set: refused, as said, none of the images' own
for i in ELSEWHERE hosp; do
	rm -rf "$T/mix"
	cp -r "$T/iss" "$T/mix"
	rm -rf "$T/mix/.netrt" "$T/mix/Anon"
	dcmodify -nb -i "(0010,0021)=$i" "$T"/mix/Structure/*
	[ $i = hosp ] || code 65 'of another issuer' netrt-anon "$T/mix"
	[ $i = hosp ] || like 'is told' "$(cat "$T/err")" \
	    'Structure/.*\(0010,0021\) Issuer of'
done
code 0 'of the same one' netrt-anon "$T/mix"
rm -rf "$T/mix"
cp -r "$T/one" "$T/mix"
rm -rf "$T/mix/.netrt" "$T/mix/Anon"
dcmodify -nb -i '(0010,0021)=HOSP' "$T"/mix/Structure/*
code 0 'of one where the images have none' netrt-anon "$T/mix"
is 'no patient is added' "$(cat "$T/map.json")" "$(cat "$T/before")"
is 'known' "$(ask 'MRN-7741
')" '0 TST_0001 '
is 'in any case, with blanks; two; no end of line' "$(ask ' mrn-7741
B2')" '0 TST_0001 TST_0002 '
is 'of another issuer' "$(ask "MRN-7741${tab}hosp
")" '0 TST_0003 '
is 'an issuer nobody has, and an unknown one' "$(ask "MRN-7741${tab}X
B2
nobody
")" '66 unknown TST_0002 unknown '
like 'says how many' "$(cat "$T/err")" '2 of 3 patients are unknown'
is 'an empty line is nobody' "$(ask '
B2
')" '66 unknown TST_0002 '
is 'lines that end with NUL, as -0 asks' "$(printf 'B2\0MRN-7741\0' |
    netrt-anon -l -0 | tr '\n' ' ')" 'TST_0002 TST_0001 '
is 'of DOS' "$(ask "$(printf 'B2\r\n.')")" '66 TST_0002 unknown '
is 'nothing was written' "$(cat "$T/map.json")" "$(cat "$T/before")"
is 'nothing asked, nothing unknown' "$(ask '')" '0 '

# one that NETRT knew
cat >"$T/map2.json" <<'CONF'
{ "925283166888d72e": { "anonymized_id": "WFU_0001_20240105" } }
CONF
is "NETRT's, with the name" "$(ask "PAT-00042${tab}${tab}DOE^JANE
" -o "anonymization.pid_mapping_file=$T/map2.json")" '0 WFU_0001_20240105 '

code 64 'an argument' netrt-anon -l MRN-7741
ok 'is not repeated' sh -c "! grep -r MRN-7741 '$T/err' '$T/logs'"
is 'of studies' "$(ask 'B2
' -o anonymization.use_consistent_pid=false)" '64 '
mv "$T/map.json.key" "$T/kept"
is 'without the key' "$(ask 'B2
')" '78 '
like 'it says why' "$(cat "$T/err")" 'key file is missing'
head -c 32 /dev/zero >"$T/map.json.key" && chmod 600 "$T/map.json.key"
is 'with another' "$(ask 'B2
')" '78 '
mv "$T/kept" "$T/map.json.key"
ok 'stdout full' sh -c 'echo B2 | netrt-anon -l >/dev/full; test $? -eq 75'

# what is an error for others is one here, and nothing is written for it
mkdir "$T/copy"
cp -p "$T/map.json" "$T/map.json.key" "$T/copy"
copy="-o anonymization.pid_mapping_file=$T/copy/map.json"
chmod 500 "$T/copy"
# shellcheck disable=SC2086  # several words
{
is 'a copy that cannot be written' "$(ask 'B2
' $copy)" '0 TST_0002 '
chmod 700 "$T/copy"
is 'is as it was' "$(cd "$T/copy" && echo *)" 'map.json map.json.key'
is 'a directory that is not mounted' "$(ask 'B2
' -o "anonymization.pid_mapping_file=$T/none/map.json")" '78 '
like 'it says so' "$(cat "$T/err")" 'is the directory there, and mounted'
sed '/"netrt": {/,/}/d; $d' "$T/map.json" | sed '$s/,$//' >"$T/copy/map.json"
echo '}' >>"$T/copy/map.json"
head -c 32 /dev/urandom >"$T/copy/map.json.key"
is 'the check value gone, the key another' "$(ask 'B2
' $copy)" '78 '
rm "$T/copy/map.json"
is 'the mapping gone, its key not' "$(ask 'B2
' $copy)" '78 '
# netrt-config sees it before a study comes
code 78 'so it is for netrt-config' netrt-config $copy check
like 'it says so' "$(cat "$T/err")" 'map.json is gone but its key file'
echo '{' >"$T/copy/map.json"
code 78 'a damaged one' netrt-config $copy check
chmod 640 "$T/copy/map.json.key"
cp "$T/map.json" "$T/copy/map.json"
code 78 'a key that others read' netrt-config $copy check
cp -p "$T/map.json.key" "$T/copy/map.json.key"
code 0 'in order' netrt-config $copy check
like 'but for the place' "$(cat "$T/err")" 'key_file: .* lies beside the mapping'
is 'and nothing was written' "$(cd "$T/copy" && echo *)" 'map.json map.json.key'
code 0 'elsewhere' netrt-config $copy \
    -o "anonymization.key_file=$T/map.json.key" check
ok 'it does not' sh -c "! grep 'lies beside' '$T/err'"
sed 's/TST_0002/TST_0001/' "$T/map.json" >"$T/copy/map.json"
code 0 'two with one pseudonym' netrt-config $copy check
like 'are told of' "$(cat "$T/err")" 'warning: .*2 patients have the pseudonym TST_0001: '
sed 's/TST_0001/TST_1_20240102/; s/TST_0002/TST_1_20240103/' "$T/map.json" \
    >"$T/copy/map.json"
code 0 'two that differ in their dates' netrt-config $copy check
ok 'are not' sh -c "! grep pseudonym '$T/err'"
code 0 'but where they do not leave' netrt-config $copy \
    -o anonymization.mode=comprehensive check
like 'they are' "$(cat "$T/err")" '2 patients have the pseudonym TST_1, as it leaves'
}

# who is who
ok 'no such file by default' test ! -e "$T/who"
o=anonymization.reidentification_file=$T/who
code 0 'with one, for a study that was done' netrt-anon -o "$o" "$T/one"
code 0 'two more' netrt-anon -f -o "$o" "$T/two" "$T/iss"
code 0 'and again' netrt-anon -f -o "$o" "$T/two"
uid() {
	for f in "$T/$1"/DCM/*; do
		dcmdump +P 0020,000d "$f" | sed 's/[^[]*\[\([^]]*\)\].*/\1/'
	done | head -n 1
}
is 'a line for each study' "$(grep -v '^#' "$T/who")" \
"TST_0001${tab}MRN-7741${tab}${tab}$(uid one)${tab}$(uid one)
TST_0002${tab}B2${tab}${tab}$(uid two)${tab}$(uid two)
TST_0003${tab}MRN-7741${tab}HOSP${tab}$(uid iss)${tab}$(uid iss)"
is 'it is 0600' "$(stat -c %a "$T/who")" 600
code 0 'a dry run' netrt-anon -n -f -o "anonymization.reidentification_file=$T/no" "$T/one"
ok 'writes none' test ! -e "$T/no"
ok 'it is in no log' sh -c "! grep -r 'MRN-7741' '$T/logs'"
printf 'TST_00' >>"$T/who"
study three 'Third^P/C3/19310213'
code 0 'a line that was cut short' netrt-anon -o "$o" "$T/three"
is 'is gone' "$(grep -c . "$T/who") $(tail -n 1 "$T/who" | cut -f 1,2)" \
    "6 TST_0004${tab}C3"
# five at once, and one of them twice
for i in 1 2 3 4 5 1; do
	netrt-anon -o "$o" -o anonymization.use_consistent_pid=false -f \
	    "$T/$(echo one two iss three two | cut -d ' ' -f "$i")" \
	    >/dev/null 2>>"$T/race" &
	eval "p$((n = ${n:-0} + 1))=$!"
done
for i in 1 2 3 4 5 6; do eval "wait \$p$i" || :; done
is 'a line more for each, whole' "$(grep -vc '^#' "$T/who") $(awk -F '\t' \
    'NF != 5 && !/^#/' "$T/who" | wc -l) $(sort "$T/who" | uniq -d | wc -l)" \
    '8 0 0'
chmod 640 "$T/who"
code 78 'that others may read' netrt-anon -f -o "$o" "$T/three"
like 'it says what to do' "$(cat "$T/err")" 'reidentification_file: .*chmod 600'
code 78 'netrt-config says so as well' netrt-config -o "$o" check
chmod 600 "$T/who"
mv "$T/who" "$T/elsewhere" && ln -s elsewhere "$T/who"
code 78 'a link' netrt-anon -f -o "$o" "$T/three"
rm "$T/who"
echo 'my diary' >"$T/who"
code 78 'another file' netrt-anon -f -o "$o" "$T/three"
is 'is left alone' "$(cat "$T/who")" 'my diary'
code 78 'the mapping itself' netrt-anon -f \
    -o "anonymization.reidentification_file=$T/map.json" "$T/three"
like 'is refused' "$(cat "$T/err")" 'must be a file of its own'
done_testing
