#!/bin/sh
# The report that somebody must sign: what was done to which attribute and how
# often, never a value; also of a study that was done before.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization:
  site_code: TST
  pid_mapping_file: $T/map.json
  study_description: RESEARCH
  rules:
    remove_tags: [AccessionNumber, StudyTime]
    blank_tags: ["(0008,1030)", InstitutionName]
CONF
export NETRT_CONFIG="$T/c.yaml"
PAT='Zyxwandr^Quillonka/MRN77410263/19310211'
mkstudy -S -n 3 -r 16 -c 16 -k phi -p "$PAT" "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)
/usr/bin/python3 "$TOP/test/phi.py" plant "$S"
uid=${S##*/UID_}

# row WHAT TAG: the row of the report, blanks squeezed
row() {
	grep "^$1" "$T/r" | tr -s ' '
}

code 0 'with a report' netrt-anon -r "$T/r" "$S"
is 'the path is printed' "$(cat "$T/out")" "$S"
is 'only we can read it' "$(stat -c %a "$T/r")" 600
is 'it says what and by whom' "$(grep -c "^Study  *$uid\$
^Pseudonym  *TST_0001\$
^Mode  *standard, rules [0-9]*\$
^Profile  *none: this mode claims no profile
^Made  *20.* by netrt-anon [0-9]
^To be removed  *AccessionNumber, StudyTime\$
^UIDs  *kept: no destination
^Files  *3 images, 1 structure sets; 0 documents
^Pixel data  *copied bit for bit
^Searched for  *[1-9][0-9]* names, [1-9]" "$T/r")" 10
is 'what is listed' "$(row '(0008,0050)'; row '(0008,0080)')" \
    '(0008,0050) AccessionNumber removed 4
(0008,0050) AccessionNumber emptied 4
(0008,0080) InstitutionName emptied 4'
is 'identifiers' "$(row '(0010,1000)')" '(0010,1000) OtherPatientIDs removed 4'
is 'text that was cut' "$(row '(0010,4000)')" \
    '(0010,4000) PatientComments cleaned 4'
is 'the description' "$(row '(0008,1030)')" \
    '(0008,1030) StudyDescription replaced 4'

# names and IDs as an own reader counts them: but those in sequences that go
want=$(/usr/bin/python3 - "$S" <<'P'
import glob, sys, pydicom
def walk(d):
    n = 0
    for e in d:
        if e.VR == 'SQ' and e.keyword != 'OtherPatientIDsSequence' and \
            e.tag not in (0xFFFAFFFA, 0x00081120):
            n += sum(walk(i) for i in e.value)
        n += e.keyword == 'PatientID'
    return n
print(sum(walk(pydicom.dcmread(f)) for f in glob.glob(sys.argv[1] + '/[DS]*/*')))
P
)
ok 'Patient IDs are counted' test "$(row '(0010,0020)' | cut -d ' ' -f 4)" -ge \
    "$want"
is 'nothing of the patient is in it' "$(grep -riE \
    'zyxwandr|quillonka|77410263|19310211' "$T/r" "$S"/.netrt/report*)" ''

code 0 'as JSON, of a study that is done' netrt-anon -r "$T/r.json" "$S"
/usr/bin/python3 - "$T/r.json" "$T/r" >"$T/cmp" 2>&1 <<'P'
import json, re, sys
j = json.load(open(sys.argv[1]))
rows = [l.split() for l in open(sys.argv[2]) if re.match(r'\([0-9A-F]{4},', l)]
have = [(a['tag'], a['done'], a['places']) for a in j['attributes']]
want = [(r[0][1:5] + r[0][6:10], r[-2], int(r[-1])) for r in rows]
if have != want or len(have) < 20:
    print('rows differ', have, want)
for k, v in dict(mode='standard', uids='kept', uids_mapped=0, images=3,
    structure_sets=1, documents_left_out=0, pixel_data='unchanged',
    found_after_writing=0, remove_tags=['AccessionNumber', 'StudyTime'],
    codes=[], pseudonym='TST_0001').items():
    if j[k] != v:
        print(k, j[k])
P
is 'the same facts' "$(cat "$T/cmp")" ''
code 0 'on standard output' netrt-anon -r - "$S"
is 'and no path' "$(cat "$T/out")" "$(cat "$T/r")"
is 'it is kept with the other reports' "$(cat "$S/.netrt/report.deid")" \
    "$(cat "$T/r")"

# the comprehensive mode
m='-o anonymization.mode=comprehensive'
# shellcheck disable=SC2086  # two words
code 0 'comprehensive' netrt-anon $m -o \
    'anonymization.retain=[modified_dates,device_identity]' -r "$T/r" "$S"
cp "$T/r" "$T/two-options"
is 'it says so' "$(grep -c '^Mode  *comprehensive, rules [0-9]*$
^Profile  *Basic Application Level Confidentiality Profile
^Edition  *PS3.15 table E.1-1, edition 2024b
(113100, DCM, "Basic Application Confidentiality Profile")
(113105, DCM, "Clean Descriptors Option")
(113107, DCM,
(113109, DCM,
^Retained  *device_identity, modified_dates$
^Names of ROIs  *cleaned$
^Burned in text  *a study that has it is refused$
^UIDs  *mapped$
different ones, with the key of the site
^Dates  *shifted' "$T/r")" 13

# what no code tells apart; facts RETAIN MORE: what leads the rows, and what the
# objects say
facts() {
	rm -f "$T/h" "$T/h.json"
	# shellcheck disable=SC2086  # words
	netrt-anon $m -o "anonymization.retain=[$1]" $2 -r "$T/h" "$S" \
	    >/dev/null 2>&1
	# shellcheck disable=SC2086  # words
	netrt-anon $m -o "anonymization.retain=[$1]" $2 -r "$T/h.json" "$S" \
	    >/dev/null 2>&1
	sed '/^Made\|^Stamp\|^Files/d; /^What/,$d' "$T/h"
	grep -o '"retain".*"safe' "$T/h.json"
	cat "$S"/Anon/DCM/* | grep -ao 'netrt-anon [cs][^(]*' | sort -u | tr -d '\0'
}
facts '' '' >"$T/h1"
facts descriptors '' >"$T/h2"
facts '' '-o anonymization.roi_names=strict' >"$T/h3"
facts '' '-o anonymization.allow_burned_in=true' >"$T/h4"
is 'none retained' "$(grep -c '^Retained  *none$
"retain":\[\],"roi_names":"clean","allow_burned_in":false' "$T/h1")" 2
is 'descriptors' "$(diff "$T/h1" "$T/h2" | sed -n 's/^> //p' |
    grep -c '^Retained  *descriptors$
"retain":\["descriptors"\]
retained: descriptors')" 3
is 'strict names' "$(diff "$T/h1" "$T/h3" | sed -n 's/^> //p' |
    grep -c '^Names of ROIs  *strict
"roi_names":"strict"
names of ROIs: strict')" 3
is 'text in pixels' "$(diff "$T/h1" "$T/h4" | sed -n 's/^> //p' |
    grep -c '^Burned in text  *let through
"allow_burned_in":true')" 2
netrt-anon $m -o 'anonymization.retain=[modified_dates,device_identity]' \
    "$S" >/dev/null 2>&1
cp "$T/two-options" "$T/r"
is 'the original UID is not in it' "$(grep -c "$uid" "$T/r")" 0
new=$(sed -n 's/^Study  *//p' "$T/r")
is 'the new one is' "$(for f in "$S"/Anon/DCM/*; do
	dcmdump +P 0020,000d "$f" | sed 's/[^[]*\[\([^]]*\)\].*/\1/'
done | sort -u)" "$new"
# study, series of both kinds, frame, 3 images, the structure set, and what it
# names
is 'so many UIDs were mapped' "$(sed -n 's/ *\([0-9]*\) different.*/\1/p' "$T/r")" \
    "$(for f in "$S"/Anon/*/*.dcm; do dcmdump -M "$f" | grep -v '^(0002' | grep ' UI ' |
    grep -o '\[2\.25\.[0-9]*\]'; done | sort -u | wc -l)"
is 'images are counted' "$(row '(0008,0018)')" \
    '(0008,0018) SOPInstanceUID mapped 4'

is 'the description was replaced, not removed' "$(row '(0008,1030)')" \
    '(0008,1030) StudyDescription replaced 4'

# text in the pixels that was let through is told of to who signs
mkdir -p "$T/w3"
mkstudy -S -n 2 -r 16 -c 16 -s box -u 3 -p 'C^D/C3/19400102' "$T/w3" >/dev/null
S3=$(ls -d "$T"/w3/UID_*)
dcmodify -nb -i '(0028,0301)=YES' "$(ls -d "$S3"/DCM/* | head -n 1)"
# shellcheck disable=SC2086  # two words
code 0 'text in the pixels, let through' netrt-anon $m \
    -o anonymization.allow_burned_in=true -r "$T/r" "$S3"
like 'is told' "$(tr -s ' \n' ' ' <"$T/r")" \
    'not looked at; 1 images say that they have text in it, 0 are'

# names of files and private creators, which senders choose
/usr/bin/python3 - "$S3" <<'P'
import glob, os, sys, pydicom
for f in glob.glob(sys.argv[1] + '/DCM/*'):
    d = pydicom.dcmread(f)
    d.PatientName = 'Zyxwandr^Q'
    for t, v in ((0x00290010, 'Zyxwandr Q'), (0x00291001, 'x'),
                 (0x00310010, 'ACME'), (0x00311001, 'of Zyxwandr')):
        d.add_new(t, 'LO', v)
    d.save_as(f)
    os.rename(f, os.path.dirname(f) + '/Zyxwandr ' + os.path.basename(f))
P
rm -rf "$S3/.netrt" "$S3/Anon"
for o in standard comprehensive; do
	for r in "$T/r" "$T/r.json"; do
		netrt-anon -v -v -o anonymization.mode=$o -r "$r" \
		    -o anonymization.allow_burned_in=true "$S3" \
		    >/dev/null 2>"$T/err" || fail "$o: names"
	done
	is "$o: no name of a file or a private creator" \
	    "$(grep -i zyxwandr "$T/r" "$T/r.json" "$T/err")" ''
	ok "$o: JSON" /usr/bin/python3 -c \
	    'import json, sys; json.load(open(sys.argv[1]))' "$T/r.json"
done

# a document; two studies; what cannot be
mkstudy -S -n 1 -r 16 -c 16 -s box -u 2 -p 'B^C/B2/19400101' "$T/w2" >/dev/null
S2=$(ls -d "$T"/w2/UID_*)
f=$(ls "$S2"/DCM/*)
cp "$f" "$S2/DCM/doc.dcm"
echo PDF >"$T/doc"
dcmodify -nb -gin -ea "(7fe0,0010)" -if "(0042,0011)=$T/doc" "$S2/DCM/doc.dcm"
code 0 'two studies' netrt-anon -r "$T/two" "$S" "$S2"
is 'two reports' "$(grep '^Files' "$T/two" | tr -s ' ')" \
    'Files 3 images, 1 structure sets; 0 documents left out
Files 1 images, 1 structure sets; 1 documents left out'
is 'and in the report of the step' "$(head -n 2 "$S2/.netrt/report.anon" |
    grep -c '^anon: 1 images, 1 structure sets$')" 1
cp "$T/two" "$T/keep"
code 0 'a dry run' netrt-anon -n -f -r "$T/none" "$S"
ok 'makes no report' test ! -e "$T/none"
code 0 'nor does it' netrt-anon -n -r "$T/keep" "$S"
code 66 'nor a study that fails' netrt-anon -r "$T/keep" "$T/no/study"
code 64 'nor one that is not de-identified' netrt-anon \
    -o anonymization.enabled=false -r "$T/keep" "$S"
is 'harm one that is there' "$(cat "$T/keep")" "$(cat "$T/two")"
ln -s keep "$T/link"
code 66 'one of two' netrt-anon -r "$T/link" "$S" "$T/no/study"
is 'that could be made is there' "$(grep -c '^Study' "$T/keep")" 1
ok 'and the link' test -h "$T/link"
is 'through a pipe' "$(netrt-anon -r /dev/fd/3 "$S" 3>&1 >/dev/null)" \
    "$(cat "$T/keep")"
ok 'nothing is left over' test -z "$(ls "$T" | grep tmp)"
code 64 'where no file can be' netrt-anon -r "$T/no/such" "$S"
code 75 'where there is no room' netrt-anon -r /dev/full "$S"
code 64 'nothing is de-identified' netrt-anon -o anonymization.enabled=false \
    -r "$T/r" "$S"
rm "$S2/.netrt/report.deid"
code 0 'one whose report is gone is made again' netrt-anon -r "$T/r" "$S2"
is 'with it' "$(grep -c '^Pseudonym' "$T/r")" 1
sed -i 's/^\(Stamp *\).*/\1of a run that was killed/' "$S2/.netrt/report.deid"
code 0 'and so is one whose report is of another run' netrt-anon -r "$T/r" "$S2"
is 'with its own' "$(grep -c 'was killed' "$T/r")" 0
is 'only objects are in Anon' "$(find "$S2/Anon" -type f ! -name '*.dcm')" ''

# what stays of a study that was delivered
mkdir -p "$T/done/UID_$uid/.netrt"
cp "$S2"/.netrt/report.* "$T/done/UID_$uid/.netrt"
code 0 'of a study that is gone' netrt-anon -r "$T/r" "$T/done/UID_$uid"
is 'its report' "$(cat "$T/r")" "$(cat "$S2/.netrt/report.deid")"
code 66 'nothing can be mapped there' netrt-anon -o anonymization.uids=remap \
    -m "$T/m" -r "$T/r" "$T/done/UID_$uid"
code 66 'nor is it a study' netrt-anon "$T/done/UID_$uid"
rm "$T/done/UID_$uid/.netrt/report.deid"
code 66 'without one' netrt-anon -r "$T/r" "$T/done/UID_$uid"
like 'why' "$(cat "$T/err")" 'not a study'

# the members that the manual tells of, and no others
for o in standard comprehensive; do
	netrt-anon -o anonymization.mode=$o -o anonymization.allow_burned_in=true \
	    -r "$T/r.json" "$S2" >/dev/null 2>&1
	/usr/bin/python3 - "$T/r.json" <<-'P'
	import json, sys
	j = json.load(open(sys.argv[1]))
	print('\n'.join(j))
	P
done | sort -u >"$T/members"
is 'JSON: the manual has each member' "$(sed -n \
    '/^Each line of JSON/,/^\.El/s/^\.It Cm //p' "$TOP/man/netrt-anon.1" |
    sed 's/ Pq.*//' | tr -d ' ' | tr , '\n' | sort)" "$(cat "$T/members")"

# a file that is no report stays what it is
cp "$(ls "$S2"/DCM/* | head -n 1)" "$T/mine"
cp "$T/mine" "$T/was"
code 64 'a file that is there and no report' netrt-anon -r "$T/mine" "$S2"
like 'is named' "$(cat "$T/err")" 'mine: is there, and is no report'
ok 'and stays' cmp "$T/mine" "$T/was"
: >"$T/empty"
code 0 'an empty one is replaced' netrt-anon -r "$T/empty" "$S2"

# the same input, the same report
export SOURCE_DATE_EPOCH=1764000000
code 0 'with a fixed clock' netrt-anon -f -r "$T/a" "$S2"
code 0 'again' netrt-anon -f -r "$T/b" "$S2"
is 'the same' "$(cat "$T/b")" "$(cat "$T/a")"
done_testing
