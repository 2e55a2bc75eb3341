"""Names of protocols, ports and ICMP types, as configurations write them (IANA's registries)."""

from __future__ import annotations

from steersman.knowledge.firewalls.spans import Spans

ICMP, TCP, UDP, ICMPV6, DCCP, SCTP, UDPLITE = 1, 6, 17, 58, 33, 132, 136
PROTOCOL_NUMBERS = {
    "hopopt": 0, "hbh": 0,
    "icmp": 1, "igmp": 2, "ipencap": 4, "ipip": 4, "ipinip": 4, "tcp": 6, "egp": 8,
    "igp": 9, "igrp": 9, "udp": 17, "dccp": 33, "ipv6-crypt": 50, "gre": 47, "esp": 50, "ah": 51,
    "ahp": 51, "icmpv6": 58, "ipv6-icmp": 58, "icmp6": 58, "eigrp": 88, "ospf": 89, "nos": 94,
    "pim": 103, "pcp": 108, "ipcomp": 108, "snp": 109, "vrrp": 112, "sctp": 132, "udplite": 136,
}  # fmt: skip
PROTOCOL_NAMES = {
    1: "icmp", 2: "igmp", 4: "ipip", 6: "tcp", 17: "udp", 33: "dccp", 47: "gre", 50: "esp",
    51: "ah", 58: "icmpv6", 88: "eigrp", 89: "ospf", 103: "pim", 112: "vrrp", 132: "sctp",
    136: "udplite",
}  # fmt: skip
WITH_PORTS = Spans.of((number, number) for number in (TCP, UDP, DCCP, SCTP, UDPLITE))
PORT_NUMBERS = {
    "tcpmux": 1, "echo": 7, "discard": 9, "systat": 11, "daytime": 13, "netstat": 15, "qotd": 17,
    "chargen": 19, "ftp-data": 20, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "mail": 25,
    "time": 37, "nameserver": 42, "whois": 43, "tacacs": 49, "tacacs-ds": 49, "domain": 53,
    "dns": 53, "sql*net": 66, "bootps": 67, "bootpc": 68, "tftp": 69, "gopher": 70, "finger": 79,
    "http": 80, "www": 80, "kerberos": 88, "hostname": 101, "hostnames": 101, "pop2": 109,
    "pop3": 110, "pop-3": 110, "sunrpc": 111, "rpc": 111, "portmapper": 111, "auth": 113,
    "ident": 113, "sftp": 115, "nntp": 119, "ntp": 123, "epmap": 135, "msrpc": 135,
    "netbios-ns": 137, "netbios-dgm": 138, "netbios-ssn": 139, "netbios-ss": 139, "imap": 143,
    "imap2": 143, "imap4": 143, "snmp": 161, "snmptrap": 162, "snmp-trap": 162, "xdmcp": 177,
    "bgp": 179, "irc": 194, "dnsix": 195, "mobile-ip": 434, "ldap": 389, "https": 443,
    "microsoft-ds": 445, "kpasswd": 464, "pim-auto-rp": 496, "isakmp": 500, "exec": 512,
    "biff": 512, "login": 513, "who": 513, "cmd": 514, "rsh": 514, "shell": 514, "syslog": 514,
    "lpd": 515, "printer": 515, "talk": 517, "ntalk": 518, "rip": 520, "router": 520,
    "ripng": 521, "uucp": 540, "klogin": 543, "kshell": 544, "rtsp": 554, "submission": 587,
    "ipp": 631, "ldaps": 636, "rsync": 873, "domain-s": 853, "ftps-data": 989, "ftps": 990,
    "imaps": 993, "pop3s": 995, "socks": 1080, "openvpn": 1194, "lotusnotes": 1352,
    "ms-sql-s": 1433, "ms-sql-m": 1434, "citrix-ica": 1494, "ica": 1494, "sqlnet": 1521,
    "ncube-lm": 1521, "oracle": 1521, "radius-old": 1645, "radius-acct-old": 1646, "h323": 1720,
    "pptp": 1723, "radius": 1812, "radius-acct": 1813, "nfs": 2049, "ctiqbe": 2748,
    "zookeeper": 2181, "mysql": 3306, "ms-wbt-server": 3389, "rdp": 3389, "non500-isakmp": 4500,
    "ipsec-nat-t": 4500, "sip": 5060, "sips": 5061, "mdns": 5353, "aol": 5190,
    "postgresql": 5432, "pcanywhere-data": 5631, "pcanywhere-status": 5632, "amqps": 5671,
    "amqp": 5672, "vnc": 5900, "x11": 6000, "redis": 6379, "http-alt": 8080, "webcache": 8080,
    "secureid-udp": 5510, "zabbix-agent": 10050, "zabbix-trapper": 10051, "cifs": 3020,
    "vxlan": 4789, "bfd": 3784, "bfd-echo": 3785,
}  # fmt: skip
# Cisco's words where they differ from IANA's: its "radius" is the old port.
CISCO_PORTS = {
    "radius": 1645, "radius-acct": 1646, "drip": 3949, "onep-plain": 15001, "onep-tls": 15002,
    "cifs": 3020, "sqlnet": 1521, "syslog": 514, "tacacs": 49, "msrpc": 135,
}  # fmt: skip
ICMP_TYPES = {
    "echo-reply": 0, "pong": 0, "destination-unreachable": 3, "unreachable": 3,
    "source-quench": 4, "redirect": 5, "alternate-address": 6, "echo-request": 8, "ping": 8,
    "echo": 8, "router-advertisement": 9, "router-solicitation": 10, "time-exceeded": 11,
    "ttl-exceeded": 11, "parameter-problem": 12, "timestamp-request": 13, "timestamp-reply": 14,
    "info-request": 15, "information-request": 15, "info-reply": 16, "information-reply": 16,
    "address-mask-request": 17, "mask-request": 17, "address-mask-reply": 18, "mask-reply": 18,
    "traceroute": 30, "conversion-error": 31, "mobile-redirect": 32,
}  # fmt: skip
# Cisco's names for one code of a type: that code cannot be told apart here.
ICMP_CODES = {
    "net-unreachable", "host-unreachable", "protocol-unreachable", "port-unreachable",
    "packet-too-big", "fragmentation-needed", "administratively-prohibited",
    "network-unreachable", "no-route", "address-unreachable", "beyond-scope", "no-admin",
    "dod-host-prohibited", "dod-net-prohibited", "host-isolated", "host-precedence-unreachable",
    "host-redirect", "host-tos-redirect", "host-tos-unreachable", "host-unknown",
    "net-redirect", "net-tos-redirect", "net-tos-unreachable", "network-unknown",
    "no-room-for-option", "option-missing", "precedence-unreachable", "reassembly-timeout",
    "source-route-failed", "general-parameter-problem", "header", "hop-limit", "next-header",
    "parameter-option", "host-prohibited", "ttl-zero-during-transit",
}  # fmt: skip
ICMPV6_TYPES = {
    "destination-unreachable": 1, "unreachable": 1, "packet-too-big": 2, "time-exceeded": 3,
    "parameter-problem": 4, "echo-request": 128, "echo": 128, "ping": 128, "echo-reply": 129,
    "pong": 129, "mld-listener-query": 130, "mld-query": 130, "mld-listener-report": 131,
    "mld-report": 131, "mld-listener-done": 132, "mld-listener-reduction": 132,
    "mld-reduction": 132, "nd-router-solicit": 133, "router-solicitation": 133,
    "nd-router-advert": 134, "router-advertisement": 134, "nd-neighbor-solicit": 135,
    "nd-ns": 135, "neighbor-solicitation": 135, "neighbour-solicitation": 135,
    "nd-neighbor-advert": 136, "nd-na": 136, "neighbor-advertisement": 136,
    "neighbour-advertisement": 136, "nd-redirect": 137, "redirect": 137,
    "router-renumbering": 138, "ind-neighbor-solicit": 141, "ind-neighbor-advert": 142,
    "mld2-listener-report": 143, "router-solicit": 133, "router-advert": 134,
}  # fmt: skip


