from __future__ import annotations

import pytest

from company.people import Employee
from steersman.capabilities.conformance import check_capability
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.delegation import DelegateParams, MailboxDelegate
from steersman.connectors.dovecot.fake import FakeDovecot
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import known_after_apply
from tests.connectors.dovecot.conftest import RealMail, capability_of

ACCESS = "lookup read write write-seen"


def can_select(real: RealMail, person: Employee, folder: str) -> bool:
    session = real.server.sign_in(person.login, person.password)
    try:
        return session.select(f'"{folder}"')[0] == "OK"
    finally:
        session.logout()


def make_folder(real: RealMail, person: Employee, folder: str) -> None:
    session = real.server.sign_in(person.login, person.password)
    assert session.create(f'"{folder}"')[0] == "OK"
    session.logout()


@pytest.fixture
def delegate(connector: DovecotConnector) -> MailboxDelegate:
    found: MailboxDelegate = capability_of(connector, "mailbox.delegate")
    return found


@pytest.fixture
def params(fake: FakeDovecot) -> DelegateParams:
    return DelegateParams(account=fake.id("alice"), to=fake.id("bob"))


def test_the_fake_keeps_the_contract(
    fake: FakeDovecot, delegate: MailboxDelegate, params: DelegateParams
) -> None:
    fake.mailboxes["alice"].acl["Projects/2026"] = {"user=carol": "lookup"}
    check_capability(delegate, params, lambda: str(fake.mailboxes["alice"].acl))


def test_real_dovecot_keeps_the_contract(
    real: RealMail, somebody: Employee, colleague: Employee
) -> None:
    make_folder(real, somebody, 'Projects/New &AOk- \\"quoted\\"')
    params = DelegateParams(account=real.id(somebody), to=real.id(colleague))

    def acl() -> str:
        listing = real.server.doveadm("mailbox", "list", "-u", somebody.login).splitlines()
        folders = [name for name in sorted(listing) if not name.startswith("shared")]
        own = [name for name in folders if name != "Projects"]  # not a folder that can be opened
        return "\n".join(
            real.server.doveadm("acl", "get", "-u", somebody.login, name) for name in own
        )

    check_capability(real.capability("mailbox.delegate"), params, acl)


def test_the_colleague_can_open_the_mailbox_after_and_not_before(
    real: RealMail, somebody: Employee, colleague: Employee
) -> None:
    make_folder(real, somebody, "Deals/2026")
    real.server.deliver("client@outside.test", somebody.login, "Before the colleague")
    folders = [f"shared/{somebody.login}/{name}" for name in ("INBOX", "Deals/2026")]
    assert not any(can_select(real, colleague, folder) for folder in folders)

    capability = real.capability("mailbox.delegate")
    plan = capability.plan(DelegateParams(account=real.id(somebody), to=real.id(colleague)))
    capability.apply(plan, key="k")
    assert all(can_select(real, colleague, folder) for folder in folders)
    session = real.server.sign_in(colleague.login, colleague.password)
    session.select(folders[0])
    assert b"Before the colleague" in str(session.fetch("1", "(BODY[HEADER])")).encode()
    assert session.store("1", "+FLAGS", r"(\Seen)")[0] == "OK"
    session.logout()

    capability.undo(plan, key="u")
    assert not any(can_select(real, colleague, folder) for folder in folders)


def test_the_colleague_cannot_delete_mail(
    real: RealMail, somebody: Employee, colleague: Employee
) -> None:
    real.server.deliver("client@outside.test", somebody.login, "Evidence")
    capability = real.capability("mailbox.delegate")
    plan = capability.plan(DelegateParams(account=real.id(somebody), to=real.id(colleague)))
    capability.apply(plan, key="k")
    session = real.server.sign_in(colleague.login, colleague.password)
    session.select(f"shared/{somebody.login}/INBOX")
    session.store("1", "+FLAGS", r"(\Deleted)")
    session.expunge()
    assert session.select(f"shared/{somebody.login}/INBOX")[1] == [b"1"]
    session.logout()


def test_a_mailbox_that_was_never_used_can_be_delegated(
    real: RealMail, somebody: Employee, colleague: Employee
) -> None:
    capability = real.capability("mailbox.delegate")
    plan = capability.plan(DelegateParams(account=real.id(somebody), to=real.id(colleague)))
    assert [change.attribute.rpartition(" to ")[2] for change in plan] == ["INBOX"]


