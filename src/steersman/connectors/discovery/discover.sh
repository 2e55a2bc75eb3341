#!/bin/sh
# steersman-discover: everything that Steersman reads on a host to know what it is, in one file.
#   install -o root -m 755 discover.sh /usr/local/sbin/steersman-discover
#   sudoers: steersman ALL=(root) NOPASSWD: /usr/local/sbin/steersman-discover
# It reads and never writes.  Each part has its seconds and its bytes.  What a part says stands
# behind a blank, line by line, so that no process and no file can forge the end of a part.
# Works with the tools of Debian, Ubuntu, RHEL and Alpine (busybox); a missing tool is status 127.
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL

fail() {
	printf '%s\n' "$2" >&2
	exit "$1"
}

number() { case $1 in '' | *[!0-9]* | ?????????*) fail 64 "$1 is no number" ;; esac; }

limited() { # COMMAND...: ends it, and what it began, when its time is over
	if timeout --version >/dev/null 2>&1; then
		timeout -s KILL "$ALLOWED" "$@"
		return
	fi
	# The timeout of busybox keeps our pipe open for another second, with every part.
	setsid "$@" &
	runs=$!
	setsid sh -c 'sleep "$1"; kill -KILL "-$2"' guard "$ALLOWED" "$runs" >/dev/null 3>&- 4>&- &
	guard=$!
	wait "$runs"
	ended=$?
	kill -KILL "$guard" "-$guard"
	return "$ended"
} 2>/dev/null

part() { # NAME SCRIPT
	printf '#part %s\n' "$1"
	status=$({ {
		limited sh -c "$2" 2>/dev/null </dev/null
		printf '%s' $? >&3
	} | head -c "$MOST" | sed 's/^/ /' >&4; } 3>&1)
	printf '\n#end %s %s\n' "$1" "${status:-1}"
}

# The process ids behind open ports, which only root sees, and those of services.
PIDS='{ systemctl show "*.service" -p MainPID | sed "s/^MainPID=/pid=/" | grep -v "=0$"
	ss -ltnup || netstat -ltnup; } 2>/dev/null |
	sed -n -e "s/.*pid=\([0-9]*\).*/\1/p" -e "s#.* \([0-9][0-9]*\)/.*#\1#p" | sort -u'

