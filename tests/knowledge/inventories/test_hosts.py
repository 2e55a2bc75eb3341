"""Listings of hosts: packages, listeners, units, and when they were patched."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.inventories import (
    Listener,
    Package,
    Unit,
    Update,
    last_patched,
    read_listeners,
    read_packages,
    read_units,
    read_updates,
)
from tests.knowledge.ends import refusal

DPKG = b"""Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
||/ Name              Version           Architecture Description
+++-=================-=================-============-=====================
ii  openssl           3.0.11-1~deb12u2  amd64        Secure Sockets Layer
ii  libc6:amd64       2.36-9+deb12u7    amd64        GNU C Library
rc  oldthing          1:2.3-4           all          gone
hi  linux-image       6.1.76-1          amd64        held back
"""
RPM = b"""openssl-3.0.7-27.el9.x86_64
java-17-openjdk-headless-17.0.9.0.9-2.el9.x86_64
tzdata-2024a-1.el9.noarch
gpg-pubkey-fd431d51-4ae0493b
what is this
"""
SS = b"""Netid State  Recv-Q Send-Q     Local Address:Port  Peer Address:PortProcess
udp   UNCONN 0 0    127.0.0.53%lo:53     0.0.0.0:*  users:(("systemd-resolve",pid=411,fd=13))
tcp   LISTEN 0 128        0.0.0.0:22     0.0.0.0:*  users:(("sshd",pid=812,fd=3),("sshd",pid=9))
tcp   LISTEN 0      4096                [::]:443           [::]:*
tcp   LISTEN 0 4096             *:9100         *:*  users:(("node_exporter",pid=77,fd=3))
"""
SS_TCP = b"""State    Recv-Q   Send-Q     Local Address:Port     Peer Address:Port  Process
LISTEN 0 244 127.0.0.1:5432 0.0.0.0:* users:(("postgres",pid=5,fd=6))
"""
NETSTAT = b"""Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      812/sshd: /usr/sbin
tcp6       0      0 :::80                   :::*                    LISTEN      -
udp        0      0 0.0.0.0:68              0.0.0.0:*                           500/dhclient
"""
UNITS = """  UNIT                 LOAD      ACTIVE SUB     DESCRIPTION
  nginx.service        loaded    active running A high performance web server
● backup.service       loaded    failed failed  Nightly backup
  gone.service         not-found inactive dead    gone.service

LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
3 loaded units listed. Pass --all to see loaded but inactive units, too.
To show all installed unit files use 'systemctl list-unit-files'.
""".encode()
APT = b"""
Start-Date: 2025-03-12  06:25:11
Commandline: /usr/bin/unattended-upgrade
Upgrade: openssl:amd64 (3.0.11-1~deb12u1, 3.0.13-1~deb12u1), libssl3:amd64 (3.0.11-1, 3.0.13-1)
End-Date: 2025-03-12  06:25:30

