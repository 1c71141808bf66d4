#!/bin/sh
# One patient, one pseudonym: over studies, runs, processes, and from NETRT.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { enabled: true, site_code: WFU, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
export SOURCE_DATE_EPOCH=1764000000

# study NAME PATIENT [OPTION...]: $T/NAME
study() {
	s_name=$1 s_pat=$2
	shift 2
	mkstudy -S -n 2 -r 16 -c 16 -s box -u "$s_name" -p "$s_pat" "$@" \
	    "$T/w" >"$T/made" || exit 99
	mv "$T/w/UID_$(sed -n 's/^study //p' "$T/made")" "$T/$s_name"
}

pid() {
	for f in "$T/$1"/Anon/*/*; do
		dcmdump +P 0010,0020 +P 0010,0010 "$f"
	done | sed 's/[^[]*\[\([^]]*\)\].*/\1/' | sort -u
}

# NETRT's mapping: the two patients it knows, and one it does not
cat >"$T/map.json" <<'CONF'
{
  "925283166888d72e": {
    "anonymized_id": "WFU_0001_20240105",
    "first_seen": "2024-01-05T09:12:44.120345",
    "study_count": 1,
    "original_patient_id_hash": "925283166888d72e"
  },
  "92160cc872b8db8c": {
    "anonymized_id": "WFU_0002_20240211",
    "first_seen": "2024-02-11T17:03:01.000871",
    "study_count": 3,
    "original_patient_id_hash": "92160cc872b8db8c"
  }
}
CONF
cp "$T/map.json" "$T/netrt.json"
study jane 'DOE^JANE/PAT-00042/19500101'
study new 'NEW^ONE/N1/19500102'
study jane2 'Doe^Jane^^/pat-00042 /19500101'
for s in jane new jane2; do
	code 0 "$s" netrt-anon "$T/$s"
done
# its date is of a study: it does not leave where dates do not
full='-o anonymization.mode=comprehensive'
for r in '' modified_dates; do
	like "comprehensive, $r: it is told" "$(netrt-anon -f -v $full \
	    -o "anonymization.retain=[$r]" -r "$T/r" "$T/jane" 2>&1)" \
	    'date of a study in it.*left out'
	is 'the date does not leave' "$(pid jane)
$(grep -rla 20240105 "$T/jane/Anon" "$T/jane/.netrt" "$T/logs")" 'WFU_0001
'
	like 'the report says so' "$(cat "$T/r")" \
	    '^Pseudonym  *WFU_0001, without the date'
	is 'and -l' "$(echo PAT-00042 | netrt-anon -l $full)" WFU_0001
done
code 0 'full dates' netrt-anon -f $full \
    -o 'anonymization.retain=[full_dates]' "$T/jane"
