#!/bin/sh
# Every fault in a configuration is 78, and one line that names the file, the
# line, the key, and what is allowed.
. "${0%/*}/lib.sh"

# fault LINE ERE TEXT: the text (printf's escapes) has its fault in LINE
fault() {
	printf "$3" >"$T/c.yaml"
	f_rc=0
	netrt-config -c "$T/c.yaml" check >"$T/out" 2>"$T/err" || f_rc=$?
	f_want="^netrt-config: $T/c.yaml:$1: $2"
	[ "$1" != - ] || f_want="^netrt-config: $T/c.yaml: $2"
	if [ "$f_rc" -eq 78 ] && [ ! -s "$T/out" ] &&
	    [ "$(wc -l <"$T/err")" -eq 1 ] && grep -Eq "$f_want" "$T/err"
	then
		pass "$2"
	else
		echo "# exit $f_rc, wanted: $f_want"
		fail "$2"
	fi
}

code 78 'no such file' netrt-config -c "$T/none.yaml" check
like 'it is named' "$(cat "$T/err")" "none.yaml: No such file"
code 78 'a directory' netrt-config -c "$T" check
mkfifo "$T/fifo"
head -c 300000 /dev/zero >"$T/big.yaml"
code 78 'too large' netrt-config -c "$T/big.yaml" check

# the text
fault - 'is empty: it has no settings' ''
fault - 'is empty: it has no settings' '# a: b\n'
fault - 'is empty: it has no settings' 'processing:\nwatcher:\n'
fault - 'is empty: it has no settings' '~\n'
fault 1 'must begin with "section:"' 'hello\n'
fault 1 'must begin with "section:"' '[a, b]\n'
fault 4 'did not find expected' 'watcher:\n  a: [1,\nb: 2\n'
fault 2 'found character that cannot start any token' 'watcher:\n\ta: 1\n'
fault 3 'mapping values are not allowed' 'watcher:\n  rescan_seconds: 1\n   polling_seconds: 2\n'
fault 3 'a second document' 'watcher: {rescan_seconds: 1}\n# x\n--- \nwatcher: {}\n'
fault 2 'watcher.rescan_seconds: set twice, first in line 1' 'watcher: {rescan_seconds: 1,\n rescan_seconds: 2}\n'
fault 3 'watcher: set twice, first in line 1' 'watcher:\n  rescan_seconds: 1\nwatcher:\n  polling_seconds: 2\n'
fault 2 'watcher.rescan_seconds: tags such as .*are not supported' 'watcher:\n  rescan_seconds: !!str 1\n'
fault 2 'watcher.rescan_seconds: no anchor &x before' 'watcher:\n  rescan_seconds: *x\n'
fault 2 'listeners\[1\]: an alias must stand for a value' 'listeners: [&a {port: 1}\n, *a]\n'
fault 2 'watcher: an alias must stand for' 'feature_flags: {x: &a {rescan_seconds: 3}}\nwatcher: *a\n'
fault 1 'invalid|control characters are not allowed' '\001'
fault 2 'a text must not hold a NUL|processing.overlay_study_id: a text' 'processing:\n  overlay_study_id: "a\\0b"\n'
fault 1 'nested too deeply' 'feature_flags: [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]\n'

# names
fault 1 'wacher: unknown section; the nearest is "watcher"' 'wacher:\n  rescan_seconds: 1\n'
fault 1 'xyzzy: unknown section; netrt.yaml' 'xyzzy: {a: 1}\n'
fault 2 'watcher.rescan_second: unknown key; the nearest is "watcher.rescan_seconds"' 'watcher:\n  rescan_second: 1\n'
fault 2 'watcher.parallel: unknown key; the nearest is "processing.parallel"' 'watcher:\n  parallel: 1\n'
fault 3 'anonymization.rules.remove_tag: unknown key; the nearest is "anonymization.rules.remove_tags"' 'anonymization:\n  rules:\n    remove_tag: []\n'
fault 1 'watcher.rescan_seconds: unknown' 'watcher.rescan_seconds: 1\n'
fault 3 'watcher.<<: unknown key' 'watcher:\n  rescan_seconds: 1\n  <<: {polling_seconds: 2}\n'
fault 1 'a key must be a word' '[a]: 1\n'

