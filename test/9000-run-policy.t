#!/bin/sh
# netrt-run(8): what follows from each exit code.
. "${0%/*}/lib.sh"
. "${0%/*}/run.sh"

fresh
code 0 'a good study' netrt-run -c "$T/netrt.yaml" -o watcher.min_file_count_for_processing=3 "$S"
is 'every step in its order' "$(ran)" "$all"
like 'options are handed on' "$(head -n 1 "$T/args")" \
    "^-c $T/netrt.yaml -o watcher.min_file_count_for_processing=3 -- $S\$"
like 'it began' "$(head -n 1 "$T/events")" "^PROCESSING_START study=$S path=$S"
like 'it ended well' "$(tail -n 1 "$T/events")" \
    "^PROCESSING_SUCCESS study=$S seconds=[0-9]+\.[0-9][0-9]\$"
like 'only the last step is counted' "$(tr '\n' ' ' <"$S/.netrt/attempt")" \
    '^run [^ ]+ step send count 1 $'

fresh
code 0 'an option with blanks and quotes' netrt-run -d \
    -o "processing.overlay_series_description=it's a b" "$S"
like 'is handed on whole' "$(head -n 1 "$T/args")" "=it's a b -- $S\$"
like '-d switches the pictures on' "$(head -n 1 "$T/args")" \
    '-o visualization.enabled=true'

for c in 65 66; do
	fresh
	says anon "$c" 'such a pity'
	code 0 "$c" netrt-run "$S"
	is "$c: the chain stops" "$(ran)" 'validate anon '
	is "$c: quarantined, and why" "$(quarantined)" "$c anon such a pity "
	like "$c: it failed" "$(tail -n 1 "$T/events")" \
	    "PROCESSING_FAILED study=$S seconds=[0-9.]+ step=anon code=$c reason=such a pity"
	ok "$c: gone from WORKING" test ! -e "$S"
done

fresh
says mask 70 'a bug'
code 0 '70' netrt-run "$S"
is '70: quarantined' "$(quarantined)" '70 mask a bug '
for sig in SEGV ABRT BUS ILL FPE SYS; do
	fresh
	told mask "kill -$sig \$\$"
	code 0 "$sig" netrt-run "$S"
	like "$sig: quarantined with the evidence" "$(quarantined)" \
	    "^70 mask netrt-mask crashed .exit code [0-9]+., signal $sig"
done
fresh
told mask 'exit 3'
code 0 'a code that is none' netrt-run "$S"
like 'is a bug' "$(quarantined)" '^70 mask netrt-mask crashed .exit code 3.'

for c in 64 78 126 127; do
	fresh
	says burnin "$c" 'font is away'
	code 255 "$c" netrt-run "$S"
	like "$c: halted, and why" "$(cat "$T/w/.halt")" \
	    "netrt-burnin ended with $c on $S: font is away"
	ok "$c: the study stays" test -e "$S/DCM/1.dcm"
	is "$c: nothing counted" "$(grep -c 'count [1-9]' "$S/.netrt/attempt")" 0
done
: >"$T/ran"
code 255 'a halted WORKING' netrt-run "$S"
is 'runs nothing' "$(ran)" ''
ok 'resumed' netrt-study resume
rm -f "$T/do"/*
code 0 'it goes on' netrt-run "$S"
is 'to the end' "$(ran)" "$all"

done_testing
