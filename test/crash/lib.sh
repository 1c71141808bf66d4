# Crash points (netrt-study(5), CRASHES): source after test/lib.sh.
#
#	points WHAT COMMAND...
#
# runs COMMAND in copies of the directory $PRISTINE, as $W, ending it at each
# K-th call that changes the disk: by SIGKILL before the call, and by ENOSPC
# and EIO in its place.  Then $AGAIN (default: COMMAND) runs undisturbed, and
# $W must equal what one undisturbed run makes: every file's bytes, no
# temporary left.  Functions a test may redefine: settle (makes $W after a
# fault what it should be), same (compares $W with $T/want).
export SOURCE_DATE_EPOCH=1700000000
CALLS='rename renameat renameat2 link linkat unlink unlinkat mkdir mkdirat fsync write pwrite64'

command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null ||
    skip_all 'strace cannot trace here'

fresh() {
	chmod -R u+rwX "$W" 2>/dev/null
	rm -rf "$W"
	cp -a "$PRISTINE" "$W"
}

# what of a directory must be the same: all but locks and the verdict's time
state() {
	(cd "$1" && {
		find . -type f ! -name lock ! -name .lock ! -name receiving \
		    ! -name last ! -path './logs/*' -print | LC_ALL=C sort |
		    xargs -r -d '\n' sha256sum
		# an empty trash may be there or not
		find . -mindepth 1 -type d ! -path './logs*' ! -name .trash \
		    -print | LC_ALL=C sort
	})
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
			for fault in signal=SIGKILL error=ENOSPC error=EIO; do
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

# one fault: $call, $k, $fault
point() {
	fresh
	pt_rc=0
	strace -o /dev/null -e "trace=$call" -e "inject=$call:$fault:when=$k" \
	    "$@" >"$T/out" 2>"$T/err" || pt_rc=$?
	case $pt_rc in
	0 | 75 | 137) ;;
	*)
		echo "# $call $k $fault: exit $pt_rc: $(head -n 1 "$T/err")"
		return 1
		;;
	esac
	if ! settle "$@" >"$T/out" 2>"$T/err"; then
		echo "# $call $k $fault, then again: $(head -n 1 "$T/err")"
		return 1
	fi
	same || {
		echo "# after $call $k $fault"
		return 1
	}
}
