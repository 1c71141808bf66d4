#!/bin/sh
# The program, netrt.yaml(5) and the sample in etc/ know the same keys, with
# the same defaults, ranges and words.
. "${0%/*}/lib.sh"
man=$TOP/man/netrt.yaml.5 sample=$TOP/etc/netrt.yaml
HOME=$T/home
export HOME

echo 'watcher: {rescan_seconds: 60}' >"$T/min.yaml"
netrt-config -c "$T/min.yaml" print 2>"$T/err" |
    awk '/^[# ]*[a-z_]*:$/ { n = match($0, /[a-z]/); w = $1;
	    sub(/:/, "", w); s = n > 1 ? top "." w : w;
	    if (n == 1) top = w; next }
	{ sub(/^# /, ""); i = match($0, /[^ ]/); w = $1; sub(/:$/, "", w)
	  if (i == 1) s = ""; else if (i == 3) s = top
	  print (s == "" ? w : s "." w) }' >"$T/keys"
is 'there are more than seventy keys' \
    "$([ "$(wc -l <"$T/keys")" -gt 70 ] && echo yes)" yes
sed -n 's/^\.It Cm \([a-z_.]*\) Pq .*; default .*/\1/p' "$man" >"$T/man"
is 'the manual has the same keys in the same order' \
    "$(diff "$T/man" "$T/keys")" ''

# every default in the manual is the program's
sed -n 's/^\.It Cm \([a-z_.]*\) Pq .*; default \(.*\)/\1 \2/p' "$man" |
    sed "s/\\\\(dq/\"/g; s|~/|$HOME/|" >"$T/want"
keys=$(grep -v -e '^listeners$' -e '^destinations$' \
    -e '^anonymization.key_file$' "$T/keys")
netrt-config -c "$T/min.yaml" get $keys >"$T/values"
for k in $keys; do echo "$k"; done | paste -d ' ' - "$T/values" |
    sed 's/ $/ none/' >"$T/have"
is 'the manual has the defaults' "$(grep -v -e '^listeners ' \
    -e '^destinations ' -e '^anonymization.key_file ' "$T/want" |
    diff - "$T/have")" ''

# every range in the manual is the program's: both ends are allowed, and what
# is one beyond is not
bad=
sed -n 's/^\.It Cm \([a-z_.]*\) Pq \([a-z]*\) \([0-9]*\) to \([0-9]*\).*/\1 \3 \4/p' \
    "$man" >"$T/ranges"
while read -r k lo hi; do
	for v in "$lo" "$hi"; do
		netrt-config -c "$T/min.yaml" -o "$k=$v" get "$k" \
		    >/dev/null 2>&1 || bad="$bad $k=$v"
	done
	! netrt-config -c "$T/min.yaml" -o "$k=$((hi + 1))" get "$k" \
	    >/dev/null 2>&1 || bad="$bad $k=$((hi + 1))"
	[ "$lo" -eq 0 ] ||
	    ! netrt-config -c "$T/min.yaml" -o "$k=$((lo - 1))" get "$k" \
	    >/dev/null 2>&1 || bad="$bad $k=$((lo - 1))"
done <"$T/ranges"
is 'ranges are right' "$bad" ''
is 'there are more than twenty-five' \
    "$([ "$(wc -l <"$T/ranges")" -gt 25 ] && echo yes)" yes

# every word in the manual is accepted, or is not built yet
bad=
sed -n 's/^\.It Cm \([a-z_.]*\) Pq \([A-Za-z_]* | .*\); default .*/\1 \2/p' \
    "$man" | tr -d '|' >"$T/words"
while read -r k words; do
	for w in $words; do
		netrt-config -c "$T/min.yaml" -o "$k=$w" get "$k" \
		    >"$T/out" 2>&1 || grep -q 'not built yet' "$T/out" ||
		    bad="$bad $k=$w"
	done
done <"$T/words"
is 'words are right' "$bad" ''

# what the manual says is not built yet is what is refused as such
awk '/^\.It Cm [a-z_]*.* Pq .*; default/ { k = $3 }
	/^\.Sh MIGRATING/ { k = "" }
	k != "" && /not built yet|is built yet/ { print k }' "$man" |
    sort -u >"$T/later"
is 'not built yet' "$(cat "$T/later")" \
    "$(sed -n '/unbuilt\[\] = {/,/};/s/.*{ "\(.*\)", ".*", ".*" },/\1/p' \
    "$TOP/lib/config_key.c" | sed 's/^\(destinations\|listeners\)\..*/\1/' |
    sort -u)"

# what the manual says has no effect loads, with a warning
bad=
sed -n 's/^\.It Ic \([a-z_.]*\.[a-z_]*\)$/\1/p' "$man" >"$T/none"
while read -r k; do
	netrt-config -c "$T/min.yaml" -o "$k=1" check >"$T/out" 2>&1 &&
	    grep -q 'has no effect' "$T/out" || bad="$bad $k"
done <"$T/none"
is 'keys without effect' "$bad" ''
is 'there is one' "$(wc -l <"$T/none")" 1

# the sample
code 0 'the sample is right' netrt-config -c "$sample" check
is 'without a warning, but of what keep means' \
    "$(grep -v 'anonymization.uids is keep: no destination' "$T/err")" ''
sed 's/^\( *\)#\([a-z_]*: \)/\1\2/' "$sample" >"$T/all.yaml"
code 0 'also with all that is commented out' netrt-config \
    -c "$T/all.yaml" print
grep '# default' "$T/out" >"$T/left"
is 'it has every key' "$(cat "$T/left")" ''
netrt-config -c "$sample" get $keys anonymization.key_file >"$T/a"
netrt-config -c "$T/all.yaml" get $keys anonymization.key_file >"$T/b"
is 'and what is commented out are the defaults' "$(cat "$T/b")" \
    "$(cat "$T/a")"
done_testing
