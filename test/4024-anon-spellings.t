#!/bin/sh
# The patient, however he is written: names with and without marks, in two or
# run together, with initials, IDs with other punctuation, the birth date in
# words, what nobody sees inside; and what only looks like him stays.
. "${0%/*}/lib.sh"
spellings="/usr/bin/python3 $TOP/test/spellings.py"
/usr/bin/python3 -c 'import pydicom' 2>/dev/null || skip_all "no pydicom"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { site_code: TST, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 1 -r 8 -c 8 -s box "$T/w" >"$T/words" || exit 99
S=$(ls -d "$T"/w/UID_*)
$spellings plant "$S" || exit 99
cat >"$T/full.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization:
  mode: comprehensive
  site_code: TST
  pid_mapping_file: $T/map.json
  retain: [descriptors]
  safe_private: ["0029,01,ACME", "0029,02,ACME"]
CONF
$spellings left "$S" >"$T/planted"
ok 'planted' test "$(wc -l <"$T/planted")" -gt 500
all=$(tail -n 1 "$T/planted")
for c in c full; do
	what=$c.yaml
	rm -rf "$S/Anon" "$S/.netrt"
	code 0 "$what" netrt-anon -c "$T/$c.yaml" "$S"
	is "$what: nothing is left but what only looks like it" \
	    "$($spellings left "$S/Anon")" "$all"
done
done_testing
