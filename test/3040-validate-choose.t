#!/bin/sh
# processing.structure_sets and approval_status: validate, anon, mask and
# debugviz use the same RTSTRUCTs.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization:
	  enabled: false
	  pid_mapping_file: $T/pid.json
	  rules: {remove_tags: [StructureSetDate, StructureSetTime, ApprovalStatus]}
	visualization: {enabled: true}
E
export NETRT_CONFIG="$T/c.yaml"
NEWEST='-o processing.structure_sets=newest'
APPROVED='-o processing.approval_status=approved'
ANON='-o anonymization.enabled=true'

# FIRST has four ROIs, SECOND one of them and a later time
study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 16 -c 16 -n 3 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
	for f in "$S"/Structure/*; do
		case $(dcmdump +P 3006,0026 "$f" | wc -l) in
		1) SECOND=$f ;;
		*) FIRST=$f ;;
		esac
	done
	both=$(names "$FIRST" "$SECOND")
}
edit() {
	ed_file=$1
	shift
	dcmodify -nb "$@" "$ed_file" >/dev/null 2>&1
}
names() {
	printf 'Structure/%s\n' "$@" | sed 's|/.*/|/|' | LC_ALL=C sort |
	    paste -s -d ' ' -
}
# drawn: the RTSTRUCTs that the overlay series are of; how many pictures
drawn() {
	sed -n 's/^rtstruct //p' "$S/.netrt/report.mask" | LC_ALL=C sort |
	    paste -s -d ' ' -
	find "$S/debug_visualization" -name 'contact*' | wc -l
}
run() {
	for step in validate anon mask debugviz; do
		# shellcheck disable=SC2086
		"netrt-$step" $1 "$S" || return
	done
}

# --- all, by default
study -k two-structures
ok 'all and any' run ''
is 'both are drawn' "$(drawn)" "$both
2"

# --- newest
ok 'newest' run "$NEWEST"
is 'the newest alone' "$(drawn)" "$(names "$SECOND")
1"
like 'the report says so' "$(cat "$S/.netrt/report.mask")" \
    "^rtstruct_left_out $(names "$FIRST"): another one of its series is newer"
# shellcheck disable=SC2086
code 0 'findings' netrt-validate -j $NEWEST "$S"
like 'a note' "$(cat "$T/out")" \
    "\"note\",\"code\":\"rtstruct-left-out\",\"exit\":0,\"file\":\"$(names "$FIRST")\""
edit "$FIRST" -m '(3006,0008)=20260107'
ok 'another date' run "$NEWEST"
is 'another newest' "$(drawn)" "$(names "$FIRST")
1"
edit "$FIRST" -ea '(3006,0008)'
ok 'without a date' run "$NEWEST"
is 'is the oldest' "$(drawn)" "$(names "$SECOND")
1"
edit "$SECOND" -ea '(3006,0008)'
# shellcheck disable=SC2086
code 65 'both without' netrt-validate -j $NEWEST "$S"
for f in "$FIRST" "$SECOND"; do
	like 'both are named' "$(cat "$T/err")" "$(handle "$S" "$(names "$f")").*are absent"
done
like 'with a code' "$(cat "$T/out")" '"newest-unclear","exit":65'
# shellcheck disable=SC2086
code 65 'mask refuses too' netrt-mask $NEWEST "$S"
study -k two-structures
edit "$SECOND" -m '(3006,0009)=0930'
edit "$FIRST" -m '(3006,0009)=093000.000'
# shellcheck disable=SC2086
code 65 'the same instant, spelt otherwise' netrt-validate $NEWEST "$S"
like 'says so' "$(cat "$T/err")" 'are equal'
code 0 'all of them can be used' netrt-validate "$S"

study -k two-structures
edit "$SECOND" -m '(3006,0020)[0].(3006,0026)=Skull'
ok 'a newer one that has nothing to draw' run "$NEWEST"
is 'is not the newest' "$(drawn)" "$(names "$FIRST")
1"

