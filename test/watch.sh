# netrt-watch in tests: source after test/lib.sh.
export NETRT_CONFIG="$T/netrt.yaml"
W=$T/w

# conf [LINES IN watcher]
conf() {
	cat >"$T/netrt.yaml" <<CONF
directories: { working: "$W", logs: "$T/logs" }
watcher: { debounce_interval_seconds: 0.05, incomplete_wait_seconds: 3600${1:+, $1} }
destinations: [ { name: pacs, host: 10.0.0.5, port: 104, ae_title: ARC } ]
CONF
}

# watch OPTION...: its output is $T/printed
watch() {
	: >"$T/printed"
	netrt-watch "$@" >"$T/printed" 2>"$T/watch.err" &
	WATCH=$!
	kill_later "$WATCH"
	wait_for test -d "$W/quarantine"
}
stop_watch() {
	kill -TERM "$WATCH"
	wait "$WATCH"
}

# printed N [TIMES]: study UID_1.N was printed
printed() {
	[ "$(grep -cx "$W/UID_1\.$1" "$T/printed")" -ge "${2:-1}" ]
}

# dicom FILE: any file will do where nobody reads it
file() {
	mkdir -p "$(dirname "$1")"
	echo "$1" >"$1.tmp" && ln "$1.tmp" "$1" && rm "$1.tmp"
}

# plain N: a study that is complete
plain() {
	file "$T/in/UID_1.$1/DCM/1.dcm"
	file "$T/in/UID_1.$1/Structure/2.dcm"
	mkdir -p "$W"
	mv "$T/in/UID_1.$1" "$W/"
}

# marker: a complete study comes now; when it has been printed, all that was
# quiet before has been looked at
MARK=900
marker() {
	MARK=$((MARK + 1))
	plain "$MARK"
	wait_for printed "$MARK"
}

# not_printed WHAT N [TIMES]: not, although enough time has passed
not_printed() {
	np_what=$1
	shift
	marker || { fail "$np_what"; return; }
	if printed "$@"; then fail "$np_what"; else pass "$np_what"; fi
}