# kinds
fault 1 'watcher: a single value, but a mapping' 'watcher: 5\n'
fault 2 'watcher.rescan_seconds: a list, but one value' 'watcher:\n  rescan_seconds: [5]\n'
fault 2 'watcher.rescan_seconds: a mapping, but one value' 'watcher:\n  rescan_seconds: {a: 5}\n'
fault 2 'watcher.rescan_seconds: nothing, but one value' 'watcher:\n  rescan_seconds:\n'
fault 2 'directories.working: nothing, but one value' 'directories:\n  working: null\n'
fault 2 'retention.keep: nothing, but a list' 'retention:\n  keep:\n'
fault 2 'retention.keep: a single value, but a list' 'retention:\n  keep: report\n'
fault 3 'retention.keep\[1\]: a list, but one value' 'retention:\n  keep: [report,\n    [pictures]]\n'
fault 1 'destinations: a mapping, but a list of mappings' 'destinations: {name: a}\n'
fault 2 'destinations\[0\]: a single value, but a mapping' 'destinations:\n- pacs\n'

# numbers and booleans
fault 2 'dicom_destination.port: must be a whole number from 1 to 65535' 'dicom_destination:\n  port: 104abc\n'
fault 2 'dicom_destination.port: must be a whole number' 'dicom_destination:\n  port: "104"\n'
fault 2 'dicom_destination.port: 0 is out of range, 1 to 65535' 'dicom_destination:\n  port: 0\n'
fault 2 'dicom_destination.port: 65536 is out of range' 'dicom_destination:\n  port: 65536\n'
for v in -1 1.5 0x10 1e3 010 1_000 99999999999999999999 ' 1 2'; do
	fault 2 'dicom_listener.port: must be a whole number from 0 to 65535' "dicom_listener:\n  port: $v\n"
done
for v in -1 1. .5 5s nan inf 1e2 '"5"'; do
	fault 2 'watcher.debounce_interval_seconds: must be a number from 0' "watcher:\n  debounce_interval_seconds: $v\n"
done
for v in 1 maybe '"false"' y; do
	fault 2 'anonymization.enabled: must be true or false' "anonymization:\n  enabled: $v\n"
done

# words
fault 2 'logging.level: must be DEBUG, INFO, WARNING, ERROR or CRITICAL' 'logging:\n  level: LOUD\n'
fault 2 'logging.style: must be text or json' 'logging:\n  style: xml\n'
fault 2 'processing.on_missing_images: must be process or quarantine' 'processing:\n  on_missing_images: maybe\n'
fault 2 'retention.keep\[0\]: must be pictures or report' 'retention:\n  keep: [images]\n'
fault 3 'logging.format: "%\(lineno\)d" is no conversion' 'logging:\n  level: INFO\n  format: "%%(lineno)d %%(message)s"\n'
fault 2 'logging.transaction_log_format: must have %\(message\)s' 'logging:\n  transaction_log_format: "%%(asctime)s"\n'

