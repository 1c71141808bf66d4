#!/bin/sh
# De-identification on: name, ID and birth date of the patient are nowhere in
# the copies, whatever place they were planted in; what netrt needs is.
. "${0%/*}/lib.sh"
phi="/usr/bin/python3 $TOP/test/phi.py"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization:
  enabled: true
  site_code: TST
  pid_mapping_file: $T/map.json
  study_description: RESEARCH
  rules:
    remove_tags: [AccessionNumber, PatientID, PatientName, OperatorsName,
      ReferringPhysicianName, StudyID, InstitutionName, PatientBirthDate]
    blank_tags: [RequestedProcedureID]
CONF
export NETRT_CONFIG="$T/c.yaml"
NAME=Zyxwandr GIVEN=Quillonka ID=MRN77410263 BIRTH=19310211
mkstudy -S -n 3 -r 32 -c 32 -p "$NAME^$GIVEN/$ID/$BIRTH" "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)
$phi plant "$S"
# a file name that is the patient's, as a study laid out by hand may have
mv "$(ls -d "$S"/Structure/*)" "$S/Structure/$NAME.dcm"
before=$(tree "$S")

ok 'planted' sh -c "[ \$($phi find '$S' $NAME $GIVEN $ID $BIRTH | wc -l) -gt 100 ]"
code 0 'anonymised' netrt-anon -v -v "$S"
cp "$T/err" "$T/messages"
is 'the path is printed' "$(cat "$T/out")" "$S"
is 'nothing of the patient' \
    "$($phi find "$S/Anon" $NAME $GIVEN $ID $BIRTH)" ''
is 'nothing of the patient in messages, logs, report' \
    "$(cat "$T/messages" "$T"/logs/* "$S"/.netrt/last "$S"/.netrt/report* \
    "$S"/.netrt/stamp* | grep -iE "$NAME|$GIVEN|$ID|$BIRTH")" ''
is 'the originals are as they were' \
    "$(tree "$S" | grep -v ' ./Anon/\| ./.netrt/')" "$before"

CT=$(ls "$S"/Anon/DCM/* | head -n 1)
RS=$(ls "$S"/Anon/Structure/*)
is 'files have the names of their UIDs' "$(for f in "$S"/Anon/*/*; do
	[ "${f##*/}" = "$($phi get "$f" 00080018).dcm" ] || echo "$f"
done)" ''
is 'a pseudonym for ID and name, at every level' \
    "$($phi places "$CT" 00100020; $phi places "$CT" 00100010)" \
    "$(printf '%s\n' TST_0001 TST_0001 TST_0001 TST_0001 TST_0001)"
is 'the same in the structure set' "$($phi get "$RS" 00100020 00100010)" \
    "$(printf 'TST_0001\nTST_0001')"
is 'the configured description' "$($phi get "$CT" 00081030)" RESEARCH
is 'what the IOD needs is empty' \
    "$($phi get "$CT" 00080050 00080090 00200010 00100030)" \
    "$(printf '\n\n\n\n')"
is 'the rest is gone' "$($phi get "$CT" 00081070 00080080 00101000)" \
    "$(printf -- '-\n-\n-')"
is 'at every level' "$($phi places "$CT" 00080050; $phi places "$CT" 00401001)" ''
is 'it claims nothing' \
    "$($phi get "$CT" 00120062 00120063 00120064 00280303)" \
    "$(printf '%s\n' - - - -)"
is 'names of regions keep what is no name' \
    "$($phi places "$RS" 30060026 | sort | tr '\n' ' ')" \
    'PTV Ring Skull Sphere '
is 'a label that has to be there' "$($phi get "$RS" 30060002)" RTSTRUCT
is 'private elements without the patient stay' "$($phi get "$CT" 00091003)" \
    harmless

# the names do not hide behind another character set
rm -rf "$T/w"
mkstudy -S -n 2 -r 16 -c 16 -k utf8 \
    -p "M$(printf '\303\274')ller-Wagenknecht^J$(printf '\303\266')rg/P-12/19310211" "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)
dcmodify -nb -m '(0008,103E)=WAGENKNECHT JORG p.12' -i '(0012,0062)=NO' \
    -i '(0012,0063)=By hand\for Wagenknecht' -i '(0028,0303)=UNMODIFIED' \
    "$S"/DCM/*
code 0 'with umlauts' netrt-anon "$S"
is 'what others have claimed stays, without the patient' \
    "$($phi get "$(ls "$S"/Anon/DCM/* | head -n 1)" 00120062 00120063 00280303)" \
    "$(printf '%s\n' NO "['By hand', 'for']" UNMODIFIED)"
is 'other spellings of the name' "$(grep -raic 'wagenknecht\|rg p' "$S/Anon/DCM" |
    grep -v ':0$')" ''

# a document inside an object stays behind, and is spoken of
printf 'PDF of Mueller' >"$T/doc"
dcmodify -nb -ea '(7fe0,0010)' -if "(0042,0011)=$T/doc" "$(ls -d "$S"/DCM/* | head -n 1)"
rm "$S/.netrt/inputs"
code 0 'with a document' netrt-anon "$S"
like 'it says so' "$(cat "$T/err" "$S/.netrt/report.anon")" 'left out of Anon'
is 'it is left out' "$(ls "$S/Anon/DCM" | wc -l)" 1
# what the IOD of a document has of a secondary capture is no quarantine
dcmodify -nb -i '(0028,0301)=YES' -i '(0008,0064)=WSD' \
    "$(grep -l 'PDF of' "$S"/DCM/*)"
rm -rf "$S/.netrt" "$S/Anon"
code 0 'with a scanned one' netrt-anon -o anonymization.mode=comprehensive "$S"
is 'it is left out, too' "$(ls "$S/Anon/DCM" | wc -l)" 1
like 'and what was cut elsewhere' "$(cat "$S/.netrt/report.anon")" \
    'DeidentificationMethod: what identifies was here, and is cut out, in 1 places'
# but an image with such an attribute is an image, and says what it says
f=$(ls "$S"/DCM/*.dcm | grep -v "$(basename "$(grep -l 'PDF of' "$S"/DCM/*)")")
dcmodify -nb -if "(0042,0011)=$T/doc" "$f" "$S"/Structure/*
for o in standard comprehensive; do
	rm -rf "$S/.netrt" "$S/Anon"
	code 0 "an image with one, $o" netrt-anon -o "anonymization.mode=$o" "$S"
	is 'it is there' "$(ls "$S"/Anon/DCM "$S"/Anon/Structure |
	    grep -c dcm)" 2
	is 'without it' "$(cat "$S"/Anon/*/* | grep -ac 'PDF of')" 0
