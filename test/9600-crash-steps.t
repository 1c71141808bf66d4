#!/bin/sh
# Each step tool, ended at each call that changes the disk, and with a full
# and a failing disk there; then again: the result is an undisturbed run's,
# byte for byte, and no temporary is left.
. "${0%/*}/lib.sh"
. "${0%/*}/crash/lib.sh"

mkstudy -n 2 -r 24 -c 24 -s box -S "$T/made" >/dev/null
cat >"$T/netrt.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { enabled: true, site_code: TST, pid_mapping_file: $T/w/pid/map.json }
processing: { burn_in_text: "X" }
visualization: { enabled: true }
reporting: { output_directory: "" }
feature_flags: { enable_segmentation_export: true }
CONF
export NETRT_CONFIG="$T/netrt.yaml"
W=$T/w
mkdir -p "$W/pid"
# a key of our own: one that netrt makes is another in each run
echo '{}' >"$W/pid/map.json"
printf '%s' 0123456789abcdef0123456789ABCDEF >"$W/pid/map.json.key"
mv "$T/made"/UID_* "$W/"
S=$(ls -d "$W"/UID_*)
PRISTINE=$T/pristine

for s in validate anon mask burnin debugviz; do
	rm -rf "$PRISTINE"
	cp -a "$W" "$PRISTINE"
	points "netrt-$s" "netrt-$s" "$S"
	# the next step starts from an undisturbed result of this one
	fresh
	"netrt-$s" "$S" >/dev/null 2>"$T/err" || fail "netrt-$s"
done

# and over an old result of other settings, which it replaces
NETRT_CONFIG=$T/other.yaml
sed 's/"X"/"YY"/' "$T/netrt.yaml" >"$NETRT_CONFIG"
# a Segmentation hangs on the disclaimer, whose images it names
netrt-mask "$S" >/dev/null 2>"$T/err" || fail 'netrt-mask, other settings'
rm -rf "$PRISTINE"
cp -a "$W" "$PRISTINE"
points 'netrt-burnin, replacing an old result' netrt-burnin "$S"
is 'no temporary is left' "$(find "$W" -name '*.tmp')" ''
# somebody else's rubbish in the trash is not this study's trouble
mkdir -p "$W/.trash/x/y"
chmod 500 "$W/.trash/x"
if [ "$(id -u)" -eq 0 ]; then
	skip 2 'root removes everything'
else
	code 0 'trash that stays does not stop a step' netrt-burnin -f "$S"
	like 'but it is said' "$(cat "$T/err")" 'x/y: rmdir: Permission denied'
fi
done_testing
