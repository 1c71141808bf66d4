#!/bin/sh
# netrt-send ended at every call that changes the disk: nothing accepted is
# forgotten, everything arrives.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
. "${0%/*}/crash/lib.sh"
unset SOURCE_DATE_EPOCH
STRACE='strace -o /dev/null'	# netrt-send alone, not its storescu

# The end is right when the journal has every object as accepted, the peer
# has each at least once, log and report say so, and nothing else is left;
# times, attempts and what was logged before the end differ.
state() {
	(cd "$1/.netrt" && ls | grep -v -e '^lock$' &&
	    sed 1,2d send.default | cut -d' ' -f1,2,5,6 && sops | uniq &&
	    sed 's/ .*//' delivered && head -n 2 last && cat report.send) &&
	    case ${call-},${fault-} in
	    openat,error*) echo 'SENDING_SUCCESS OVERLAY' ;;	# of the log
	    *) events | tail -n 1 ;;
	    esac
}

peer 0000
config
study 1
PRISTINE=$T/pristine W=$S
mv "$S" "$PRISTINE"
fresh() {
	rm -rf "$W"
	cp -a "$PRISTINE" "$W"
	: >"$T/peer.log"
	rm -rf "$T/logs"
}
points 'netrt-send' netrt-send "$S"
done_testing
