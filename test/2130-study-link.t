#!/bin/sh
# netrt-study(1): an RTSTRUCT that names images of another study.
. "${0%/*}/lib.sh"
. "${0%/*}/study.sh"
conf 'anonymization: {enabled: false}'

# $T/b: a study of images, whose UID is $B; $T/r: an RTSTRUCT of study 1.2.9
# that names them; $T/more: a study 1.2.9 with images and an RTSTRUCT of its
# own
mkstudy -S -n 2 -r 16 -c 16 -s box "$T/b" >"$T/words"
SB=$(sed -n 's/^study //p' "$T/words")
mkdir "$T/r" && mv "$T/b/UID_$SB"/Structure/* "$T/r/"
R=$(ls "$T/r")
dcmodify -nb -m '(0020,000d)=1.2.9' "$T/r/$R"
mkstudy -S -u more -n 2 -r 16 -c 16 -s box "$T/more" >"$T/words"
SM=$(sed -n 's/^study //p' "$T/words")

UA=UID_1.2.9 UB=UID_$SB
# b: study B is in WORKING; a: the RTSTRUCT is
b() { cp -R "$T/b/$UB" "$W/"; }
a() { mkdir -p "$W/$UA/Structure" && cp "$T/r/$R" "$W/$UA/Structure/"; }
empty() {
	chmod -R u+rwX "$W" 2>/dev/null
	rm -rf "$W"
	mkdir "$W"
}
# hold NAME CODE: the study is in quarantine
hold() {
	mkdir -p "$Q" "$W/$1/.netrt"
	printf 'code %s\nstep validate\ntime x\nmessage no\n' "$2" \
	    >"$W/$1/.netrt/reason"
	mv "$W/$1" "$Q/$1_$Z"
}
# has DIR: it has images, and the RTSTRUCT
has() {
	echo "$(find "$1/DCM" -name '*.dcm' 2>/dev/null | wc -l)" \
	    "$(ls "$1/Structure" 2>/dev/null)"
}
linked() {
	is "$1" "$(rooms): $(has "$W/$UB")" "$UB: 2 $R"
	is '  to the byte' "$(sha256sum <"$W/$UB/Structure/$R")" \
	    "$(sha256sum <"$T/r/$R")"
	is '  nothing is left over' "$(clean)" ''
}

# --- it comes first
empty; a; b
is 'it waits: the other study begins' "$(netrt-study join "$W/$UB")" "$W/$UB"
linked 'and gets it'
ok 'an event' event "STUDY_LINKED study=$SB from=$UA to=$UB object=Structure/$R"
ok 'the directory went' event 'RETIRE study=1.2.9 '

empty; a
is 'alone it begins' "$(netrt-study join "$W/$UA")" "$W/$UA"
is 'and notes what it wants' "$(head -n 2 "$W/$UA/.netrt/wants" | paste -s -d ' ' -)" \
    "rtstruct $R study $SB"
code 66 'netrt-validate' netrt-validate "$W/$UA"
like 'names file and study' "$(cat "$T/err")" \
    "$(handle "$W/$UA" "Structure/$R"): it names images of study $SB, which is not here: send"
like 'list names it as well' "$(netrt-study -o watcher.incomplete_wait_seconds=300 list)" \
    "waits for images of study $SB\$"
netrt-study quarantine "$W/$UA" 66 validate >/dev/null
like 'so does the reason' "$(cat "$Q/${UA}_$Z/.netrt/reason")" \
    "^message .*names images of study $SB"
b
is 'in quarantine: the other study begins' "$(netrt-study join "$W/$UB")" "$W/$UB"
linked 'and gets it'
empty; a; hold "$UA" 66; b
netrt-study join "$W/$UB" >/dev/null
linked 'also when nobody has noted it'
empty; a; hold "$UA" 65; b
netrt-study join "$W/$UB" >/dev/null
is 'but not what waits for a hand' "$(rooms): $(has "$W/$UB")" \
    "$UB quarantine/${UA}_$Z: 2 "
empty; a; b
netrt-study join "$W/$UA" >/dev/null
ok 'whoever begins' test -e "$W/$UB/Structure/$R"

# --- it comes last
empty; b; a
is 'the study is here: nothing to go on with' "$(netrt-study join "$W/$UA")" ''
linked 'it is there'
empty; b
delivered "$W/$UB" 1699999999
echo 1800000000 >"$W/$UB/.netrt/not-before"
like 'it was delivered' "$(netrt-study list)" "^$UB	delivered"
a
netrt-study join "$W/$UA" >/dev/null
linked 'and retained'
like 'it is due again' "$(netrt-study list)" "^$UB	due"
empty; b; hold "$UB" 66; a
netrt-study join "$W/$UA" >/dev/null
is 'it lacks something' "$(rooms): $(has "$W/$UB")" "$UB quarantine/${UB}_$Z: 0 $R"
is 'and begins' "$(netrt-watch -1)" "$W/$UB"
is 'again' "$(netrt-study join "$W/$UB")" "$W/$UB"
linked 'whole'
empty; b; hold "$UB" 65; a
netrt-study join "$W/$UA" >/dev/null
is 'it waits for a hand' "$(netrt-study join "$W/$UB")" ''
is 'it waits with it' "$(rooms): $(has "$Q/${UB}_$Z")" "quarantine/${UB}_$Z: 2 $R"

# --- of another patient
# refused: A begins and ends with 65, which names both
refused() {
	is "$1" "$(netrt-study join "$W/$UA")" "$W/$UA"
	code 65 '  netrt-validate' netrt-validate -j "$W/$UA"
	like '  names both studies' "$(cat "$T/out")" \
	    "\"other-patient\".*of study 1.2.9, but it names images of study $SB"
	like '  in its verdict too' "$(cat "$W/$UA/.netrt/last")" "study $SB"
	is '  it is not linked' "$(has "$W/$UB" | cut -d ' ' -f 1) $(ls "$W/$UB")" '2 DCM
Structure'
	is '  it is where it was' "$(ls "$W/$UA/Structure")" "$R"
}
other() {
	dcmodify -nb "$@" "$W/$UA/Structure/$R"
}
empty; a; other -m '(0010,0020)=OTHER'; b
refused 'another Patient ID'
is 'the images go on' "$(netrt-study join "$W/$UB")" "$W/$UB"
is 'without it' "$(ls "$W/$UB/Structure")" ''
netrt-study quarantine "$W/$UA" 65 validate >/dev/null
netrt-study join "$W/$UB" >/dev/null
is 'it stays away' "$(rooms)" "$UB quarantine/${UA}_$Z"
empty; a; other -m '(0010,0020)=OTHER'
netrt-study join "$W/$UA" >/dev/null
hold "$UA" 66; b
netrt-study join "$W/$UB" >/dev/null
is 'one that waited comes back to hear it' "$(rooms)" "UID_1.2.9 $UB"
refused 'another Patient ID, later'
empty; a; other -ea '(0010,0020)'; b
refused 'no Patient ID is nobody'
empty; a; other -i '(0010,0021)=ELSEWHERE'; b
dcmodify -nb -i '(0010,0021)=HERE' "$W/$UB"/DCM/*
refused 'another issuer'
empty; a; other -m '(0010,0020)= ph0001 '; b
netrt-study join "$W/$UA" >/dev/null
is 'blanks and case do not count' "$(rooms): $(has "$W/$UB")" "$UB: 2 $R"

# --- a study that holds more
# more: study A with images and an RTSTRUCT of its own
more() {
	cp -R "$T/more/UID_$SM" "$W/$UA"
	dcmodify -nb -m '(0020,000d)=1.2.9' "$W/$UA"/DCM/* "$W/$UA"/Structure/*
	OWN=$(ls "$W/$UA/Structure")
	cp "$T/r/$R" "$W/$UA/Structure/"
}
empty; more
is 'with images of its own' "$(netrt-study join "$W/$UA")" "$W/$UA"
code 66 'it waits for the others' netrt-validate "$W/$UA"
like 'which are named' "$(cat "$T/err")" "$(handle "$W/$UA" "Structure/$R"): it names images of study $SB"
b
is 'they are here: it goes on' "$(netrt-study join "$W/$UA")" "$W/$UA"
is 'with the rest' "$(has "$W/$UA"), $(has "$W/$UB")" "2 $OWN, 2 $R"
code 0 'which can be processed' netrt-validate -j "$W/$UA"
like 'and says what went' "$(cat "$T/out")" \
    "\"rtstruct-linked\".*Structure/$R went to study $SB"
like 'in the report' "$(cat "$W/$UA/.netrt/report.validate")" "$R went to study $SB"
ok 'it wants nothing more' test ! -e "$W/$UA/.netrt/wants"
empty; more
netrt-study join "$W/$UA" >/dev/null
hold "$UA" 66; b
netrt-study join "$W/$UB" >/dev/null
is 'from quarantine it comes back' "$(rooms)" "UID_1.2.9 $UB"
netrt-study join "$W/$UA" >/dev/null
is 'and hands it over' "$(has "$W/$UA"), $(has "$W/$UB")" "2 $OWN, 2 $R"
# it fitted the images of its own study, and that was delivered
empty; more
netrt-study join "$W/$UA" >/dev/null
delivered "$W/$UA" 1699999999
echo 1800000000 >"$W/$UA/.netrt/not-before"
like 'it was delivered' "$(netrt-study list)" "^$UA	delivered"
b
netrt-study join "$W/$UB" >/dev/null
like 'it is due again' "$(netrt-study list)" "^$UA	due"
netrt-study join "$W/$UA" >/dev/null
is 'and hands it over' "$(has "$W/$UA"), $(has "$W/$UB")" "2 $OWN, 2 $R"
echo 1800000000 >"$W/$UA/.netrt/not-before"
netrt-study join "$W/$UB" >/dev/null
ok 'what wants nothing is left alone' test -e "$W/$UA/.netrt/not-before"
empty; b; cp -R "$W/$UB" "$W/$UA"; cp "$T/r/$R" "$W/$UA/Structure/"
netrt-study join "$W/$UA" >/dev/null
is 'images of its own that it names: it stays' "$(has "$W/$UA")" "2 $R"
empty; more; b; rm "$W/$UB"/DCM/*
cp "$T/more/UID_$SM/DCM"/* "$W/$UB/DCM/"
netrt-study join "$W/$UA" >/dev/null
is 'a study that has none of them, by its UID alone: it stays' \
    "$(ls "$W/$UB/Structure")" ''
empty; a
mkdir "$W/$UA/.netrt" "$W/$UA/.netrt/superseded"
cp "$T/r/$R" "$W/$UA/.netrt/superseded/$R.5.dcm"
b
netrt-study join "$W/$UA" >/dev/null
is 'an older one is not thrown away' "$(has "$W/$UB"), $(ls "$W/$UA/.netrt/superseded")" \
    "2 $R, $R.5.dcm"

# --- what it names
empty; a; b
dcmodify -nb -ea '(3006,0010)[0].(3006,0012)[0].(0008,1155)' "$W/$UA/Structure/$R"
netrt-study join "$W/$UA" >/dev/null
is 'images, and no study' "$(rooms): $(has "$W/$UB")" "$UB: 2 $R"
empty; a; b
dcmodify -nb -ea '(3006,0010)' "$W/$UA/Structure/$R"
netrt-study join "$W/$UB" >/dev/null
is 'images of contours alone' "$(rooms): $(has "$W/$UB")" "$UB: 2 $R"
empty; a; b
dcmodify -nb -ea '(3006,0010)' -ea '(3006,0039)' "$W/$UA/Structure/$R"
netrt-study join "$W/$UA" >/dev/null
is 'nothing' "$(rooms): $(has "$W/$UB")" "$UA $UB: 2 "
empty; a; b
echo 'no DICOM' >"$W/$UA/Structure/$R"
netrt-study join "$W/$UA" >/dev/null
is 'no DICOM' "$(rooms): $(has "$W/$UB")" "$UA $UB: 2 "
empty; a; b
echo 'no DICOM' >"$W/$UB/DCM/$(ls "$W/$UB/DCM" | head -n 1)"
netrt-study join "$W/$UA" >/dev/null
is 'the other cannot be read: nothing happens' "$(rooms): $(has "$W/$UB")" \
    "$UA $UB: 2 "

# --- one SOP Instance UID, two contents
empty; a; b
mkdir -p "$W/$UB/Structure"
cp "$T/r/$R" "$W/$UB/Structure/"
netrt-study join "$W/$UA" >/dev/null
linked 'there already'
empty; a; b
cp "$T/r/$R" "$W/$UB/Structure/"
dcmodify -nb -m '(3006,0002)=Other' "$W/$UB/Structure/$R"
said=$(sha256sum <"$W/$UB/Structure/$R")
netrt-study join "$W/$UA" >/dev/null 2>&1
is 'another one is there: it stays' "$(sha256sum <"$W/$UB/Structure/$R")" "$said"
is 'this one is kept aside' "$(sha256sum <"$Q/${UA}_$Z.conflict/Structure/$R")" \
    "$(sha256sum <"$T/r/$R")"
ok 'and not where it was' test ! -e "$W/$UA"

# --- who is at work
empty; a; b
mkdir -p "$W/$UA/.netrt"
: >"$W/$UA/.netrt/receiving"
flock -s "$W/$UA/.netrt/receiving" netrt-study join "$W/$UB" >/dev/null
is 'one that is being received is left alone' "$(has "$W/$UA"), $(has "$W/$UB")" "0 $R, 2 "
: >"$W/$UA/.netrt/lock"
code 75 'so is one that is worked on, which may be put away' \
    flock "$W/$UA/.netrt/lock" netrt-study join "$W/$UB"
is '  where it is' "$(has "$W/$UA"), $(has "$W/$UB")" "0 $R, 2 "
like '  and who that is' "$(cat "$T/err")" "$UA, which waits for this study: busy"
hold "$UA" 66
is 'the next time it is there' "$(netrt-study join "$W/$UB")" "$W/$UB"
linked 'and comes'
empty; a; b
mkdir -p "$W/$UB/.netrt"
: >"$W/$UB/.netrt/lock"
flock "$W/$UB/.netrt/lock" netrt-study join "$W/$UA" >/dev/null
is 'it is linked while a step works there' "$(has "$W/$UB")" "2 $R"

# --- netrt-watch
WAIT='-o watcher.incomplete_wait_seconds=300'
empty; a
# shellcheck disable=SC2086
is 'it is not complete' "$(netrt-watch -1 $WAIT)" ''
b
# shellcheck disable=SC2086
is 'it is when the study is here' "$(netrt-watch -1 $WAIT)" "$W/$UA"
hold "$UB" 65
# shellcheck disable=SC2086
is 'or in quarantine' "$(netrt-watch -1 $WAIT)" "$W/$UA"
empty; mkdir -p "$W/$UB/Structure"; cp "$T/r/$R" "$W/$UB/Structure/"
# shellcheck disable=SC2086
is 'its own study is no other' "$(netrt-watch -1 $WAIT)" ''
done_testing
