#!/bin/sh
# Peers that fall silent or stand still.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 8
config
mkobject -i 1.1 -b 300000 "$T/a"
mkobject -i 1.2 "$T/b"
mkfifo "$T/fifo"

three() {
	[ "$(events ASSOCIATION_ABORTED)" -eq 3 ]
}

receive -o dicom_listener.idle_timeout_seconds=1
is 'silence in the middle of an object' "$(raw -x stall-mid "$T/a")" \
    'accepted aborted 0 0 closed'
ok 'is idle' event ASSOCIATION_ABORTED 'end=idle'
rawscu -x hold 127.0.0.1 "$PORT" <"$T/fifo" >"$T/said" &
PEER=$!
exec 9>"$T/fifo"
ok 'silence between objects' event ASSOCIATION_ABORTED \
    'end=idle objects=0 .* bytes=[0-9]{3} '
peer_ends
is 'is heard of' "$SAID" 'accepted waiting aborted 0 0'
mid
kill -STOP "$PEER"
ok 'a peer that stands still' wait_for three
like 'is idle' "$(tail -n 1 "$T/logs/transaction.log")" 'end=idle'
kill -CONT "$PEER"
peer_ends
ok 'nothing stays' wait_for no_spools
is 'nothing was committed' "$(objects)" 0
stop_receive
