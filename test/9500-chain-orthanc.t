#!/bin/sh
# Every real study through the supervised chain into Orthanc, and back from
# there: plain, then some of them de-identified and burned in (5520 has all).
# overlay_score.py, which shares no code with netrt, judges what comes back.
. "${0%/*}/lib.sh"
. "${0%/*}/chain.sh"
[ -n "$SHARED" ] || skip_all 'the studies of ../shared are absent'
command -v Orthanc >/dev/null || [ -x /usr/sbin/Orthanc ] ||
    skip_all 'no Orthanc'
score=$SHARED/check/overlay_score.py

# one study: NAME UID; its RTSTRUCTs are "$SHARED/data/NAME"/*.dcm but for
# those that share a SOP Instance UID with another
uid_of() {
	for f in "$SHARED/data/$1"/image/*; do
		tag "$f" 0020,000d
		break
	done
}

judge() {
	name=$1 uid=$2
	shift 2
	for rs; do
		[ -e "$rs" ] || continue
		ok "$mode: $name: ${rs##*/}" /usr/bin/python3 "$score" \
		    --images "$SHARED/data/$name/image" --rtstruct "$rs" \
		    --result "$T/back/$uid" $pixels
	done
}

studies=$(cd "$SHARED/data" && for d in */image; do
	d=${d%/image}
	# three Study Instance UIDs and no patient: scored tool by tool
	[ "$d" = rtutils_on_oblique ] || echo "$d"
done)

for mode in plain full; do
	set -- $(freeport 3)
	IN=$1 OUT=$2 HTTP=$3
	rm -rf "$T/w" "$T/logs" "$T/back" "$T/orthanc"
	if [ "$mode" = plain ]; then
		pixels='' on=false
	else
		pixels=--derived-pixels on=true
		studies=$(echo "$studies" |
		    grep -E '^(pos_|quirks|sts|synth_p|rtutils_mock)')
	fi
	config "$T/netrt.yaml" "
watcher: { debounce_interval_seconds: 1.5, min_file_count_for_processing: 2,
  incomplete_wait_seconds: 3 }
processing: { add_burn_in_disclaimer: $on, retain_after_delivery_seconds: 0 }
anonymization: { enabled: $on, site_code: TST, pid_mapping_file: $T/pid.json }"
	start_orthanc && start_netrt "$T/netrt.yaml" || exit 99

	for s in $studies; do
		rs=$(ls "$SHARED/data/$s"/*.dcm | grep -v non_existent)
		ok "$mode: $s is received" send "$SHARED/data/$s/image" $rs
	done
	for s in $studies; do
		uid=$(uid_of "$s")
		wait_for ended "$uid" || echo "# $s: no end in sight"
		orthanc fetch "$uid" "$T/back/$uid" >/dev/null
		judge "$s" "$uid" $(ls "$SHARED/data/$s"/*.dcm |
		    grep -v non_existent)
	done

	# two RTSTRUCTs of this study share a SOP Instance UID: a run of its own
	s=rtutils_mock_mim uid=$(uid_of $s)
	wait_for test ! -d "$T/w/UID_$uid"
	orthanc delete "$uid"
	send "$SHARED/data/$s/image" \
	    "$SHARED/data/$s/non_existent_reference_rt.dcm"
	wait_for ended "$uid" 2
	rm -rf "$T/back/$uid"
	orthanc fetch "$uid" "$T/back/$uid" >/dev/null
	judge $s "$uid" "$SHARED/data/$s/non_existent_reference_rt.dcm"

	is "$mode: nothing is in quarantine" \
	    "$(ls "$T/w/quarantine" 2>/dev/null)" ''
	wait_for sh -c "! ls -d '$T'/w/UID_* 2>/dev/null"
	is "$mode: delivered studies are retired" \
	    "$(ls -d "$T"/w/UID_* 2>/dev/null)" ''
	stop_netrt
	is "$mode: the service stops cleanly" $? 0
	kill "$PACS"
	wait "$PACS" 2>/dev/null
done
done_testing
