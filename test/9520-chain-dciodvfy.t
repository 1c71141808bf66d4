#!/bin/sh
# dciodvfy (dicom3tools): the copies show no error, by message and attribute,
# that their input lacks; Secondary Captures show none but those inherited
# from missing patient or study attributes.
. "${0%/*}/lib.sh"
command -v dciodvfy >/dev/null || skip_all 'no dciodvfy'

cat >"$T/netrt.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { enabled: true, site_code: TST, pid_mapping_file: $T/pid.json,
  rules: { remove_tags: [AccessionNumber, ReferringPhysicianName, StudyID,
    OperatorsName, PatientBirthDate, InstitutionName, PatientAge, PatientWeight] } }
visualization: { enabled: true }
reporting: { output_directory: "" }
CONF
export NETRT_CONFIG="$T/netrt.yaml"

# errors DIR: each different error line of the files below, once; what tells
# one file from another (values) is not part of a message
errors() {
	find "$1" -type f -name '*.dcm' -exec sh -c '
		for f; do dciodvfy -new "$f" 2>&1 || :; done' sh {} + |
	    grep '^Error' | sed 's/ = <[^>]*>//' | LC_ALL=C sort -u
}

# the modules of a Secondary Capture that come from the source
INHERITED='/PatientName|/PatientID|/PatientBirthDate|/PatientSex|/StudyDate|/StudyTime|/ReferringPhysicianName|/StudyID|/AccessionNumber|Patient|GeneralStudy'

# chain NAME [OPTION...]
chain() {
	name=$1
	shift
	for s in validate anon mask burnin debugviz; do
		"netrt-$s" "$@" "$S" >"$T/out" 2>"$T/err" || {
			fail "$name: netrt-$s"
			return 0
		}
	done
	errors "$S/DCM" >"$T/in"
	errors "$S/Structure" >"$T/rs"
	for d in Anon/DCM Addition Burnin; do
		errors "$S/$d" >"$T/got"
		is "$name: $d: no new error" \
		    "$(LC_ALL=C comm -13 "$T/in" "$T/got")" ''
	done
	errors "$S/Anon/Structure" >"$T/got"
	is "$name: Anon/Structure: no new error" \
	    "$(LC_ALL=C comm -13 "$T/rs" "$T/got")" ''
	errors "$S/DebugDicom" >"$T/got"
	is "$name: DebugDicom: none but inherited ones" \
	    "$(LC_ALL=C comm -23 "$T/got" "$T/in" | grep -vE "$INHERITED")" ''
	# a Segmentation has none whatever its images have
	[ $# -eq 0 ] || {
		errors "$S/Segmentations" >"$T/got"
		is "$name: Segmentations: no new error" \
		    "$(LC_ALL=C comm -13 "$T/in" "$T/got")" ''
	}
	rm -rf "$S"
}

# in the mode comprehensive
full() {
	name=$1 retain=$2
	chain "$name, comprehensive [$retain]" \
	    -o anonymization.mode=comprehensive \
	    -o "anonymization.retain=[$retain]" \
	    -o anonymization.rules.remove_tags='[]' \
	    -o feature_flags.enable_segmentation_export=true
}

for m in CT MR PT; do
	mkstudy -m $m -n 3 -r 96 -c 120 -S "$T/$m" >/dev/null
	S=$(ls -d "$T/$m"/UID_*)
	errors "$S/DCM" >"$T/in"
	is "$m phantom: no error to begin with" "$(cat "$T/in")" ''
	chain "$m phantom"
	mkstudy -m $m -n 2 -r 96 -c 120 -S "$T/$m" >/dev/null
	S=$(ls -d "$T/$m"/UID_*)
	case $m in
	CT) full CT '' ;;
	MR) full MR 'modified_dates, descriptors, device_identity' ;;
	PT) full PET 'patient_characteristics, institution_identity' ;;
	esac
done

if [ -z "$SHARED" ]; then
	skip 1 'the studies of ../shared are absent'
else
	for d in "$SHARED"/data/*/image; do
		n=${d%/image} n=${n##*/}
		# no patient at all: cannot be de-identified
		[ "$n" != rtutils_on_oblique ] || continue
		S=$T/$n
		mkdir -p "$S/DCM" "$S/Structure"
		# a few slices are enough for attributes
		for f in $(ls "$d" | awk 'NR % 7 == 1'); do
			cp "$d/$f" "$S/DCM/$f.dcm"
		done
		cp "$(ls "${d%/image}"/*.dcm | head -n 1)" "$S/Structure/1.dcm"
		cp -r "$S" "$T/again"
		chain "$n"
		# parametric maps need dates and a serial number
		[ "$n" = ibsi_mri_raystation ] || [ "$n" = cheese_raystation ] || {
			rm -rf "$T/again"
			continue
		}
		mv "$T/again" "$S"
		full "$n" ''
	done
fi
done_testing
