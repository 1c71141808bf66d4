#!/bin/sh
# NETRT's own config.yaml, with every key it knows, loads unchanged; its keys
# without effect draw a warning each; print can be read back; get is for
# scripts.
. "${0%/*}/lib.sh"
HOME=$T
export HOME

if [ -n "$SHARED" ]; then
	cp "$SHARED/data/netrt_python/config.yaml" "$T/c.yaml"
	code 0 "NETRT's file is right" netrt-config -c "$T/c.yaml" check
	is 'nothing on stdout' "$(cat "$T/out")" ''
	is 'a warning for each key without effect' \
	    "$(sed -n 's/.*c.yaml:[0-9]*: \(.*\): has no effect: .*/\1/p' \
	    "$T/err" | sort)" "anonymization.default_tags_to_blank
anonymization.default_tags_to_remove
anonymization.full_anonymization_rules
dicom_listener.config_negotiated_transfer_syntax"
	like 'and for PatientID in the rules' "$(cat "$T/err")" \
	    'c.yaml:57: anonymization.rules.remove_tags: PatientID has no'
	like 'what NETRT never did is told how to have' "$(cat "$T/err")" \
	    'full_anonymization_rules: .*full_anonymization_enabled: true'
	like 'the original must not be where this goes' "$(cat "$T/err")" \
	    'uids is keep: no destination may hold the original study'
	sed 's/full_anonymization_enabled: false/full_anonymization_enabled: true/
	    /^  rules:/,/generate_random/d' "$T/c.yaml" >"$T/full.yaml"
	code 0 'and so it is had' netrt-config -c "$T/full.yaml" check
	is 'with what it does otherwise' "$(sed -n \
	    's/.*yaml:[0-9]*: anonymization.\([a-z_.]*\): .*/\1/p' "$T/err")" \
	    "full_anonymization_rules.tags_to_modify_date
full_anonymization_rules.tags_to_modify_time
full_anonymization_rules.patient_id_override
full_anonymization_rules.patient_name_override"
	code 0 'the lists are one' netrt-config -c "$T/full.yaml" get \
	    anonymization.mode anonymization.rules.remove_tags \
	    anonymization.rules.blank_tags
	is 'of defaults and full rules' "$(cat "$T/out")" \
	    'comprehensive
["AccessionNumber", "PatientID", "PatientAddress", "PatientTelephoneNumbers", "OtherPatientIDs", "InstitutionName"]
["AccessionNumber", "PatientID", "StudyID", "PerformingPhysicianName"]'
	for w in full_dates:tags_to_modify_date full_dates:tags_to_modify_time \
	    modified_dates:tags_to_modify_time uids:tags_to_regenerate_uid; do
		code 78 "$w exclude each other" netrt-config -c "$T/full.yaml" \
		    -o "anonymization.retain=[${w%:*}]" check
		like 'which is told' "$(cat "$T/err")" \
		    "yaml:[0-9]*: .*${w#*:}: anonymization.retain has ${w%:*},"
	done
	code 0 'get' netrt-config -c "$T/c.yaml" get directories.working \
	    dicom_destination.port watcher.debounce_interval_seconds
	is 'a value a line' "$(cat "$T/out")" "$T/CORRECT_working
4242
60"
else
	skip 20 'no shared data'
fi

echo 'anonymization: {enabled: false}' >"$T/off.yaml"
code 0 'de-identification off' netrt-config -c "$T/off.yaml" check
like 'is said' "$(cat "$T/err")" 'enabled is false: objects are sent with all'
echo 'anonymization: {reidentification_file: /srv/who}' >"$T/re.yaml"
code 0 'a file that says who is who' netrt-config -c "$T/re.yaml" check
like 'is said' "$(cat "$T/err")" '/srv/who says in clear which patient'
code 0 'full_anonymization_enabled is a mode' netrt-config -c "$T/off.yaml" \
    -o anonymization.full_anonymization_enabled=true get anonymization.mode
is 'the comprehensive one' "$(cat "$T/out")" comprehensive
printf 'anonymization:\n  mode: standard\n  full_anonymization_enabled: true\n' \
    >"$T/both.yaml"
code 78 'they differ' netrt-config -c "$T/both.yaml" check
like 'is told' "$(cat "$T/err")" 'both.yaml:3: .*is true, but anonymization.mode'
echo 'anonymization: {full_anonymization_enabled: true}' >"$T/full.yaml"
code 0 'what is set later counts' netrt-config -c "$T/full.yaml" \
    -o anonymization.mode=standard get anonymization.mode
is 'and it is' "$(cat "$T/out")" standard

# the lists of the Python NETRT in the place of rules, and beside them
cat >"$T/lists.yaml" <<'END'
anonymization:
  default_tags_to_remove: [PatientSex, PatientID]
  default_tags_to_blank: [StudyID]
  full_anonymization_rules:
    tags_to_remove: [PatientSize]
    tags_to_modify_date: [StudyDate]
END
lists() {
	netrt-config -c "$T/lists.yaml" "$@" get \
	    anonymization.rules.remove_tags anonymization.rules.blank_tags \
	    2>"$T/err"
}
is 'defaults' "$(lists)" '["PatientSex", "PatientID"]
["StudyID"]'
is 'not where there are rules' "$(lists -o 'anonymization.rules.remove_tags=[]')" \
    '[]
