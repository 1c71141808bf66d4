#!/bin/sh
# The scripts find their tools beside themselves, as cron and a newcomer call
# them: without, netrt-run halted the service with 127.
. "${0%/*}/lib.sh"
for s in netrt-run netrt-supervise netrt-requeue; do
	code 0 "$s by its path" env -i PATH=/usr/bin:/bin "$BIN/$s" --version
	like 'its version' "$(cat "$T/out")" '[0-9][.][0-9]'
	code 0 "$s from its directory" sh -c \
	    'cd "$1" && exec env -i PATH=/usr/bin:/bin "./$2" --version' \
	    sh "$BIN" "$s"
done
done_testing
