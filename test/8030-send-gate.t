#!/bin/sh
# netrt-send: what the configuration wants de-identified or burned in never
# leaves otherwise, whatever lies there.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"

# gate LINE...: a configuration; config() takes the default sections out
gate() {
	sed -e '/^anonymization/,/map.json/d' -e '/^processing/d' "$C" \
	    >"$T/c" && mv "$T/c" "$C"
	for line; do
		echo "$line" >>"$C"
	done
}
ANON="anonymization: {enabled: true, site_code: T, pid_mapping_file: '$T/map.json'}"
NOANON='anonymization: {enabled: false}'
BURN='processing: {add_burn_in_disclaimer: true}'
NOBURN='processing: {add_burn_in_disclaimer: false}'

# refused WHY WHAT: 66, and nobody connects
refused() {
	code 66 "$2" netrt-send "$S"
	like "$2: why" "$(cat "$T/err")" "$1"
	is "$2: nobody connects" "$(cat "$T/peer.log")" ''
}

peer 0000
config
gate "$NOANON" "$NOBURN"
rm -rf "$S"
sendobj -n 3 "$S"
refused 'netrt-mask has not been run' 'no mask'
like 'is an event' "$(cat "$T/logs/transaction.log")" \
    'SENDING_FAILED .*series=OVERLAY dest=default .*reason=".*OVERLAY is not sent: netrt-mask has not been run'
like 'and in the report' "$(cat "$S/.netrt/report.send")" \
    '^OVERLAY to default: not sent; .*netrt-mask has not been run'
rm -r "$T/logs"
sendstep -s mask "$S" >/dev/null

gate "$NOANON" "$BURN"
config
gate "$NOANON" "$BURN"
refused 'netrt-burnin has not been run' 'mask without burn-in'
sendstep -s burnin "$S" >/dev/null
rm "$S"/Burnin/*1*.dcm
refused 'files of the result of netrt-burnin are missing' 'half a burn-in'
sendstep -s burnin "$S" >/dev/null
config
gate "$NOANON" 'processing: {burn_in_text: OTHER}'
refused 'of other input or other settings' 'burn-in of other settings'
config
gate "$NOANON" "$BURN"
code 0 'burn-in, current' netrt-send "$S"
is 'what is sent is Burnin' "$(sops)" "$(names "$S/Burnin")"

# anonymization switched on over finished results of before
: >"$T/peer.log"
config
gate "$ANON" "$BURN"
refused 'netrt-anon has not been run' 'anonymization, and no Anon'
mkdir -p "$S/Anon/DCM"
cp "$S"/DCM/* "$S/Anon/DCM"
refused 'netrt-anon has not been run' 'anonymization, and an Anon by hand'
sendstep -s anon "$S" >/dev/null
refused 'netrt-mask is of other input' 'the mask is of the originals'
sendstep -s mask "$S" >/dev/null
refused 'netrt-burnin is of other input' 'the burn-in is of the originals'
sendstep -s burnin "$S" >/dev/null
rm "$S/Anon/DCM/$(ls "$S/Anon/DCM" | head -n 1)"
refused 'files of the result of netrt-anon are missing' 'half an Anon'
sendstep -s anon "$S" >/dev/null
code 0 'the whole chain' netrt-send "$S"
is 'what is sent is Burnin' "$(sops)" "$(names "$S/Burnin")"

# original: with anonymization it is Anon
D=$(dest arc "$PORT" 'series: [original, overlay]')
: >"$T/peer.log"
config
gate "$ANON" "$BURN"
code 0 'original, anonymized' netrt-send "$S"
is 'what is sent is Burnin and Anon' "$(sops)" \
    "$( (names "$S/Burnin"; names "$S/Anon/DCM") | LC_ALL=C sort)"
is 'nothing of DCM' "$(grep -c ' 1\.2\.3\.' "$T/peer.log")" 0
: >"$T/peer.log"
rm "$S/.netrt/stamp.anon" "$S"/.netrt/send.*
refused 'netrt-anon has not been run' 'original, without the stamp of Anon'
sendstep -s anon "$S" >/dev/null
code 0 'original, again' netrt-send "$S"
# netrt-anon's UIDs stay when a late slice comes
sendobj -n 1 -u 4 "$S"
rm "$S/.netrt/inputs"
for s in anon mask burnin; do sendstep -s $s "$S" >/dev/null; done
: >"$T/peer.log"
code 0 'a late slice' netrt-send "$S"
is 'the new series, and one object of Anon' "$(sops | wc -l)" 5

# debug: a side product
D=
config 'visualization: {enabled: true}'
gate "$NOANON" "$NOBURN"
study 2
: >"$T/peer.log"
code 0 'debug missing, not required' netrt-send "$S"
like 'says so' "$(cat "$T/err")" 'DEBUG is left out: netrt-debugviz has not'
is 'the overlay is sent' "$(sops)" "$(names "$S/Addition")"
sendstep -s debugviz "$S" >/dev/null
: >"$T/peer.log"
code 0 'debug' netrt-send "$S"
is 'is sent' "$(sops)" "$(names "$S/DebugDicom")"
bye
study 2
sendstep -s debugviz "$S" >/dev/null
peer 0000 0000 a900
config 'visualization: {enabled: true}'
code 0 'debug refused, not required' netrt-send "$S"
like 'says so' "$(cat "$T/err")" 'DEBUG is left out: .*A900'
is 'is entered' "$(journal)" '2 accepted 0000
2 refused a900'
rm "$S"/.netrt/send.*
bye
peer 0000 0000 a900
config 'visualization: {enabled: true, required: true}'
code 65 'debug refused, required' netrt-send "$S"
rm -rf "$S/DebugDicom"
: >"$T/peer.log"
refused 'DEBUG is not sent: files of the result' 'debug missing, required'

# nothing at all
D=$(dest arc "$PORT" 'series: [debug]')
config
code 66 'nothing to send' netrt-send "$S"
like 'says so' "$(cat "$T/err")" 'there is nothing to send'
like 'is an event' "$(tail -n 1 "$T/logs/transaction.log")" \
    'SENDING_FAILED .*series=DEBUG dest=arc .*there is nothing to send'
D=$(dest arc "$PORT" 'series: [original]')
config
printf garbage >"$S/DCM/1.2.3.9.dcm"
rm -f "$S/.netrt/inputs"
: >"$T/peer.log"
code 65 'an object that is none' netrt-send "$S"
like 'says which' "$(cat "$T/err")" 'DCM/#[0-9a-f]{8}: '
is 'nobody connects' "$(cat "$T/peer.log")" ''
cp "$S/DCM/1.2.3.1.dcm" "$S/DCM/1.2.3.9.dcm"
rm -f "$S/.netrt/inputs"
code 65 'the same SOP Instance UID twice' netrt-send "$S"
like 'says which' "$(cat "$T/err")" 'have the same SOP Instance UID'
code 66 'no study' netrt-send "$T/logs"
done_testing