collect() { # BYTES SECONDS
	number "$1"
	number "$2"
	MOST=$1 ALLOWED=$2
	export PIDS
	exec 4>&1

	part user 'id -u'
	part today 'date +%Y-%m-%d'
	part machine 'cat /etc/machine-id 2>/dev/null || cat /var/lib/dbus/machine-id'
	part dmi 'cd /sys/class/dmi/id || exit 127
		for name in sys_vendor product_name product_serial product_uuid; do
			[ -r $name ] && printf "%s=%s\n" $name "$(cat $name)"
		done; :'
	part virtual 'systemd-detect-virt
		grep -q "^flags.* hypervisor" /proc/cpuinfo && echo hypervisor; :'
	part os 'cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release'
	part kernel 'uname -n && uname -r && uname -m'
	part fqdn 'hostname -f'
	part size 'getconf _NPROCESSORS_ONLN 2>/dev/null || grep -c "^processor" /proc/cpuinfo
		grep "^MemTotal:" /proc/meminfo'
	part links 'for each in /sys/class/net/*; do
			[ -e "$each/device" ] && echo "${each##*/} $(cat "$each/address")"
		done; :'
	part addresses 'ip -o addr show'
	part route 'ip -o route show default; ip -o -6 route show default'

	part dpkg 'command -v dpkg-query >/dev/null || exit 127
		dpkg-query -W -f "\${db:Status-Status}\t\${Package}\t\${Version}\t\${source:Package}\t\${source:Version}\n"'
	part rpm 'command -v rpm >/dev/null || exit 127
		[ -d /var/lib/rpm ] || [ -d /usr/lib/sysimage/rpm ] || exit 127
		rpm -qa --qf "installed\t%{NAME}\t%{VERSION}-%{RELEASE}\t%{SOURCERPM}\t%{INSTALLTIME}\n"'
	part apk '[ -r /lib/apk/db/installed ] || exit 127
		awk "BEGIN { RS = \"\"; FS = \"\n\" } {
			n = v = o = \"\"
			for (i = 1; i <= NF; i++) {
				if (\$i ~ /^P:/) n = substr(\$i, 3)
				if (\$i ~ /^V:/) v = substr(\$i, 3)
				if (\$i ~ /^o:/) o = substr(\$i, 3)
			}
			printf \"installed\t%s\t%s\t%s\t%s\n\", n, v, o, v
		}" /lib/apk/db/installed'
	part upgrades 'ls /var/log/dpkg.log* /var/log/dnf.rpm.log* >/dev/null 2>&1
		{ zcat -f /var/log/dpkg.log* | grep -E "^[0-9-]+ [0-9:]+ upgrade "
		cat /var/log/dnf.rpm.log* | grep -E "^[0-9-]+T[^ ]+ +[A-Z]+ +Upgrade: "; } |
			sort | tail -n 200; :'

	part systemd '[ -d /run/systemd/system ] || exit 127
		systemctl show "*.service" --no-pager -p Id -p LoadState -p ActiveState -p SubState -p ExecStart'
	part openrc 'command -v rc-status >/dev/null || exit 127
		rc-status --all --nocolor'
	part listeners 'if command -v ss >/dev/null; then ss -ltnup
		else netstat -ltnup 2>/dev/null || netstat -ltnu; fi'
	part processes 'for pid in $(eval "$PIDS"); do
			unit=$(sed -n "s#.*/\([^/]*\.service\).*#\1#p" /proc/$pid/cgroup | head -n 1)
			printf "%s\t%s\t%s\n" $pid "$unit" "$(readlink /proc/$pid/exe)"
		done; :'
	part owners 'paths=$({
			systemctl show "*.service" --no-pager -p ExecStart 2>/dev/null |
				sed -n "s/.*[{ ]path=\([^ ;]*\) ;.*/\1/p"
			for pid in $(eval "$PIDS"); do readlink /proc/$pid/exe | sed "s/ (deleted)\$//"; done
		} | grep -v "[^A-Za-z0-9/._+@:-]" | sort -u | head -n 500)
		[ -n "$paths" ] || exit 0
		for each in $paths; do
			real=$(readlink -f "$each") && [ "$real" != "$each" ] && printf "%s\t%s\n" "$each" "$real"
		done
		every=$(for each in $paths; do
			case $each in /usr/*) echo "${each#/usr}" ;; /*) echo "/usr$each" ;; *) continue ;; esac
			echo "$each"
			readlink -f "$each"
		done | sort -u)
		if command -v dpkg-query >/dev/null; then dpkg-query -S -- $every
		elif command -v rpm >/dev/null; then
			for each in $paths; do
				owner=$(rpm -qf --qf "%{NAME}\n" "$each" | head -n 1) && echo "$owner: $each"
			done
		elif command -v apk >/dev/null; then
			for each in $paths; do apk info --who-owns "$each"; done |
				sed -n "s/^\(.*\) is owned by \(.*\)-[^-]*-r[0-9]*\$/\2: \1/p"
		fi; :'
	printf '#all\n'
}

rules() { # BYTES SECONDS: what the firewall of this host lets through, for root alone
	number "$1"
	number "$2"
	MOST=$1 ALLOWED=$2
	exec 4>&1
	part user 'id -u'
	part kernel 'uname -n && uname -r && uname -m'
	part nft 'command -v nft >/dev/null || exit 127
		nft -j list ruleset'
	part iptables 'command -v nft >/dev/null && exit 127
		command -v iptables-save >/dev/null || exit 127
		iptables-save && if command -v ip6tables-save >/dev/null; then ip6tables-save; fi'
	printf '#all\n'
}

check() { # [SHA-256 of the caller's copy of this script]
	printf 'user=%s\nhost=%s\n' "$(id -u)" "$(uname -n)"
	if [ $# -gt 0 ] && [ -r "$0" ] && command -v sha256sum >/dev/null; then
		own=$(sha256sum "$0" | cut -d ' ' -f 1)
		case $0 in /*) [ "$own" = "$1" ] || echo "missing=$0 is of another version: install it again" ;; esac
	fi
	for tool in head sed sort; do
		command -v $tool >/dev/null || echo "missing=the command $tool"
	done
	timeout --version >/dev/null 2>&1 || command -v setsid >/dev/null ||
		echo "missing=the command timeout of coreutils, or setsid"
}

[ $# -ge 1 ] || fail 64 "say collect, rules or check"
verb=$1
shift
case $verb in
collect | rules | check) "$verb" "$@" ;;
*) fail 64 "there is no verb $verb" ;;
esac
