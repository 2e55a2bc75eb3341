#!/bin/sh
# steersman-host: everything that Steersman does as root on a Linux host, in one file to review.
#   install -o root -m 755 host.sh /usr/local/sbin/steersman-host
#   sudoers: steersman ALL=(root) NOPASSWD: /usr/local/sbin/steersman-host
# Reads never write.  Writes name what they expect to find, and leave alone what differs.
# Exit statuses are those of sysexits.h: 65 contradiction (ask a person), 69 command missing,
# 73 cannot write, 75 try again, 77 not allowed.  No password hash ever leaves this script.
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
umask 077
FLOOR=1000 # below it are the system's own accounts: never touched, whatever the caller says

fail() {
	status=$1
	shift
	printf '%s\n' "$*" >&2
	exit "$status"
}

need() {
	for wanted; do
		command -v "$wanted" >/dev/null || fail 69 "command $wanted is missing on this host: install it"
	done
}

person() { # UID [NAME]: stop unless it is the one account with that number, and a person's
	case $1 in '' | *[!0-9]*) fail 64 "uid $1 is no number" ;; esac
	[ "$1" -ge "$FLOOR" ] && [ "$1" -ne 65534 ] || fail 77 "uid $1 is the system's own: refused"
	[ "$1" != "${SUDO_UID:-}" ] || fail 77 "uid $1 is our own user: refused"
	[ $# -eq 1 ] || [ "$(names_of "$1")" = "$2" ] ||
		fail 65 "uid $1 is not the account $2 alone any more: whose is it?"
}

names_of() { awk -F: -v uid="$1" '$3 == uid { print $1 }' /etc/passwd; }

