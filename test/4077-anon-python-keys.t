#!/bin/sh
# Every key of the section anonymization of the Python NETRT does what its
# users think, or says why not (0101 has what is said).
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization:
  enabled: true
  full_anonymization_enabled: false
  use_consistent_pid: true
  site_code: "WFU"
  pid_mapping_file: "$T/map.json"
  study_description: "CORRECT Study Treatment Plan"
  default_tags_to_remove: ["AccessionNumber", "PatientID", "StudyTime"]
  default_tags_to_blank: ["AccessionNumber", "InstitutionName"]
  full_anonymization_rules:
    tags_to_remove: ["PatientAddress", "PatientSex", "Manufacturer"]
    tags_to_empty: ["KVP", "PerformingPhysicianName"]
    tags_to_modify_date: ["StudyDate", "PatientBirthDate"]
    tags_to_modify_time: ["SeriesTime"]
    tags_to_regenerate_uid: ["StudyInstanceUID", "SOPInstanceUID"]
    patient_id_override: "ANONYMIZED_ID"
    patient_name_override: "ANONYMIZED_NAME"
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 2 -r 16 -c 16 -k phi -p 'Zyxwandr^Quillonka/MRN77410263/19310211' \
    "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)
dcmodify -nb -i '(0008,0050)=A1' -i '(0008,0080)=Clinic' -i '(0018,0060)=120' \
    -i '(0010,0040)=F' -i '(0008,0070)=ACME' -i '(0008,0030)=101010' "$S"/DCM/*
UID_=${S##*UID_}

# has TAG: what the images have there
has() {
	for f in "$S"/Anon/DCM/*; do
		dcmdump +P "$1" "$f" | sed 's/.*\[\(.*\)\].*/\1/; s/.*no value.*/empty/'
	done | sort -u
}

code 0 'as it stands' netrt-anon "$S"
is 'default lists in the place of rules' "$(has 0008,0050; has 0008,0030
    has 0008,0080)" 'empty
empty
empty'
is 'full rules are not asked' "$(has 0008,0070; has 0010,0040; has 0018,0060)" \
    'ACME
F
120'
is 'the pseudonym is the ID and the name' "$(has 0010,0010; has 0010,0020)" \
    'WFU_0001
WFU_0001'
is 'the description' "$(has 0008,1030)" 'CORRECT Study Treatment Plan'
is 'UIDs are kept' "$(has 0020,000d)" "$UID_"

code 0 'rules beside them' netrt-anon \
    -o 'anonymization.rules.remove_tags=[Manufacturer]' "$S"
is 'have the word' "$(has 0008,0050; has 0008,0070)" 'empty
empty'
is 'for their list' "$(has 0008,0030)" '101010'

code 0 'in full' netrt-anon -r "$T/r" \
    -o anonymization.full_anonymization_enabled=true \
    -o 'anonymization.retain=[patient_characteristics]' "$S"
is 'the profile, and its rules beside it' "$(has 0008,0070; has 0010,0040
    has 0018,0060; has 0010,1040)" 'empty
empty
empty'
is 'dates are gone' "$(has 0008,0020; has 0010,0030)" 'empty
empty'
is 'nobody is ANONYMIZED' "$(has 0010,0010; has 0010,0020)" \
    'WFU_0001
WFU_0001'
ok 'UIDs are new' test "$(has 0020,000d)" != "$UID_"
like 'the report has the lists' "$(cat "$T/r")" \
    'To be removed   AccessionNumber, PatientID, StudyTime, PatientAddress, PatientSex, Manufacturer'

code 0 'each study for itself' netrt-anon \
    -o anonymization.use_consistent_pid=false "$S"
like 'has the site code as well' "$(has 0010,0020)" '^WFU_[0-9A-F]{8}$'
done_testing
