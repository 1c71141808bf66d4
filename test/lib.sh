# TAP for tests in POSIX sh.  A test begins with
#	. "${0%/*}/lib.sh"
#	plan 3		(or: done_testing at the end)
# and has then: BIN (the tools, first in PATH), T (a private directory, gone
# at the end), TOP (the tree), SHARED (the studies for tests, or empty).
set -u
umask 077
TOP=$(cd "${0%/*}/.." && pwd)
: "${BIN:=$TOP/bin}" "${B:=$TOP/build}"
: "${SHARED=$(cd "$TOP/../shared" 2>/dev/null && pwd)}"
export BIN B SHARED
PATH=$BIN:$B/test:$PATH
export PATH
unset NETRT_CONFIG 2>/dev/null || :
T=$(mktemp -d "${TMPDIR:-/tmp}/netrt-test.XXXXXX") || exit 99
TAP_N=0 TAP_BAD=0 TAP_PLAN='' TAP_PIDS=''

plan() {
	TAP_PLAN=$1
	echo "1..$1"
}

done_testing() {
	TAP_PLAN=$TAP_N
	echo "1..$TAP_N"
}

# handle STUDY NAME: what messages call the file (netrt-log(1))
handle() {
	awk -v n="$2" '$4 == n { print substr(n, 1, index(n, "/")) "#" \
	    substr($3, 1, 8) }' "$1/.netrt/inputs"
}

# skip_all REASON: nothing here can run
skip_all() {
	echo "1..0 # SKIP $1"
	TAP_PLAN=0
	exit 0
}

# pass WHAT; fail WHAT
pass() {
	TAP_N=$((TAP_N + 1))
	echo "ok $TAP_N - $1"
}

fail() {
	TAP_N=$((TAP_N + 1)) TAP_BAD=$((TAP_BAD + 1))
	echo "not ok $TAP_N - $1"
	for f in "$T/out" "$T/err"; do
		[ ! -s "$f" ] || head -n 40 "$f" | sed "s|^|# ${f##*/}: |"
	done
}

# skip N REASON: N tests that cannot run here
skip() {
	skip_i=0
	while [ "$skip_i" -lt "$1" ]; do
		TAP_N=$((TAP_N + 1)) skip_i=$((skip_i + 1))
		echo "ok $TAP_N # SKIP $2"
	done
}

# ok WHAT COMMAND...: the command succeeds (its output is kept for a failure)
ok() {
	ok_what=$1
	shift
	if "$@" >"$T/out" 2>"$T/err"; then pass "$ok_what"; else fail "$ok_what"; fi
}

# is WHAT GOT WANT: two texts are the same
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		: >"$T/out"; : >"$T/err"
		fail "$1"
		printf '%s\n' "$2" | sed 's/^/#  got: /'
		printf '%s\n' "$3" | sed 's/^/# want: /'
	fi
}

# like WHAT TEXT ERE: the text matches
like() {
	if printf '%s\n' "$2" | grep -Eq -- "$3"; then
		pass "$1"
	else
		: >"$T/out"; : >"$T/err"
		fail "$1"
		printf '%s\n' "$2" | head -n 20 | sed 's/^/#  got: /'
		printf '%s\n' "$3" | sed 's/^/# want: /'
	fi
}

# code N WHAT COMMAND...: the command ends with exactly N; its stdout and
# stderr are in $T/out and $T/err.  A crash is never an expected code.
code() {
	code_want=$1 code_what=$2
	shift 2
	code_rc=0
	"$@" >"$T/out" 2>"$T/err" || code_rc=$?
	if [ "$code_rc" -eq "$code_want" ]; then
		pass "$code_what"
	else
		fail "$code_what"
		echo "# exit $code_rc, expected $code_want: $*"
	fi
}

# kill_later PID: end this process of ours when the test ends
kill_later() {
	TAP_PIDS="$TAP_PIDS $1"
}

# wait_for COMMAND...: until it succeeds, at most about 30 s (a hung peer)
wait_for() {
	wait_n=0
	until "$@" >/dev/null 2>&1; do
		wait_n=$((wait_n + 1))
		[ "$wait_n" -lt 600 ] || return 1
		sleep 0.05
	done
}

# tree DIR: names, sizes and digests of everything below, for comparisons
tree() {
	(cd "$1" && find . -type f ! -name lock ! -name receiving -print |
	    LC_ALL=C sort | xargs -r -d '\n' sha256sum)
}

# sitekey MAPPING [5 DIGITS]: a mapping of nobody with a key that is known, so
# that UIDs are the same in each run: in one, by chance, is a day of the study
sitekey() {
	echo '{}' >"$1"
	printf 'netrt-test-key-of-32-bytes-%s' "${2:-00000}" >"$1.key"
	chmod 600 "$1.key"
}

at_exit() {
	at_rc=$?
	for p in $TAP_PIDS; do kill "$p" 2>/dev/null; done
	for p in $TAP_PIDS; do wait "$p" 2>/dev/null; done
	chmod -R u+rwX "$T" 2>/dev/null
	rm -rf "$T"
	if [ -z "$TAP_PLAN" ] || [ "$TAP_PLAN" -ne "$TAP_N" ]; then
		echo "# planned ${TAP_PLAN:-nothing}, ran $TAP_N"
		at_rc=98
	elif [ "$at_rc" -eq 0 ] && [ "$TAP_BAD" -gt 0 ]; then
		at_rc=1
	fi
	exit "$at_rc"
}
trap at_exit EXIT
trap 'exit 130' INT TERM HUP PIPE
