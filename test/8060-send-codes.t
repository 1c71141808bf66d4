#!/bin/sh
# netrt-send: the exit codes that need no peer, or a special one.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

peer 0000
config
study 2

code 64 'unknown option: 64' netrt-send -Z
code 78 'no configuration: 78' netrt-send -c "$T/absent.yaml" "$S"
code 66 'no such study: 66' netrt-send "$T/UID_1.2.99"
like 'says so' "$(cat "$T/err")" 'no such study'

# storescu is not there
mkdir "$T/path"
code 78 'no storescu: 78' env PATH="$T/path" "$BIN/netrt-send" "$S"
like 'says so' "$(cat "$T/err")" 'storescu cannot be run: is DCMTK installed'
code 78 'no echoscu: 78' env PATH="$T/path" "$BIN/netrt-send" -e
ok 'the private directory is gone' test ! -e "$S/.netrt/sending.default"

# storescu crashes; is killed; says nothing of use
script() {
	printf '#!/bin/sh\n%s\n' "$1" >"$T/path/storescu"
	chmod +x "$T/path/storescu"
}
script 'kill -SEGV $$'
code 70 'storescu crashes: 70' env PATH="$T/path:$PATH" netrt-send "$S"
like 'says so' "$(cat "$T/err")" 'storescu crashed: signal 11'
script 'kill -KILL $$'
code 75 'storescu is killed: 75' env PATH="$T/path:$PATH" netrt-send "$S"
script 'echo "error: bad option"; exit 1'
code 70 'storescu does not start: 70' env PATH="$T/path:$PATH" netrt-send "$S"
like 'says what it said' "$(cat "$T/err")" 'error: bad option'
is 'the peer heard nothing' "$(cat "$T/peer.log")" ''

# what storescu is given
script 'echo "$TCP_NODELAY $*" >'"$T/args"'; exit 1'
env PATH="$T/path:$PATH" netrt-send "$S" >/dev/null 2>&1
args=$(cat "$T/args")
like 'Nagle is off' "$args" '^1 '
for a in '-to 2' '-ta 1' '-td 1' '-ts 1' '-nh' '-aec PACS' \
    '-xf profile Default'; do
	like "$a" "$args" "(^| )$a( |\$)"
done
is "only the objects' own paths" "$(printf %s "$args" | tr " " "\n" |
    grep -F .dcm | grep -vc "^\.\./\.\./Addition/2\.25\.[0-9]*\.dcm$")" 0
# what came may be replaced while it is sent: those bytes are held
D="- {name: a, host: 127.0.0.1, port: $PORT, ae_title: A, series: [original]}"
config
script 'for f in 1*.dcm; do test "$f" -ef ../../DCM/"$f" && echo "$f"
	done >'"$T/same"'; exit 1'
env PATH="$T/path:$PATH" netrt-send "$S" >/dev/null 2>&1
is 'originals are linked' "$(cat "$T/same")" "$(ls "$S/DCM")"
for t in -x @x; do
	D="- {name: a, host: 127.0.0.1, ae_title: \"$t\"}"
	config
	code 78 "AE title $t" netrt-send "$S"
	like 'says so' "$(cat "$T/err")" 'must not begin with'
done
D=
config

# locked by another one
exec 8>"$S/.netrt/lock"
flock -n 8
code 75 'busy: 75' netrt-send "$S"
exec 8>&-

# the journal
printf 'netrt-send 1\npeer 127.0.0.1 %s PACS\naccepted 0000 x\n' "$PORT" \
    >"$S/.netrt/send.default"
code 70 'malformed journal: 70' netrt-send "$S"
like 'says what to do' "$(cat "$T/err")" \
    'send\.default: line 3 is malformed; without the file everything'
rm "$S/.netrt/send.default"

# the disk
chmod 500 "$S/.netrt"
if [ "$(id -u)" -eq 0 ]; then
	skip 1 'root may write anywhere'
else
	code 78 'not writable: 78' netrt-send "$S"
fi
chmod 700 "$S/.netrt"

code 0 'and after all that: 0' netrt-send "$S"
is 'each object once' "$(received 0000)" 2
code 66 'the worst of several: 66 over 0' netrt-send "$S" "$T/UID_1.2.99"
is 'the good one is printed' "$(cat "$T/out")" "$S"
done_testing
