#!/bin/sh
# A full disk, at each moment when it matters: A700, and nothing committed.
# storescp by itself answers 0000 for a file without its last bytes, or hangs
# (DCMTK 3.6.7).
if [ -z "${NETRT_IN_NS:-}" ] && unshare -Urm true 2>/dev/null; then
	NETRT_IN_NS=1 exec unshare -Urm "$0"
fi
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
[ -n "${NETRT_IN_NS:-}" ] || skip_all 'no user namespaces here'
plan 16
config
mkdir "$T/w"
mount -t tmpfs -o size=3m none "$T/w"

# leave N: all but N pages are full
leave() {
	rm -f "$T/w/filler"
	free=$(stat -f -c %a "$T/w")
	head -c $(((free - $1) * $(stat -f -c %S "$T/w"))) /dev/zero \
	    >"$T/w/filler"
}

# try PAGES FILE...: an association is made, then the disk fills up, then the
# files are sent
try() {
	pages=$1
	shift
	# the words of the last one, read once more, would say "waiting" now
	rm -f "$T/w/filler" "$T/said"
	mkfifo "$T/f"
	rawscu -p 32000 -x hold 127.0.0.1 "$PORT" "$@" <"$T/f" >"$T/said" &
	peer=$!
	exec 9>"$T/f"
	wait_for grep -q waiting "$T/said"
	leave "$pages"
	echo >&9
	wait "$peer"
	exec 9>&-
	rm "$T/f"
	paste -s -d ' ' "$T/said" >"$T/said.line"
}

receive
mkobject -i 1.1 "$T/small"
mkobject -i 1.2 -b 300000 "$T/large"
try 60 "$T/large" "$T/small"
is 'in the middle of an object: A700, and the next is fine' \
    "$(cat "$T/said.line")" \
    'accepted waiting status A700 status 0000 released'
is 'only the next is there' "$(ls "$T/w/UID_1.2.3/DCM")" 1.1.dcm
full=' could not take it: the disk is full: fewer than [0-9]* bytes are free'
ok 'it is an event, with the reason' event OBJECT_REFUSED \
    "status=A700 bytes=3[0-9]* seconds=.* reason=.*$full"

# 20 pages fit, but not the last bytes of an object of 20.5
mkobject -i 1.3 -b $((20 * 4096 + 1500)) "$T/tail"
try 20 "$T/tail" "$T/small"
is 'for the last bytes: A700 as well' "$(cat "$T/said.line")" \
    'accepted waiting status A700 status 0000 released'
is 'nothing is there' "$(ls "$T/w/UID_1.2.3/DCM")" 1.1.dcm
like 'we know why' "$(cat "$T/receive.err")" \
    'wrote a file of [0-9]*: the disk is full:'
is 'it is not kept aside' "$(ls "$T/w/quarantine/.refused")" ''

# the last fragment does not fit: storescp hangs
mkobject -i 1.4 -b 30000 "$T/one"
try 1 "$T/one"
is 'for the last fragment: A700, then the end' "$(cat "$T/said.line")" \
    'accepted waiting status A700 aborted 0 0'
ok 'it is an event' event OBJECT_REFUSED \
    "number=1 status=A700 bytes=3[0-9]{4} seconds=.* reason=.*$full"
ok 'for that reason' event ASSOCIATION_ABORTED 'end=full objects=0'
is 'nothing is there' "$(ls "$T/w/UID_1.2.3/DCM")" 1.1.dcm
ok 'nor in the spool' wait_for no_spools

rm "$T/w/filler"
is 'with room again, all is well' "$(raw "$T/one" "$T/large" "$T/tail")" \
    'accepted status 0000 status 0000 status 0000 released'
stop_receive

# the reserve: asked for each association, and for each object
receive -o dicom_listener.reserve_mb=1
is 'the reserve is there' "$(raw "$T/small")" 'accepted status 0000 released'
mkobject -i 1.5 "$T/more"
try 100 "$T/more"
is 'it went while an association was open: A700' "$(cat "$T/said.line")" \
    'accepted waiting status A700 released'
is 'it is gone: no association' "$(raw "$T/more")" 'rejected 2 3 1'
stop_receive
umount "$T/w"