is 'it stays with them' "$(pid jane)" WFU_0001_20240105
netrt-anon -f "$T/jane" >/dev/null 2>&1
is "NETRT's patient keeps the pseudonym" "$(pid jane)" WFU_0001_20240105
is 'also when spelled otherwise' "$(pid jane2)" WFU_0001_20240105
is 'a new one gets the next number' "$(pid new)" WFU_0003
# the structure set of a planning system spells him as it likes
study spelled 'Doe^Jane/PAT-00042/19500101'
dcmodify -nb -m '(0010,0020)= pat-00042' -m '(0010,0010)=DOE, JANE^^' \
    "$T"/spelled/Structure/*
code 0 'spelled otherwise in the structure set' netrt-anon "$T/spelled"
is 'is one patient' "$(pid spelled)" WFU_0001_20240105
is "NETRT's unkeyed hash is gone" "$(grep -c 925283166888d72e "$T/map.json")" 0
is 'and so is that of the other, who has not come' \
    "$(grep -lr -e 92160cc872b8db8c -e 17:03:01 "$T"/map.json*; grep -c \
    '"anonymized_id": "WFU_0002_20240211"' "$T/map.json")" 1
is 'he is known' "$(printf 'PAT-00043\t\tROE^RICHARD\n' | netrt-anon -l)" \
    WFU_0002_20240211
if [ -n "$SHARED" ] && [ -f "$SHARED/data/netrt_python/pid_mapping.json" ]; then
	cp "$SHARED/data/netrt_python/pid_mapping.json" "$T/shared.json"
	code 0 "NETRT's own file" netrt-anon -f \
	    -o "anonymization.pid_mapping_file=$T/shared.json" "$T/jane"
	is 'the same' "$(pid jane)" WFU_0001_20240105
else
	skip 2 'no shared data'
fi

# NETRT saw the patient in other letters than the study that comes now
i=0
for was in 'MRN1|Doe^John' 'mrn1|doe^john' 'Mrn1|DOE^JOHN' 'mRN1|DOE^JOHN^' \
    'MRN1|Doe^John^^^'; do
	i=$((i + 1))
	printf '{"%.16s": {"anonymized_id": "WFU_0007_20240105"}}' \
	    "$(printf %s "$was" | sha256sum)" >"$T/was$i.json"
	[ $i -eq 4 ] && who='DOE^JOHN/mRN1/19500101' || who='DOE^JOHN^^/mrn1/19500101'
	study was$i "$who"
	netrt-anon -o "anonymization.pid_mapping_file=$T/was$i.json" \
	    "$T/was$i" >/dev/null 2>&1
	is "NETRT's patient $was" "$(pid was$i)" WFU_0007_20240105
done

# again: nothing to do; by force: the same bytes
netrt-anon "$T/new" >/dev/null 2>&1
tree "$T/new/Anon" >"$T/first"
ls -i "$T/new/Anon/DCM" "$T/map.json" >"$T/inodes"
code 0 'again' netrt-anon "$T/new"
is 'nothing is done, nothing written' \
    "$(ls -i "$T/new/Anon/DCM" "$T/map.json")" "$(cat "$T/inodes")"
code 0 'by force' netrt-anon -f "$T/new"
is 'the same bytes' "$(tree "$T/new/Anon")" "$(cat "$T/first")"
cp -a "$T/new" "$T/elsewhere"
rm -rf "$T/elsewhere/Anon" "$T/elsewhere/.netrt"
code 0 'elsewhere' netrt-anon "$T/elsewhere"
is 'the same bytes too' "$(tree "$T/elsewhere/Anon")" "$(cat "$T/first")"

# case, in letters of all languages
mkstudy -S -n 1 -r 16 -c 16 -s box -u umlaut -p 'UML^U/X/19600101' "$T/w" \
    >"$T/made" && mv "$T/w/UID_$(sed -n 's/^study //p' "$T/made")" "$T/umlaut"
dcmodify -nb -i '(0008,0005)=ISO_IR 192' -m '(0010,0020)=ÄÖ-12' \
    "$T"/umlaut/DCM/*
dcmodify -nb -i '(0008,0005)=ISO_IR 192' -m '(0010,0020)=äö-12' \
    "$T"/umlaut/Structure/*
cp "$T/map.json" "$T/kept"
code 0 'another case in the structure set' netrt-anon "$T/umlaut"
is 'and for -l' "$(echo äÖ-12 | netrt-anon -l)" "$(pid umlaut)"
cp "$T/kept" "$T/map.json" && cp "$T/kept" "$T/map.json.bak"

# two studies of one new patient at once, and one of another
for i in 1 2 3 4; do
	study race$i 'RACE^R/R-77/19600101'
done
study race5 'RACE^R/R-78/19600101'
for i in 1 2 3 4 5; do
	netrt-anon "$T/race$i" >/dev/null 2>"$T/race.err$i" &
	eval "p$i=\$!"
done
bad=
for i in 1 2 3 4 5; do
	eval "wait \$p$i" || bad="$bad $i"
done
is 'five at once' "$bad" ''
is 'one pseudonym for one patient' \
    "$(for i in 1 2 3 4; do pid race$i; done | sort -u | wc -l)" 1
ok 'another for the other' test "$(pid race1)" != "$(pid race5)"
is 'and no number is skipped' \
    "$(for i in 1 5; do pid race$i; done | sort | tr '\n' ' ')" \
    'WFU_0004 WFU_0005 '

# an old backup in its place would give the numbers since then to others
cp "$T/map.json" "$T/now"
sed 's/"high_water": [0-9]*/"high_water": 1/' "$T/now" >"$T/map.json"
code 78 'an old mapping' netrt-anon -f "$T/race5"
like 'says so' "$(cat "$T/err")" 'is older than .*\.bak'
cp "$T/now" "$T/map.json"

