"""Units, ports and the programs behind them."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.discovery.fake import said
from steersman.connectors.discovery.parts import parts_of
from steersman.connectors.discovery.running import Listener, Running, Unit, running_of
from tests.connectors.discovery.samples import ALPINE, DEBIAN, RHEL

SS = """Netid State  Recv-Q Send-Q     Local Address:Port  Peer Address:PortProcess
udp   UNCONN 0 0    127.0.0.53%lo:53     0.0.0.0:*  users:(("systemd-resolve",pid=411,fd=13))
tcp   LISTEN 0 128        0.0.0.0:22     0.0.0.0:*  users:(("sshd",pid=812,fd=3),("sshd",pid=9))
tcp   LISTEN 0      4096                [::]:443           [::]:*
tcp   LISTEN 0 4096             *:9100         *:*  users:(("node_exporter",pid=77,fd=3))
"""
SS_TCP = """State    Recv-Q   Send-Q     Local Address:Port     Peer Address:Port  Process
LISTEN 0 244 127.0.0.1:5432 0.0.0.0:* users:(("postgres",pid=5,fd=6))
"""
NETSTAT = """Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      812/sshd: /usr/sbin
tcp6       0      0 :::80                   :::*                    LISTEN      -
udp        0      0 0.0.0.0:68              0.0.0.0:*                           500/dhclient
"""


def read(answer: Mapping[str, str], **more: str) -> Running:
    return running_of(parts_of(said({**answer, **more}), 100_000))


def test_ss_tells_ports_addresses_and_processes() -> None:
    running = read({}, listeners=SS)
    assert running.unread == 0
    assert running.listeners == (
        Listener("udp", "127.0.0.53", 53, "systemd-resolve", 411),
        Listener("tcp", "0.0.0.0", 22, "sshd", 812),
        Listener("tcp", "::", 443),
        Listener("tcp", "*", 9100, "node_exporter", 77),
    )
    assert read({}, listeners=SS_TCP).listeners == (
        Listener("tcp", "127.0.0.1", 5432, "postgres", 5),
    )


def test_netstat_tells_the_same() -> None:
    running = read({}, listeners=NETSTAT)
    assert running.unread == 0
    assert running.listeners == (
        Listener("tcp", "0.0.0.0", 22, "sshd", 812),
        Listener("tcp", "::", 80),
        Listener("udp", "0.0.0.0", 68, "dhclient", 500),
    )


def test_units_that_run_or_failed_are_told() -> None:
    assert read(DEBIAN).units == (
        Unit("nginx.service", "running", "/usr/sbin/nginx"),
        Unit("backup.service", "failed", "/bin/sh"),
        Unit("systemd-logind.service", "running"),
    )


def test_services_of_openrc_are_told_too() -> None:
    assert read(ALPINE).units == (Unit("sshd", "running"), Unit("crond", "failed"))


def test_a_process_is_known_by_its_unit_and_its_program() -> None:
    running = read(DEBIAN)
    assert running.unit_of == {812: "nginx.service"}
    assert running.program_of == {812: "/usr/sbin/nginx", 77: "/opt/node_exporter"}


def test_a_program_that_was_replaced_since_it_began_is_still_known() -> None:
    running = read({}, processes="5\tx.service\t/usr/sbin/x (deleted)")
    assert running.program_of == {5: "/usr/sbin/x"}


def test_the_package_of_a_program_is_known_through_links_and_the_merged_usr() -> None:
    assert read(RHEL).owner_of["/usr/bin/postmaster"] == "postgresql-server"
    owners = read({}, owners="openssh-server: /usr/sbin/sshd\ndbus, x: /bin/y").owner_of
    assert owners["/sbin/sshd"] == "openssh-server"
    assert owners["/usr/bin/y"] == "dbus"


def test_a_part_that_failed_is_named() -> None:
    answer = said({"systemd": "", "listeners": ""}, {"systemd": 1, "listeners": 137})
    faults = running_of(parts_of(answer, 1000)).faults
    assert [fault.split(":")[0] for fault in faults] == ["units of systemd", "open ports"]


WORDS = " ".join([SS, SS_TCP, NETSTAT, *DEBIAN.values(), *ALPINE.values()]).split(" ")


@given(
    st.dictionaries(
        st.sampled_from(["systemd", "openrc", "listeners", "processes", "owners"]),
        st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join) | st.text(max_size=100),
    )
)
def test_shuffled_words_and_any_text_end_well(answer: dict[str, str]) -> None:
    read(answer)
