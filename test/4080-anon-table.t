#!/bin/sh
# PS3.15 table E.1-1: a value in each attribute, at the top, one to three
# sequences deep and in a private sequence, of images and RTSTRUCTs; each row
# is obeyed, with each option.
. "${0%/*}/lib.sh"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"
table=$TOP/lib/deid_table.tsv
t() { /usr/bin/python3 "$TOP/test/deidtable.py" "$@"; }

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { mode: comprehensive, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"

# obeyed MODALITY RETAIN
obeyed() {
	code 0 "$1, $2" netrt-anon -f \
	    -o "anonymization.retain=[$(echo "$2" | tr ' ' ,)]" "$S"
	is "$1, $2: each row" "$(t check "$S" "$S/Anon" "$table" "$2" \
	    ${SHARED:+"$SHARED"})" "$values values"
}

values=5456
[ -n "$SHARED" ] || values=4920
for m in CT MR PT; do
	mkdir -p "$T/$m"
	mkstudy -S -m $m -n 1 -r 16 -c 16 -s box "$T/$m" >/dev/null || exit 99
	S=$(ls -d "$T/$m"/UID_*)
	t plant "$S" "$table" ${SHARED:+"$SHARED"} || exit 99
	obeyed $m ''
	obeyed $m 'modified_dates patient_characteristics'
done
is 'the check can fail' "$([ "$(t check "$S" "$S" "$table" '' | wc -l)" \
    -gt 1000 ] && echo yes)" yes
S=$(ls -d "$T"/CT/UID_*)
obeyed CT 'patient_characteristics device_identity institution_identity descriptors'
obeyed CT full_dates
obeyed CT uids

# the built-in table is the published one, row by row
if [ -z "$SHARED" ]; then
	skip 1 'no shared data'
else
	is 'all 647 rows are as published' "$(/usr/bin/python3 - "$table" \
	    "$SHARED/deid/ps315-profile.tsv" <<-'P'
	import sys
	def read(path):
	    lines = [l.rstrip('\n').split('\t') for l in open(path)
	             if l[0] != '#']
	    return {f[0]: dict(zip(lines[0], f)) for f in lines[1:]}
	names = dict(basic='basic', keyword='keyword', uid='RetainUIDs',
	    dev='RetainDeviceIdent', ins='RetainInstitutionIdent',
	    pat='RetainPatientChars', ful='RetainLongFullDates',
	    mod='RetainLongModifiedDates', des='CleanDesc')
	a, b = read(sys.argv[1]), read(sys.argv[2])
	private = b.pop('ggggeeee(odd)')	# in deid_table.c
	for t in sorted(set(a) | set(b)):
	    for k, v in names.items():
	        if t not in a or t not in b or \
	            a[t][k].replace('-', '') != b[t].get(v, ''):
	            print(t, k)
	    if t in a and t in b and 'x' not in t and a[t]['vr'] != b[t]['vr']:
	        print(t, 'VR')
	    if a.get(t, {}).get('edition', '')[:4] != b.get(t, {})['edition'][:4]:
	        print(t, 'edition')
	print(len(a) + (private['basic'] == 'X'))
	P
	)" 647
fi

# private elements that are called safe
mkdir -p "$T/p"
mkstudy -S -n 1 -r 16 -c 16 -s box "$T/p" >/dev/null
S=$(ls -d "$T"/p/UID_*)
/usr/bin/python3 - "$S"/DCM/* <<'PY'
import sys, pydicom
for f in sys.argv[1:]:
    ds = pydicom.dcmread(f)
    for t, vr, v in ((0x00290010, 'LO', 'ACME'), (0x00290011, 'LO', 'OTHER'),
                     (0x00291008, 'LO', 'fine'), (0x00291009, 'LO', 'other'),
                     (0x0029100A, 'LO', 'of ' + str(ds.PatientID)),
                     (0x0029100B, 'OB', b'x' + ds.PatientID.encode() + b'x'),
                     (0x00291108, 'LO', 'elsewhere'),
                     # alone in their blocks
                     (0x00290012, 'LO', 'ALONE'), (0x00290013, 'LO', 'CODED'),
                     (0x00291210, 'OB', b'x' + ds.PatientID.encode() + b'x'),
                     (0x00291310, 'CS', '20210609')):
        ds.add_new(t, vr, v)
    ds.save_as(f)
PY
code 0 'safe private elements' netrt-anon -o \
    'anonymization.safe_private=["0029,08,ACME", "0029,0A,ACME", "0029,0b,ACME",
    "0029,10,ALONE", "0029,10,CODED"]' "$S"
is 'what is listed stays, clean; no creator stays alone' "$(dcmdump "$S"/Anon/DCM/* |
    sed -n 's/^(\(0029,....\)) .. \[*\([A-Za-z ]*\).*/\1 \2/p')" \
    "0029,0010 ACME
0029,1008 fine
0029,100a of"
like 'what cannot be cut is told of' "$(cat "$T/err")" \
    'in 3 places: a private element that .*safe_private lists had'
like 'in the report' "$(cat "$S/.netrt/report.deid")" \
    '^odd groups  *safe ones, in which something was found *removed *3$'
like 'and it is said' "$(dcmdump +P 0012,0063 +P 0008,0100 +p +s \
    "$S"/Anon/DCM/*)" '113111'

# identifiers that the table does not have
mkdir -p "$T/i"
mkstudy -S -n 1 -r 16 -c 16 -s box "$T/i" >/dev/null
S=$(ls -d "$T"/i/UID_*)
dcmodify -nb -i '(0010,0033)=Showa 26' -i '(0010,0034)=Heisei 3' \
    -i '(0010,0035)=JAPANESE' "$S"/DCM/*
# and orders and devices; dates of a device
dcmodify -nb -i '(0040,1006)=P12-345' -i '(0040,1007)=F778899' \
    -i '(0040,2006)=PL4711' -i '(0040,2007)=FL4711' -i '(0040,e001)=HL7-4711' \
    -i '(0018,1010)=SCDEV-77' -i '(0018,1803)=10.20.30.40' \
    -i '(0018,1160)=of P12-345' -m '(0008,0020)=20210609' \
    -i '(0018,1200)=20210301' -i '(0018,700c)=20210608' "$S"/DCM/*
code 0 'dates of another calendar' netrt-anon "$S"
is 'are gone' "$(dcmdump +P 0010,0033 +P 0010,0034 +P 0010,0035 \
    "$S"/Anon/DCM/*)" ''
# left: what is left of the others
left() {
	dcmdump "$S"/Anon/DCM/* | grep -E '^.(0040,(1006|1007|200.|e001)|0018,(1010|1803|1200|700c))' |
	    sed 's/[^[]*.\([^]]*\).*/\1/'
}
is 'so are those of orders and devices' "$(left)" ''
like 'also where they stand in text' "$(dcmdump +P 0018,1160 "$S"/Anon/DCM/*)" \
    '\[of\]'
code 0 'device identity' netrt-anon -o 'anonymization.retain=[device_identity]' "$S"
is 'those of a device stay, but for a date beside the study' "$(left)" \
    'SCDEV-77
20210301
10.20.30.40'
done_testing
