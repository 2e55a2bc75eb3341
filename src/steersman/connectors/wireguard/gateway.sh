#!/bin/sh
# steersman-gateway: everything that Steersman does as root on a WireGuard gateway.
#   install -o root -m 755 gateway.sh /usr/local/sbin/steersman-gateway
#   sudoers: steersman ALL=(root) NOPASSWD: /usr/local/sbin/steersman-gateway
# Private and preshared keys never leave this script: a revoked peer's block is commented out
# where it stands, and undo takes the comment away again.
# Exit statuses are those of sysexits.h: 66 no such file, 69 command or interface missing,
# 73 cannot write, 75 try again.
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
umask 077
MARK='#revoked-by-steersman# '
export MARK

# One reader for the file.  A block runs from [Peer] to the next section; the comment lines right
# above [Peer] say whose it is.  DO: list | comment | uncomment | extract, for the keys in KEYS.
PARSER='
function bare(line) { # without our mark
	return index(line, ENVIRON["MARK"]) == 1 ? substr(line, length(ENVIRON["MARK"]) + 1) : line
}
function is_section(line) { return tolower(bare(line)) ~ /^[ \t]*\[/ }
function is_peer(line) { return tolower(bare(line)) ~ /^[ \t]*\[peer\]/ }
function is_setting(line) { return line !~ /^[ \t\r]*(#|$)/ }
function key_in(line) {
	line = bare(line)
	if (tolower(line) !~ /^[ \t]*publickey[ \t]*=/) return ""
	line = substr(line, index(line, "=") + 1)
	sub(/#.*/, "", line)
	gsub(/[ \t\r]/, "", line)
	return line
}
function owner_above(first,    word, count, i, text) {
	while (--first >= 1 && lines[first] ~ /^[ \t]*#/ && !is_section(lines[first])) {
		count = split(lines[first], word, /[ \t\r#]+/)
		for (i = 1; i <= count; i++)
			if (word[i] ~ /^(employee_number|login|mail|mark)=./) text = text " " word[i]
	}
	return text
}
{ lines[NR] = $0 }
END {
	count = split(ENVIRON["KEYS"], wanted_keys, " ")
	for (i = 1; i <= count; i++) wanted[wanted_keys[i]] = 1
	for (first = 1; first <= NR; first++) {
		if (tolower(lines[first]) ~ /^[ \t]*saveconfig[ \t]*=[ \t]*true/) saves = 1
		if (!is_peer(lines[first])) continue
		key = ""
		for (last = first + 1; last <= NR && !is_section(lines[last]); last++)
			if (key_in(lines[last]) != "") key = key_in(lines[last])
		state = bare(lines[first]) == lines[first] ? "active" : "revoked"
		if (DO == "list") print "peer", key, state owner_above(first)
		if (!(key in wanted)) continue
		for (at = first; at < last; at++) {
			if (DO == "extract" && state == "active" && is_setting(lines[at])) print lines[at]
			if (DO == "comment" && is_setting(lines[at])) lines[at] = ENVIRON["MARK"] lines[at]
			if (DO == "uncomment") lines[at] = bare(lines[at])
		}
	}
	if (DO == "list" && saves) print "saveconfig"
	if (DO == "comment" || DO == "uncomment")
		for (at = 1; at <= NR; at++) printf "%s%s", lines[at], (at < NR || ENDED) ? "\n" : ""
}'

fail() {
	status=$1
	shift
	printf '%s\n' "$*" >&2
	exit "$status"
}

need() {
	for wanted; do
		command -v "$wanted" >/dev/null || fail 69 "command $wanted is missing here: install it"
	done
}

parse() { # DO FILE [ENDED]
	awk -v DO="$1" -v ENDED="${3:-1}" "$PARSER" "$2"
}

file_named() { # FILE: sets file, behind any symbolic link
	file=$(readlink -f -- "$1") && [ -f "$file" ] && [ -r "$file" ] ||
		fail 66 "$1 is missing or cannot be read"
}

digest_of() { sha256sum <"$1" | cut -d' ' -f1; }

keys_from() { # KEY...: sets KEYS
	KEYS=
	for key; do
		case $key in
		*[!A-Za-z0-9+/=]* | '') fail 64 "this is no public key: $key" ;;
		esac
		KEYS="$KEYS $key"
	done
	export KEYS
}

live() { # INTERFACE
	need wg
	wg show "$1" peers || fail 69 "interface $1 is not up here"
}

live_again() { # INTERFACE: by another route, the addresses each peer may use
	need wg
	shown=$(wg show "$1" allowed-ips) || fail 69 "interface $1 is not up here"
	printf '%s\n' "$shown" | cut -f1
}

config() { # FILE: its SHA-256, then each peer with its state and owner; no key but public ones
	need awk sha256sum readlink
	file_named "$1"
	KEYS=
	export KEYS
	printf 'sha256 %s\n' "$(digest_of "$file")"
	parse list "$file"
}

disconnect() { # INTERFACE KEY...
	need wg
	interface=$1
	shift
	keys_from "$@"
	for key; do
		said=$(wg set "$interface" peer "$key" remove 2>&1) || fail 69 "$said"
	done
}

rewrite() { # comment|uncomment FILE SHA-256 KEY...: only if the file is still the one read
	need awk flock mktemp sha256sum
	what=$1
	file_named "$2"
	digest=$3
	shift 3
	keys_from "$@"
	exec 9>/run/steersman-gateway.lock || fail 73 "/run cannot be written"
	flock -w 10 9 || fail 75 "another change of the gateway is under way"
	[ "$(digest_of "$file")" = "$digest" ] || fail 75 "$file has changed meanwhile: plan again"
	ended=1
	[ -z "$(tail -c 1 "$file")" ] || ended=0
	new=$(mktemp "$file.XXXXXX") || fail 73 "$file cannot be written: is its disk full or read-only?"
	trap 'rm -f "$new"' EXIT
	cp -p "$file" "$new" && parse "$what" "$file" "$ended" >"$new" && sync "$new" &&
		[ "$(wc -l <"$new")" -eq "$(wc -l <"$file")" ] && mv -f "$new" "$file" ||
		fail 73 "$file cannot be written: is its disk full or read-only?"
}

comment() { rewrite comment "$@"; }
uncomment() { rewrite uncomment "$@"; }

connect() { # INTERFACE FILE KEY...: with all that the file says of them
	need wg awk mktemp
	interface=$1
	file_named "$2"
	shift 2
	keys_from "$@"
	peers=$(mktemp /run/steersman-gateway.XXXXXX) || fail 73 "/run cannot be written"
	trap 'rm -f "$peers"' EXIT
	parse extract "$file" >"$peers"
	said=$(wg addconf "$interface" "$peers" 2>&1) || fail 69 "$interface does not take the peer back"
}

check() { # SHA-256-OF-THIS-SCRIPT INTERFACE FILE
	printf 'user=%s\nhost=%s\n' "$(id -un)" "$(uname -n)"
	for wanted in awk cp cut flock mktemp readlink sha256sum sync tail wc wg; do
		command -v "$wanted" >/dev/null || printf 'missing=command %s\n' "$wanted"
	done
	[ ! -f "$0" ] || [ "$(digest_of "$0")" = "$1" ] ||
		printf 'missing=the current version of %s: install it again\n' "$0"
	wg show "$2" peers >/dev/null 2>&1 || printf 'missing=interface %s: it is not up\n' "$2"
	file=$(readlink -f -- "$3") && [ -r "$file" ] || {
		printf 'missing=the file %s\n' "$3"
		return 0
	}
	[ -w "$file" ] && [ -w "${file%/*}" ] || printf 'missing=write access to %s\n' "$file"
	KEYS=
	export KEYS
	parse list "$file" | awk -v file="$file" '
		$1 == "saveconfig" { print "missing=SaveConfig = false in " file ": true erases comments" }
		$1 == "peer" && !/ (employee_number|login)=/ { print "unknown=the owner of peer " $2 ": add a comment above it" }'
}

verb=${1:-}
[ $# -eq 0 ] || shift
case $verb in
live | live_again | config | disconnect | comment | uncomment | connect | check) "$verb" "$@" ;;
*) fail 64 "no such verb: $verb" ;;
esac
