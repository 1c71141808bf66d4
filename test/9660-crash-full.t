#!/bin/sh
# A disk that is full, or becomes full at some point of a step: 75, what was
# there is there, no temporary is left; with room again the result is an
# undisturbed run's.  What is delivered goes although the disk is full, and
# makes room.  (Reception: 1070.)
if [ -z "${NETRT_IN_NS:-}" ] && unshare -Urm true 2>/dev/null; then
	NETRT_IN_NS=1 exec unshare -Urm "$0"
fi
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
[ -n "${NETRT_IN_NS:-}" ] || skip_all 'no user namespaces here'
export SOURCE_DATE_EPOCH=1700000000

# 16-bit images that take some pages each
mkstudy -n 3 -r 128 -c 128 -s box -S "$T/made" >/dev/null
U=$(cd "$T/made" && ls)
W=$T/w S=$T/w/$U
mkdir "$W" "$T/state"
mount -t tmpfs -o size=16m none "$W"
peer 0000
config
cat >"$C" <<CONF
directories: { working: "$W", logs: "$W/logs" }
dicom_destination: { ip: 127.0.0.1, port: $PORT, ae_title: PACS }
anonymization: { enabled: true, site_code: T, pid_mapping_file: $W/pid/map.json }
visualization: { enabled: true, required: true }
processing: { retain_after_delivery_seconds: 0 }
retention: { days: 30 }
reporting: { output_directory: "" }
CONF
mkdir "$W/pid"
# a key of our own: one that netrt makes is another in each run
echo '{}' >"$W/pid/map.json"
printf '%s' 0123456789abcdef0123456789ABCDEF >"$W/pid/map.json.key"
netrt-study import "$T/made" >/dev/null

# leave N: all but N pages are full
leave() {
	free=$(stat -f -c %a "$W")
	head -c $(((free - $1) * $(stat -f -c %S "$W"))) /dev/zero \
	    >"$W/filler"
}
save() {
	rm -rf "$T/state"
	cp -a "$W" "$T/state"
}
back() {
	find "$W" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
	cp -a "$T/state/." "$W/"
}
# offsets of dates are random
state() {
	(cd "$W" && {
		find . -type f ! -name lock ! -name .lock ! -name last \
		    ! -name filler ! -path './logs/*' ! -name 'map.json*' \
		    -exec sha256sum {} +
		find . -name 'map.json*' ! -name '*.lock' -exec \
		    sed -s 's/"date_offset_days": -[0-9]*/F/;F' {} +
	} | LC_ALL=C sort)
}
# left: temporaries, or an original that is not what it was
left() {
	find "$W" -name '*.tmp'
	diff -r "$T/made/$U/DCM" "$S/DCM"
	diff -r "$T/made/$U/Structure" "$S/Structure"
}

for step in validate anon mask burnin debugviz; do
	save
	"netrt-$step" "$S" >"$T/out" 2>"$T/err" || fail "netrt-$step"
	state >"$T/want"
	full=0
	: >"$T/wrong"
	for pages in 0 1 2 3 5 8 12 18 27 40 60 90 130; do
		back
		leave "$pages"
		rc=0
		"netrt-$step" "$S" >"$T/out" 2>"$T/err" || rc=$?
		case $rc in
		0) ;;
		75)
			left
			grep -q 'No space left' "$T/err" ||
			    { echo 'it does not say why:'; cat "$T/err"; }
			;;
		*)
			echo "exit $rc:"
			cat "$T/err"
			;;
		esac | sed "s/^/$pages pages: /" >>"$T/wrong"
		[ "$rc" -ne 75 ] || full=$((full + 1))
		rm "$W/filler"
		"netrt-$step" "$S" >"$T/out" 2>"$T/err" ||
		    echo "$pages pages: then again: $(cat "$T/err")" \
		    >>"$T/wrong"
		state | diff "$T/want" - | sed "s/^/$pages pages: then /" \
		    >>"$T/wrong"
	done
	: >"$T/out"; : >"$T/err"
	is "netrt-$step, full at some point" "$(cat "$T/wrong")" ''
	[ "$full" -ge 2 ] && pass 'it was full' || fail "full $full times"
done

# sending needs a little room for its journal
leave 0
code 75 'netrt-send' netrt-send "$S"
is 'nothing is left over' "$(ls -A "$S/.netrt" | grep sending)" ''
rm "$W/filler"
code 0 'with room again' netrt-send "$S"
names "$S/Burnin" >"$T/names"
is 'all have arrived' "$(sops | LC_ALL=C comm -13 - "$T/names")" ''
is 'once' "$(sops | uniq -d)" ''

# ---- the chain, and the movers

unset SOURCE_DATE_EPOCH
rm -rf "$S"
netrt-study import "$T/made" >/dev/null
leave 0
code 0 'netrt-run with a full disk' netrt-run "$S"
like 'says it' "$(cat "$T/err")" 'No space left on device'
is 'and leaves the study where it is' "$(left)" ''
code 75 'netrt-study quarantine' netrt-study quarantine "$S" 65 mask why
is 'neither' "$(left)" ''
code 75 'netrt-study import' netrt-study import "$T/made/$U/DCM"
is 'and leaves no spool' "$(ls -A "$W/.incoming")" ''
rm "$W/filler"
code 0 'netrt-run with room again' netrt-run "$S"
is 'it is delivered and gone' "$(ls -d "$S" 2>&1)" \
    "ls: cannot access '$S': No such file or directory"

sed -i 's/retain_after_delivery_seconds: 0/retain_after_delivery_seconds: 99/' "$C"
netrt-study import "$T/made" >/dev/null
netrt-run "$S" 2>"$T/err"
ok 'a study is delivered' test -s "$S/.netrt/delivered"
sed -i 's/retain_after_delivery_seconds: 99/retain_after_delivery_seconds: 0/' "$C"
leave 0
netrt-run "$S" >"$T/out" 2>"$T/err"
ok 'it goes although the disk is full' test ! -e "$S"
[ "$(stat -f -c %a "$W")" -gt 20 ] && pass 'and makes room' ||
    fail 'no room was made'
umount "$W"
done_testing