done
dcmodify -nb -i '(0028,0301)=YES' "$f"
rm -rf "$S/.netrt" "$S/Anon"
code 65 'and its pixels count' netrt-anon -o anonymization.mode=comprehensive "$S"

# what make_phi_study.py plants
if [ -n "$SHARED" ] && [ -f "$SHARED/check/make_phi_study.py" ]; then
	/usr/bin/python3 "$SHARED/check/make_phi_study.py" --base "$T/base" >/dev/null
	/usr/bin/python3 "$SHARED/check/make_phi_study.py" "$T"/base/UID_* "$T/phi" >/dev/null
	S=$(ls -d "$T"/phi/UID_*)
	born=$($phi get "$S/DCM/CT.1.dcm" 00100030)
	code 0 'the PHI study' netrt-anon "$S"
	is 'nothing of the patient, in three writings' "$($phi find "$S/Anon" \
	    Zyxwandr Quillonka MRN77410263 "$born" \
	    "$(printf '\351\276\215\345\256\256\346\237\277')" \
	    "$(printf '\343\202\212\343\202\205\343\201\206\343\201\220\343\201\206')")" ''
	# with UIDs mapped: none of the old ones is left, references close
	rm -rf "$S/Anon" "$S/.netrt"
	cp -r "$S" "$T/copy"
	code 0 'UIDs mapped' netrt-anon -o anonymization.uids=remap "$T/copy"
	like 'in every file, and references hold' "$(/usr/bin/python3 \
	    "$SHARED/check/leak_scan.py" "$T/phi/phi_manifest.json" \
	    "$T/copy/Anon" | tail -n 1)" \
	    'uids_left=0 refs=72/72 ref_problems=0 pixel_problems=0'
	ok 'nothing is warned of' sh -c "! grep -q 'UIDs are kept' '$T/err'"
else
	skip 5 'no shared data'
fi

# a birth date that is none as it stands
for born in 11-FEB-1931 11.02.1931 1931-02-11 1931; do
	rm -rf "$T/w"
	mkstudy -S -n 1 -r 8 -c 8 -s box -p "Zyxwandr^Q/QX7741023/$born" \
	    "$T/w" >/dev/null
	S=$(ls -d "$T"/w/UID_*)
	dcmodify -nb -q -m '(0008,103E)=born 11 Feb 1931, 1931-02-11' \
	    "$S"/DCM/*
	code 0 "born $born" netrt-anon "$S"
	case $born in
	1931)	like 'somebody is told' "$(cat "$T/err")" \
		    'Birth Date is no date: .*could not be looked for' ;;
	*)	is 'found elsewhere' \
		    "$(cat "$S"/Anon/*/* | grep -ac 'Feb 1931\|1931-02')" 0 ;;
	esac
done

# patients who are called as a day, a time, or a term of any object is: cut
# out of text, and the object stays what it is
for who in Doe^J/20200101 Doe^J/101500 Axial^Ct/RTSTRUCT \
    Closed^Planar/CLOSED_PLANAR Mono^Chrome/MONOCHROME2; do
	rm -rf "$T/w"
	mkstudy -S -n 1 -r 8 -c 8 -s box -p "$who/19310211" "$T/w" >/dev/null
	S=$(ls -d "$T"/w/UID_*)
	dcmodify -nb -q -m 0008,0020=20200101 -m 0008,0030=101500 \
	    -i "(0020,4000)=for ${who#*/} here" "$S"/*/*.dcm
	for o in mode=standard 'mode=comprehensive
	    -o anonymization.retain=[full_dates,descriptors]'; do
		# shellcheck disable=SC2086
		code 0 "$who, ${o%%[!=a-z]*}" netrt-anon -o anonymization.$o "$S"
		is 'without it, and whole' "$(dcmdump -q +P 0008,0020 \
		    +P 0008,0030 +P 0028,0004 +P 3006,0042 +P 0020,4000 +s \
		    "$S"/Anon/*/* | sed -n 's/.*\[//; s/\].*//p' | sort -u |
		    tr '\n' ' ')" \
		    '101500 20200101 CLOSED_PLANAR MONOCHROME2 for here '
	done
done
done_testing
