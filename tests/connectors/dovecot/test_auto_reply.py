from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from company.people import Employee
from company.services.smtp import SmtpServer
from steersman.capabilities.conformance import check_capability
from steersman.connectors.dovecot.auto_reply import SCRIPT, AutoReplyParams, MailboxAutoReply
from steersman.connectors.dovecot.connector import DovecotConnector
from steersman.connectors.dovecot.fake import FakeDovecot
from steersman.connectors.dovecot.vacation import auto_reply_script, included_script, quoted
from steersman.domain.errors import NeedsPerson, Permanent
from tests.connectors.dovecot.conftest import RealMail, capability_of

TO = "bob@meridian.test"
OWN = 'require "fileinto";\nif header :contains "subject" "deal" { fileinto "Deals"; stop; }\n'


@pytest.fixture
def auto_reply(connector: DovecotConnector) -> MailboxAutoReply:
    found: MailboxAutoReply = capability_of(connector, "mailbox.auto_reply")
    return found


@pytest.fixture
def params(fake: FakeDovecot) -> AutoReplyParams:
    return AutoReplyParams(account=fake.id("alice"), to=TO)


def put_script(real: RealMail, person: Employee, name: str, script: str) -> None:
    """As the person's own mail program would have."""
    path = real.server.home / f"{person.login}.sieve"
    path.write_text(script)
    real.server.doveadm("sieve", "put", "-u", person.login, "-a", name, str(path))


def scripts(real: RealMail, person: Employee) -> str:
    return real.server.doveadm("-f", "tab", "sieve", "list", "-u", person.login)


def answer_to(real: RealMail, sink: SmtpServer, person: Employee, subject: str) -> str:
    """Writes to ``person`` from outside, and reads what comes back there."""
    sender = f"client-{person.login}-{time.monotonic_ns()}@outside.test"
    real.server.deliver(sender, person.login, subject)
    body = sink.wait_for_mail_to(sender).message.get_body()
    assert body is not None
    return str(body.get_content()).strip().replace("\r\n", "\n")


def test_the_fake_keeps_the_contract(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, params: AutoReplyParams
) -> None:
    alice = fake.mailboxes["alice"]
    check_capability(auto_reply, params, lambda: (dict(alice.scripts), alice.active))


@pytest.mark.parametrize("name", ["filing", "none", 'a "b" \\'])
def test_the_fake_keeps_the_contract_beside_an_own_script(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, params: AutoReplyParams, name: str
) -> None:
    alice = fake.mailboxes["alice"]
    alice.scripts, alice.active = {name: OWN}, name
    check_capability(auto_reply, params, lambda: (dict(alice.scripts), alice.active))


def test_real_dovecot_keeps_the_contract(real: RealMail, somebody: Employee) -> None:
    put_script(real, somebody, "filing", OWN)
    params = AutoReplyParams(account=real.id(somebody), to=TO, text="Grüße,\nI left.")
    capability = real.capability("mailbox.auto_reply")
    check_capability(capability, params, lambda: scripts(real, somebody))


def test_an_outside_sender_is_answered_after_and_not_before(
    real: RealMail, smtp_server: SmtpServer, somebody: Employee
) -> None:
    real.server.deliver(f"early-{somebody.login}@outside.test", somebody.login, "Before")
    capability = real.capability("mailbox.auto_reply")
    plan = capability.plan(AutoReplyParams(account=real.id(somebody), to=TO))
    capability.apply(plan, key="k")
    text = answer_to(real, smtp_server, somebody, "Are you there?")
    assert text == f"I am no longer available at this address. Please write to {TO} instead."
    assert not smtp_server.messages_to(f"early-{somebody.login}@outside.test")

    capability.undo(plan, key="u")
    late = f"late-{somebody.login}@outside.test"
    real.server.deliver(late, somebody.login, "After undo")
    assert not smtp_server.messages_to(late)


def test_the_persons_own_script_goes_on_filing_the_mail(
    real: RealMail, smtp_server: SmtpServer, somebody: Employee
) -> None:
    put_script(real, somebody, 'my "own"', OWN.replace("Deals", "INBOX/Deals", 0))
    real.server.doveadm("mailbox", "create", "-u", somebody.login, "Deals")
    capability = real.capability("mailbox.auto_reply")
    plan = capability.plan(AutoReplyParams(account=real.id(somebody), to=TO))
    capability.apply(plan, key="k")
    answer_to(real, smtp_server, somebody, "the deal")
    counts = real.server.doveadm("mailbox", "status", "-u", somebody.login, "messages", "Deals")
    assert counts.strip() == "Deals messages=1"


