"""What goes wrong on a real host, and the error that names the mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

import pytest

from company.people import people
from company.process import free_port
from company.services.hosts import uid_of
from steersman.connectors.linux.disable import DisableAccount, DisableParams
from steersman.connectors.linux.fake import FakeHost
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.errors import Permanent, Transient
from tests.fixtures.hosts import RealHost

PERSON = people()[5]
PARAMS = DisableParams(account=f"{uid_of(PERSON)}/{PERSON.login}")


def _disable(real: RealHost, **different: object) -> DisableAccount:
    connector = real.connector(**different)
    return DisableAccount("spare1", connector.host, connector.settings)


@contextmanager
def _hidden(real: RealHost, command: str) -> Iterator[None]:
    """The host without that command."""
    real.host.run("mount", "--bind", "/dev/null", command)
    yield
    real.host.run("umount", command)


READ_ONLY = "mount --bind /etc /etc && mount -o remount,ro,bind /etc"
FULL = """mkdir -p /run/small && mount -t tmpfs -o size=64k tmpfs /run/small
mkdir /run/small/u /run/small/w && head -c 100k /dev/zero >/run/small/fill
mount -t overlay overlay -o lowerdir=/etc,upperdir=/run/small/u,workdir=/run/small/w /etc"""


@pytest.mark.parametrize("spoil", [READ_ONLY, FULL], ids=["read-only", "full"])
def test_a_full_or_read_only_disk_names_the_mend(spare_host: RealHost, spoil: str) -> None:
    disable = _disable(spare_host)
    plan = disable.plan(PARAMS)
    spare_host.host.run("sh", "-c", spoil)
    try:
        with pytest.raises(Permanent, match="is /etc full or read-only"):
            disable.apply(plan, key="1")
        assert not disable.verify(plan)
    finally:
        spare_host.host.run("umount", "/etc")

    disable.apply(plan, key="1")
    assert disable.verify(plan)
    disable.undo(plan, key="1-undo")


def test_a_missing_command_is_named(spare_host: RealHost) -> None:
    disable = _disable(spare_host)
    plan = disable.plan(PARAMS)

    with _hidden(spare_host, "/usr/bin/flock"):
        with pytest.raises(Permanent, match="command flock is missing"):
            disable.apply(plan, key="1")
        assert "command flock" in spare_host.connector().check().missing


def test_a_connection_cut_mid_command_is_transient_and_the_next_call_works(
    spare_host: RealHost,
) -> None:
    disable = _disable(spare_host)
    plan = disable.plan(PARAMS)
    kill_connections = ["pkill", "-KILL", "-u", "steersman", "sshd"]
    hold = Timer(
        0.0, lambda: spare_host.host.run("flock", "/run/steersman-host.lock", "sleep", "3")
    )
    hold.start()
    cut = Timer(1.0, lambda: spare_host.host.run(*kill_connections))
    cut.start()

    with pytest.raises(Transient, match="connection broke"):
        disable.apply(plan, key="1")

    hold.join()
    disable.apply(plan, key="1")
    assert disable.verify(plan)
    disable.undo(plan, key="1-undo")


def test_a_command_that_hangs_is_given_up_in_time(spare_host: RealHost) -> None:
    disable = _disable(spare_host, command_timeout=1.0)
    plan = disable.plan(PARAMS)
    hold = Timer(
        0.0, lambda: spare_host.host.run("flock", "/run/steersman-host.lock", "sleep", "3")
    )
    hold.start()
    hold.join(timeout=0.3)

    with pytest.raises(Transient, match="no answer within 1 s"):
        disable.apply(plan, key="1")

    hold.join()
    disable.plan(PARAMS)  # the connection works again
    disable.undo(plan, key="1-undo")


def test_a_host_where_nothing_listens_is_transient(spare_host: RealHost) -> None:
    with pytest.raises(Transient, match="cannot be reached"):
        _disable(spare_host, port=free_port()).plan(PARAMS)


def test_a_lying_host_that_fails_then_works_is_done_once(
    fake: FakeHost, settings: LinuxSettings
) -> None:
    disable = DisableAccount("web1", fake, settings)
    plan = disable.plan(DisableParams(account="1042/jdoe"))
    fake.fails = Transient("busy")
    with pytest.raises(Transient):
        disable.apply(plan, key="1")

    disable.apply(plan, key="1")
    disable.apply(plan, key="1")

    assert fake.writes == ["access of jdoe"]
