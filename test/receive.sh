# netrt-receive in tests: source after test/lib.sh.  All on 127.0.0.1.

# config [LINES]: the configuration, $T/n.yaml
config() {
	cat >"$T/n.yaml" <<CONF
dicom_listener:
  host: 127.0.0.1
  port: 0
  ae_title: NETRT
  reserve_mb: 0
directories: { working: "$T/w", logs: "$T/logs" }
${1:-}
CONF
}

# receive [OPTION...]: start it; its pid is $RECEIVE, its port $PORT
receive() {
	rm -f "$T/port"
	netrt-receive -v -c "$T/n.yaml" -p "$T/port" "$@" 2>"$T/receive.err" &
	RECEIVE=$!
	kill_later "$RECEIVE"
	wait_for test -s "$T/port" || {
		sed 's/^/# /' "$T/receive.err"
		exit 99		# what follows would wait for it
	}
	PORT=$(head -n 1 "$T/port")
}

# stop_receive: as its supervisor would; its exit code is $?
stop_receive() {
	kill -TERM "$RECEIVE"
	wait "$RECEIVE"
}

# raw [OPTION...] [FILE...]: rawscu to $PORT, its lines joined by blanks
raw() {
	raw_opts=
	while [ $# -gt 0 ] && [ "${1#-}" != "$1" ]; do
		raw_opts="$raw_opts $1 $2"
		shift 2
	done
	# shellcheck disable=SC2086  # options hold no blanks
	rawscu $raw_opts 127.0.0.1 "$PORT" "$@" | paste -s -d ' '
}

# events NAME: lines of the transaction log with it
events() {
	grep -c "\]: $1 " "$T/logs/transaction.log"
}

# event NAME ERE: there is (or soon will be) such an event
event() {
	wait_for grep -Eq "\]: $1 .*$2" "$T/logs/transaction.log"
}

# objects: how many are in the studies; spools: associations under way
objects() {
	find "$T/w" -path '*/UID_*' -name '*.dcm' | wc -l
}
spools() {
	ls "$T/w/.incoming" | wc -l
}
no_spools() {
	[ "$(spools)" -eq 0 ]
}

# same_data FILE FILE: the same data set (what is behind group 0002, whose
# length is at byte 140)
same_data() {
	cmp -s -i "$((144 + $(od -An -tu4 -j140 -N4 "$1"))):$((144 + $(od \
	    -An -tu4 -j140 -N4 "$2")))" "$1" "$2"
}

# mid: an association stands in the middle of an object, $T/a, before $T/b;
# the peer is $PEER, our session $SESSION, its storescp $SCP
mid() {
	[ -p "$T/fifo" ] || mkfifo "$T/fifo"
	rm -f "$T/strace.err" "$T/said"
	rawscu -x hold-mid 127.0.0.1 "$PORT" "$T/a" "$T/b" \
	    <"$T/fifo" \
	    >"$T/said" &
	PEER=$!
	exec 9>"$T/fifo"
	wait_for grep -q waiting "$T/said"
	wait_for scp_runs
}
# the sessions before it may not be quite gone
scp_runs() {
	SESSION=$(pgrep -P "$RECEIVE")
	[ "$(echo "$SESSION" | wc -l)" -eq 1 ] &&
	    SCP=$(pgrep -P "$SESSION") &&
	    [ -n "$(ls "$T/w/.incoming"/*/in 2>/dev/null)" ]
}

# peer_ends: let it go on; what it said is $SAID
peer_ends() {
	echo >&9
	wait "$PEER"
	exec 9>&-
	SAID=$(paste -s -d ' ' "$T/said")
}

# tracing: can strace attach to a process that is not its child?
tracing() {
	command -v strace >/dev/null &&
	    { [ "$(id -u)" -eq 0 ] ||
	    [ "$(cat /proc/sys/kernel/yama/ptrace_scope 2>/dev/null ||
	    echo 0)" -eq 0 ]; }
}

# attached: wait until strace, whose stderr is $T/strace.err, traces
attached() {
	wait_for grep -q attached "$T/strace.err"
}
