from __future__ import annotations

import pytest

from company.people import Employee
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.fake import FakeDovecot
from steersman.connectors.dovecot.mailbox import Mailbox, is_plain_user, parse_id
from steersman.connectors.dovecot.session_end import SessionEndParams
from steersman.domain.errors import NeedsPerson, Permanent
from tests.connectors.dovecot.conftest import RealMail, capability_of

GUID = "97f68b2966df036b3539000083ecc375"


def test_a_reused_user_name_is_noticed(fake: FakeDovecot, connector: DovecotConnector) -> None:
    capability = capability_of(connector, "session.end")
    old = fake.id("alice")
    fake.mailboxes["alice"].sessions = ["imap"]
    plan = capability.plan(SessionEndParams(account=old))
    fake.add("alice").sessions = ["imap"]  # another Alice was hired
    with pytest.raises(NeedsPerson, match="given to somebody else"):
        capability.plan(SessionEndParams(account=old))
    with pytest.raises(NeedsPerson, match="given to somebody else"):
        capability.apply(plan, key="k")
    assert fake.mailboxes["alice"].sessions == ["imap"]


def test_a_mailbox_made_anew_has_another_id_on_real_dovecot(
    real: RealMail, somebody: Employee
) -> None:
    old = real.id(somebody)
    box = real.server.home / "box" / somebody.login
    box.rename(box.with_name(f"{box.name}.old"))
    assert real.id(somebody) != old
    with pytest.raises(NeedsPerson, match="another mailbox"):
        real.capability("session.end").plan(SessionEndParams(account=old))


def test_the_id_stays_the_same_when_the_mailbox_is_used(real: RealMail, somebody: Employee) -> None:
    unused = real.id(somebody)
    real.server.deliver("client@outside.test", somebody.login, "First mail")
    real.server.sign_in(somebody.login, somebody.password).logout()
    assert real.id(somebody) == unused
    status = real.server.doveadm("mailbox", "status", "-u", somebody.login, "guid", "INBOX")
    assert status.strip() == f"INBOX guid={unused.partition('/')[2]}"


@pytest.mark.parametrize("account", [f"jdoe/{GUID}", f"mail:jdoe/{GUID}"])
def test_an_id_is_read_with_and_without_its_system(account: str) -> None:
    assert parse_id(account, "mail") == Mailbox("jdoe", GUID)


@pytest.mark.parametrize(
    "account", ["jdoe", "jdoe/", f"*/{GUID}", f"j?oe/{GUID}", f"other:jdoe/{GUID}", f"/{GUID}"]
)
def test_what_is_no_id_is_refused(account: str) -> None:
    with pytest.raises(Permanent, match="no mailbox id"):
        parse_id(account, "mail")


@pytest.mark.parametrize("name", ["*", "j*", "j?oe", "127.0.0.1", "10.0.0.0/8", "::1", "a b", "-A"])
def test_a_name_that_doveadm_takes_for_many_users_is_never_asked(name: str) -> None:
    assert not is_plain_user(name)


@pytest.mark.parametrize("name", ["jdoe", "j.doe", "jdoe2", "j-doe+x@meridian.test", "_svc"])
def test_usual_names_are_fine(name: str) -> None:
    assert is_plain_user(name)
