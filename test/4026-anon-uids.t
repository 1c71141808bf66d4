#!/bin/sh
# The number of a Patient ID in UIDs: one that stays is refused, or removed
# where it may be; where UIDs are mapped it is gone.  A date is no ID.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { site_code: TST, pid_mapping_file: $T/map.json }
CONF
export NETRT_CONFIG="$T/c.yaml"
R='(3006,0010)[0].(3006,0012)[0].(3006,0014)[0].(3006,0016)[0].(0008,1150)'
# study ID: with that Patient ID
study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -n 1 -r 8 -c 8 -s box -p "Zyxwandr^Q/$1/19310211" "$T/w" \
	    >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
}
# put PATH UID: in all objects
put() {
	dcmodify -q -nb -i "$1=$2" "$S"/*/*.dcm || exit 99
}
anon() {
	rm -rf "$S/Anon" "$S/.netrt"
	netrt-anon "$@" "$S"
}
left() {
	dcmdump -q "$S"/Anon/*/* 2>&1 | grep -c 7741023
}
map='-o anonymization.uids=remap'
full='-o anonymization.mode=comprehensive'
kept="$full -o anonymization.retain=[uids]"

for uid in 1.2.7741023.5 1.2.99.202401017741023 1.2.774102300012.1; do
	study QX7741023
	put '(0020,0052)' "$uid"
	code 65 "$uid, kept" anon
	like 'it says what to do' "$(cat "$T/err")" \
	    '\(0020,0052\): this UID .*anonymization.uids.* let UIDs be mapped'
	code 65 'kept as an option' anon $kept
	code 0 'mapped' anon $map
	is 'and gone' "$(left)" 0
	code 0 'comprehensive' anon $full
	is 'gone as well' "$(left)" 0
done

# where they are mapped: a UID of the study in a text is cut, and a private
# element with one goes; another one in text is what it is
uid() {
	dcmdump -q +P "$1" "$(ls "$S"/DCM/*)" | sed 's/.*\[\(.*\)\].*/\1/'
}
for what in study=0020,000d series=0020,000e frame=0020,0052 \
    instance=0008,0018; do
	study QX7741023
	uid=$(uid "${what#*=}")
	hex=$(printf 'see %s.' "$uid" | od -An -v -tx1 | tr -d '\n' |
	    sed 's/^ //; s/ /\\/g')
	put '(0008,103e)' "before $uid, after"
	put '(0020,4000)' "$uid"
	put '(0018,1000)' "$uid"
	put '(0009,0010)' ACME
	put '(0009,1001)' "$uid"
	dcmodify -q -nb -i "(0009,1002)=$hex" "$S"/*/*.dcm || exit 99
	dcmodify -q -nb -i "(0008,2111)=1.2.3.4.5.6.7.8" "$S"/*/*.dcm ||
	    exit 99
	code 0 "the UID of the ${what%=*} in texts" anon $map
	is 'gone' "$(cat "$S"/Anon/*/* | grep -Fac "$uid")" 0
	is 'but not what is beside it' "$(dcmdump -q +P 0008,103e \
	    "$S"/Anon/*/* | grep -c '\[before.* after\]')" 2
	is 'nor a UID of nobody' "$(dcmdump -q +P 0008,2111 \
	    "$S"/Anon/*/* | grep -c '\[1.2.3.4.5.6.7.8\]')" 2
	code 0 'comprehensive, with the serial number' anon $full \
	    -o 'anonymization.retain=[device_identity,descriptors]'
	is 'gone as well' "$(cat "$S"/Anon/*/* | grep -Fac "$uid")" 0
done

# a day of the study in a UID that stays, where days do not
study QX7741023
day=$(uid 0008,0020)
for o in "$kept" "$full -o anonymization.retain=[uids,modified_dates]"; do
	study QX7741023
	put '(0020,0052)' "1.2.99.5${day}101500.5"
	code 65 "a day in a UID, ${o##*=}" anon $o
	like 'it says what to do' "$(cat "$T/err")" '\(0020,0052\): this UID has a day .* take uids out of the list, or full_dates into it'
done
code 0 'with full dates' anon $full \
    -o 'anonymization.retain=[uids,full_dates]'
code 0 'mapped' anon $full
is 'the report knows no more of it' "$(grep -c 'UIDs, which are kept' \
    "$S/.netrt/report.deid")" 0
study QX7741023
put '(0020,0052)' "2.25.33957463928465${day}7392038477410"
code 0 'a UUID has it by chance' anon $kept
like 'each study is warned of' "$(cat "$T/err")" \
    'UIDs are kept, but days are not'
like 'the report says what it may hold' "$(cat "$S/.netrt/report.deid")" \
    'Dates .*removed.*UIDs, which are kept, .* may hold others'
code 0 'the configuration is warned of' netrt-config $kept check
like 'in its words' "$(cat "$T/err")" 'has uids, but not full_dates'

# UIDs of classes are not mapped
for o in '' "$map" "$full" "$kept"; do
	study QX7741023
	put '(0008,001b)' 1.2.7741023.5
	code 0 "of a class${o:+, }$o" anon $o
	is 'removed' "$(left)" 0
	study QX7741023
	dcmodify -q -nb -m "$R=1.2.7741023.5" "$S"/Structure/* || exit 99
	code 65 "in a reference${o:+, }$o" anon $o
	like 'it says so' "$(cat "$T/err")" \
	    '\(0008,1150\): the UID of a class .*: correct it'
done

# a date, a counter, a UUID, a registered one
study QX20240101
put '(0020,0052)' 1.2.20240101.5
code 0 'a date in an ID' anon
study QX20240101
put '(0020,0052)' 1.2.20240101120000.5
code 0 'a time' anon
study 0000123
put '(0020,0052)' 1.2.99120000123.5
code 0 'a counter' anon
study QX7741023
put '(0020,0052)' 2.25.339574639284657392038477410231234
code 0 'a UUID' anon
done_testing