Start-Date: 2025-04-01  09:00:00
Requested-By: kim (1000)
Install: tree:amd64 (2.1.0-1), libx:amd64 (1.0, automatic)
Remove: telnet:amd64 (0.17-44)
End-Date: 2025-04-01  09:00:02
"""
DPKG_LOG = b"""2025-03-12 06:25:12 startup archives unpack
2025-03-12 06:25:12 upgrade openssl:amd64 3.0.11-1 3.0.13-1
2025-03-12 06:25:13 status installed openssl:amd64 3.0.13-1
2025-03-12 06:25:14 install tree:amd64 <none> 2.1.0-1
"""
RPM_LAST = b"""openssl-3.0.7-27.el9.x86_64                   Wed 12 Mar 2025 06:25:11 AM UTC
tzdata-2024a-1.el9.noarch                     Tue Mar  4 16:01:02 2025
"""
DNF = b"""2025-03-12T06:25:11+0000 SUBDEBUG Upgrade: openssl-1:3.0.7-27.el9.x86_64
2025-03-12T06:25:12+0000 SUBDEBUG Upgraded: openssl-1:3.0.7-25.el9.x86_64
2025-03-12T06:25:13+0000 INFO Installed: tree-2.1.0-1.el9.x86_64
"""


def test_dpkg_tells_what_is_installed_and_what_is_not() -> None:
    listing = read_packages("dpkg", DPKG)
    assert listing.unread == ()
    assert listing.rows == (
        Package("openssl", "3.0.11-1~deb12u2", "amd64"),
        Package("libc6", "2.36-9+deb12u7", "amd64"),
        Package("oldthing", "1:2.3-4", "all", installed=False),
        Package("linux-image", "6.1.76-1", "amd64"),
    )


def test_rpm_s_names_are_parted_from_their_versions() -> None:
    listing = read_packages("rpm", RPM)
    assert listing.rows == (
        Package("openssl", "3.0.7-27.el9", "x86_64"),
        Package("java-17-openjdk-headless", "17.0.9.0.9-2.el9", "x86_64"),
        Package("tzdata", "2024a-1.el9", "noarch"),
    )
    assert [(unread.line, unread.text) for unread in listing.unread] == [(5, "what is this")]


@pytest.mark.parametrize(
    ("line", "package"),
    [
        (b"openssl\t3.0.11-1", Package("openssl", "3.0.11-1")),
        (b"libc6:amd64 2.36-9", Package("libc6", "2.36-9", "amd64")),
        (b"musl-1.2.4-r2 x86_64 {musl} (MIT) [installed]", Package("musl", "1.2.4-r2", "x86_64")),
    ],
)
def test_other_listings_of_packages_are_read_too(line: bytes, package: Package) -> None:
    assert read_packages("list", line).rows == (package,)


def test_ss_tells_ports_addresses_and_processes() -> None:
    listing = read_listeners("ss", SS)
    assert listing.unread == ()
    assert listing.rows == (
        Listener("udp", "127.0.0.53", 53, "systemd-resolve", 411),
        Listener("tcp", "0.0.0.0", 22, "sshd", 812),
        Listener("tcp", "::", 443),
        Listener("tcp", "*", 9100, "node_exporter", 77),
    )
    assert read_listeners("ss", SS_TCP).rows == (Listener("tcp", "127.0.0.1", 5432, "postgres", 5),)


def test_netstat_tells_the_same() -> None:
    listing = read_listeners("netstat", NETSTAT)
    assert listing.unread == ()
    assert listing.rows == (
        Listener("tcp", "0.0.0.0", 22, "sshd", 812),
        Listener("tcp", "::", 80),
        Listener("udp", "0.0.0.0", 68, "dhclient", 500),
    )


def test_units_are_told_with_their_state() -> None:
    listing = read_units("units", UNITS)
    assert listing.unread == ()
    assert listing.rows[1] == Unit("backup.service", "loaded", "failed", "failed", "Nightly backup")
    assert [unit.name for unit in listing.rows] == [
        "nginx.service",
        "backup.service",
        "gone.service",
    ]


def test_units_as_json_are_told_the_same() -> None:
    told = (
        b'[{"unit":"a.service","load":"loaded","active":"active","sub":"running",'
        b'"description":"A"},5]'
    )
    listing = read_units("units.json", told)
    assert listing.rows == (Unit("a.service", "loaded", "active", "running", "A"),)
    assert len(listing.unread) == 1


def test_apt_s_history_tells_each_change() -> None:
    listing = read_updates("history.log", APT)
    day, later = datetime(2025, 3, 12, 6, 25, 11), datetime(2025, 4, 1, 9, 0)
    assert listing.unread == ()
    assert listing.rows == (
        Update(day, "upgrade", "openssl", "3.0.11-1~deb12u1", "3.0.13-1~deb12u1"),
        Update(day, "upgrade", "libssl3", "3.0.11-1", "3.0.13-1"),
        Update(later, "install", "tree", "", "2.1.0-1"),
        Update(later, "install", "libx", "", "1.0"),
        Update(later, "remove", "telnet", "0.17-44", ""),
    )


def test_when_a_host_was_last_patched_follows_from_it() -> None:
    rows = read_updates("history.log", APT).rows
    assert last_patched(rows) == datetime(2025, 4, 1, 9, 0)
    assert last_patched(rows, "openssl") == datetime(2025, 3, 12, 6, 25, 11)
    assert last_patched(rows, "telnet") is None


def test_dpkg_s_log_and_those_of_rpm_tell_it_too() -> None:
    assert [
        (row.action, row.package, row.after) for row in read_updates("dpkg.log", DPKG_LOG).rows
    ] == [
        ("upgrade", "openssl", "3.0.13-1"),
        ("install", "tree", "2.1.0-1"),
    ]
    last = read_updates("rpm", RPM_LAST)
    assert [row.at for row in last.rows] == [
        datetime(2025, 3, 4, 16, 1, 2),
        datetime(2025, 3, 12, 6, 25, 11),
    ]
    dnf = read_updates("dnf.rpm.log", DNF)
    assert dnf.unread == ()
    assert [(row.action, row.after) for row in dnf.rows] == [
        ("upgrade", "1:3.0.7-27.el9"),
        ("install", "2.1.0-1.el9"),
    ]


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_end_well(content: bytes) -> None:
    for read in (read_packages, read_listeners, read_units, read_updates):
        assert (refusal(lambda read=read: read("x", content)) or "x ").startswith("x ")  # type: ignore[misc]


@given(
    st.lists(
        st.sampled_from((DPKG + RPM + SS + NETSTAT + UNITS + APT + RPM_LAST + DNF).split(b" ")),
        max_size=30,
    )
)
def test_shuffled_words_end_well(words: list[bytes]) -> None:
    content = b" ".join(words)
    for read in (read_packages, read_listeners, read_units, read_updates):
        read("x", content if content.lstrip()[:1] != b"[" else b"")
