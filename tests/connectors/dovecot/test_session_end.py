from __future__ import annotations

import imaplib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from company.people import Employee, people
from company.services.dovecot import DovecotServer, write_passwords
from company.services.openldap import OpenLdapServer
from steersman.capabilities.conformance import check_capability
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.fake import FakeDovecot, connect_fake
from steersman.connectors.dovecot.session_end import SessionEnd, SessionEndParams
from steersman.domain.identity import Identifiers
from tests.connectors.dovecot.conftest import RealMail, capability_of, connect_real


def settle(condition: Callable[[], bool], within: float = 5.0) -> bool:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_alive(session: imaplib.IMAP4) -> bool:
    try:
        return session.noop()[0] == "OK"
    except (imaplib.IMAP4.error, OSError):
        return False


@contextmanager
def locked(directory: OpenLdapServer, person: Employee) -> Iterator[None]:
    head = f"dn: {directory.dn(person.login)}\nchangetype: modify\n"
    directory.modify(f"{head}add: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n")
    yield
    directory.modify(f"{head}delete: pwdAccountLockedTime\n")


@pytest.fixture
def session_end(connector: DovecotConnector) -> SessionEnd:
    found: SessionEnd = capability_of(connector, "session.end")
    return found


def test_the_fake_keeps_the_contract(fake: FakeDovecot, session_end: SessionEnd) -> None:
    fake.mailboxes["alice"].sessions = ["imap", "imap", "pop3"]
    params = SessionEndParams(account=fake.id("alice"))
    check_capability(session_end, params, lambda: tuple(fake.mailboxes["alice"].sessions))


def test_real_dovecot_keeps_the_contract(real: RealMail, somebody: Employee) -> None:
    session = real.server.sign_in(somebody.login, somebody.password)
    check_capability(
        real.capability("session.end"),
        SessionEndParams(account=real.id(somebody)),
        lambda: real.server.sessions(somebody.login),
        settle=settle,
    )
    assert not is_alive(session)


def test_the_plan_says_how_many_sessions_of_which_kind(
    fake: FakeDovecot, session_end: SessionEnd
) -> None:
    fake.mailboxes["alice"].sessions = ["imap", "pop3", "imap"]
    plan = session_end.plan(SessionEndParams(account=fake.id("alice")))
    assert plan.warnings == ("3 open mail session(s) will be cut: imap 2, pop3 1",)


def test_nobody_elses_session_is_touched(
    real: RealMail, somebody: Employee, colleague: Employee
) -> None:
    gone = real.server.sign_in(somebody.login, somebody.password)
    kept = real.server.sign_in(colleague.login, colleague.password)
    capability = real.capability("session.end")
    capability.apply(capability.plan(SessionEndParams(account=real.id(somebody))), key="k")
    assert settle(lambda: not is_alive(gone))
    assert is_alive(kept)
    kept.logout()


def test_a_session_from_before_the_lock_works_until_it_is_ended(
    real: RealMail, openldap_server: OpenLdapServer, somebody: Employee
) -> None:
    session = real.server.sign_in(somebody.login, somebody.password)
    with locked(openldap_server, somebody):
        assert not real.server.can_sign_in(somebody.login, somebody.password)
        assert is_alive(session), "this is the trap: the lock leaves the open session working"

        capability = real.capability("session.end")
        plan = capability.plan(SessionEndParams(account=real.id(somebody)))
        capability.apply(plan, key="k")
        assert settle(lambda: capability.verify(plan))
        assert not is_alive(session)
        assert not real.server.can_sign_in(somebody.login, somebody.password)


def test_the_cached_sign_in_is_forgotten(
    start_dovecot: Callable[..., DovecotServer],
    openldap_server: OpenLdapServer,
    somebody: Employee,
) -> None:
    server = start_dovecot(openldap_server, auth_cache=True)
    session = server.sign_in(somebody.login, somebody.password)
    mail = RealMail(server, connect_real(server))
    capability, account = mail.capability("session.end"), mail.id(somebody)
    with locked(openldap_server, somebody):
        assert server.can_sign_in(somebody.login, somebody.password), "the cache lets them in"

        capability.apply(capability.plan(SessionEndParams(account=account)), key="k")
        assert settle(lambda: not is_alive(session))
        assert not server.can_sign_in(somebody.login, somebody.password)


def test_sessions_of_a_removed_user_can_still_be_ended(
    start_dovecot: Callable[..., DovecotServer],
) -> None:
    leaver, others = people()[0], people()[1:3]
    server = start_dovecot(None, [leaver, *others])
    session = server.sign_in(leaver.login, leaver.password)
    connector = connect_real(server)
    person = Identifiers(person="p", login=leaver.login)
    account = connector.finder().candidates(person)[0].id
    write_passwords(server.home, others)
    assert settle(lambda: not server.can_sign_in(leaver.login, leaver.password))

    capability = capability_of(connector, "session.end")
    plan = capability.plan(SessionEndParams(account=account))
    capability.apply(plan, key="k")
    assert settle(lambda: capability.verify(plan))
    assert not is_alive(session)


class Loose(FakeDovecot):
    """Matches the beginning of a name, as a server with other rules for masks might."""

    def _answer(self, command: str, given: dict[str, Any], tag: str) -> list[object]:
        if command == "who":
            given = {"mask": [u for u in self.mailboxes if u.startswith(given["mask"][0])]}
        return super()._answer(command, given, tag)


def test_sessions_of_a_longer_name_are_not_counted() -> None:
    fake = Loose("al", "alice")
    fake.mailboxes["alice"].sessions = ["imap"]
    capability = capability_of(connect_fake(fake), "session.end")
    assert not capability.plan(SessionEndParams(account=fake.id("al"))).changes


def test_undo_changes_nothing(fake: FakeDovecot, session_end: SessionEnd) -> None:
    fake.mailboxes["alice"].sessions = ["imap"]
    plan = session_end.plan(SessionEndParams(account=fake.id("alice")))
    session_end.apply(plan, key="k")
    fake.calls.clear()
    session_end.undo(plan, key="u")
    assert fake.calls == []


def test_the_cache_is_flushed_before_the_kick(fake: FakeDovecot, session_end: SessionEnd) -> None:
    fake.mailboxes["alice"].sessions = ["imap"]
    session_end.apply(session_end.plan(SessionEndParams(account=fake.id("alice"))), key="k")
    assert fake.calls.index("authCacheFlush") < fake.calls.index("kick")
