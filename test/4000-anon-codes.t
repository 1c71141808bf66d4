#!/bin/sh
# Each exit code of netrt-anon, and what is there after it.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { enabled: true, site_code: TST, pid_mapping_file: $T/map/pid.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
mkdir "$T/map"

# study [OPTION...]: a fresh $S
study() {
	rm -rf "$T/w"
	mkstudy -S -n 2 -r 16 -c 16 -s box "$@" "$T/w" >/dev/null || exit 99
	S=$(ls -d "$T"/w/UID_*)
}

# refused CODE WHAT MESSAGE [ARG...]
refused() {
	r_code=$1 r_what=$2 r_like=$3
	shift 3
	code "$r_code" "$r_what" netrt-anon "$@" "$S"
	like "$r_what: says why" "$(cat "$T/err")" "$r_like"
	[ -d "$S/Anon" ] || [ -d "$S/Anon.tmp" ] && fail "$r_what: a result"
	[ ! -s "$T/out" ] || fail "$r_what: a path on stdout"
}

study
code 64 'usage' netrt-anon -x "$S"
code 0 'switched off' netrt-anon -o anonymization.enabled=false "$S"
is 'and prints the path' "$(cat "$T/out")" "$S"
ok 'and makes nothing' test ! -d "$S/Anon" -a ! -e "$T/map/pid.json"
code 0 'would run' netrt-anon -n "$S"
ok 'and makes nothing' test ! -d "$S/Anon" -a ! -e "$T/map/pid.json"

