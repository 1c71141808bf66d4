# Every call that a program makes on certain files, in which it is killed or
# which fails: source after test/lib.sh.  (crash/lib.sh is for whole studies.)
#
#	WATCH='-P FILE -P FILE...'
#	each KIND COMMAND...
#
# counts the calls on the files that an undisturbed COMMAND makes, then for
# each: start KIND (makes what is there before), COMMAND with the fault, check
# KIND (asks again, and looks; may print why not).  strace counts the calls of
# each name by themselves, so they are taken name by name.
#
# CRASH_ALL=1 (make soak): SIGKILL, ENOSPC and EIO at every call.  Else one of
# them at each, in turn.
CALLS=openat,read,flock,write,fsync,ftruncate,renameat,renameat2,unlinkat,rename,unlink
: "${CRASH_ALL:=}"
EACH_TURN=0

command -v strace >/dev/null || skip_all 'no strace'
strace -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'
# a process that is traced cannot be searched for leaks
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}"

# faults: those for the call at hand
faults() {
	if [ -n "$CRASH_ALL" ]; then
		echo 'signal=SIGKILL error=ENOSPC error=EIO'
		return
	fi
	case $((EACH_TURN % 3)) in
	0) echo signal=SIGKILL ;;
	1) echo error=ENOSPC ;;
	2) echo error=EIO ;;
	esac
}

# each KIND COMMAND...
each() {
	ea_kind=$1 ea_bad='' ea_n=0
	shift
	start "$ea_kind"
	# shellcheck disable=SC2086  # $WATCH is several words
	strace -qq -o "$T/calls" -e "trace=$CALLS" $WATCH "$@" \
	    >"$T/out1" 2>"$T/err1" || fail "$ea_kind: undisturbed"
	for ea_call in $(echo "$CALLS" | tr , ' '); do
		ea_k=0
		while [ "$ea_k" -lt "$(grep -c "^$ea_call(" "$T/calls")" ]; do
			ea_k=$((ea_k + 1))
			EACH_TURN=$((EACH_TURN + 1))
			for ea_fault in $(faults); do
				fault "$@" || ea_bad="$ea_bad
$ea_call $ea_k $ea_fault: $(tr '\n' ' ' <"$T/why")"
				ea_n=$((ea_n + 1))
			done
		done
	done
	is "$ea_kind: $ea_n faults at its calls" "${ea_bad:-none}" none
	[ "$ea_n" -gt 6 ] || fail "only $ea_n calls were tried"
}

# fault COMMAND...: the one at hand; why not is in $T/why
fault() {
	start "$ea_kind"
	fa_rc=0
	# shellcheck disable=SC2086  # $WATCH is several words
	strace -qq -o "$T/trace" -e "trace=$ea_call" $WATCH \
	    -e "inject=$ea_call:$ea_fault:when=$ea_k" \
	    "$@" >"$T/out1" 2>"$T/err1" || fa_rc=$?
	{
		grep -Eq 'INJECTED|SIGKILL' "$T/trace" || echo "not reached"
		case $ea_fault,$fa_rc in
		signal*,137 | error*,0 | error*,75) ;;
		*) echo "exit $fa_rc: $(cat "$T/err1")" ;;
		esac
		check "$ea_kind" "$fa_rc" 2>&1 || echo "then not right"
	} >"$T/why"
	[ ! -s "$T/why" ]
}