# --- of each series
study -k two-series,two-structures,no-contour-images
here=$(dcmdump +P 3006,0014 "$SECOND"
    dcmdump "$SECOND" | sed -n 's/.*(0020,000e) UI \[\([0-9.]*\)\].*/\1/p')
other=$(for f in "$S"/DCM/*; do dcmdump +P 0020,000e "$f"; done |
    sed 's/.*\[\(.*\)\].*/\1/' | sort -u | while read -r uid; do
	case $here in *"$uid"*) ;; *) echo "$uid" ;; esac
    done)
edit "$SECOND" \
    -m "(3006,0010)[0].(3006,0012)[0].(3006,0014)[0].(0020,000e)=$other" \
    -ea '(3006,0010)[0].(3006,0012)[0].(3006,0014)[0].(3006,0016)'
ok 'each of another series' run "$NEWEST"
is 'both are the newest' "$(drawn)" "$both
2"

# --- approved
study -k two-structures
edit "$SECOND" -m '(300E,0002)=REJECTED'
# shellcheck disable=SC2086
code 66 'none approved' netrt-validate -j $APPROVED "$S"
like 'says what is there' "$(cat "$T/err")" \
    'none of the 2 RTSTRUCTs is approved: 1 UNAPPROVED, 1 REJECTED, 0 without'
like 'with a code' "$(cat "$T/out")" '"not-approved","exit":66'
# shellcheck disable=SC2086
code 66 'mask says the same' netrt-mask $APPROVED "$S"
# shellcheck disable=SC2086
code 66 'and anon' netrt-anon $ANON $APPROVED "$S"
edit "$SECOND" -ea '(300E,0002)'
# shellcheck disable=SC2086
code 66 'no status' netrt-validate $APPROVED "$S"
like 'is counted' "$(cat "$T/err")" '1 UNAPPROVED, 0 REJECTED, 1 without'
edit "$FIRST" -m '(300E,0002)=APPROVED'
ok 'one approved' run "$APPROVED"
is 'it alone' "$(drawn)" "$(names "$FIRST")
1"
ok 'the newest of the approved' run "$APPROVED $NEWEST"
is 'is the approved one' "$(drawn)" "$(names "$FIRST")
1"

# --- after netrt-anon has taken date and status away
ok 'de-identified' run "$ANON $APPROVED"
is 'the choice is that of the originals' "$(drawn)" "$(names "$FIRST")
1"
is 'both are there for who wants them' "$(ls "$S/Anon/Structure" | wc -l)" 2
is 'without status' "$(dcmdump "$S"/Anon/Structure/* | grep -c '300e,0002.*\[')" 0
study -k two-structures
ok 'de-identified, newest' run "$ANON $NEWEST"
is 'the newest of the originals' "$(drawn)" "$(names "$SECOND")
1"
is 'dates are gone' "$(dcmdump "$S"/Anon/Structure/* | grep -c '3006,0008.*\[')" 0
ok 'other settings, another result' run "$ANON"
is 'both' "$(drawn)" "$both
2"
is 'nothing is left out then' "$(ls "$S/Anon")" "$(printf 'DCM\nStructure')"

# --- under new UIDs, without dates
FULL="$ANON -o anonymization.mode=comprehensive"
study -k two-structures
ok 'comprehensive, newest' run "$FULL $NEWEST"
one=$(drawn | head -n 1)
ok 'one, of a new name' test -e "$S/Anon/$one" -a ! -e "$S/$one"
is 'the one with a single ROI' "$(dcmdump +P 3006,0026 "$S/Anon/$one" | wc -l)" 1
is 'the other is named as left out' "$(sed 's|^older |Structure/|' "$S/Anon/left-out")" \
    "$(cd "$S/Anon" && ls Structure/* | grep -v "$one")"
done_testing