def test_what_others_share_with_the_leaver_is_not_passed_on(
    real: RealMail, somebody: Employee, colleague: Employee, another: Employee
) -> None:
    capability = real.capability("mailbox.delegate")
    shared = DelegateParams(account=real.id(another), to=real.id(somebody))
    capability.apply(capability.plan(shared), key="k")
    assert can_select(real, somebody, f"shared/{another.login}/INBOX")
    plan = capability.plan(DelegateParams(account=real.id(somebody), to=real.id(colleague)))
    assert [change.attribute.rpartition(" to ")[2] for change in plan] == ["INBOX"]


def test_folders_of_a_shared_namespace_are_never_given_on(
    fake: FakeDovecot, delegate: MailboxDelegate, params: DelegateParams
) -> None:
    fake.mailboxes["alice"].acl |= {"shared/carol/INBOX": {}, "shared": {}, "sharedplans": {}}
    folders = [change.attribute.rpartition(" to ")[2] for change in delegate.plan(params)]
    assert folders == ["INBOX", "sharedplans"]


def test_rights_that_the_colleague_had_stay_and_come_back(
    fake: FakeDovecot, delegate: MailboxDelegate, params: DelegateParams
) -> None:
    inbox = fake.mailboxes["alice"].acl["INBOX"]
    inbox["user=bob"] = "insert lookup"
    plan = delegate.plan(params)
    delegate.apply(plan, key="k")
    assert inbox["user=bob"] == "insert lookup read write write-seen"
    delegate.undo(plan, key="u")
    assert inbox["user=bob"] == "insert lookup"


def test_an_approver_reads_who_gets_what(
    fake: FakeDovecot, delegate: MailboxDelegate, params: DelegateParams
) -> None:
    (change,) = delegate.plan(params)
    assert change.target == f"mail:{fake.id('alice')}"
    assert change.attribute == f"access of {fake.id('bob')} to INBOX"
    assert (change.before, change.after) == (None, ACCESS)


def test_rights_changed_since_the_plan_become_a_question(
    fake: FakeDovecot, delegate: MailboxDelegate, params: DelegateParams
) -> None:
    plan = delegate.plan(params)
    fake.mailboxes["alice"].acl["INBOX"]["user=bob"] = "lookup"
    with pytest.raises(NeedsPerson, match="changed since"):
        delegate.apply(plan, key="k")
    assert fake.mailboxes["alice"].acl["INBOX"]["user=bob"] == "lookup"


def test_undo_leaves_newer_rights_alone(
    fake: FakeDovecot, delegate: MailboxDelegate, params: DelegateParams
) -> None:
    plan = delegate.plan(params)
    delegate.apply(plan, key="k")
    fake.mailboxes["alice"].acl["INBOX"]["user=bob"] = "lookup"
    delegate.undo(plan, key="u")
    assert fake.mailboxes["alice"].acl["INBOX"]["user=bob"] == "lookup"


def test_verify_asks_what_the_colleague_may_do(
    fake: FakeDovecot, delegate: MailboxDelegate, params: DelegateParams
) -> None:
    plan = delegate.plan(params)
    delegate.apply(plan, key="k")
    fake.calls.clear()
    assert delegate.verify(plan)
    assert "aclRights" in fake.calls
    assert "aclGet" not in fake.calls, "apply's own route would prove nothing"


@pytest.mark.parametrize("folder", ["Report to Bob", "a to b to c", "  spaced "])
def test_a_folder_name_cannot_confuse_the_plan(
    fake: FakeDovecot, delegate: MailboxDelegate, params: DelegateParams, folder: str
) -> None:
    fake.mailboxes["alice"].acl[folder] = {}
    plan = delegate.plan(params)
    delegate.apply(plan, key="k")
    assert fake.mailboxes["alice"].acl[folder] == {"user=bob": ACCESS}


def test_nobody_takes_over_the_own_mailbox(fake: FakeDovecot, delegate: MailboxDelegate) -> None:
    with pytest.raises(Permanent, match="own mailbox"):
        delegate.plan(DelegateParams(account=fake.id("bob"), to=fake.id("bob")))


def test_a_mailbox_still_to_be_made_is_planned_as_new(
    fake: FakeDovecot, delegate: MailboxDelegate
) -> None:
    later = known_after_apply("account", "mailbox")
    (change,) = delegate.plan(DelegateParams(account=later, to=fake.id("bob")))
    assert (change.target, change.before, change.after) == (later, None, ACCESS)
    with pytest.raises(Permanent, match="must exist"):
        delegate.plan(DelegateParams(account=fake.id("alice"), to=later))
