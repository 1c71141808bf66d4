# Studies for the tests of the movers: source after test/crash/lib.sh.
#
# $T/made: a study; $T/late: one of its images, which comes later; $T/other:
# the same UIDs with other data sets
mkstudy -n 2 -r 16 -c 16 -s box -S "$T/made" >/dev/null
mkstudy -n 2 -r 16 -c 16 -s box -p 'A^B/9/19500101' -S "$T/other" >/dev/null
U=$(cd "$T/made" && ls)
cp -R "$T/made" "$T/whole"
late=$(ls "$T/made/$U/DCM" | head -n 1)
mkdir "$T/late"
mv "$T/made/$U/DCM/$late" "$T/late/"
W=$T/w S=$T/w/$U Q=$T/w/quarantine/${U}_20231114T000000Z
PRISTINE=$T/pristine
peer 0000
config
cat >"$C" <<CONF
directories: { working: "$W", logs: "$T/logs" }
dicom_destination: { ip: 127.0.0.1, port: $PORT, ae_title: PACS }
anonymization: { enabled: false }
processing: { add_burn_in_disclaimer: false, retain_after_delivery_seconds: 0 }
retention: { days: 30, keep: [ pictures, report ], quarantine_days: 90 }
reporting: { output_directory: "" }
CONF
rooms() {
	rm -rf "$W"
	mkdir -p "$W/pid"
	netrt-study list >/dev/null
}
# begin FROM: $W has the study of this name
begin() {
	rooms
	cp -R "$T/$1/$U" "$S"
}
# only_late: there is only the late image of it
only_late() {
	rm -rf "$S"
	mkdir -p "$S/DCM"
	cp "$T/late/$late" "$S/DCM/"
}
# held CODE FROM: the study is in quarantine for that
held() {
	cp -R "$T/$2/$U" "$Q"
	mkdir "$Q/.netrt"
	printf 'code %s\nstep mask\ntime x\nmessage y\n' "$1" >"$Q/.netrt/reason"
}
pristine() {
	rm -rf "$PRISTINE"
	cp -a "$W" "$PRISTINE"
}
# digests DIR: of the data sets with a name, outside the trash
digests() {
	(cd "$1" && find . -name '*.dcm' ! -path './.trash/*' \
	    -exec sha256sum {} +) | cut -c 1-64 | LC_ALL=C sort -u
}
objects() {
	(cd "$W" && find . -name '*.dcm' ! -path './.trash/*') | wc -l
}