# texts of DICOM
fault 2 'dicom_listener.ae_title: 17 characters, at most 16' 'dicom_listener:\n  ae_title: ABCDEFGHIJKLMNOPQ\n'
fault 2 'dicom_listener.ae_title: must not be empty' 'dicom_listener:\n  ae_title: ""\n'
fault 2 'dicom_listener.ae_title: an AE title must not be blank' 'dicom_listener:\n  ae_title: "   "\n'
fault 2 'dicom_listener.ae_title: .*no backslash' "dicom_listener:\n  ae_title: 'A\\\\B'\n"
fault 2 'dicom_listener.calling_ae_titles\[1\]: .*no control' 'dicom_listener:\n  calling_ae_titles: [A, "B\\n"]\n'
fault 2 'processing.overlay_series_number: 2147483648 is out of range, 0 to 2147483647' 'processing:\n  overlay_series_number: 2147483648\n'
fault 2 'processing.overlay_study_id: 17 characters, at most 16' 'processing:\n  overlay_study_id: 12345678901234567\n'
fault 2 'processing.overlay_series_description: 65 characters, at most 64' "processing:\n  overlay_series_description: $(printf '%065d' 0)\n"
fault 2 'processing.debug_series_description: must not hold a backslash' "processing:\n  debug_series_description: 'a\\\\b'\n"
fault 2 'processing.burn_in_text: must not be (empty|blank)' 'processing:\n  burn_in_text: " "\n'
fault 2 'anonymization.site_code: 41 characters, at most 40' "anonymization:\n  site_code: $(printf '%041d' 0)\n"
fault 2 'anonymization.site_code: must be ASCII characters, none of' 'anonymization:\n  site_code: A^B\n'
fault 4 'anonymization.rules.remove_tags\[1\]: "PatientBirthdate" is no keyword.*; the nearest is "PatientBirthDate"' 'anonymization:\n  rules:\n    remove_tags: [PatientSex,\n      PatientBirthdate]\n'
for v in PATIENTID Patientid PatientsName:PatientName Row:Rows ROWS:Rows; do
	fault 3 'anonymization.rules.blank_tags\[0\]: "'"${v%:*}"'" is no keyword.*; the nearest is "(PatientID|'"${v#*:}"')"$' "anonymization:\n  rules:\n    blank_tags: [${v%:*}]\n"
done
for v in Nope Foo Name Birthday Everything; do
	fault 3 'anonymization.rules.blank_tags\[0\]: "'"$v"'" is no keyword of the DICOM dictionary; a tag may be given' "anonymization:\n  rules:\n    blank_tags: [$v]\n"
done
fault 3 'anonymization.rules.blank_tags\[0\]: must be a keyword' 'anonymization:\n  rules:\n    blank_tags: ["Patient Name"]\n'
fault 3 'anonymization.rules.blank_tags\[0\]: in a list with brackets a tag wants quotes' 'anonymization:\n  rules:\n    blank_tags: [(0008]\n'
for v in '(0002,0010)' 0010,10 '(0008,0000)' '(FFFE,E000)'; do
	fault 4 'anonymization.rules.blank_tags\[0\]: .* is no tag of a data set' "anonymization:\n  rules:\n    blank_tags:\n      - $v\n"
done
fault 3 'anonymization.rules.blank_tags\[0\]: .* cannot be removed or blanked' 'anonymization:\n  rules:\n    blank_tags: ["(3006,0026)"]\n'

# addresses, names, paths
fault 2 'dicom_listener.host: must be an IP address or the name' 'dicom_listener:\n  host: "a b"\n'
for v in 10.0.0.0/33 10.0.0/8 10.0.0.0/ 10.0.0.0/8x '::1/129' host; do
	fault 2 'dicom_listener.allowed_addresses\[0\]: (must be an IP|the length after)' "dicom_listener:\n  allowed_addresses: ['$v']\n"
done
fault 2 'dicom_listener.allowed_addresses\[0\]: has bits set after the first 8' "dicom_listener:\n  allowed_addresses: [10.1.0.0/8]\n"
fault 2 'dicom_listener.accepted_sop_classes\[0\]: must be a UID, "standard" or "private"' 'dicom_listener:\n  accepted_sop_classes: [CT]\n'
fault 2 'dicom_listener.sop_classes\[0\]: must be a UID' 'dicom_listener:\n  sop_classes: [CT]\n'
fault 2 'dicom_listener.accepted_sop_classes\[0\]: must be a storage class' 'dicom_listener:\n  accepted_sop_classes: [1.2.840.10008.5.1.4.1.2.2.1]\n'
fault 2 'dicom_listener.sop_classes\[1\]: must be a storage class' 'dicom_listener:\n  sop_classes: [1.2.840.10008.1.1, 1.2.840.10008.5.1.4.1.1.200.4]\n'
fault 3 'dicom_listener.sop_classes: is the older name of accepted_sop_classes: use only that' 'dicom_listener:\n  accepted_sop_classes: [private]\n  sop_classes: [standard]\n'
# HTJ2K: storescp would accept the context, and abort at the first object
for v in 1.2.840.10008.1.2.4.201 implicit 1.2.840.10008.1.2.4.999; do
	fault 2 'dicom_listener.accepted_transfer_syntaxes\[0\]: must be the UID of a transfer syntax that storescp' "dicom_listener:\n  accepted_transfer_syntaxes: [$v]\n"
