# Studies for the crash points of links: source after test/crash/lib.sh.  UA
# has an RTSTRUCT, $R, that names images of UB.
PRISTINE=$T/pristine
conf ''
mkstudy -S -n 2 -r 8 -c 8 -s box "$T/b" >"$T/words"
UA=UID_1.2.9 UB=UID_$(sed -n 's/^study //p' "$T/words")
R=$(ls "$T/b/$UB/Structure")
mkdir -p "$T/a/$UA/Structure"
mv "$T/b/$UB/Structure/$R" "$T/a/$UA/Structure/"
rmdir "$T/b/$UB/Structure"
dcmodify -nb -m '(0020,000d)=1.2.9' "$T/a/$UA/Structure/$R"

# begin: both are in WORKING
begin() {
	rm -rf "$W"
	mkdir -p "$W"
	netrt-study list >"$T/out" 2>&1
	cp -R "$T/a/$UA" "$T/b/$UB" "$W/"
}
# hold NAME: it lies in quarantine, something is missing
hold() {
	mkdir -p "$W/$1/.netrt"
	printf 'code 66\nstep validate\ntime x\nmessage no\n' \
	    >"$W/$1/.netrt/reason"
	mv "$W/$1" "$Q/$1_$Z"
}
pristine() {
	rm -rf "$PRISTINE"
	mv "$W" "$PRISTINE"
}
# done once already, or again; then the trash is emptied
settle() {
	if ! sh "$T/done"; then
		"$@" || return
	fi
	netrt-study expire
}
# the RTSTRUCT is somewhere, with all its bytes
kept() {
	kp_want=$(sha256sum <"$T/a/$UA/Structure/$R")
	for f in "$W/$UA" "$W/$UB" "$Q/${UA}_$Z" "$Q/${UB}_$Z"; do
		[ -e "$f/Structure/$R" ] || continue
		[ "$(sha256sum <"$f/Structure/$R")" != "$kp_want" ] || return 0
	done
	echo "# the RTSTRUCT is lost"
	return 1
}
