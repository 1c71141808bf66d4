#!/bin/sh
# The samples in etc/: runit, systemd, cron.
. "${0%/*}/lib.sh"
. "${0%/*}/supervise.sh"
conf ''

# runit: the sample itself, but for its user and its paths
command -v runsv >/dev/null || skip_all 'no runit here'
mkdir -p "$T/sv/netrt/log"
sed -e 's|chpst -u netrt:netrt ||' -e 's|/usr/local/bin/||' \
    -e "s|/etc/netrt/|$T/|" "$TOP/etc/runit/netrt/run" >"$T/sv/netrt/run"
sed -e 's|chpst -u netrt:netrt ||' -e '/^chown/d' \
    -e "s|/var/log|$T/log|" "$TOP/etc/runit/netrt/log/run" >"$T/sv/netrt/log/run"
chmod +x "$T/sv/netrt/run" "$T/sv/netrt/log/run"
runsv "$T/sv/netrt" >"$T/runsv.out" 2>&1 &
R=$!
kill_later "$R"
wait_for receivers 1
study 1
ok 'runit: a study is processed' wait_for finished 1
p=$(sed -n 1p "$T/sv/netrt/supervise/pid")
kill -KILL "$p"
ok 'killed: runit starts it again' wait_for receivers 2
study 2
ok 'and it goes on' wait_for finished 2
AE=OTHER conf ''
ok 'sv hup' sv hup "$T/sv/netrt"
ok 'reads the configuration anew' wait_for receivers 3
ok 'what it says is in the log' wait_for grep -q 'goes on with' \
    "$T/log/netrt-supervise/current"
ok 'sv stop' sv -w 30 force-stop "$T/sv/netrt"
ok 'ends reception' wait_for gone "$(receiver)"
sv exit "$T/sv/netrt" >/dev/null 2>&1
wait "$R"

# cron: the command of the sample
study 3
line=$(sed -n 's/^\* \* \* \* \*  netrt  //p' "$TOP/etc/cron.d/netrt")
mkdir "$T/home"
ok 'cron' env HOME="$T/home" NETRT_CONFIG="$T/netrt.yaml" sh -c "$line"
ok 'a study is processed' finished 3
line=$(sed -n 's/^[0-9]* \* \* \* \* netrt  //p' "$TOP/etc/cron.d/netrt")
ok 'and age' env NETRT_CONFIG="$T/netrt.yaml" sh -c "$line"

# systemd
if command -v systemd-analyze >/dev/null; then
	sed 's|^ExecStart=/usr/local/bin/[^ ]*|ExecStart=/bin/true|' \
	    "$TOP/etc/systemd/netrt.service" >"$T/netrt.service"
	is 'systemd-analyze verify' \
	    "$(systemd-analyze verify --man=no "$T/netrt.service" 2>&1 |
	    grep netrt.service)" ''
else
	skip 1 'no systemd-analyze'
fi
done_testing