accounts() { # [LOGIN]: name:uid:gecos:home:shell:password:expires of each account
	[ -r /etc/shadow ] || fail 77 "/etc/shadow cannot be read: root is needed"
	everybody=$(getent passwd) && [ -n "$everybody" ] || fail 69 "getent lists no accounts"
	asked=$([ $# -eq 0 ] || getent passwd -- "$1") # no such login is no failure
	printf '%s\n' "$everybody" "$asked" | sed '/^$/d' | sort -u | awk -F: '
		BEGIN {
			while ((getline line < "/etc/shadow") > 0) {
				split(line, field, ":")
				lock[field[1]] = field[2] ~ /^[!*]/ ? "locked" : "unlocked"
				expires[field[1]] = field[8] == "" ? "never" : field[8]
			}
		}
		{
			known = $1 in lock
			print $1 ":" $3 ":" $5 ":" $6 ":" $7 ":" (known ? lock[$1] : "elsewhere") \
				":" (known ? expires[$1] : "never")
		}'
}

read_shadow() { # NAME: sets password and expires
	entry=$(NAME=$1 awk -F: '$1 == ENVIRON["NAME"] {
		print ($2 ~ /^[!*]/ ? "locked" : "unlocked"), ($8 == "" ? "never" : $8) }' /etc/shadow) ||
		fail 77 "/etc/shadow cannot be read"
	[ -n "$entry" ] || fail 65 "$1 has no line in /etc/shadow: it is managed elsewhere"
	password=${entry% *} expires=${entry#* }
}

due() { # MODE WHAT NOW WAS WANT: true when it must be written
	[ "$5" != - ] && [ "$3" != "$5" ] || return 1
	[ "$3" = "$4" ] && return 0
	[ "$1" = undo ] && return 1 # somebody changed it since: theirs stays
	fail 75 "$2 has changed since it was planned: plan again"
}

access() { # apply|undo UID NAME PASSWORD-WAS PASSWORD-WANTED EXPIRES-WAS EXPIRES-WANTED
	need flock usermod
	exec 9>/run/steersman-host.lock || fail 73 "/run cannot be written"
	flock -w 10 9 || fail 75 "another change of accounts is under way"
	person "$2" "$3"
	read_shadow "$3"
	mode=$1 name=$3 password_was=$4 password_wanted=$5 expires_was=$6 expires_wanted=$7
	set --
	if due "$mode" password "$password" "$password_was" "$password_wanted"; then
		[ "$password_wanted" = locked ] && set -- --lock || set -- --unlock
	fi
	if due "$mode" expires "$expires" "$expires_was" "$expires_wanted"; then
		set -- "$@" --expiredate "${expires_wanted#never}"
	fi
	[ $# -gt 0 ] || return 0
	room_in_etc
	said=$(usermod "$@" -- "$name" 2>&1) || usermod_failed "$said"
	read_shadow "$name" # usermod -U leaves an account without a password locked, and exits with 0
	[ "$password_wanted" != unlocked ] || [ "$password" = unlocked ] || usermod_failed "$said"
}

room_in_etc() { # usermod calls a full or read-only disk "cannot lock, try again later"
	probe=$(mktemp /etc/.steersman.XXXXXX 2>/dev/null) &&
		head -c "$(wc -c </etc/shadow)" /dev/zero >"$probe" 2>/dev/null
	room=$?
	rm -f "$probe"
	[ "$room" -eq 0 ] || fail 73 "accounts cannot be written: is /etc full or read-only?"
}

usermod_failed() {
	case $1 in
	*"try again later"*) fail 75 "$1" ;;
	*passwordless*) fail 73 "the account had no password at all: set one with passwd, then unlock" ;;
	esac
	fail 73 "accounts cannot be written: $(printf %s "$1" | tail -n 1)"
}

access_again() { # NAME: the same two facts by another route, the tools an administrator asks
	need passwd getent
	status=$(passwd --status -- "$1") || fail 67 "no account $1"
	expires=$(getent shadow -- "$1" | cut -d: -f8)
	case ${status#"$1 "} in L*) printf locked ;; *) printf unlocked ;; esac
	printf ' %s\n' "${expires:-never}"
}

jobs_of() { # UID NAME: what is scheduled to start by itself
	for spool in /var/spool/cron/crontabs /var/spool/cron /etc/crontabs; do
		[ ! -f "$spool/$2" ] || echo crontab
	done
	for spool in /var/spool/cron/atjobs /var/spool/at; do
		[ ! -d "$spool" ] || find "$spool" -maxdepth 1 -type f -uid "$1" -exec echo at \;
	done
	[ ! -e "/var/lib/systemd/linger/$2" ] || echo linger
}

processes() { # UID: pid and name of everything that runs as it, from /proc
	[ -r "/proc/$$/status" ] || fail 69 "/proc is not mounted: processes cannot be told"
	cat /proc/[0-9]*/status 2>/dev/null | awk -v uid="$1" '
		$1 == "Name:" { name = $2 }
		$1 == "State:" { dead = $2 == "Z" || $2 == "X" }
		$1 == "Pid:" { pid = $2 }
		$1 == "Uid:" && !dead && ($2 == uid || $3 == uid) { print pid, name }'
}

still_running() { # UID: the same by another route
	need ps
	shown=$(ps -o stat= -U "$1" -u "$1") || [ -z "$shown" ] || fail 69 "ps failed"
	ps -o stat= -p $$ >/dev/null || fail 69 "ps does not even see itself"
	printf '%s\n' "$shown" | grep -c '^[^Z]'
	return 0 # grep counting nothing is no failure
}

end_processes() { # UID: SIGTERM, two seconds of grace, then SIGKILL until nothing is left
	need setpriv
	person "$1"
	signal_all TERM "$1"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -n "$(processes "$1")" ] || return 0
		sleep 0.2
	done
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		signal_all KILL "$1"
		[ -n "$(processes "$1")" ] || return 0
		sleep 0.1
	done
	fail 75 "processes of uid $1 outlive SIGKILL: they wait for a disk or a network file system"
}

signal_all() { # as that uid itself, so that no other account's process can ever be hit
	setpriv --reuid="$2" --regid=65534 --clear-groups sh -c 'kill -s "$1" -- -1' sh "$1" 2>/dev/null
	return 0 # nothing to signal is no failure
}

files() { # UID LIMIT DIRECTORY...: count, setuid count, then the paths, each ended by a NUL
	need find tr wc
	uid=$1 limit=$2
	shift 2
	for directory; do
		case $directory in /*) ;; *) fail 64 "$directory is no absolute path" ;; esac
		[ -d "$directory" ] || fail 66 "shared directory $directory is missing on this host"
	done
	count=$(find "$@" -xdev -uid "$uid" ! \( -type f -perm /6000 \) -print0 | tr -dc '\000' | wc -c)
	setuid=$(find "$@" -xdev -uid "$uid" -type f -perm /6000 -print0 | tr -dc '\000' | wc -c)
	printf '%d\000%d\000' "$count" "$setuid"
	[ "$count" -gt "$limit" ] ||
		find "$@" -xdev -uid "$uid" ! \( -type f -perm /6000 \) -print0
}

give() { # FROM TO, paths on stdin: change the owner where it still is FROM
	need xargs chown
	person "$1"
	person "$2"
	said=$(xargs -0 -r chown -h --from="+$1" -- "+$2" 2>&1) && return 0
	trouble=$(printf '%s\n' "$said" | grep -v 'No such file or directory$' | head -n 1)
	[ -z "$trouble" ] || fail 73 "owner cannot be changed: $trouble"
}

owners() { # paths on stdin: uid and path of each that exists, each ended by a NUL
	need xargs stat
	exec 3>&1
	said=$(xargs -0 -r stat --printf='%u\000%n\000' -- 2>&1 >&3)
	trouble=$(printf '%s\n' "$said" | grep -Ev '(No such file or directory|Not a directory)$|^$' | head -n 1)
	[ -z "$trouble" ] || fail 66 "$trouble"
}

check() { # SHA-256-OF-THIS-SCRIPT DIRECTORY...
	printf 'user=%s\nhost=%s\n' "$(id -un)" "$(uname -n)"
	for wanted in awk cat chown find flock getent head mktemp passwd ps sed setpriv sort stat usermod xargs; do
		command -v "$wanted" >/dev/null || printf 'missing=command %s\n' "$wanted"
	done
	[ -w /etc/shadow ] || echo 'missing=write access to /etc/shadow'
	[ ! -f "$0" ] || [ "$(sha256sum <"$0" | cut -d' ' -f1)" = "$1" ] ||
		printf 'missing=the current version of %s: install it again\n' "$0"
	shift
	for directory; do
		[ -d "$directory" ] || printf 'missing=the shared directory %s\n' "$directory"
	done
}

verb=${1:-}
[ $# -eq 0 ] || shift
case $verb in
accounts | access | access_again | jobs_of | processes | still_running | end_processes | \
	files | give | owners | check) "$verb" "$@" ;;
*) fail 64 "no such verb: $verb" ;;
esac
