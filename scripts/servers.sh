#!/bin/sh
# Install the real servers that the tests start (Debian and Ubuntu, as root): `make servers`.
# No service may start by itself: slapd would take port 389, Dovecot port 143.
set -eu
PACKAGES="slapd ldap-utils dovecot-core dovecot-imapd dovecot-lmtpd dovecot-ldap dovecot-sieve
dovecot-managesieved openssh-server openssh-client wireguard-go wireguard-tools iproute2 nftables iptables
postgresql samba samba-ad-dc samba-dsdb-modules samba-vfs-modules winbind python3-samba krb5-user
curl git procps sudo nginx-light supervisor chromium prometheus prometheus-alertmanager
request-tracker5 rt5-db-sqlite rt5-standalone dbconfig-no-thanks msmtp-mta"

missing() {
    for package in $PACKAGES; do
        # PostgreSQL of any version counts: its package is named after it
        [ "$package" = postgresql ] && ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 && continue
        # what stands in these places already would be pushed out
        [ "$package" = msmtp-mta ] && [ -x /usr/sbin/sendmail ] && continue
        [ "$package" = dbconfig-no-thanks ] && ls -d /usr/share/doc/dbconfig-*sql* >/dev/null 2>&1 && continue
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf ' %s' "$package"
    done
}

if ! command -v apt-get >/dev/null 2>&1; then
    echo "servers: no apt-get here. Tests that need a real server will be skipped, each with its reason."
    exit 0
fi
MISSING=$(missing)
[ -n "$MISSING" ] || exit 0
if [ "$(id -u)" != 0 ]; then
    echo "servers: not root, so these stay uninstalled and their tests are skipped:$MISSING"
    echo "servers: to run everything:  sudo scripts/servers.sh"
    exit 0
fi

POLICY=/usr/sbin/policy-rc.d
KEPT=
if [ -e "$POLICY" ]; then
    KEPT=$(mktemp)
    cp -p "$POLICY" "$KEPT"
fi
restore() {
    if [ -n "$KEPT" ]; then cp -p "$KEPT" "$POLICY"; rm -f "$KEPT"; else rm -f "$POLICY"; fi
}
trap restore EXIT
trap 'exit 130' INT TERM
printf '#!/bin/sh\nexit 101\n' >"$POLICY"
chmod 755 "$POLICY"

echo "servers: installing$MISSING"
LOG=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
install() {
    # shellcheck disable=SC2086
    apt-get -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-unsafe-io \
        install $MISSING >>"$LOG" 2>&1
}
if ! { apt-get -qq update >>"$LOG" 2>&1 && install; }; then
    tail -n 20 "$LOG" >&2
    echo "servers: apt-get could not install them (whole log: $LOG)" >&2
    exit 1
fi
rm -f "$LOG"
