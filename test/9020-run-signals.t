#!/bin/sh
# netrt-run(8): steps that are stopped, and netrt-run itself.
. "${0%/*}/lib.sh"
. "${0%/*}/run.sh"

for sig in TERM INT HUP PIPE; do
	fresh
	[ "$sig" != INT ] || sig=QUIT	# dash ignores INT behind
	[ "$sig" != QUIT ] || continue
	told mask "kill -$sig \$\$"
	code 0 "a step that $sig stopped" netrt-run "$S"
	is "$sig: nothing counted" "$(grep 'count' "$S/.netrt/attempt")" 'count 0'
	ok "$sig: no delay" test ! -e "$S/.netrt/delay"
	is "$sig: nothing ran after it" "$(ran)" 'validate anon mask '
done

for sig in TERM:143 INT:130 HUP:129; do
	fresh
	told mask "trap 'echo stopped >>$T/ran; exit 143' TERM
echo here >$T/do/here; n=0
while [ \$n -lt 300 ]; do sleep 0.1; n=\$((n + 1)); done"
	# env -S would reset what the shell ignores behind: perl does
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' netrt-run "$S" 2>"$T/err" &
	p=$!
	wait_for test -e "$T/do/here"
	kill -"${sig%:*}" "$p"
	wait "$p"
	is "netrt-run is told to stop (${sig%:*})" $? "${sig#*:}"
	is "${sig%:*}: so is the step, and no other" "$(ran)" \
	    'validate anon mask stopped '
	is "${sig%:*}: nothing counted" "$(grep count "$S/.netrt/attempt")" 'count 0'
done

done_testing