# 65: the study
study
dcmodify -nb -m '(0010,0020)= ' "$S"/DCM/* "$S"/Structure/*
refused 65 'no Patient ID' 'Patient ID is empty'
code 0 'but for one study by itself' netrt-anon \
    -o anonymization.use_consistent_pid=false "$S"
rm -f "$T"/map/*
study
dcmodify -nb -ea '(0010,0020)' "$S"/Structure/*
refused 65 'none in the structure set' 'Structure/.*empty or absent here'
study -k two-patients
refused 65 'two patients' 'Patient ID is another'
study -p 'Doe^Jane/1234567/19310211'
dcmodify -nb -m '(0010,0010)=Smith^Eva' -m '(0010,0030)=19400101' \
    "$S"/Structure/*
refused 65 'two patients of one ID' \
    'Structure/.*another name and birth date.*on_patient_mismatch'
code 0 'when the ID alone counts' netrt-anon \
    -o processing.on_patient_mismatch=process "$S"
like 'it is warned of' "$(cat "$T/err")" 'is it one patient'
rm -f "$T"/map/*
study -p 'Doe^Jane/1234567/19310211'
dcmodify -nb -m '(0010,0010)=JANE DOE' -m '(0010,0030)=19400101' \
    "$S"/Structure/*
code 0 'a birth date of the same name' netrt-anon "$S"
rm -f "$T"/map/*
study -k phi -p 'Doe^Jane/1234567/19310211'
f=$(ls "$S"/DCM/* | head -n 1)
dcmodify -nb -i '(0008,3010)=1.2.1234567.9' "$f"
refused 65 'the ID in a UID' '\(0008,3010\): this UID'
study
echo 'no DICOM at all' >"$S/DCM/x.dcm"
refused 65 'no DICOM file' 'DCM/#[0-9a-f]{8}: '
study
f=$(ls "$S"/DCM/* | head -n 1)
cp "$f" "$S/DCM/copy.dcm"
refused 65 'the same object twice' 'same SOP Instance UID'
study -p 'Doe^Jane/Smith/19310211'
f=$(ls "$S"/Structure/*)
dcmodify -nb -m '(3006,0020)[0].(3006,0026)=couchSmith' "$f"
refused 65 'a cut that changes what is in the mask' 'filters' \
    -o 'processing.ignore_contour_names_containing=[couch]'


# 65: what the comprehensive mode cannot clean
full='-o anonymization.mode=comprehensive'
study -m MR
f=$(ls "$S"/DCM/* | head -n 1)
dcmodify -nb -i '(0028,0301)=YES' "$f"
refused 65 'text in the pixels' "DCM/.*burned into its pixels" $full
code 0 'unless allowed' netrt-anon $full -o anonymization.allow_burned_in=true "$S"
study -m MR
f=$(ls "$S"/DCM/* | head -n 1)
dcmodify -nb -i '(0028,0301)=yes' "$f"
refused 65 'text in the pixels, in small letters' \
    "DCM/.*burned into its pixels" $full
study -m MR
f=$(ls "$S"/DCM/* | head -n 1)
dcmodify -nb -m '(0008,0008)=DERIVED\SECONDARY\SCREEN SAVE' "$f"
refused 65 'a screen' 'usually has text' $full
study
dcmodify -nb -m '(3006,0020)[0].(3006,0026)=couch 20240105' "$(ls "$S"/Structure/*)"
refused 65 'a date in the name of a ROI that decides' 'filters' $full \
    -o 'processing.ignore_contour_names_containing=[0105]'
study -k phi -p 'Doe^Jane/1234567/19310211'
f=$(ls "$S"/DCM/* | head -n 1)
dcmodify -nb -i '(0008,3010)=1.2.1234567.9' "$f"
refused 65 'the ID in a UID that is kept' '\(0008,3010\): this UID' $full \
    -o 'anonymization.retain=[uids]'
code 0 'and in one that is not' netrt-anon $full "$S"

# 66
S=$T/nothing
refused 66 'no study' nothing

# 75
study
mkdir -p "$S/.netrt"
flock "$S/.netrt/lock" -c "netrt-anon '$S'; echo \$? >'$T/busy'" 2>"$T/err" >/dev/null
is 'busy' "$(cat "$T/busy")" 75
if strace -o /dev/null true 2>/dev/null; then
	# a process that is traced cannot be searched for leaks
	ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS:-}
	export ASAN_OPTIONS
	rc=0
	strace -f -o "$T/trace" -e trace=write -P "$S/Anon.tmp/DCM/$(ls "$S/DCM" |
	    tail -n 1)" -e inject=write:error=ENOSPC netrt-anon "$S" \
	    >"$T/out" 2>"$T/err" || rc=$?
	is 'disk full' "$rc" 75
	ok 'and makes nothing' test ! -d "$S/Anon" -a ! -d "$S/Anon.tmp"
	rc=0
	rm -f "$T"/map/*
	strace -f -o "$T/trace" -e trace=write -P "$T/map/pid.json.tmp" \
	    -e inject=write:error=ENOSPC netrt-anon "$S" \
	    >"$T/out" 2>"$T/err" || rc=$?
	is 'no room for the mapping' "$rc" 75
else
	skip 3 'strace may not trace here'
fi
code 0 'then it is done' netrt-anon "$S"

# 78: the installation
study -u 2 -p 'Other^One/O1/19400101'
cp -a "$T/map" "$T/good"
head -c 32 /dev/zero >"$T/map/pid.json.key"
refused 78 'another key' 'not the key'
rm "$T/map/pid.json.key"
refused 78 'no key' 'key file is missing'
cp "$T/good/pid.json.key" "$T/map/"
chmod 644 "$T/map/pid.json.key"
refused 78 'a key for all' 'chmod 600'
chmod 600 "$T/map/pid.json.key"
head -c 99 "$T/good/pid.json" >"$T/map/pid.json"
refused 78 'half a mapping' 'no valid JSON'
is 'it is left as it is' "$(wc -c <"$T/map/pid.json")" 99
rm "$T/map/pid.json"
refused 78 'the mapping is gone' 'is gone'
cp -a "$T"/good/* "$T/map/"
echo nonsense >"$T/map/pid.json.journal"
refused 78 'a damaged journal' 'journal: damaged'
rm "$T/map/pid.json.journal"
refused 78 'no directory' 'mounted' -o "anonymization.pid_mapping_file=$T/no/pid.json"
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 "$T/map"
	refused 78 'a directory that is closed' 'Permission denied' \
	    -o "anonymization.pid_mapping_file=$T/map/other.json"
	chmod 700 "$T/map"
else
	skip 2 'root may write anywhere'
fi
refused 78 'two ways with dates' 'exclude each other' \
    -o 'anonymization.retain=[full_dates,modified_dates]'
refused 78 'no option' 'must be uids' -o 'anonymization.retain=[everything]'
refused 78 'no private element' 'GROUP,ELEMENT,CREATOR' \
    -o 'anonymization.safe_private=["0028,10,ACME"]'
refused 78 'a UID to be removed' 'SOPInstanceUID' \
    -o 'anonymization.rules.remove_tags=[SOPInstanceUID]'
refused 78 'a name to be blanked that filters need' 'ROIName' \
    -o 'anonymization.rules.blank_tags=[ROIName]'
code 0 'all is well again' netrt-anon "$S"
is 'with a pseudonym of its own' \
    "$(dcmdump +P 0010,0020 "$S"/Anon/Structure/* | grep -o 'TST_....')" TST_0002
done_testing
