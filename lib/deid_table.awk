# PS3.15 table E.1-1 (deid_table.tsv) as rows of struct netrt_e11.
BEGIN { FS = "\t"
	split("UIDS DEVICE INSTITUTION PATIENT FULL_DATES MODIFIED_DATES " \
	    "DESCRIPTORS", option, " ") }
/^#/ || /^tag/ || $1 ~ /x/ { next }
NF != 12 || $1 !~ /^[0-9a-f]+$/ || length($1) != 8 ||
    ("x" $1) <= ("x" last) {
	print FILENAME ":" FNR ": not a row, or not sorted" >"/dev/stderr"
	exit 1
}
{
	basic = $3
	gsub(/\*/, "", basic)
	gsub(/[XZDU]/, "NETRT_E11_&", basic)
	gsub(/\//, " | ", basic)
	keep = clean = "0"
	for (i = 1; i <= 7; i++) {
		if ($(i + 3) == "K")
			keep = keep " | NETRT_RETAIN_" option[i]
		if ($(i + 3) == "C")
			clean = clean " | NETRT_RETAIN_" option[i]
	}
	sub(/^0 \| /, "", keep)
	sub(/^0 \| /, "", clean)
	printf "{ 0x%su, \"%s\", %s, %s, %s },\t/* %s */\n", toupper($1),
	    $2, basic, keep, clean, $11
	last = $1
}