# the advice that is given for a damaged one is good
had=$(pid race5)
: >"$T/map.json"
code 78 'an empty one' netrt-anon -f "$T/race5"
like 'says what to do' "$(cat "$T/err")" 'restore it from .*map.json.bak'
cp "$T/map.json.bak" "$T/map.json"
code 0 'that is done' netrt-anon -f "$T/race5"
is 'nobody has lost his number' "$(pid race5) $(cmp "$T/now" "$T/map.json")" \
    "$had "

# NETRT, which was not stopped, writes what it knows over it
head -n 7 "$T/netrt.json" | sed '7s/,//' >"$T/map.json"
echo '}' >>"$T/map.json"
code 78 "NETRT's over it" netrt-anon -f "$T/race5"
like 'says so' "$(cat "$T/err")" 'Python NETRT wrote over it'
is 'the good one is not touched' "$(cat "$T/map.json.bak")" "$(cat "$T/now")"
cp "$T/now" "$T/map.json"

# NETRT's forms
study dated 'LATE^R/L1/19600101'
code 0 'with a date' netrt-anon -o anonymization.pid_date_suffix=true "$T/dated"
d=$(dcmdump +P 0008,0020 "$(ls -d "$T"/dated/DCM/* | head -n 1)" |
    sed 's/[^[]*\[\([^]]*\)\].*/\1/')
is 'of the study' "$(pid dated)" "WFU_0006_$d"
netrt-anon -f $full -o anonymization.pid_date_suffix=true "$T/dated" \
    >/dev/null 2>&1
is 'that does not leave where dates do not' "$(pid dated)" WFU_0006
netrt-anon -f "$T/dated" >/dev/null 2>&1
# a shifted date, beside one that is not, would tell by how much
study shifted 'MOVED^R/M1/19600101'
s="$full -o anonymization.pid_date_suffix=true"
code 0 'a shifted date' netrt-anon $s \
    -o 'anonymization.retain=[modified_dates]' "$T/shifted"
like 'is in the pseudonym' "$(pid shifted)" '^WFU_0007_[0-9]{8}$'
for o in "$s -o anonymization.retain=[full_dates]" \
    '-o anonymization.pid_date_suffix=true'; do
	netrt-anon -f $o "$T/shifted" >/dev/null 2>&1
	is 'and leaves where dates stay' "$(pid shifted)" WFU_0007
done
# what is de-identified is no new patient
cp -a "$T/jane" "$T/back"
rm -rf "$T/back/DCM" "$T/back/Structure" "$T/back/.netrt"
mv "$T"/back/Anon/* "$T/back" && rmdir "$T/back/Anon"
cp "$T/map.json" "$T/kept"
code 65 'one that comes back' netrt-anon "$T/back"
like 'says so' "$(cat "$T/err")" 'Patient ID is a pseudonym of the mapping'
is 'and gets no number' "$(cmp "$T/kept" "$T/map.json")" ''
# NETRT's numbers where the site code has an underscore: all are 1
mkdir "$T/twice"
sed 's/WFU_0002/WFU_0001/' "$T/netrt.json" >"$T/twice/map.json"
t="-f -o anonymization.pid_mapping_file=$T/twice/map.json"
code 0 'two with one number, and two dates' netrt-anon $t "$T/jane"
code 78 'do not become one' netrt-anon $t $full "$T/jane"
like 'says so' "$(cat "$T/err")" '2 patients have the pseudonym WFU_0001,'
sed 's/WFU_0001_20240105/WFU_0001_20240211/' "$T/twice/map.json" >"$T/kept"
cp "$T/kept" "$T/twice/map.json"
code 78 'two that are one already' netrt-anon $t "$T/jane"
like 'say so' "$(cat "$T/err")" '2 patients have the pseudonym WFU_0001_20240211:'

o=anonymization.use_consistent_pid=false
code 0 'one for each study' netrt-anon -f -o $o "$T/race1" "$T/race2"
one=$(pid race1)
like 'of eight digits' "$one" '^WFU_[0-9A-F]{8}$'
ok 'not that of another study' test "$one" != "$(pid race2)"
rm -rf "$T/race1/Anon" "$T/race1/.netrt"
code 0 'replayed' netrt-anon -o $o "$T/race1"
is 'the same' "$(pid race1)" "$one"
done_testing
