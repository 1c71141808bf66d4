#!/bin/sh
# One table of exit codes: lib/err.h, netrt(7), the tools' pages, the scripts.
. "${0%/*}/lib.sh"
set -u
cd "$TOP" || exit 99

sed -n 's/^	NETRT_\([A-Z]*\) = \([0-9]*\).*/\2 \1/p' lib/err.h |
    sort -n >"$T/codes"
is 'seven codes in err.h' "$(wc -l <"$T/codes")" 7

sed -n 's/^\.It \([0-9]*\) Ta \([A-Z]*\) Ta .*/\1 \2/p' man/netrt.7 |
    sort -n >"$T/man"
is 'netrt(7) has the same' "$(cat "$T/man")" "$(cat "$T/codes")"

for p in man/netrt-*.1; do
	bad=
	for c in $(sed -n '/^\.Sh EXIT STATUS/,/^\.Sh [^E]/p' "$p" |
	    sed -n 's/^\.It \([0-9][0-9]*\)\( .*\)*$/\1/p'); do
		grep -q "^$c " "$T/codes" || bad="$bad $c"
	done
	is "$p: no code of its own" "$bad" ''
done

# what the chain does with each code is in one case statement
run=$(cat scripts/netrt-run)
for c in 65 66 70 75 64 78; do
	like "netrt-run knows $c" "$run" "(^|[^0-9])$c([^0-9]|\$)"
done

# every tool: --help, --version, a wrong option, a missing configuration
for t in tools/*.c; do
	t=${t##*/} t=${t%.c}
	code 0 "$t --help" "$t" --help
	like "$t --help is a usage" "$(cat "$T/out")" "^usage: $t"
	code 0 "$t --version" "$t" --version
	code 64 "$t: unknown option: 64" "$t" -Z
	is "$t: nothing on stdout" "$(cat "$T/out")" ''
done
done_testing
