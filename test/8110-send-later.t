#!/bin/sh
# A destination that is away and comes back: nothing is lost, nobody has to
# do anything, and one that is not required holds no delivery back.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

# only the sending of the chain is real
mkdir "$T/path"
for s in validate anon mask burnin debugviz; do
	ln -s /bin/true "$T/path/netrt-$s"
done
PATH=$T/path:$PATH
SENDING='sending: {connect_timeout_seconds: 2, acse_timeout_seconds: 1,
  dimse_timeout_seconds: 1, retry_initial_seconds: 1, retry_max_seconds: 2'
conf() {
	config
	sed -i '/^sending/,/dimse_timeout/d' "$C"
	printf '%s, %s}\nwatcher: {incomplete_wait_seconds: 0,\n%s}\n' \
	    "$SENDING" "${1:-best_effort_hours: 1}" \
	    '  debounce_interval_seconds: 0' >>"$C"
}
state() {
	netrt-study list UID_1.2.9 | cut -f 2 | sed 's/ until.*//'
}
due() {
	netrt-watch -1 | grep -q UID_1.2.9
}
# what only time would do
pass_time() {
	echo 1 >"$S/.netrt/not-before"
	sed -i 's/^next .*/next 1/' "$T"/.destinations/*
	ok 'it is due then' due
}

# the one that is required
peer 0000
bye
conf
study 2
code 0 'away' netrt-run "$S"
like 'deferred' "$(state)" '^(deferred|due)$'	# after a second
wait_for due
code 0 'still away' netrt-run "$S"
like 'the wait grows' "$(cat "$T/.destinations/default")" '^delay 2$'
peer -p "$PORT" 0000
pass_time
code 0 'back' netrt-run "$S"
is 'delivered' "$(state)" delivered
is 'everything came' "$(sops | wc -l)" 2
is 'and nothing twice' "$(received 0000)" 2

# two, of which one refuses for good and the other is away: the first is not
# bothered again by retries, and the study waits for both
first=$PORT
bye
peer -p "$first" a900
peer_first=$PEER log_first=$T/peer.first
mv "$T/peer.log" "$log_first"
peer 0000
second=$PORT
bye
D="$(dest first "$first")
$(dest second "$second")"
conf
study 2
code 0 'one refuses, one is away' netrt-run "$S"
like 'deferred' "$(state)" '^(deferred|due)$'
is 'refused once' "$(grep -c '^store' "$log_first")" 2
pass_time
code 0 'a retry' netrt-run "$S"
is 'is not for the one that refuses' "$(grep -c '^store' "$log_first")" 2
like 'which the report still says' "$(cat "$S/.netrt/report.send")" \
    '^OVERLAY to first: 0 of 2 objects accepted, 2 refused'
peer -p "$second" 0000
pass_time
code 0 'back' netrt-run "$S"
is 'everything came there' "$(sops | wc -l)" 2
like 'the study waits for a hand' "$(state)" quarantine
like 'and why' "$(cat "$T"/quarantine/*/.netrt/reason)" \
    'refused for good and wait for a hand: 2\.25\.[0-9]+: refused, status A900'
netrt-requeue UID_1.2.9 >/dev/null 2>"$T/err"
bye
kill "$peer_first"
wait "$peer_first" 2>/dev/null
peer -p "$first" 0000
code 0 'requeued' netrt-run "$S"
is 'it is sent again' "$(sops | wc -l)" 2
is 'delivered' "$(state)" delivered

# one that takes some at each try is not waited for longer and longer
bye
peer -p "$first" 0000 lost 0000 lost
D="$(dest first "$first")"
conf
study 4
code 0 'some of it' netrt-run "$S"
is 'the first wait' "$(cat "$S/.netrt/delay")" 1
pass_time
code 0 'some more' netrt-run "$S"
is 'the first wait again' "$(cat "$S/.netrt/delay")" 1
D=

# one that is not
bye
rm -rf "$T"/logs "$T/done"
peer 0000
one=$PORT
peer 0000
two=$PORT
bye
D="$(dest extra "$two" 'required: false')
$(dest pacs "$one")"
conf
study 2
code 0 'the other one is away' netrt-run "$S"
is 'delivered' "$(state)" delivered
ok 'noted' test -e "$S/.netrt/pending"
like 'kept for it' "$(netrt-study retire UID_1.2.9 2>&1)" \
    'kept for a destination that is not required'
ok 'kept for it, when the retention is over' test -d "$S"
is 'the required one was not kept waiting' "$(sed -n \
    's/.*SENDING_START .*dest=\([a-z]*\) .*/\1/p' "$T/logs/transaction.log" |
    tail -n 2 | tr '\n' ' ')" 'pacs extra '
is 'no event of an end' "$(grep -c GIVEN_UP "$T/logs/transaction.log")" 0
pass_time
netrt-run -o processing.retain_after_delivery_seconds=0 "$S" 2>"$T/err"
ok 'still away: still kept' test -d "$S"
like 'the wait grows' "$(cat "$T/.destinations/extra")" '^delay 2$'
peer -p "$two" 0000
pass_time
code 0 'back' netrt-run "$S"
is 'everything came' "$(sops | wc -l)" 2
ok 'nothing is pending' test ! -e "$S/.netrt/pending"
is 'still delivered' "$(state)" delivered
netrt-run -o processing.retain_after_delivery_seconds=0 "$S" 2>"$T/err"
ok 'and retired' test ! -e "$S"

# for a time only
bye
study 2
code 0 'away again' netrt-run "$S"
sed -i 's/^since .*/since 1700000000/' "$S/.netrt/pending"
pass_time
netrt-run -o processing.retain_after_delivery_seconds=0 "$S" 2>"$T/err"
ok 'longer than best_effort_hours: retired without it' test ! -e "$S"
like 'is told' "$(cat "$T/logs/transaction.log")" \
    'SENDING_GIVEN_UP .*not required was away for longer'
is 'the report that is kept tells of both, and that one was given up' \
    "$(sed 's/; no association: .*/; away/; s/hours: .*/hours/' \
    "$T"/done/UID_1.2.9/.netrt/report.send)" \
    'OVERLAY to pacs: 2 of 2 objects accepted
OVERLAY to extra: 0 of 2 objects accepted, 2 not sent yet; away
a destination that is not required was away for longer than sending.best_effort_hours'
conf 'best_effort_hours: 0'
study 2
code 0 'never tried again' netrt-run "$S"
ok 'so nothing is pending' test ! -e "$S/.netrt/pending"
study 2
conf
code 0 'by hand' netrt-send "$S"
ok 'pending' test -e "$S/.netrt/pending"
code 0 'retire -f goes all the same' netrt-study -f retire UID_1.2.9
ok 'gone' test ! -e "$S"
done_testing
