#!/bin/sh
# netrt-run(8): what is tried again, how often and when.
. "${0%/*}/lib.sh"
. "${0%/*}/run.sh"

fresh
says send 75 'the peer is away'
code 0 '75' netrt-run "$S"
is '75: 10 s' "$(cat "$S/.netrt/delay")" 10
like '75: is told' "$(tail -n 1 "$T/events")" \
    'PROCESSING_DEFERRED .*step=send code=75 reason=the peer is away'
netrt-run "$S" 2>/dev/null
is '75 again: 20 s' "$(cat "$S/.netrt/delay")" 20
echo 2560 >"$S/.netrt/delay"
for i in 1 2; do netrt-run "$S" 2>/dev/null; done
is '75: an hour at most' "$(cat "$S/.netrt/delay")" 3600
is '75: without limit' "$(quarantined)" ''
soon=$(($(date +%s) + 3500))
ok '75: not before' test "$(cat "$S/.netrt/not-before")" -gt "$soon"
told send 'exit 0'
says mask 75 'the disk is full'
netrt-run "$S" 2>/dev/null
is 'the same back-off at an earlier step' "$(cat "$S/.netrt/delay")" 3600
told mask 'exit 0'
says send 75 'the peer is away'
netrt-run "$S" 2>/dev/null
is 'that step ended well: from 10 s again' "$(cat "$S/.netrt/delay")" 10

fresh
told mask 'kill -KILL $$'
code 0 'KILL' netrt-run "$S"
is 'KILL: deferred' "$(cat "$S/.netrt/delay")" 10
netrt-run "$S" 2>/dev/null
is 'KILL twice: deferred' "$(quarantined)" ''
netrt-run "$S" 2>/dev/null
is 'KILL the third time' "$(quarantined)" \
    '70 mask netrt-mask was killed (KILL) 3 times '

fresh
n=0
while [ "$n" -lt 3 ]; do
	netrt-study -r x join "$S" >/dev/null
	netrt-study -r x attempt "$S" burnin >/dev/null
	n=$((n + 1))
done
code 0 'three beginnings without an end (the power failed)' netrt-run "$S"
is 'the fourth is not tried' "$(quarantined)" \
    '70 burnin netrt-burnin was begun 3 times and never came to an end '

done_testing