["StudyID"]'
is 'full rules beside them' "$(lists -o anonymization.mode=comprehensive)" \
    '["PatientSex", "PatientID", "PatientSize"]
["StudyID"]'
full='-o anonymization.mode=comprehensive'
for w in 'default_tags_to_remove=[PatientBirthdate]:PatientBirthDate' \
    'default_tags_to_blank=[ROIName]:cannot be removed' \
    'full_anonymization_rules.tags_to_remove=[Rows]:cannot be removed' \
    'full_anonymization_rules.tags_to_modify_date=[StudyTime]:no keyword of a date' \
    'full_anonymization_rules.tags_to_regenerate_uid=[SOPClassUID]:no keyword of a UID'
do
	code 78 "wrong: ${w%:*}" netrt-config -c "$T/lists.yaml" $full \
	    -o "anonymization.${w%:*}" check
	like 'why' "$(cat "$T/err")" "${w#*:}"
done
code 0 'what has no effect may be wrong' netrt-config -c "$T/lists.yaml" \
    -o 'anonymization.full_anonymization_rules.tags_to_remove=[Rows]' check
code 0 'shifted as wanted' netrt-config -c "$T/lists.yaml" $full \
    -o 'anonymization.retain=[modified_dates]' check
is 'is not warned of' "$(grep -c modify "$T/err")" 0

cat >"$T/d.yaml" <<'END'
dicom_destination: {ip: 192.0.2.1}
processing: {burn_in_text: "a \"b\"\nc: # d", overlay_study_id: "1"}
anonymization: {rules: {remove_tags: [PatientSex]}}
END
code 0 'print' netrt-config -c "$T/d.yaml" -o logging.keep=3 print
cp "$T/out" "$T/p.yaml"
is 'nothing on stderr' "$(cat "$T/err")" ''
like 'a default' "$(cat "$T/p.yaml")" '^  max_mb: 64  # default$'
like 'from the file' "$(cat "$T/p.yaml")" \
    "^  ip: \"192.0.2.1\"  # $T/d.yaml:1\$"
like 'from -o' "$(cat "$T/p.yaml")" '^  keep: 3  # -o$'
like 'one that does not count is a comment' "$(cat "$T/p.yaml")" \
    '^# destinations: .*# not used: dicom_destination counts$'
code 0 'what print says loads' netrt-config -c "$T/p.yaml" print
is 'and is the same' "$(sed 's/  # [^#]*$//' "$T/out")" \
    "$(sed 's/  # [^#]*$//' "$T/p.yaml")"

code 78 'an unknown key' netrt-config -c "$T/d.yaml" get logging.kep
like 'the nearest is told' "$(cat "$T/err")" 'nearest is "logging.keep"'
code 78 'a font that is not there' netrt-config -c "$T/d.yaml" \
    -o processing.font_file=/nowhere.ttf check
like 'is told' "$(cat "$T/err")" \
    'processing.font_file: /nowhere.ttf: No such file'
code 0 'and does not matter when nothing is drawn' netrt-config \
    -c "$T/d.yaml" -o processing.font_file=/nowhere.ttf \
    -o processing.add_burn_in_disclaimer=false check
for a in '' 'get' 'check x' 'print x' 'nonsense' '-Z check'; do
	code 64 "usage: $a" netrt-config -c "$T/d.yaml" $a
done
code 0 '--help' netrt-config --help
code 0 '--version' netrt-config --version
NETRT_CONFIG=$T/d.yaml code 0 'the file from the environment' \
    netrt-config check
code 75 'stdout full' sh -c "netrt-config -c '$T/d.yaml' print >/dev/full"
# what another setting leaves without an effect: idle KEY OPTION...
idle() {
	i_key=$1 i_set=
	shift
	for i_o; do i_set="$i_set -o anonymization.$i_o"; done
	# shellcheck disable=SC2086  # words
	netrt-config -c "$T/one.yaml" $i_set check >/dev/null 2>"$T/err" ||
	    echo 'not right'
	is "$*" "$(sed -n 's/.*anonymization\.\([a-z_.]*\)=.*: has no effect: .*/\1/p' \
	    "$T/err")" "$i_key"
}
printf 'directories: {working: /w, logs: /l}\n' >"$T/one.yaml"
is 'find_port without verify: find' "$(netrt-config -c "$T/one.yaml" -o \
    'destinations=[{name: a, host: h, ae_title: A, find_port: 5}]' check 2>&1 |
    grep -c "has no effect: it is for verify: find")" 1
full=mode=comprehensive study=use_consistent_pid=false
sp='safe_private=["0029,10,A"]' prefix=rules.generate_random_id_prefix
for o in 'retain=[modified_dates]' roi_names=strict allow_burned_in=true "$sp"; do
	idle "${o%%=*}" "$o"
	idle '' "$o" $full
	idle '' "$o" enabled=false
done
idle uids uids=keep $full
idle '' uids=keep $full 'retain=[uids]'
idle '' uids=keep
idle uids uids=remap $full 'retain=[uids]'
idle '' uids=remap $full
idle '' uids=remap
idle '' $full
idle pid_date_suffix pid_date_suffix=true $study
idle '' pid_date_suffix=true
idle $prefix $prefix=X
idle '' $prefix=X $study
done_testing
