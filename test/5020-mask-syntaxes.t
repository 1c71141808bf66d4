#!/bin/sh
# netrt-mask: pixel data and transfer syntaxes.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"

study() {
	rm -rf "$T/w"
	mkdir "$T/w"
	mkstudy -S -r 40 -c 40 -n 3 "$@" "$T/w" >"$T/words" || exit 99
	S=$(ls -d "$T"/w/UID_*)
}

syntax() {
	dcmdump -q +P 0002,0010 "$1" | sed 's/.*=\([A-Za-z0-9]*\).*/\1/'
}

# bits: the overlay planes of Addition, by position
bits() {
	for f in "$S"/Addition/*; do
		dcmdump -q +L +P 0020,0032 +P 6000,3000 "$f" | sort | sha256sum
	done | sort
}

# raw FILE: its pixel data as they are in the file
raw() {
	rm -rf "$T/raw"
	mkdir "$T/raw"
	dcmdump -q +W "$T/raw" "$1" >/dev/null 2>&1
	cat "$T"/raw/* | sha256sum
}

study
ok 'explicit' netrt-mask "$S"
bits >"$T/want"
for t in explicit:LittleEndianExplicit implicit:LittleEndianImplicit \
    deflated:LittleEndianExplicit big-endian:LittleEndianExplicit; do
	study -t "${t%:*}"
	ok "${t%:*}" netrt-mask "$S"
	f=$(ls "$S"/Addition/* | head -n 1)
	is "${t%:*} becomes ${t#*:}" "$(syntax "$f")" "${t#*:}"
	is "${t%:*}: the same mask" "$(bits)" "$(cat "$T/want")"
	g=$S/DCM/$(dcmdump -q +L +P 0008,1155 "$f" | head -n 1 |
	    sed 's/.*\[\(.*\)\].*/\1/').dcm
	dcmconv -q +te "$g" "$T/g"
	is "${t%:*}: the same pixels" "$(raw "$f")" "$(raw "$T/g")"
done
for tool in dcmcrle dcmcjpeg 'dcmcjpls +el'; do
	study
	for f in "$S"/DCM/*; do
		$tool +un "$f" "$f.x" 2>/dev/null ||
		    $tool "$f" "$f.x" 2>/dev/null
		mv "$f.x" "$f"
	done
	ok "$tool" netrt-mask "$S"
	f=$(ls "$S"/Addition/* | head -n 1)
	g=$S/DCM/$(dcmdump -q +L +P 0008,1155 "$f" | head -n 1 |
	    sed 's/.*\[\(.*\)\].*/\1/').dcm
	is "$tool: stays" "$(syntax "$f")" "$(syntax "$g")"
	is "$tool: fragment for fragment" "$(raw "$f")" "$(raw "$g")"
	is "$tool: the same mask" "$(bits)" "$(cat "$T/want")"
done
for k in 8bit unsigned monochrome1 rgb; do
	study -k $k
	ok "$k" netrt-mask "$S"
	is "$k: the same mask" "$(bits)" "$(cat "$T/want")"
done
done_testing
