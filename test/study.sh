# netrt-study in tests: source after test/lib.sh.  W is WORKING, S a study in
# it (UID_1.2.3), Q its quarantine.
export NETRT_CONFIG="$T/netrt.yaml"
W=$T/w S=$T/w/UID_1.2.3 Q=$T/w/quarantine
conf() {
	cat >"$T/netrt.yaml" <<CONF
directories: { working: "$W", logs: "$T/logs" }
watcher: { debounce_interval_seconds: 0, incomplete_wait_seconds: 0 }
$1
CONF
}

# put DIR: a study there: images 1, 2 and the RTSTRUCT 9
put() {
	mkdir -p "$1/DCM" "$1/Structure"
	echo "image 1" >"$1/DCM/1.dcm"
	echo "image 2" >"$1/DCM/2.dcm"
	echo "contours" >"$1/Structure/9.dcm"
}
fresh() {
	rm -rf "$W"
	mkdir -p "$W"
	put "$S"
}

# frozen DIR: .netrt/inputs as the first step writes it
frozen() {
	mkdir -p "$1/.netrt"
	(cd "$1" && echo 'netrt-inputs 1' && for f in DCM/* Structure/*; do
		[ -e "$f" ] || continue
		printf '%s %s %s %s\n' "$(stat -c %s "$f")" \
		    "$(stat -c %.9Y "$f" | tr -d .)" \
		    "$(sha256sum <"$f" | cut -d' ' -f1)" "$f"
	done) >"$T/frozen"
	mv "$T/frozen" "$1/.netrt/inputs"
}

# inputs_hash DIR: what netrt_study_inputs_hash() makes of it
inputs_hash() {
	{
		printf 'inputs 1\0'
		tail -n +2 "$1/.netrt/inputs" | while read -r _ _ sha name; do
			printf '%s\0%s\0' "$name" "$sha"
		done
	} | sha256sum | cut -d' ' -f1
}

# delivered DIR TIME
delivered() {
	frozen "$1"
	printf 'time %s\ninputs %s\n' "$2" "$(inputs_hash "$1")" \
	    >"$1/.netrt/delivered"
}

# away NAME CODE: S is in quarantine as NAME for CODE
away() {
	mkdir -p "$Q"
	mkdir -p "$S/.netrt"
	printf 'code %s\nstep mask\ntime x\nmessage no\n' "$2" >"$S/.netrt/reason"
	mv "$S" "$Q/$1"
}

# files DIR: what is in DCM and Structure, with what they say
files() {
	(cd "$1" 2>/dev/null && for f in DCM/* Structure/*; do
		[ ! -e "$f" ] || echo "$f: $(cat "$f")"
	done) | paste -s -d '|' -
}
whole='DCM/1.dcm: image 1|DCM/2.dcm: image 2|Structure/9.dcm: contours'

# rooms: studies in WORKING and quarantine
rooms() {
	(cd "$W" && ls -d UID_* quarantine/UID_* 2>/dev/null) | paste -s -d ' ' -
}
# clean: nothing is left over
clean() {
	(cd "$W" && find .trash .incoming "done" -mindepth 1; find . -name '*.tmp')
}
event() {
	grep -Eq "$1" "$T/logs/transaction.log"
}
Z=20231114T221320Z
export SOURCE_DATE_EPOCH=1700000000