done
fault 2 'directories.working: must be an absolute path' 'directories:\n  working: work\n'
fault 2 'directories.working: the environment variable NETRT_NOT_SET is not set' 'directories:\n  working: $NETRT_NOT_SET/work\n'
fault 2 'directories.working: a "\$" without' 'directories:\n  working: /a/${x\n'
fault 2 'directories.logs: only "~/" is expanded' 'directories:\n  logs: ~root/logs\n'
fault 3 'directories.logs: must not be the working directory' 'directories:\n  working: /w\n  logs: /w/\n'
for v in ../x .x UID_x "done"; do
	fault 2 'directories.quarantine_subdir: must be one name' "directories:\n  quarantine_subdir: $v\n"
done

# lists of peers
fault 1 'destinations\[0\].name: is missing' 'destinations: [{host: h, ae_title: A}]\n'
fault 1 'destinations\[0\].ae_title: is missing' 'destinations: [{host: h, name: A}]\n'
fault 1 'destinations\[0\].prot: unknown key; allowed are name, host' 'destinations: [{name: a, host: h, ae_title: A, prot: 1}]\n'
fault 2 'destinations\[0\].port: must be a whole number' 'destinations: [{name: a, host: h,\n ae_title: A, port: x}]\n'
fault 1 'destinations\[0\].name: must be letters' 'destinations: [{name: a/b, host: h, ae_title: A}]\n'
fault 1 'destinations\[0\].series\[0\]: must be overlay, debug, original or segmentation' 'destinations: [{name: a, host: h, ae_title: A, series: [mask]}]\n'
fault 1 'destinations: a destination wants no series' 'destinations: [{name: a, host: h, ae_title: A, series: []}]\n'
fault 1 'destinations: two have the name "a"' 'destinations: [{name: a, host: h, ae_title: A}, {name: a, host: i, ae_title: A}]\n'
fault 1 'destinations: at least one must be required' 'destinations: [{name: a, host: h, ae_title: A, required: no}]\n'
fault 1 'destinations: at least one must be required' 'destinations: []\n'
fault 2 'dicom_destination.ip: destinations is set as well' 'dicom_destination:\n  ip: 192.0.2.1\ndestinations: [{name: a, host: h, ae_title: A}]\n'
fault 1 'destinations\[0\].tls_ca_file: is needed for tls' 'destinations: [{name: a, host: h, ae_title: A, tls: true}]\n'
fault 1 'destinations\[0\].tls_key_file: is missing' 'destinations: [{name: a, host: h, ae_title: A, tls: true, tls_ca_file: /c, tls_certificate_file: /c}]\n'
fault 1 'destinations\[0\].tls_certificate_file: is missing' 'destinations: [{name: a, host: h, ae_title: A, tls: true, tls_ca_file: /c, tls_key_file: /c}]\n'
fault 1 'destinations\[0\].tls_name: has no effect without tls' 'destinations: [{name: a, host: h, ae_title: A, tls_name: b}]\n'
fault 1 'destinations\[0\].ae_title: .*must not begin with .-. or .@.' 'destinations: [{name: a, host: h, ae_title: "@A"}]\n'
fault 1 'destinations\[0\].calling_ae_title: .*must not begin with' 'destinations: [{name: a, host: h, ae_title: A, calling_ae_title: -A}]\n'
fault 1 'destinations\[0\].tls_ca_file: must be an absolute path' 'destinations: [{name: a, host: h, ae_title: A, tls: true, tls_ca_file: c}]\n'
fault 1 'listeners\[0\].proxy: true must be bound to a loopback address' 'listeners: [{host: "::", proxy: true}]\n'
fault 1 'listeners: must not be empty' 'listeners: []\n'
fault 1 'listeners: 0.0.0.0 port 11112 stands there twice' 'listeners: [{ae_title: A}, {ae_title: B}]\n'

