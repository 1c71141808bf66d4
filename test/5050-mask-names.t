#!/bin/sh
# netrt-mask: which ROIs by their names, and what they are called then.
. "${0%/*}/lib.sh"

cat >"$T/c.yaml" <<-X
	directories: {working: $T/w, logs: $T/logs}
	anonymization: {enabled: false}
	processing: {overlay_mode: per_roi}
X
export NETRT_CONFIG="$T/c.yaml"
mkdir "$T/w"
mkstudy -S -r 32 -c 30 -n 3 "$T/w" >"$T/words" || exit 99
S=$(ls -d "$T"/w/UID_*)
R=$(ls "$S"/Structure/*)
dcmodify -nb -q -m '(0008,0005)=ISO_IR 192' \
    -m '(3006,0020)[0].(3006,0026)=PTV_60 Gy' \
    -m '(3006,0020)[1].(3006,0026)=ptv_30' \
    -m '(3006,0020)[2].(3006,0026)=Schädel' "$R" || exit 99
for f in "$S"/DCM/*; do
	dcmodify -nb -q -m '(0008,0005)=ISO_IR 192' "$f" || exit 99
done

# labels OPTION...: of the planes
labels() {
	set -- "$@" "$S"
	netrt-mask "$@" 2>"$T/err" >"$T/out" || echo "exit $?"
	dcmdump -q +L +P 6000,1500 +P 6002,1500 +P 6004,1500 +P 6006,1500 \
	    "$(ls "$S"/Addition/* | head -n 1)" |
	    sed 's/.*\[\(.*\)\].*/\1/' | paste -s -d ,
}
p=processing

is 'all but the skull' "$(labels)" 'PTV_60 Gy,ptv_30,Schädel'
is 'a part of a name beyond ASCII, in any case' "$(labels -o \
    "$p.ignore_contour_names_containing=[SCHÄD]")" 'PTV_60 Gy,ptv_30,Skull'
is 'only these' "$(labels -o "$p.include_roi=['^PTV_[0-9]+']")" \
    'PTV_60 Gy,ptv_30'
is 'not those' "$(labels -o "$p.exclude_roi=['gy\$', SCH.DEL]")" 'ptv_30'
is 'of these but not those' "$(labels -o "$p.include_roi=['^p']" \
    -o "$p.exclude_roi=['^ptv_6']")" 'ptv_30'
rename="$p.rename_roi=[{match: '^ptv_([0-9]+).*', name: 'Ziel \\1'},
    {match: '_', name: ' '}, {match: ä, name: ae}]"
is 'other names, by the first rule that matches' \
    "$(labels -o "$rename")" 'Ziel 60,Ziel 30,Schaedel'
like 'in the report too' "$(cat "$S/.netrt/report.mask")" '^roi 3 .*Ziel 60'
is 'filters see the old ones' "$(labels -o "$rename" \
    -o "$p.exclude_roi=[ziel, '^ptv_3']")" 'Ziel 60,Schaedel'
same="$p.rename_roi=[{match: '^ptv.*', name: PTV}]"
is 'two of one name stay two' "$(labels -o "$same")" 'PTV,PTV,Schädel'
is 'with a warning' "$(grep -c ' 1 ROIs have the name of another' \
    "$T/err")" 1
ok 'that names none' sh -c "! grep -i ptv '$T/err' '$T/logs/application.log'"
is 'other rules, another series' "$(labels >/dev/null; ls "$S/Addition" |
    sort >"$T/a"; labels -o "$same" >/dev/null; ls "$S/Addition" | sort |
    comm -12 "$T/a" - )" ''
done_testing
