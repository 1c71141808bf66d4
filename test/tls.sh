# TLS in tests: source after test/lib.sh.  Certificates of this run only.

# certificates: in $T/tls, as NAME.pem and NAME.key: the CAs ca and other;
# by ca server (localhost, 127.0.0.1, ::1), client, elsewhere (another name)
# and old (expired); by other foreign
certificates() {
	mkdir "$T/tls"
	(
		cd "$T/tls" || exit
		for n in ca other; do
			openssl req -x509 -newkey ec -pkeyopt \
			    ec_paramgen_curve:P-256 -nodes -days 2 \
			    -subj "/CN=$n" -keyout $n.key -out $n.pem || exit
		done
		here=DNS:localhost,IP:127.0.0.1,IP:::1
		certificate ca server 2 "$here" && certificate ca client 2 \
		    DNS:client && certificate ca old -1 "$here" &&
		    certificate ca elsewhere 2 DNS:elsewhere.example &&
		    certificate other foreign 2 DNS:client
	) >"$T/tls.out" 2>&1 || {
		sed 's/^/# /' "$T/tls.out"
		fail 'certificates'
	}
}
# certificate CA NAME DAYS NAMES
certificate() {
	echo "subjectAltName=$4" >ext
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -subj "/CN=$2" -keyout "$2.key" -out csr &&
	    openssl x509 -req -in csr -CA "$1.pem" -CAkey "$1.key" \
	    -CAcreateserial -days "$3" -extfile ext -out "$2.pem"
}

# stunnel FILE: run it with this configuration, its log is FILE.log; wait
# until its N services listen
stunnel() {
	{
		printf 'foreground = quiet\nsyslog = no\ndebug = info\npid =\n'
		echo "output = $1.log"
		cat "$1"
	} >"$1.conf"
	stunnel4 "$1.conf" 2>"$1.err" &
	STUNNEL=$!
	kill_later "$STUNNEL"
	wait_for listens "$1" || fail "stunnel does not start: $(cat "$1.err")"
}
listens() {
	[ "$(grep -c ' bound to ' "$1.log")" -eq "$(grep -c ^accept "$1")" ]
}
