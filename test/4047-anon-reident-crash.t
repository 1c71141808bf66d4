#!/bin/sh
# The file that says who is who, killed at every system call that touches it,
# and with each of them failing: the next call leaves it whole, 0600, with
# every line once; no line that was there is ever lost.  Then the mapping with
# it, by the tool.
. "${0%/*}/lib.sh"
. "${0%/*}/crash/each.sh"
tab=$(printf '\t')
one="SITE_0001${tab}MRN-1${tab}${tab}1.1${tab}2.25.1"
two="SITE_0002${tab}MRN-2${tab}${tab}1.2${tab}2.25.1"
WATCH="-P $T/m/who -P $T/m/who.tmp -P $T/m/who.lock -P $T/m"

# start KIND: the file as it is before the call under test
start() {
	rm -rf "$T/m"
	mkdir "$T/m"
	[ "$1" = fresh ] && return
	whoadd "$T/m/who" SITE_0001 MRN-1 1.1
	case $1 in
	torn) printf 'SITE_0002\tMRN' >>"$T/m/who" ;;
	known) whoadd "$T/m/who" SITE_0002 MRN-2 1.2 ;;
	esac
}

# whole KIND: every line once, the head, 0600, and nothing beside it
whole() {
	want=$two
	[ "$1" = fresh ] || want="$one
$two"
	[ "$(grep -v '^#' "$T/m/who")" = "$want" ] &&
	    [ "$(grep -c '^#' "$T/m/who")" = 2 ] &&
	    [ "$(stat -c %a "$T/m/who")" = 600 ] &&
	    [ "$(cd "$T/m" && echo *)" = 'who who.lock' ]
}

# check KIND RC: what was there is there, and the next call makes it whole
check() {
	[ "$2" -ne 0 ] || whole "$1" || echo "it said 0"
	[ "$1" = fresh ] || grep -qxF "$one" "$T/m/who" || echo "a line is lost"
	whoadd "$T/m/who" SITE_0002 MRN-2 1.2 && whole "$1"
}

for kind in fresh second torn known; do
	each $kind whoadd "$T/m/who" SITE_0002 MRN-2 1.2
done

# a line that is there is made durable: who wrote it may have been killed
start known
strace -y -o "$T/trace" -e trace=fsync whoadd "$T/m/who" SITE_0002 MRN-2 1.2
is 'what is known is synced, and its name' \
    "$(grep -c "^fsync([0-9]*<$T/m/who>\|^fsync([0-9]*<$T/m>" "$T/trace")" 2

# a file made by hand, and damaged ones
rm -rf "$T/m" && mkdir "$T/m"
: >"$T/m/who"
code 0 'an empty file' whoadd "$T/m/who" SITE_0002 MRN-2 1.2
ok 'gets its head' whole fresh
head -c 30 "$T/m/who" >"$T/part" && cat "$T/part" >"$T/m/who"
code 0 'one cut in its head' whoadd "$T/m/who" SITE_0002 MRN-2 1.2
ok 'is whole again' whole fresh
printf 'a\0b\n' >>"$T/m/who"
code 78 'a NUL in a line' whoadd "$T/m/who" SITE_0001 MRN-1 1.1
like 'is damage' "$(cat "$T/err")" 'line 4 has a NUL.*backup'

# by the tool: the line and the mapping agree, whatever failed between them
cat >"$T/c.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
anonymization: { site_code: TST, pid_mapping_file: $T/p/map.json,
  reidentification_file: $T/p/who }
CONF
export NETRT_CONFIG="$T/c.yaml"
mkstudy -S -n 1 -r 8 -c 8 -s box -p 'A^B/MRN-9/19500101' "$T/w" >/dev/null
S=$(ls -d "$T"/w/UID_*)
bad=
for fault in write:signal=SIGKILL fsync:signal=SIGKILL write:error=ENOSPC \
    fsync:error=EIO openat:error=EIO:when=3 renameat:signal=SIGKILL; do
	rm -rf "$T/p" "$S/Anon" "$S/.netrt"
	mkdir "$T/p"
	call=${fault%%:*}
	strace -qq -o "$T/trace" -P "$T/p/who" -P "$T/p/who.tmp" -e "trace=$call" \
	    -e "inject=$fault" netrt-anon "$S" >"$T/out" 2>"$T/err"
	rc=$?
	case $rc in 75 | 137) ;; *) bad="$bad $fault:exit-$rc" ;; esac
	[ ! -e "$S/Anon" ] || bad="$bad $fault:published"
	netrt-anon "$S" >"$T/out" 2>"$T/err" || bad="$bad $fault:again"
	[ "$(grep -v '^#' "$T/p/who" | cut -f 1,2)" = "TST_0001${tab}MRN-9" ] &&
	    [ "$(grep -c TST_ "$T/p/map.json")" = 1 ] ||
	    bad="$bad $fault:wrong"
done
is 'netrt-anon, stopped at the file, and again' "${bad:-none}" none
done_testing
