# netrt-supervise with a netrt-receive and a netrt-run that do nothing but say
# what they are called with: source after test/lib.sh.
mkdir "$T/fake" "$T/tmp"
TMPDIR=$T/tmp
export TMPDIR
cat >"$T/fake/netrt-receive" <<TOOL
#!/bin/sh
echo "\$\$ \$*" >>"$T/receive"
exec sleep 1000
TOOL
# hold: waits until $T/go is there; halt: a wrong setting
cat >"$T/fake/netrt-run" <<TOOL
#!/bin/sh
for study; do :; done
[ ! -e "$T/w/.halt" ] || exit 255
trap 'echo "stop \${study##*/}" >>"$T/run"; exit 143' TERM
echo "begin \${study##*/} \$*" >>"$T/run"
case \$study in
*.66) netrt-study -c "$T/netrt.yaml" halt 'font away'; exit 255 ;;
*.55) while [ ! -e "$T/go" ]; do sleep 0.05; done ;;
esac
echo "end \${study##*/} \$*" >>"$T/run"
rm -rf "\$study"
TOOL
chmod +x "$T"/fake/*
PATH=$T/fake:$PATH

conf() {
	cat >"$T/netrt.yaml" <<CONF
dicom_listener: { ae_title: ${AE-NETRT} }
directories: { working: "$T/w", logs: "$T/logs" }
watcher: { debounce_interval_seconds: 0, incomplete_wait_seconds: 0 }
$1
CONF
}

# study N: a study that is complete
study() {
	mkdir -p "$T/made/UID_1.$1/DCM" "$T/made/UID_1.$1/Structure"
	echo image >"$T/made/UID_1.$1/DCM/1.dcm"
	echo contours >"$T/made/UID_1.$1/Structure/2.dcm"
	mkdir -p "$T/w"
	mv "$T/made/UID_1.$1" "$T/w/"
}

supervise() {
	netrt-supervise -c "$T/netrt.yaml" "$@" >"$T/s.out" 2>"$T/s.err" &
	SUPER=$!
	kill_later "$SUPER"
	wait_for grep -q . "$T/receive"
}

said() {
	grep -q -- "$1" "$T/s.err"
}

# begun N [TIMES], finished N: netrt-run on study 1.N
begun() {
	[ "$(grep -c "^begin UID_1\.$1 " "$T/run")" -ge "${2:-1}" ]
}
finished() {
	grep -q "^end UID_1\.$1 " "$T/run"
}

receiver() {
	tail -n 1 "$T/receive" | cut -d' ' -f1
}
receivers() {
	[ "$(wc -l <"$T/receive")" -ge "$1" ]
}
gone() {
	! kill -0 "$1" 2>/dev/null
}
