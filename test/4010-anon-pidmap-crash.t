#!/bin/sh
# The mapping of pseudonyms, killed at every system call that changes a file,
# and with each of them failing: one patient keeps one pseudonym, no two
# patients share one, and the next call works.
. "${0%/*}/lib.sh"
command -v strace >/dev/null || skip_all "no strace"
strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"

# a process that is traced cannot be searched for leaks
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}"

calls=openat,write,fsync,ftruncate,renameat,renameat2,unlinkat,rename,unlink

paths=
for f in '' .tmp .bak .bak.tmp .key .key.new .key.new.tmp .journal .lock; do
	paths="$paths -P $T/m/map$f"
done
paths="$paths -P $T/m"

# start KIND: a mapping as it is before the call under test
start() {
	rm -rf "$T/m"
	mkdir "$T/m"
	case $1 in
	fresh) ;;
	second) pidget "$T/m/map" A 1.1 >/dev/null ;;
	netrt)
		cat >"$T/m/map" <<-END
		{"925283166888d72e": {"anonymized_id": "WFU_0001_20240105",
		"first_seen": "2024-01-05T09:12:44", "study_count": 1}}
		END
		;;
	esac
}

# check KIND: ask again, and for others; the answers must fit
check() {
	case $1 in
	fresh) want=SITE_0001 who=B ;;
	second) want=SITE_0002 who=B ;;
	netrt) want=WFU_0001_20240105 who=PAT-00042 ;;
	esac
	seen=$(cat "$T/out1")
	pidget "$T/m/map" "$who" 1.2 C 1.3 "$who" 1.4 A 1.1 >"$T/ids" ||
	    return 1
	{ read -r got && read -r next && read -r again && read -r first; } \
	    <"$T/ids"
	[ "$got" = "$want" ] && [ "$again" = "$want" ] &&
	    [ "$next" != "$want" ] && [ "${seen:-$want}" = "$want" ] ||
	    return 1
	[ "$1" != second ] || [ "$first" = SITE_0001 ] || return 1
	left=$(cd "$T/m" && echo *)
	[ "$left" = "map map.bak map.key map.lock" ] || {
		echo "left: $left"
		return 1
	}
}

# each KIND INJECT: at the first call, the second, ... until none is left
each() {
	k=1 bad=
	while :; do
		start "$1"
		case $1 in netrt) id=PAT-00042 ;; *) id=B ;; esac
		rc=0
		# shellcheck disable=SC2086  # $paths is several words
		strace -qq -o "$T/trace" -e trace=$calls $paths \
		    -e inject=$calls:"$2":when="$k" \
		    pidget "$T/m/map" "$id" 1.2 >"$T/out1" 2>"$T/err1" || rc=$?
		grep -Eq 'INJECTED|KILL|SIGKILL' "$T/trace" || break
		case $2 in
		signal*) [ "$rc" -eq 137 ] || bad="$bad $k:exit-$rc" ;;
		*) case $rc in 0 | 75) ;; *) bad="$bad $k:exit-$rc" ;; esac ;;
		esac
		check "$1" >"$T/why" 2>&1 || bad="$bad $k:$(cat "$T/why")"
		k=$((k + 1))
	done
	is "$1, $2 at each of $k calls" "${bad:-none}" none
	[ "$k" -gt 8 ] || fail "only $k calls were tried"
}

plan 9
for kind in fresh second netrt; do
	each "$kind" signal=SIGKILL
	each "$kind" error=ENOSPC
	each "$kind" error=EIO
done
