#!/bin/sh
# Each exit code of netrt-receive, and what it says with it.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
plan 27
config

code 0 '--help' netrt-receive --help
like 'shows the synopsis' "$(cat "$T/out")" '^usage: netrt-receive '
code 0 '--version' netrt-receive --version
code 0 '-n only checks' netrt-receive -n -c "$T/n.yaml" -p "$T/port"
is 'and listens nowhere' "$(ls "$T/port" 2>&1 | grep -c 'No such')" 1
code 64 'an unknown option' netrt-receive -Z
code 64 'an argument' netrt-receive -c "$T/n.yaml" UID_1.2
code 78 'no configuration' netrt-receive -c "$T/none.yaml"
code 78 'a wrong value' netrt-receive -c "$T/n.yaml" \
    -o dicom_listener.port=104abc
code 78 'no such address' netrt-receive -c "$T/n.yaml" \
    -o dicom_listener.host=no-such-host.invalid
like 'says which' "$(cat "$T/err")" 'no-such-host.invalid'
code 75 'an address of another machine' netrt-receive -c "$T/n.yaml" \
    -o dicom_listener.host=192.0.2.1
receive
code 75 'a port in use' netrt-receive -c "$T/n.yaml" \
    -o dicom_listener.port="$PORT"
like 'says so' "$(cat "$T/err")" "port $PORT: Address already in use"
kill -INT "$RECEIVE"
wait "$RECEIVE"
is 'SIGINT ends it well' "$?" 0
code 78 'a working directory that cannot be' netrt-receive -c "$T/n.yaml" \
    -o directories.working=/proc/none
code 64 'no directory for the file with the ports' netrt-receive \
    -c "$T/n.yaml" -p "$T/none/port"

# other storescps
mkdir "$T/bin"
for t in env sh sed grep; do ln -s "$(command -v $t)" "$T/bin"; done
fake() {
	printf '#!/bin/sh\n%s\n' "$1" >"$T/bin/storescp"
	chmod +x "$T/bin/storescp"
}
real=$(command -v storescp)
with() {
	PATH=$T/bin "$BIN/netrt-receive" -c "$T/n.yaml"
}
code 78 'no storescp' with
like 'says what to install' "$(cat "$T/err")" 'dcmtk'
fake 'echo "\$dcmtk: storescp v3.6.6 2021-01-14 \$"'
code 78 'an old one' with
like 'says which is needed' "$(cat "$T/err")" '3\.6\.6; at least 3\.6\.7'
fake "[ \"\$1\" != --version ] || exec $real --version; exit 1"
code 78 'one that does not start' with
like 'says that it hung up' "$(cat "$T/err")" 'storescp hung up'
fake "[ \"\$1\" != --version ] || exec $real --version
sed -i 's/^PresentationContext1.*/&x/' profile; exec $real \"\$@\""
code 78 'one that does not like the profile' with
like 'says what it said' "$(cat "$T/err")" 'storescp hung up on us \(.+\)'
fake "[ \"\$1\" != --version ] || exec $real --version
sed -i 's/[.]4[.]108/.4.109/' profile; exec $real \"\$@\""
code 78 'one that does not take what it should' with
like 'says what' "$(cat "$T/err")" \
    'storescp does not take transfer syntax 1.2.840.10008.1.2.4.108$'
