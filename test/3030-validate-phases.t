#!/bin/sh
# netrt-validate, netrt-mask: ten phases that share frame and planes, in as
# many series or under one Series Instance UID: never a guess.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 8 -c 8 -n 3 -s box "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
	RS=Structure/$(ls "$S/Structure")
}
value() {
	dcmdump +P "$2" "$1" | sed -n '1s/.*\[\(.*\)\].*/\1/p'
}
# masked: the Acquisition Numbers of what got a mask, and how many of each
masked() {
	for f in "$S"/Addition/*; do value "$f" 0020,0012; done | sort -n |
	    uniq -c | awk '{ print $2 "*" $1 }' | paste -s -d ' ' -
}
candidates() {
	grep -c '"series-candidate"' "$T/out"
}
edit_images() {
	dcmodify -nb "$@" "$S"/DCM/* >/dev/null 2>&1
}

# --- in series of their own
study -N 10 -g 6
code 0 'one of ten is named' netrt-validate "$S"
ok 'it' netrt-mask "$S"
is '  gets the mask, alone' "$(masked)" '7*3'
study -N 10 -k foreign-sops -g 6
ok 'its series alone is named' netrt-mask "$S"
is '  it gets the mask' "$(masked)" '7*3'
study -N 10 -k foreign-references
code 65 'none is named' netrt-validate -j "$S"
is 'all ten are told' "$(candidates)" 10
is 'each once' "$(sed -n 's/.*fits series \([0-9.]*\):.*/\1/p' "$T/out" | sort -u | wc -l)" 10
like 'with what tells them apart' "$(cat "$T/out")" \
    "\"series-candidate\",\"exit\":0,\"file\":\"$RS\".*CT, 8x8, 3 images, 0 of which it names; 3 of 3 closed"
is 'in the report, too' "$(grep -c '^note series-candidate:' "$S/.netrt/report.validate")" 10
like 'the sentence says what to do' "$(cat "$S/.netrt/last")" \
    "^message $(handle "$S" "$RS"): 10 series fit it .netrt-validate -j lists them.: keep one, or set processing.on_ambiguous_series"
# shellcheck disable=SC2119
code 65 'most contours is no way out: they are equal' netrt-validate \
    -o processing.on_ambiguous_series=most_contours "$S"
code 65 'netrt-mask refuses too' netrt-mask "$S"
ok 'and makes nothing' test ! -e "$S/Addition"
mkstudy -S -r 8 -c 8 -n 3 -s box -N 10 -k foreign-references -x images \
    -u two "$T/two" >/dev/null
cp "$T"/two/*/Structure/* "$S/Structure/"
dcmodify -nb -ma "(3006,0024)=$(value "$(ls "$S"/DCM/* | head -n 1)" 0020,0052)" \
    -m "(0020,0052)=$(value "$(ls "$S"/DCM/* | head -n 1)" 0020,0052)" \
    -m "(3006,0010)[0].(0020,0052)=$(value "$(ls "$S"/DCM/* | head -n 1)" 0020,0052)" \
    "$S"/Structure/*
code 65 'a second RTSTRUCT' netrt-validate -j "$S"
is 'all twenty are told' "$(candidates)" 20

# --- under one Series Instance UID
study -1 -N 10 -g 6
code 0 'one UID: one phase is named' netrt-validate -j "$S"
like '  the others are told of' "$(cat "$T/out")" \
    '"images-left-out".*27 images of the series have another .* or phase'
ok 'it' netrt-mask "$S"
is '  gets the mask, alone' "$(masked)" '7*3'
study -1 -N 10 -k foreign-references
code 65 'one UID: none is named' netrt-validate -j "$S"
is 'all ten are told' "$(candidates)" 10
like 'with their numbers' "$(cat "$T/out")" 'CT, Acquisition Number 10, 8x8, 3 images'
edit_images -i '(0020,0100)=3' -m '(0020,0012)=3'
code 0 'one number for all: nothing tells phases apart' netrt-validate "$S"
like '  which is a warning' "$(cat "$T/err")" '27 images lie at the position of another'
ok 'all of them' netrt-mask "$S"
is '  get the mask of their planes' "$(masked)" '3*30'
study -1 -N 2 -g 1
for f in "$S"/DCM/*; do
	n=$(value "$f" 0020,0012)
	dcmodify -nb -i "(0020,0100)=$((3 - n))" -m "(0020,0012)=5" "$f"
done
ok 'told apart by Temporal Position Identifier' netrt-mask "$S"
is '  one gets the mask' "$(ls "$S/Addition" | wc -l)" 3

# --- which is not a phase
study
n=0
for f in "$S"/DCM/*; do
	n=$((n + 1))
	dcmodify -nb -m "(0020,0012)=$n" "$f"
done
ok 'a number for each slice' netrt-mask "$S"
is '  one series' "$(ls "$S/Addition" | wc -l)" 3
study -1 -N 2
f=$(grep -l . "$S"/DCM/* | while read -r f; do
	[ "$(value "$f" 0020,0012)" != 2 ] || echo "$f"
    done)
# shellcheck disable=SC2086
rm $(echo "$f" | tail -n 2)
code 0 'one slice twice' netrt-validate "$S"
like '  is no phase' "$(cat "$T/err")" '1 images lie at the position'
ok 'de-identification keeps the numbers' sh -c \
    "! netrt-config -o 'anonymization.rules.remove_tags=[AcquisitionNumber]' check"
done_testing
