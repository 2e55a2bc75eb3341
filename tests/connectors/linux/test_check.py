"""``systems check`` names what is missing and what is too much, and writes nothing."""

from __future__ import annotations

from company.services.hosts import HELPERS
from steersman.connectors.linux.connector import LinuxConnector
from steersman.connectors.linux.fake import FakeHost
from steersman.domain.errors import Transient
from tests.fixtures.hosts import RealHost


def test_a_good_host_with_the_helper_lacks_nothing(web1: RealHost) -> None:
    found = web1.connector().check()

    assert found.reached, found.detail
    assert "web1" in found.detail
    assert (found.missing, found.excessive) == ((), ())


def test_missing_sudo_is_named_with_its_mend(web1: RealHost) -> None:
    found = web1.connector(user="nosudo").check()

    assert found.reached
    assert len(found.missing) == 3, "every capability lacks its right"
    assert f"nosudo ALL=(root) NOPASSWD: {HELPERS}/steersman-host" in found.detail


def test_sudo_for_everything_is_too_much(web1: RealHost) -> None:
    found = web1.connector(user="wheel-ops", helper="").check()

    assert found.missing == ()
    assert "sudo for every command" in found.excessive[0]


def test_a_helper_of_another_version_is_told(web1: RealHost) -> None:
    web1.host.run("sh", "-c", f"(cat {HELPERS}/steersman-host; echo '# old') > {HELPERS}/older")
    web1.host.run("chmod", "755", f"{HELPERS}/older")

    (missing,) = web1.connector(helper=f"{HELPERS}/older").check().missing

    assert "install it again" in missing


def test_a_shared_directory_that_is_missing_is_told(web1: RealHost) -> None:
    (missing,) = web1.connector(shared_directories=("/srv/absent",)).check().missing

    assert missing == "the shared directory /srv/absent"


def test_checking_writes_nothing(web1: RealHost) -> None:
    def state() -> bytes:
        return web1.host.run("find", "/etc", "/home", "/srv", "-printf", "%p %T@ %C@ %s\n")

    before = state()
    web1.connector().check()

    assert state() == before


def test_a_host_that_does_not_answer_is_not_reached(
    connector: LinuxConnector, fake: FakeHost
) -> None:
    fake.fails = Transient("no answer within 10 s")

    found = connector.check()

    assert not found.reached
    assert "no answer" in found.detail