# expressions for names of ROIs
fault 2 'processing.include_roi\[1\]: no extended regular expression: ' 'processing: {include_roi: [a,\n "b("]}\n'
fault 1 'processing.exclude_roi\[0\]: no extended regular expression: ' 'processing: {exclude_roi: ["[z-a]"]}\n'
fault 1 'processing.rename_roi\[0\].match: no extended' 'processing: {rename_roi: [{match: "*(", name: a}]}\n'
fault 1 'processing.rename_roi\[0\].name: .2: there are only 1 paren' 'processing: {rename_roi: [{match: "(a)", name: "\\\\2"}]}\n'
fault 1 'processing.rename_roi\[0\].name: ends in a backslash' 'processing: {rename_roi: [{match: a, name: "a\\\\"}]}\n'
fault 1 'processing.rename_roi\[0\].name: is missing' 'processing: {rename_roi: [{match: a}]}\n'
fault 1 'processing.rename_roi\[0\].nam: unknown key; allowed are match, name' 'processing: {rename_roi: [{match: a, name: b, nam: b}]}\n'
fault 1 'processing.include_contour_names: unknown key; the nearest is "processing.include_roi"' 'processing: {include_contour_names: [a]}\n'
fault 1 'processing.exclude_contour_names: unknown key; the nearest is "processing.exclude_roi"' 'processing: {exclude_contour_names: [a]}\n'
echo 'processing: {include_roi: [a]}' >"$T/c.yaml"
if unshare -rm true 2>/dev/null; then
	# shellcheck disable=SC2016
	code 78 'without the locale C.UTF-8' unshare -rm sh -c \
	    'mount -t tmpfs none /usr/lib/locale && exec "$@"' sh \
	    netrt-config -c "$T/c.yaml" check
	like 'says what to install' "$(cat "$T/err" "$T/out")" \
	    'C.UTF-8 is missing: install'
else
	skip 2 'no mount namespaces'
fi

# designed, not built: refused, never ignored; the table tells which
sed -n '/unbuilt\[\] = {/,/};/s/.*{ "\(.*\)", "\(.*\)", "\(.*\)" },/\1 \2 \3/p' \
    "$TOP/lib/config_key.c" >"$T/unbuilt"
while read -r k v use; do
	case $k in
	destinations.*)
		set -- destinations "[{name: a, host: h, ae_title: A, ${k#*.}: $v}]" ;;
	listeners.*)
		set -- listeners "[{host: '::1', ${k#*.}: $v}]" ;;
	*)
		set -- "$k" "$v" ;;
	esac
	echo 'watcher: {rescan_seconds: 60}' >"$T/c.yaml"
	code 78 "$k: $v" netrt-config -c "$T/c.yaml" -o "$1=$2" check
	like 'says so' "$(cat "$T/err")" \
	    "\"$v\" is not built yet; use \"$use\""
done <"$T/unbuilt"

# many at once: check tells all, the other tools the first
cat >"$T/c.yaml" <<'END'
dicom_listner: {port: 1}
dicom_listener:
  port: x
  prot: 2
watcher:
  rescan_seconds: [1]
  polling_seconds: 9999
destinations: [{name: a}]
END
code 78 'check finds all faults' netrt-config -c "$T/c.yaml" check
is 'seven lines' "$(wc -l <"$T/err")" 7
is 'of these lines' "$(cut -d: -f3 "$T/err" | sort -n | tr '\n' ' ')" \
	'1 3 4 6 7 8 8 '
code 78 'get' netrt-config -c "$T/c.yaml" get watcher.rescan_seconds
is 'tells one' "$(wc -l <"$T/err")" 1
is 'and nothing else' "$(cat "$T/out")" ''
code 78 'print' netrt-config -c "$T/c.yaml" print
done_testing