def protocol(text: str) -> Spans:
    """``tcp``, ``6`` or ``all``; ``ValueError`` for a name that no registry has."""
    name = text.lower()
    if name in {"all", "any", "ip", "ipv4", "ipv6"}:
        return Spans(((0, 255),))
    if name == "tcp-udp":
        return Spans.of(((TCP, TCP), (UDP, UDP)))
    number = PROTOCOL_NUMBERS.get(name, -1)
    number = int(name, 0) if number < 0 and _is_number(name) else number
    if not 0 <= number <= 255:
        raise ValueError(f"{text!r} is no protocol")
    return Spans(((number, number),))


def port(text: str, *, cisco: bool = False) -> int:
    """A port's number; ``ValueError`` for a name that is not known or a number too large."""
    name = text.lower()
    known = {**PORT_NUMBERS, **CISCO_PORTS} if cisco else PORT_NUMBERS
    number = known.get(name, -1)
    number = int(name, 0) if number < 0 and _is_number(name) else number
    if not 0 <= number <= 65535:
        raise ValueError(f"{text!r} is no port")
    return number


def ports(text: str, separator: str = "-") -> Spans:
    """One port or a range; an end that is left out is the lowest or the highest."""
    if text.lower() not in PORT_NUMBERS and separator in text:
        low, _, high = text.partition(separator)
        return Spans.of([(port(low) if low else 0, port(high) if high else 65535)])
    return Spans(((port(text), port(text)),))


def icmp_type(text: str, six: bool) -> Spans:
    known = ICMPV6_TYPES if six else ICMP_TYPES
    number = known.get(text.lower(), -1)
    number = int(text, 0) if number < 0 and _is_number(text) else number
    if not 0 <= number <= 255:
        raise ValueError(f"{text!r} is no type of ICMP{'v6' if six else ''}")
    return Spans(((number, number),))


def _is_number(text: str) -> bool:
    if len(text) > 12 or not text.isascii():
        return False
    if text.startswith("0x"):
        return len(text) > 2 and all(char in "0123456789abcdef" for char in text[2:])
    return text.isdecimal() and (text == "0" or text[0] != "0")
