#!/bin/sh
# netrt-send with copies and look-ups, ended at every call that changes the
# disk: nothing accepted is forgotten, no second copy is made, everything is
# found in the end.  make soak.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
[ -n "${CRASH_ALL:-}" ] || skip_all 'with CRASH_ALL (make soak)'
. "${0%/*}/crash/lib.sh"
unset SOURCE_DATE_EPOCH
STRACE='strace -o /dev/null'	# netrt-send alone, not its children

# The end is right when the journal has every object as found, the peer has
# each under one UID, and nothing else is left; times and attempts differ.
state() {
	(cd "$1/.netrt" && ls | grep -v -e '^lock$' -e '^report' &&
	    sed 1,2d send.arc | cut -d' ' -f1,2,5,6,7 && sops | uniq &&
	    sed 's/ .*//' delivered && head -n 2 last)
}

peer -t 1.2.840.10008.1.2.1 0000
D=$(dest arc "$PORT" \
    'series: [original], on_no_context: decompress, verify: find')
config
rm -rf "$S"
sendobj -n 1 "$S"
squeeze 2 dcmcrle
PRISTINE=$T/pristine W=$S
mv "$S" "$PRISTINE"
fresh() {
	rm -rf "$W"
	cp -a "$PRISTINE" "$W"
	: >"$T/peer.log"
}
points 'netrt-send' netrt-send "$S"
done_testing
