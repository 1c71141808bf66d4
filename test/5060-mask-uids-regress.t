#!/bin/sh
# The time that is written into a series is in its UID: two directories of
# one study have each their ledger, so that the same UID had two contents.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
E
export NETRT_CONFIG="$T/c.yaml"
mkdir "$T/a" "$T/b"
mkstudy -S -r 64 -c 64 -n 3 "$T/a" >"$T/words" || exit 99
A=$(ls -d "$T"/a/UID_*) B2=$T/b/${A##*/}
cp -Rp "$A" "$B2"

# chain STUDY EPOCH
chain() {
	SOURCE_DATE_EPOCH=$2
	export SOURCE_DATE_EPOCH
	netrt-mask "$1" && netrt-burnin "$1" &&
	    netrt-debugviz -o visualization.enabled=true "$1"
}

# common DIR: UIDs that both studies have there
common() {
	(ls "$A/$1" && ls "$B2/$1") | grep 'dcm$' | sort | uniq -d | wc -l |
	    tr -d ' '
}

ok 'one study' chain "$A" 1700000000
ok 'the same elsewhere, at another time' chain "$B2" 1700000777
for dir in Addition Burnin DebugDicom; do
	is "$dir: no UID has two contents" "$(common $dir)" 0
done
rm -r "$B2/.netrt" "$B2/Addition" "$B2/Burnin" "$B2"/[dD]ebug*
ok 'the same elsewhere, at the same time' chain "$B2" 1700000000
for dir in Addition Burnin DebugDicom; do
	is "$dir: the same bytes" "$(cd "$A/$dir" && sha256sum ./*.dcm)" \
	    "$(cd "$B2/$dir" && sha256sum ./*.dcm)"
done
done_testing
