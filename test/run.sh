# Step tools that end as they are told: source after test/lib.sh.
#	fresh; says STEP CODE SENTENCE | told STEP SHELL; netrt-run "$S"
export NETRT_CONFIG="$T/netrt.yaml"
cat >"$T/netrt.yaml" <<CONF
directories: { working: "$T/w", logs: "$T/logs" }
CONF
mkdir "$T/fake" "$T/do" "$T/w"
PATH=$T/fake:$PATH

# a step tool: appends its name to $T/ran; does what $T/do/<step> says
for s in validate anon mask burnin debugviz send; do
	cat >"$T/fake/netrt-$s" <<TOOL
#!/bin/sh
for study; do :; done
echo $s >>"$T/ran"
echo "\$*" >>"$T/args"
[ ! -e "$T/do/$s" ] || . "$T/do/$s"
exit 0
TOOL
	chmod +x "$T/fake/netrt-$s"
done
cat >"$T/fake/netrt-log" <<TOOL
#!/bin/sh
while [ "\$1" != event ]; do shift; done
shift
echo "\$*" >>"$T/events"
TOOL
chmod +x "$T/fake/netrt-log"

U=1.2.3 S=$T/w/UID_1.2.3 Q=$T/w/quarantine
fresh() {
	rm -rf "$T/w" "$T/do" "$T/ran" "$T/events" "$T/args"
	mkdir -p "$T/do" "$S/DCM" "$S/Structure"
	echo image >"$S/DCM/1.dcm"
	echo contours >"$S/Structure/2.dcm"
	: >"$T/events"
	: >"$T/ran"
}
# told STEP SHELL: what the step does; it writes its verdict like a real one
told() {
	printf '%s\n' "$2" >"$T/do/$1"
}
says() {
	told "$1" "mkdir -p \"\$study/.netrt\"
printf 'step %s\ncode %s\ntime x\nmessage %s\n' $1 $2 '$3' \
    >\"\$study/.netrt/last\"; exit $2"
}
ran() {
	tr '\n' ' ' <"$T/ran"
}
quarantined() {
	cat "$Q"/UID_*/.netrt/reason 2>/dev/null |
	    sed -n -e 's/^code //p' -e 's/^step //p' -e 's/^message //p' |
	    tr '\n' ' '
}
all='validate anon mask burnin debugviz send '

