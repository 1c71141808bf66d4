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

# sending has keys of its own
fresh
says send 75 'the peer is away'
for s in 3 6 7 7; do
	netrt-run -o sending.retry_initial_seconds=3 \
	    -o sending.retry_max_seconds=7 "$S" 2>/dev/null
	is "send, 3 to 7 seconds: $s" "$(cat "$S/.netrt/delay")" "$s"
done
like 'since when' "$(cat "$S/.netrt/attempt")" '^deferred send [0-9]{9,}$'
since=$(sed -n 's/^deferred send //p' "$S/.netrt/attempt")
sed -i "s/^deferred send .*/deferred send $((since - 7300))/" \
    "$S/.netrt/attempt"
netrt-run -o sending.retry_limit_hours=3 "$S" 2>/dev/null
is 'within the limit of hours' "$(quarantined)" ''
netrt-run -o sending.retry_limit_hours=0 "$S" 2>/dev/null
is 'no limit' "$(quarantined)" ''
netrt-run -o sending.retry_limit_hours=2 "$S" 2>/dev/null
is 'beyond the limit: put away' "$(quarantined)" \
    '75 send the peer is away; it is not tried again by itself '
like 'is told' "$(tail -n 1 "$T/events")" \
    'PROCESSING_FAILED .*step=send code=75'
code 0 'requeued' netrt-requeue "$U"
netrt-run "$S" 2>/dev/null
is 'the time begins anew' "$(cat "$S/.netrt/delay")" 10
fresh
says mask 75 'the disk is full'
netrt-run "$S" 2>/dev/null
sed -i 's/^deferred mask .*/deferred mask 1000000000/' "$S/.netrt/attempt"
netrt-run -o sending.retry_limit_hours=2 "$S" 2>/dev/null
is 'no limit for other steps' "$(quarantined)" ''
is 'nor its keys' "$(cat "$S/.netrt/delay")" 20

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
