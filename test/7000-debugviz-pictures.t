#!/bin/sh
# netrt-debugviz: contours where they belong, in their colours; JPEG files,
# contact sheet and Secondary Captures (test/debugviz.py projects by itself).
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-E
	directories: {working: $T, logs: $T/logs}
	anonymization: {enabled: false}
	visualization: {enabled: true}
E
export NETRT_CONFIG="$T/c.yaml"
check() { /usr/bin/python3 "$TOP/test/debugviz.py" "$@"; }

# study NAME MKSTUDY-OPTION...: its pictures are drawn in $s
study() {
	name=$1
	shift
	mkdir "$T/$name"
	mkstudy -S "$@" "$T/$name" >/dev/null || exit 99
	for s in "$T/$name"/UID_*; do :; done
	code 0 "$name" netrt-debugviz "$s"
}

study plain -n 6
is 'the path is printed' "$(cat "$T/out")" "$s"
is 'lines where the contours are' "$(check lines "$s")" ok
is 'Secondary Captures' "$(check capture "$s")" ok
is 'JPEG files' "$(check jpeg "$s")" ok
is 'as many as there are slices, and a contact sheet' \
    "$(find "$s/debug_visualization" -type f | wc -l)" 7
ok 'the contact sheet is a picture' \
    unjpeg "$s/debug_visualization/contact_sheet.jpg"
for f in "$s"/DebugDicom/*; do dciodvfy -new "$f"; done >"$T/vfy" 2>&1
is 'no error by dciodvfy' "$(grep '^Error' "$T/vfy")" ''
get() { dcmdump -q +P "$1" "$f" | sed 's/.*[[]\(.*\)[]].*/\1/'; }
is 'series number' "$(get 0020,0011)" 101
is 'series description' "$(get 0008,103e)" 'DEBUG: Contour Overlay'
is 'modes' "$(find "$s/debug_visualization" "$s/DebugDicom" -type f \
    ! -perm 600)" ''

# again
tree "$s" | grep -v ' ./.netrt/' >"$T/before"
code 0 'done before' netrt-debugviz "$s"
code 0 'once more by force' netrt-debugviz -f "$s"
is 'the same UIDs and bytes' "$(tree "$s" | grep -v ' ./.netrt/')" \
    "$(cat "$T/before")"

code 0 'no ROI ignored' netrt-debugviz \
    -o 'processing.ignore_contour_names_containing=[]' "$s"
like 'the skull is drawn then' "$(check lines "$s")" '^colour where no'

study tilted -k oblique,anisotropic -r 72 -c 50 -n 4
is 'lines: oblique, other spacing of rows' "$(check lines "$s")" ok
study coronal -k coronal,irregular -m MR -n 4
is 'lines: coronal MR' "$(check lines "$s")" ok
study gantry -k gantry-tilt -r 512 -c 512 -n 2
is 'lines: tilted gantry, 512 x 512' "$(check lines "$s")" ok
study pet -m PT -r 64 -c 64 -n 3
is 'lines: PET' "$(check lines "$s")" ok

# two RTSTRUCTs: two series
study two -k two-structures -n 3
is 'two sets of pictures' \
    "$(find "$s/debug_visualization" -type f | wc -l)" 8
is 'two series' "$(for f in "$s"/DebugDicom/*; do get 0020,0011; done |
    sort -n | uniq -c | tr -s ' ')" ' 3 101
 3 1101'

# an image without attributes that an SC needs, and without dates
mkdir "$T/bare"
mkstudy -S -n 2 "$T/bare" >/dev/null
for s in "$T/bare"/UID_*; do :; done
dcmodify -q -nb -imt -ea '(0008,0050)' -ea '(0008,0090)' -ea '(0020,0010)' \
    -ea '(0010,0040)' -i '(0028,0303)=REMOVED' "$s"/DCM/* || exit 99
code 0 'attributes missing' netrt-debugviz "$s"
is 'Secondary Captures' "$(check capture "$s")" ok
for f in "$s"/DebugDicom/*; do dciodvfy -new "$f"; done >"$T/vfy" 2>&1
is 'no error by dciodvfy' "$(grep '^Error' "$T/vfy")" ''
is 'no date beside removed ones' "$(dcmdump -q +P 0008,0012 +P 0008,0021 \
    +P 0008,0023 "$f")" ''
done_testing
