#!/bin/sh
# A study comes in, is answered 0000, and lies where it should.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 31
config
mkstudy -n 4 "$T/in" >"$T/said"
study=$(sed -n 's/^study //p' "$T/said")
receive

ok 'storescu sends it' env TCP_NODELAY=1 storescu -aet CTSCANNER -aec NETRT \
    127.0.0.1 "$PORT" +sd "$T/in"
dir=$T/w/UID_$study
is 'images' "$(ls "$dir/DCM" | wc -l)" 4
is 'the RTSTRUCT' "$(ls "$dir/Structure" | wc -l)" 1
is 'every image is what was sent, bit by bit' "$(for f in "$dir"/DCM/*.dcm; do
	same_data "$f" "$T/in/${f##*/}" || echo "$f"
done)" ''
is 'directories are private' "$(find "$T/w" -type d ! -perm 700)" ''
is 'files are private' "$(find "$T/w" -type f ! -perm 600)" ''
is 'nothing is left in the spool' "$(wait_for no_spools; spools)" 0
like 'the origin is noted' "$(paste -s -d ' ' "$dir/.netrt/origin")" \
    '^ip 127.0.0.1 calling CTSCANNER called NETRT time 20..-'
ok 'acceptance is logged' event ASSOCIATION_ACCEPTED \
    'peer=127.0.0.1 calling=CTSCANNER called=NETRT'
ok 'and the end' event ASSOCIATION_RELEASED \
    'calling=CTSCANNER .*objects=5 same=0 refused=0 bytes=[0-9]{5,} seconds='
is 'each object is an event' "$(events OBJECT_STORED)" 5
ok 'with all that is known of it' event OBJECT_STORED "peer=127.0.0.1 \
calling=CTSCANNER called=NETRT number=5 status=0000 bytes=[0-9]+ \
seconds=[0-9.]+ study=$study as=new\$"
like 'netrt-log leaves these out' \
    "$(netrt-log -c "$T/n.yaml" counts | paste -s -d ' ')" 'OBJECT_STORED'
is 'of the life of a study' \
    "$(netrt-log -c "$T/n.yaml" show "$study" | sed 's/.*: //;s/ .*//')" \
    RECEIVED

ok 'the same study again is fine' env TCP_NODELAY=1 storescu -aec NETRT \
    127.0.0.1 "$PORT" +sd "$T/in"
is 'and changes nothing' "$(objects)" 5
ok 'it was there' event ASSOCIATION_RELEASED 'objects=0 same=5'
ok 'each' event OBJECT_STORED "number=5 .* study=$study as=same\$"
ok 'C-ECHO' echoscu -aet PING -aec NETRT 127.0.0.1 "$PORT"
ok 'is logged' event ECHO \
    'peer=127.0.0.1 calling=PING called=NETRT status=0000 seconds=[0-9.]+$'
mkobject -i 1.9 -m CT -k 1.2.840.10008.5.1.4.1.1.481.3 "$T/rs"
is 'the class of an RTSTRUCT is enough' "$(raw "$T/rs")" \
    'accepted status 0000 released'
ok 'it is in Structure' test -f "$T/w/UID_1.2.3/Structure/1.9.dcm"
ok 'bit by bit' same_data "$T/rs" "$T/w/UID_1.2.3/Structure/1.9.dcm"

# while an association that stored into it is open, the study is held
mkobject -i 1.10 "$T/o"
mkfifo "$T/in.fifo"
rawscu -x hold 127.0.0.1 "$PORT" <"$T/in.fifo" >"$T/held" &
held=$!
exec 9>"$T/in.fifo"
wait_for grep -q waiting "$T/held"
ok 'an association that stores nothing holds nothing' \
    flock -xn "$T/w/UID_1.2.3/.netrt/receiving" true
echo >&9
wait "$held"
exec 9>&-
rm "$T/held"
rawscu -x hold-mid 127.0.0.1 "$PORT" "$T/o" <"$T/in.fifo" >"$T/held" &
held=$!
exec 9>"$T/in.fifo"
wait_for grep -q waiting "$T/held"
is 'half an object is not in the study' "$(ls "$T/w/UID_1.2.3/DCM" \
    2>/dev/null)" ''
echo >&9
wait "$held"
exec 9>&-
is 'the whole is' "$(ls "$T/w/UID_1.2.3/DCM")" 1.10.dcm

like 'it said where it listens' "$(cat "$T/receive.err")" \
    "listening on 127.0.0.1 port $PORT as NETRT"
kill -HUP "$RECEIVE"
ok 'SIGHUP does nothing' echoscu -aec NETRT 127.0.0.1 "$PORT"
stop_receive
is 'SIGTERM ends it well' "$?" 0
is 'no patient in the logs' "$(grep -ril phantom "$T/logs")" ''
for f in "$T/in"/*; do basename "$f" .dcm; done >"$T/uids"
is 'nor the UID of an object' "$(grep -rlFf "$T/uids" "$T/logs")" ''
