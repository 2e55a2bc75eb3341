from __future__ import annotations

from collections.abc import Callable

import pytest

from company.people import people
from company.process import free_port
from company.services.dovecot import DovecotServer
from steersman.connectors.dovecot.check import NEEDED, NOBODY
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.fake import FakeDovecot, connect_fake
from tests.connectors.dovecot.conftest import RealMail, connect_real


def test_every_right_that_a_capability_needs_is_tried(connector: DovecotConnector) -> None:
    needed = {right for c in connector.capabilities() for right in c.spec.permissions}
    assert needed | {"user"} == set(NEEDED)


def test_missing_and_excessive_rights_are_named(fake: FakeDovecot) -> None:
    fake.allowed -= {"kick", "aclSet", "expunge"}
    check = connect_fake(fake).check()
    assert check.reached
    assert check.missing == ("aclSet", "kick")
    assert check.excessive == ("fetch", "mailboxDelete")


def test_a_wrong_key_is_told_with_the_mend(fake: FakeDovecot) -> None:
    check = connect_fake(fake, api_key="wrong").check()
    assert not check.reached
    assert "doveadm_api_key" in check.detail


def test_a_user_database_that_takes_any_name_is_pointed_out(fake: FakeDovecot) -> None:
    fake.add(NOBODY)
    check = connect_fake(fake).check()
    assert "allow_all_users" in check.detail
    assert "aclSet" in check.unknown
    assert not fake.mailboxes[NOBODY].scripts
    assert fake.mailboxes[NOBODY].acl == {"INBOX": {}}


def test_nobody_there_is_told(real: RealMail) -> None:
    check = connect_real(real.server, url=f"http://127.0.0.1:{free_port()}").check()
    assert not check.reached
    assert "cannot be reached" in check.detail


def test_real_dovecot_has_every_command(real: RealMail) -> None:
    check = real.connector.check()
    assert (check.reached, check.missing, check.unknown) == (True, (), ())
    assert check.excessive == ("expunge", "fetch", "mailboxDelete")
    assert not (real.server.home / "box" / NOBODY).exists()


@pytest.mark.parametrize("withheld", ["kick", "acl set", "sieve put"])
def test_real_dovecot_tells_what_a_narrowed_key_lacks(
    start_dovecot: Callable[..., DovecotServer], withheld: str
) -> None:
    allowed = [
        "user,who,kick,auth cache flush,mailbox status,acl get,acl set,acl delete,acl rights",
        "sieve list,sieve get,sieve put,sieve activate,sieve deactivate,sieve delete",
    ]
    narrowed = [name for name in ",".join(allowed).split(",") if name != withheld]
    server = start_dovecot(None, people()[:1], allowed_commands=narrowed)
    check = connect_real(server).check()
    first, *rest = withheld.split()
    assert check.missing == (first + "".join(part.title() for part in rest),)
    assert check.excessive == ()
