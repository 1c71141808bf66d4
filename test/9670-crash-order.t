#!/bin/sh
# For the day when the power fails, as a trace: a name goes only after the
# others of the object are durable, and a stamp is there only while its
# result is.  And all of it on a file system like NFS, where a rename cannot
# tell whether it replaces.
. "${0%/*}/lib.sh"
. "${0%/*}/send.sh"
. "${0%/*}/crash/lib.sh"
. "${0%/*}/crash/study.sh"
unset SOURCE_DATE_EPOCH

# words COMMAND...: its calls, as words, each run of the same once
words() {
	strace -y -o "$T/trace" -e trace=fsync,linkat,renameat,renameat2,unlinkat \
	    "$@" >"$T/out" 2>"$T/err"
	awk '
	/ = -1 /				{ next }
	/^linkat.*quarantine.*UID_[0-9.]*>, "DCM/	{ print "link"; next }
	/^fsync.*\/w\/UID_[^\/]*\/DCM>/		{ print "sync-DCM"; next }
	/^fsync.*\.tmp\/[^>]*>/			{ print "sync-file"; next }
	/^fsync.*\/Addition\.tmp>/		{ print "sync-result"; next }
	/^fsync.*stamp\.[a-z]*\.tmp>/		{ print "sync-stamp"; next }
	/^fsync.*\/w\/UID_[^\/]*>/		{ print "sync-study"; next }
	/^fsync.*\/w\/UID_[^\/]*\/\.netrt>/	{ print "sync-netrt"; next }
	/^fsync.*\/\.trash>/			{ print "sync-trash"; next }
	/^fsync.*\/quarantine>/			{ print "sync-quarantine"; next }
	/^renameat2.*"quarantine\/UID.*"\.trash/ { print "move-away"; next }
	/^renameat2.*"Addition".*\.trash/	{ print "old-away"; next }
	/^renameat2.*"Addition\.tmp".*"Addition"/ { print "result"; next }
	/^renameat.*stamp\.[a-z]*\.tmp"/	{ print "stamp"; next }
	/^unlinkat.*stamp\.[a-z]*",/		{ print "no-stamp"; next }
	/^unlinkat.*\.trash.*\.dcm"/		{ print "remove"; next }
	' "$T/trace" | uniq | paste -s -d ' '
}
begin made
only_late
held 66 made
like 'join: linked, durable, moved away, durable, removed' \
    "$(words netrt-study join "$S")" \
    'link sync-DCM .*sync-study move-away sync-trash sync-quarantine remove'
is 'it is joined' "$(objects)" 3
begin whole
netrt-validate "$S" >/dev/null
netrt-mask "$S" >/dev/null
like 'a step: the result is durable, the old stamp gone, then published' \
    "$(words netrt-mask -f "$S")" \
    'sync-result no-stamp sync-netrt old-away sync-study remove result sync-study sync-stamp stamp sync-netrt'
is 'each file of it was' "$(grep -c '^fsync.*Addition.tmp/' "$T/trace")" 2
like 'a new result' "$(rm -rf "$S/Addition"; words netrt-mask -f "$S")" \
    'sync-file sync-result no-stamp sync-netrt result sync-study sync-stamp stamp sync-netrt'

# ---- no RENAME_NOREPLACE

nfs() {
	strace -f -o /dev/null -e trace=renameat2 \
	    -e inject=renameat2:error=EINVAL "$@"
}
begin whole
rm "$S/DCM/$late"
code 0 'without it, quarantine' nfs netrt-study quarantine "$S" 65 mask why
cp -R "$T/made/$U" "$S"
code 0 'again' nfs netrt-study quarantine "$S" 65 mask why
is 'there are two' "$(ls "$W/quarantine" | wc -l)" 2
code 0 'requeue' nfs netrt-study requeue "${U#UID_}"
is 'and all is there' "$(objects)" 2
netrt-study import "$T/late" >/dev/null
code 0 'a whole run' nfs netrt-run "$S"
is 'it is delivered and retired' "$(ls "$W/quarantine"; ls -d "$S" 2>&1)" \
    "ls: cannot access '$S': No such file or directory"
done_testing