def test_text_is_never_taken_for_sieve(
    real: RealMail, smtp_server: SmtpServer, somebody: Employee
) -> None:
    text = 'He said "stop";\n${from} ${hex:41} \\ \\"; discard; #\n.\nBcc: x@y.test\nend'
    capability = real.capability("mailbox.auto_reply")
    plan = capability.plan(AutoReplyParams(account=real.id(somebody), to=TO, text=text))
    capability.apply(plan, key="k")
    assert answer_to(real, smtp_server, somebody, "hello") == text


@given(text=st.text(min_size=0, max_size=80).filter(lambda t: "\x00" not in t))
def test_a_quoted_string_ends_where_it_should(text: str) -> None:
    inside = quoted(text)[1:-1]
    read = []
    characters = iter(inside)
    for character in characters:
        assert character != '"', "an unescaped quote would end the string"
        read.append(next(characters) if character == "\\" else character)
    assert "".join(read) == text


@given(name=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30))
def test_the_kept_script_is_read_back(name: str) -> None:
    assert included_script(auto_reply_script(TO, "", name)) == name
    assert included_script(auto_reply_script(TO, f"include {name}", None)) is None


@pytest.mark.parametrize(
    "to", ["bob", 'b"@x.test', "b@x.test\r\nBcc: c@y.test", "b@x.test, c@y.test", "", "${x}@y"]
)
def test_an_address_that_is_none_is_refused(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, to: str
) -> None:
    with pytest.raises(Permanent, match="no plain mail address"):
        auto_reply.plan(AutoReplyParams(account=fake.id("alice"), to=to))


@pytest.mark.parametrize("text", ["a\x00b", "a\rb", "\x1b[0m", "x" * 4001])
def test_a_text_that_is_none_is_refused(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, text: str
) -> None:
    with pytest.raises(Permanent, match="text of the auto-reply"):
        auto_reply.plan(AutoReplyParams(account=fake.id("alice"), to=TO, text=text))


def test_an_own_vacation_is_set_aside_and_the_approver_told(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, params: AutoReplyParams
) -> None:
    alice = fake.mailboxes["alice"]
    alice.scripts, alice.active = {"holiday": 'require "vacation"; vacation "Sun!";'}, "holiday"
    plan = auto_reply.plan(params)
    assert plan.warnings == (
        "the active script 'holiday' answers mail itself: set aside till undo",
    )
    auto_reply.apply(plan, key="k")
    assert "include" not in alice.scripts[SCRIPT]
    assert "holiday" in alice.scripts
    auto_reply.undo(plan, key="u")
    assert alice.active == "holiday"


def test_a_script_that_forwards_mail_is_pointed_out(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, params: AutoReplyParams
) -> None:
    alice = fake.mailboxes["alice"]
    alice.scripts, alice.active = {"out": 'redirect "me@private.test";'}, "out"
    assert "forwards mail" in auto_reply.plan(params).warnings[0]


def test_another_script_activated_since_the_plan_becomes_a_question(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, params: AutoReplyParams
) -> None:
    alice = fake.mailboxes["alice"]
    plan = auto_reply.plan(params)
    alice.scripts["new"], alice.active = "keep;", "new"
    with pytest.raises(NeedsPerson, match="changed since"):
        auto_reply.apply(plan, key="k")
    assert alice.active == "new"


def test_undo_leaves_a_newer_active_script_alone(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, params: AutoReplyParams
) -> None:
    alice = fake.mailboxes["alice"]
    plan = auto_reply.plan(params)
    auto_reply.apply(plan, key="k")
    alice.scripts["newer"], alice.active = "keep;", "newer"
    auto_reply.undo(plan, key="u")
    assert (alice.active, list(alice.scripts)) == ("newer", ["newer"])


def test_undo_leaves_an_edited_answer_alone(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, params: AutoReplyParams
) -> None:
    alice = fake.mailboxes["alice"]
    plan = auto_reply.plan(params)
    auto_reply.apply(plan, key="k")
    alice.scripts[SCRIPT] = "keep; # edited by the help desk"
    auto_reply.undo(plan, key="u")
    assert alice.scripts[SCRIPT] == "keep; # edited by the help desk"


def test_another_colleague_changes_only_the_text(
    fake: FakeDovecot, auto_reply: MailboxAutoReply, params: AutoReplyParams
) -> None:
    alice = fake.mailboxes["alice"]
    alice.scripts, alice.active = {"filing": OWN}, "filing"
    auto_reply.apply(auto_reply.plan(params), key="k")
    plan = auto_reply.plan(AutoReplyParams(account=params.account, to="carol@meridian.test"))
    (change,) = plan
    assert "carol@" in (change.after or "")
    assert included_script(change.after or "") == "filing"
