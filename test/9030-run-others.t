#!/bin/sh
# netrt-run(8): pictures, late objects, other runs, studies elsewhere.
. "${0%/*}/lib.sh"
. "${0%/*}/run.sh"

fresh
says debugviz 65 'no pictures of this'
code 0 'pictures fail' netrt-run "$S"
is 'the rest goes on' "$(ran)" "$all"
like 'and it is told' "$(cat "$T/events")" \
    'VISUALIZATION_FAILED .*code=65 reason=no pictures of this'
fresh
says debugviz 65 'no pictures of this'
code 0 'pictures that are required' netrt-run -o visualization.required=true "$S"
is 'quarantine' "$(quarantined)" '65 debugviz no pictures of this '
fresh
told debugviz 'exit 78'
code 255 'pictures: a wrong setting halts' netrt-run "$S"

# a late object between verdict and move is never buried
fresh
told anon "netrt-study -- list >/dev/null; mkdir -p \"\$study/.netrt\"
echo 'netrt-inputs 1' >\"\$study/.netrt/inputs\"
echo \"1 1 \$(printf %064d 0) DCM/1.dcm\" >>\"\$study/.netrt/inputs\"
exit 66"
code 0 '66, and an object has come since' netrt-run "$S"
ok 'stays' test -e "$S/DCM/1.dcm"
is 'and is due at once' "$(ls "$S/.netrt" | grep -c not-before)" 0

# the newest run wins
fresh
told mask "netrt-study -r other join \"\$study\" >/dev/null; exit 65"
code 0 'taken over by another run' netrt-run "$S"
ok 'the older one moves nothing' test -e "$S"
is 'and says no end' "$(grep -c PROCESSING_FAILED "$T/events")" 0

# which may be at a step of its own by then: the newer waits for that
fresh
cat >"$T/fake/netrt-study" <<E
#!/bin/sh
"$(command -v netrt-study)" "\$@"
rc=\$?
case " \$* " in *' join '*)
	[ ! -e "$T/do/meet" ] || { rm "$T/do/meet"; : >"$T/do/joined"
	while [ ! -e "$T/do/locked" ]; do sleep 0.02; done; } ;;
esac
exit \$rc
E
chmod +x "$T/fake/netrt-study"
told mask "[ ! -e '$T/do/newer' ] || exit 0
: >'$T/do/newer'; : >'$T/do/meet'
netrt-run \"\$study\" 2>'$T/err2' & echo \$! >'$T/do/pid'
while [ ! -e '$T/do/joined' ]; do sleep 0.02; done
exec 9>\"\$study/.netrt/lock\"; flock 9; : >'$T/do/locked'
sleep 1"
code 0 'taken over between two steps' netrt-run "$S"
wait_for sh -c "! kill -0 $(cat "$T/do/pid") 2>/dev/null"
is 'the older one leaves, the newer one goes on' "$(ran)" \
    "validate anon mask $all"
rm "$T/fake/netrt-study"
# the lock is taken between its look and its step
fresh
told mask "[ -e '$T/do/once' ] || { : >'$T/do/once'; exit 75; }"
code 0 'a step that was locked out' netrt-run "$S"
is 'is run again at once' "$(ran)" \
    'validate anon mask mask burnin debugviz send '
is 'and not counted' "$(grep -A 1 mask "$S/.netrt/attempt" | tail -n 1)" ''

# busy
fresh
netrt-study -r x join "$S" >/dev/null
(exec 9>"$S/.netrt/lock"; flock 9; echo >"$T/do/locked"; exec sleep 30) &
p=$!
kill_later "$p"
wait_for test -e "$T/do/locked"
code 0 'a study that is locked' netrt-run "$S"
is 'is left alone' "$(ran)" ''
ok 'without delay' test ! -e "$S/.netrt/delay"
kill "$p"

fresh
code 0 'several studies, one that is gone' netrt-run "$T/w/UID_9" "$S"
is 'the other is processed' "$(ran)" "$all"
is 'which is no error' "$(grep -c 'no such study' "$T/err")" 0
fresh
code 0 'one that never was' netrt-run "$T/none"
like 'is' "$(cat "$T/err")" "$T/none: join: no such study"
if [ "$(id -u)" -eq 0 ]; then
	mkdir -p "$T/w/UID_8/DCM" "$T/w/UID_8/Structure"
	chown -R 65534 "$T/w/UID_8"
	code 64 'one of another user' netrt-run "$T/w/UID_8" "$S"
	like 'is told how' "$(cat "$T/err")" 'runuser -u [a-z]+ -- COMMAND'
	is 'the other is processed' "$(ran)" "$all"
	ok 'no halt' test ! -e "$T/w/.halt"
	rm -rf "$T/w/UID_8"
else
	skip 4 'not root'
fi
code 64 'no study' netrt-run
code 64 'an unknown option' netrt-run -z "$S"
code 0 '--help' netrt-run --help

# by hand, elsewhere
fresh
mkdir -p "$T/mine/DCM" "$T/mine/Structure"
code 0 'a study that lies elsewhere' netrt-run "$T/mine"
is 'goes the same way' "$(ran)" "$all"
says anon 65 no
code 0 'and when it fails' netrt-run "$T/mine"
ok 'stays where it is' test -d "$T/mine/DCM"
like 'it is told all the same' "$(tail -n 1 "$T/events")" 'PROCESSING_FAILED.*reason=no'
done_testing
