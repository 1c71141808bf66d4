#!/bin/sh
# With anonymization.enabled, the later tools, each alone and in every order,
# with Anon absent, half, stale, or replaced by originals: no original leaves.
. "${0%/*}/lib.sh"
. "${0%/*}/chain.sh"
set -- $(freeport 2)
IN=$1 OUT=$2
NAME=Zyxwandr
config "$T/netrt.yaml" "
visualization: { enabled: true }
sending: { connect_timeout_seconds: 2 }
anonymization: { enabled: true, site_code: TST, pid_mapping_file: $T/pid.json }"
sed 's/site_code: TST/study_description: other, site_code: TST/' "$T/netrt.yaml" >"$T/other.yaml"
sed 's/enabled: true, site/enabled: false, site/' "$T/netrt.yaml" >"$T/off.yaml"
start_pacs "$T/pacs" || exit 99
mkstudy -n 2 -r 72 -c 72 -s box -p "$NAME^Q/MRN77/19310211" -S "$T/made" >/dev/null
S=$T/w/$(basename "$T"/made/UID_*)

# what lies in the study before the tools run
absent() { rm -rf "$S/Anon"; }
half() {
	netrt-anon -c "$T/netrt.yaml" "$S" && rm "$(ls "$S"/Anon/DCM/* | head -n 1)"
}
stale() { netrt-anon -c "$T/other.yaml" "$S"; }
# all made without de-identification first: their results are originals
leftovers() {
	for s in mask burnin debugviz; do
		netrt-$s -c "$T/off.yaml" "$S" || return 1
	done
}
planted() {
	netrt-anon -c "$T/netrt.yaml" "$S" && rm -r "$S/Anon" &&
	    mkdir "$S/Anon" && cp -R "$S/DCM" "$S/Structure" "$S/Anon/"
}

orders='mask burnin debugviz send
mask burnin send debugviz
mask debugviz burnin send
mask debugviz send burnin
mask send burnin debugviz
mask send debugviz burnin
burnin mask debugviz send
burnin mask send debugviz
burnin debugviz mask send
burnin debugviz send mask
burnin send mask debugviz
burnin send debugviz mask
debugviz mask burnin send
debugviz mask send burnin
debugviz burnin mask send
debugviz burnin send mask
debugviz send mask burnin
debugviz send burnin mask
send mask burnin debugviz
send mask debugviz burnin
send burnin mask debugviz
send burnin debugviz mask
send debugviz mask burnin
send debugviz burnin mask'

for state in absent half stale leftovers planted; do
	rm -rf "$T/w" "$T/kept"
	mkdir "$T/w"
	cp -R "$T"/made/UID_* "$T/w/"
	$state >"$T/out" 2>"$T/err" || fail "$state: laid out"
	cp -a "$S" "$T/kept"
	bad=
	while read -r order; do
		rm -rf "$S"
		cp -a "$T/kept" "$S"
		for s in $order; do
			netrt-$s -c "$T/netrt.yaml" "$S" >/dev/null 2>"$T/err"
			rc=$?
			[ "$rc" -eq 66 ] || bad="$bad $order: $s: $rc;"
		done
	done <<-ORDERS
	$orders
	ORDERS
	is "$state: every tool ends with 66 in every order" "$bad" ''
	is "$state: nothing left" "$(ls "$T/pacs")" ''
done

# and the right order works, with nothing of the patient in what leaves
rm -rf "$S" && cp -R "$T"/made/UID_* "$T/w/"
for s in anon mask burnin debugviz send; do
	code 0 "then netrt-$s" "netrt-$s" -c "$T/netrt.yaml" "$S"
done
is 'what left has nothing of the patient' \
    "$(grep -rla "$NAME" "$T/pacs")" ''
ok 'and something left' test -n "$(ls "$T/pacs")"
done_testing
