#!/bin/sh
# netrt-supervise(8): starts, restarts, reads anew, halts and stops.
. "${0%/*}/lib.sh"
. "${0%/*}/supervise.sh"

conf 'watcher: { no_such_key: 1 }'
code 78 'a wrong configuration' netrt-supervise -c "$T/netrt.yaml"
ok 'starts nothing' test ! -e "$T/receive"
code 78 'no configuration' netrt-supervise -c "$T/none.yaml"
code 64 'an argument' netrt-supervise -c "$T/netrt.yaml" study
code 0 '--help' netrt-supervise --help

conf ''
supervise -o 'processing.overlay_series_description=it'\''s a b' || exit 99
copy=$(ls "$T"/w/.config/*.yaml)
is 'a private copy' "$(stat -c %a "$copy")" 600
is 'of the same text' "$(cat "$copy")" "$(cat "$T/netrt.yaml")"
like 'reception has the copy and the options' "$(cat "$T/receive")" \
    "^[0-9]+ -c $copy -o processing.overlay_series_description=it's a b\$"
ok 'what kept UIDs mean is said at the start' said \
    'uids is keep: no destination may hold the original study'
study 1
ok 'a study is processed' wait_for finished 1
like 'with the copy and the options' "$(cat "$T/run")" \
    "^end UID_1.1 -c $copy -o processing.overlay_series_description=it's a b $T/w/UID_1.1\$"
code 75 'a second one on the same directory' netrt-supervise -c "$T/netrt.yaml"
p=$(receiver)
kill -KILL "$p"
ok 'reception that died is started again' wait_for receivers 2
ok 'and it is said' said 'netrt-receive ended (137)'

# --- a new configuration while a chain runs
study 55
wait_for begun 55
conf 'logging: { level: nonsense }'
kill -HUP "$SUPER"
ok 'HUP, wrong: refused' wait_for said 'is refused'
is 'nothing is started again' "$(wc -l <"$T/receive")" 2
conf 'processing: { parallel: 5 }'
kill -HUP "$SUPER"
ok 'HUP, right: a new copy' wait_for said 'goes on with'
new=$(ls "$T"/w/.config/*.yaml | grep -vF "$copy")
study 2
ok 'the next study' wait_for finished 2
like 'has the new configuration' "$(grep UID_1.2 "$T/run")" "-c $new "
is 'reception is not disturbed' "$(wc -l <"$T/receive")" 2
: >"$T/go"
ok 'the chain that ran comes to its end, with the old one' \
    wait_for grep -q "^end UID_1.55 -c $copy " "$T/run"
# the new watch may have begun it as well; xargs waits for all of them
all_ended() {
	[ "$(grep -c '^begin UID_1.55' "$T/run")" -eq \
	    "$(grep -c '^end UID_1.55' "$T/run")" ]
}
wait_for all_ended
rm "$T/go"
AE=OTHER conf ''
kill -HUP "$SUPER"
ok 'HUP, another listener: reception is started again' wait_for receivers 3

# --- a halt
study 66
ok 'a halt is said' wait_for said 'processing is halted: font away'
p=$(receiver)
ok 'reception goes on' kill -0 "$p"
study 3
sleep 0.3
is 'nothing is processed' "$(grep -c UID_1.3 "$T/run")" 0
rm -rf "$T/w/UID_1.66"
AE=OTHER conf 'processing: { parallel: 3 }'
kill -HUP "$SUPER"
ok 'HUP: it goes on' wait_for finished 3
ok 'the halt is over' test ! -e "$T/w/.halt"

# --- the end
before=$(grep -c '^begin UID_1.55' "$T/run")	# once or twice, see above
study 55
wait_for begun 55 $((before + 1))
p=$(receiver)
kill -TERM "$SUPER"
wait "$SUPER"
is 'TERM: ends with 0' $? 0
ok 'the chain was stopped' grep -q '^stop UID_1.55' "$T/run"
ok 'reception is gone' gone "$p"
is 'nothing is left behind' "$(ls "$T/tmp")" ''
done_testing
