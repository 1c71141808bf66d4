#!/bin/sh
# The mapping of pseudonyms, killed at every system call that changes a file,
# and with each of them failing: one patient keeps one pseudonym, no two
# patients share one, and the next call works.
. "${0%/*}/lib.sh"
. "${0%/*}/crash/each.sh"

for f in '' .tmp .bak .bak.tmp .key .key.new .key.new.tmp .journal .lock; do
	WATCH="${WATCH-} -P $T/m/map$f"
done
WATCH="$WATCH -P $T/m"

# start KIND: a mapping as it is before the call under test
start() {
	rm -rf "$T/m"
	mkdir "$T/m"
	case $1 in
	fresh) ;;
	second) pidget "$T/m/map" A 1.1 >/dev/null ;;
	netrt)
		cat >"$T/m/map" <<-END
		{"925283166888d72e": {"anonymized_id": "WFU_0001_20240105",
		"first_seen": "2024-01-05T09:12:44", "study_count": 1}}
		END
		;;
	older)	# of a release that left NETRT's keys unkeyed
		pidget "$T/m/map" A 1.1 >/dev/null
		sed -e 's/"format": 2/"format": 1/' -e '$s/}//' "$T/m/map" \
		    >"$T/older"
		cat >>"$T/older" <<-END
		, "925283166888d72e": {"anonymized_id": "WFU_0009_20240105",
		"original_patient_id_hash": "925283166888d72e"}}
		END
		cp "$T/older" "$T/m/map"
		cp "$T/older" "$T/m/map.bak"
		;;
	esac
}

# check KIND RC: ask again, and for others; the answers must fit
check() {
	case $1 in
	fresh) want=SITE_0001 who=B ;;
	second) want=SITE_0002 who=B ;;
	netrt) want=WFU_0001_20240105 who=PAT-00042 ;;
	older) want=WFU_0009_20240105 who=PAT-00042 ;;
	esac
	seen=$(cat "$T/out1")
	pidget "$T/m/map" "$who" 1.2 C 1.3 "$who" 1.4 A 1.1 >"$T/ids" ||
	    return 1
	{ read -r got && read -r next && read -r again && read -r first; } \
	    <"$T/ids"
	[ "$got" = "$want" ] && [ "$again" = "$want" ] &&
	    [ "$next" != "$want" ] && [ "${seen:-$want}" = "$want" ] ||
	    return 1
	case $1 in second | older) [ "$first" = SITE_0001 ] || return 1 ;; esac
	! grep -l 925283166888d72e "$T"/m/* || return 1
	cmp "$T/m/map" "$T/m/map.bak" || return 1
	left=$(cd "$T/m" && echo *)
	[ "$left" = "map map.bak map.key map.lock" ] || {
		echo "left: $left"
		return 1
	}
}

each fresh pidget "$T/m/map" B 1.2
each second pidget "$T/m/map" B 1.2
each netrt pidget "$T/m/map" PAT-00042 1.2
each older pidget "$T/m/map" PAT-00042 1.2
done_testing
