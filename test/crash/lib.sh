# Crash points (netrt-study(5), CRASHES): source after test/lib.sh.
#
#	points WHAT COMMAND...
#
# runs COMMAND in copies of the directory $PRISTINE, as $W, ending it at each
# K-th call that changes the disk: by SIGKILL before the call, by EIO in its
# place, and by ENOSPC there and at all later calls of the kind.  Then it runs
# undisturbed, and $W must equal what one undisturbed run makes: every file's
# bytes, no temporary left.  Functions a test may redefine: settle (makes $W
# after a fault what it should be; default: the command again), state (what
# must be equal), kept (holds right after the fault already).
#
# CRASH_ALL=1 (make soak): every fault at every call.  Else SIGKILL and one of
# the two errors where names change (rename, link, mkdir), one of the three at
# the other calls in turn, and none at two writes of three.
export SOURCE_DATE_EPOCH=1700000000
CALLS='rename renameat renameat2 link linkat unlink unlinkat mkdir mkdirat fsync ftruncate write pwrite64'
: "${CRASH_ALL:=}"

command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null ||
    skip_all 'strace cannot trace here'

# faster, where it can be had; it injects errors, but no signals
STRACE='strace -o /dev/null'
strace -f --seccomp-bpf -o /dev/null true 2>/dev/null &&
    STRACE='strace -f --seccomp-bpf -o /dev/null'

fresh() {
	chmod -R u+rwX "$W" 2>/dev/null
	rm -rf "$W"
	cp -a "$PRISTINE" "$W"
}

# what of a directory must be the same: all but locks, the verdict's time,
# offsets of dates, which are random, and the trash, which may be emptied at any
# time
state() {
	(cd "$1" && {
		find . -type f ! -name lock ! -name .lock ! -name receiving \
		    ! -name last ! -path './logs/*' ! -path './.trash/*' \
		    ! -name 'map.json*' -exec sha256sum {} +
		find . -name 'map.json*' ! -name '*.lock' -exec \
		    sed -s 's/"date_offset_days": -[0-9]*/F/;F' {} +
		find . -mindepth 1 -type d ! -path './logs*' ! -path './.trash*'
	} | LC_ALL=C sort)
}

same() {
	state "$W" >"$T/got"
	cmp -s "$T/want" "$T/got" || {
		echo "# differs:"
		diff "$T/want" "$T/got" | head -n 10 | sed 's/^/# /'
		return 1
	}
}

settle() {
	"$@"
}

kept() {
	:
}

# faults_of CALL K: what is tried there
faults_of() {
	fo_nospc="error=ENOSPC:when=$2+" fo_io="error=EIO:when=$2"
	[ "$1" != openat ] || fo_nospc="error=ENOSPC:when=$2"
	if [ -n "$CRASH_ALL" ]; then
		echo "signal=SIGKILL:when=$2"
		echo "$fo_nospc"
		echo "$fo_io"
		return
	fi
	case $1,$(($2 % 3)) in
	write,[02] | pwrite64,[02]) return ;;
	write,* | pwrite64,*) set -- "$1" "$2" $(($2 / 3)) ;;
	*) set -- "$1" "$2" "$2" ;;
	esac
	case $1,$(($3 % 2)) in
	rename*,* | link*,* | mkdir*,*)
		echo "signal=SIGKILL:when=$2"
		[ $(($2 % 2)) -eq 0 ] && echo "$fo_io" || echo "$fo_nospc" ;;
	*,1) echo "signal=SIGKILL:when=$2" ;;
	unlink* | fsync* | ftruncate*) echo "$fo_io" ;;
	*) [ $(($3 % 4)) -eq 0 ] && echo "$fo_io" || echo "$fo_nospc" ;;
	esac
}

# points WHAT COMMAND...
points() {
	pt_what=$1
	shift
	fresh
	settle "$@" >"$T/out" 2>"$T/err" || {
		fail "$pt_what: undisturbed"
		return 0
	}
	state "$W" >"$T/want"
	fresh
	# a first run under strace counts the calls of this process
	strace -o "$T/trace" -e trace="$(echo "$CALLS" | tr ' ' ','),openat" \
	    "$@" >"$T/out" 2>"$T/err" || {
		fail "$pt_what: under strace"
		return 0
	}
	pt_n=0 pt_bad=0
	for call in $CALLS openat; do
		if [ "$call" = openat ]; then
			at=$(grep -E '^openat\(' "$T/trace" |
			    grep -n O_CREAT | cut -d: -f1)
		else
			at=$(seq "$(grep -cE "^$call\(" "$T/trace")")
		fi
		for k in $at; do
			for fault in $(faults_of "$call" "$k"); do
				point "$@" || pt_bad=$((pt_bad + 1))
				pt_n=$((pt_n + 1))
			done
		done
	done
	if [ "$pt_n" -gt 0 ] && [ "$pt_bad" -eq 0 ]; then
		pass "$pt_what: $pt_n faults"
	else
		: >"$T/out"; : >"$T/err"
		fail "$pt_what: $pt_bad of $pt_n faults"
	fi
}

# one fault: $call, $fault
point() {
	fresh
	pt_strace=$STRACE pt_rc=0
	[ "${fault#signal}" = "$fault" ] || pt_strace='strace -o /dev/null'
	# shellcheck disable=SC2086  # a command and its words
	$pt_strace -e "trace=$call" -e "inject=$call:$fault" \
	    "$@" >"$T/out" 2>"$T/err" || pt_rc=$?
	case $pt_rc,$fault in
	137,signal* | 0,error* | 75,error*) ;;
	*)
		echo "# $call $fault: exit $pt_rc: $(head -n 1 "$T/err")"
		return 1
		;;
	esac
	kept || {
		echo "# after $call $fault"
		return 1
	}
	if ! settle "$@" >"$T/out" 2>"$T/err"; then
		echo "# $call $fault, then again: $(head -n 1 "$T/err")"
		return 1
	fi
	same || {
		echo "# after $call $fault"
		return 1
	}
}

# ---- two at a time

stopped() {
	grep -q 'stopped by SIGSTOP' "$T/trace"
}
stopped_or_gone() {
	stopped || grep -q '^+++' "$T/trace"
}
# it ended, or waits for a lock that the stopped one holds
ended_or_waits() {
	! kill -0 "$OTHER" 2>/dev/null ||
	    grep -q -- "-> FLOCK .* $OTHER " /proc/locks
}

soon() {
	so_n=0
	until "$@" >/dev/null 2>&1; do
		so_n=$((so_n + 1))
		[ "$so_n" -lt 3000 ] || return 1
		sleep 0.01
	done
}

# together CALL K "ONE" "OTHER": ONE is stopped after its K-th CALL while
# OTHER runs; their exit codes are $rc_one, $rc_other
together() {
	: >"$T/trace"
	# shellcheck disable=SC2086  # commands and their words
	strace -D -o "$T/trace" -e "trace=$1" \
	    -e "inject=$1:signal=SIGSTOP:when=$2" $3 \
	    >"$T/out.one" 2>"$T/err.one" &
	ONE=$!
	soon stopped_or_gone
	stopped || echo "# $1 $2 of $3: it was not stopped"
	# shellcheck disable=SC2086
	$4 >"$T/out.other" 2>"$T/err.other" &
	OTHER=$!
	soon ended_or_waits || echo "# $1 $2: $4 hangs"
	kill -CONT "$ONE"
	rc_one=0 rc_other=0
	wait "$ONE" || rc_one=$?
	wait "$OTHER" || rc_other=$?
}
