#!/bin/sh
# Real files in every encoding there is, in four associations at once: by a
# sender that changes nothing; and by storescu and dcmsend, which encode anew,
# through a tap: what went over the wire is what is stored, bit by bit.
. "${0%/*}/lib.sh"
. "${0%/*}/receive.sh"
[ -n "$SHARED" ] || skip_all 'no real studies here'
plan 13
config
peer=$TOP/test/peer.py

# Files of one study go the same way, for some share a UID, and one is replaced
# by the other.  Two that are refused are left out: 1060.
mkdir "$T/1" "$T/2" "$T/3" "$T/4" "$T/tap"
n=0
for f in "$SHARED"/data/encodings_a/*.dcm; do
	case $f in
	*no_meta* | *NoMeta* | *MR_truncated* | *JLSL_16*) continue ;;
	esac
	dcmdump -q +P 0020,000d +P 0002,0002 +P 0002,0010 -Un "$f" \
	    >"$T/tags" 2>/dev/null
	study=$(sed -n 's/^(0020,000d) UI \[\([0-9.]*\).*/\1/p' "$T/tags")
	ln -s "$f" "$T/$(($(echo "$study" | cksum | cut -d ' ' -f 1) % 4 + 1))"
	sed -n 's/^(0002,00.*) UI \[\([0-9.]*\).*/\1/p' "$T/tags" |
	    paste -s >>"$T/pairs"
	n=$((n + 1))
done
[ "$n" -ge 25 ] && pass "$n files" || fail "$n files"
is 'in four ways' "$(ls -d "$T"/[1-4]/* | sed 's,/[^/]*$,,' | uniq | wc -l)" 4

# storescu offers nothing compressed but with a profile
sort -u "$T/pairs" | awk '
	{ c[NR] = $1; t[NR] = $2 }
	END {
		print "[[TransferSyntaxes]]"
		for (i = 1; i <= NR; i++)
			print "[T" i "]\nTransferSyntax1 = " t[i]
		print "[[PresentationContexts]]\n[Contexts]"
		for (i = 1; i <= NR; i++)
			print "PresentationContext" i " = " c[i] "\\T" i
		print "[[Profiles]]\n[Default]\nPresentationContexts = Contexts"
	}' >"$T/profile"

# four WHAT COMMAND...: the command with the files of each, at once
four() {
	what=$1
	shift
	pids=
	for d in 1 2 3 4; do
		"$@" "$T/$d"/* >"$T/said.$d" 2>&1 &
		pids="$pids $!"
	done
	rc=0
	for p in $pids; do wait "$p" || rc=$?; done
	is "$what: all is sent" "$rc" 0
	wait_for no_spools
}
tapped() {
	[ "$(ls "$T/tap" | wc -l)" -eq "$n" ]
}

receive -o dicom_listener.on_conflict=replace
four 'as they are' rawscu 127.0.0.1 "$PORT"
is 'all are answered 0000' "$(cat "$T"/said.? | grep -c 'status 0000')" "$n"
is 'all are kept bit by bit' "$("$peer" kept "$T/w" "$T"/[1-4]/*)" ''

"$peer" tap "$PORT" "$T/tap" >"$T/tapport" &
kill_later "$!"
wait_for test -s "$T/tapport"
TAP=$(cat "$T/tapport")
export TCP_NODELAY=1
for how in storescu dcmsend; do
	rm -rf "$T/w"/UID_* "$T/tap"/*
	case $how in
	storescu) four $how storescu -aec NETRT -xf "$T/profile" Default \
	    127.0.0.1 "$TAP" ;;
	dcmsend) four $how dcmsend -aec NETRT -dn 127.0.0.1 "$TAP" ;;
	esac
	ok "$how: all went over the wire" wait_for tapped
	is "$how: what did is kept bit by bit" \
	    "$("$peer" kept "$T/w" "$T"/tap/*)" ''
	is "$how: it is not always what the files have" \
	    "$([ "$("$peer" kept "$T/w" "$T"/[1-4]/* | wc -l)" -gt 0 ] &&
	    echo yes)" yes
done
stop_receive
