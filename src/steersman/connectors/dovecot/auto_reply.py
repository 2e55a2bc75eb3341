"""``mailbox.auto_reply``: answer every mail to somebody who left with where to write instead."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.dovecot.client import Doveadm, NotFound
from steersman.connectors.dovecot.mailbox import Mailboxes
from steersman.connectors.dovecot.vacation import (
    answers_mail,
    auto_reply_script,
    can_be_included,
    forwards_mail,
    included_script,
    reply_text,
)
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Change, Plan, is_known

SCRIPT = "steersman-auto-reply"
CONTENT, ACTIVE = f"script {SCRIPT}", "active script"


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoReplyParams:
    account: str  # the mailbox id, jdoe/<INBOX GUID>
    to: str  # the mail address that senders are told to use
    text: str = ""  # what senders read; empty: a sentence that names ``to``


class MailboxAutoReply(Capability[AutoReplyParams]):
    """Activate an out-of-office answer.  Needs Dovecot's Sieve plug-in, also in its LMTP.

    The person's own active script is never changed: ours includes it, so that mail is still
    filed, and undo activates it again.  One that answers mail itself is set aside meanwhile.
    """

    spec = Spec(
        name="mailbox.auto_reply",
        summary="Answer mail to this person with the address to use instead",
        risk=Risk.LOW,
        reversal=Reversal.EXACT,
        permissions=frozenset(
            {
                "sieveList",
                "sieveGet",
                "sievePut",
                "sieveActivate",
                "sieveDeactivate",
                "sieveDelete",
                "mailboxStatus",
            }
        ),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=2.0,
    )
    params = AutoReplyParams

    def __init__(self, doveadm: Doveadm, mailboxes: Mailboxes) -> None:
        self._doveadm = doveadm
        self._mailboxes = mailboxes
        self.system = mailboxes.system

    def plan(self, params: AutoReplyParams) -> Plan:
        if not is_known(params.to):
            raise Permanent("the address to use instead must exist before it is announced")
        if not is_known(params.account):
            script = auto_reply_script(params.to, params.text, None)
            return Plan(self.key, _changes(params.account, None, script, None))
        mailbox = self._mailboxes.resolve(params.account)
        current, active = self._script(mailbox.user, SCRIPT), self._active(mailbox.user)
        keep, warnings = self._kept(mailbox.user, active, current or "")
        wanted = auto_reply_script(params.to, params.text, keep)
        changes = _changes(self._mailboxes.target(mailbox), current, wanted, active)
        names = {**self._mailboxes.called(mailbox), **_called(params.to, params.text, wanted)}
        return Plan(self.key, changes, warnings=warnings, names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            user = self._mailboxes.resolve(change.target).user
            now = self._value(user, change.attribute)
            if now == change.after:
                continue
            if now != change.before:
                raise NeedsPerson(
                    f"{change.attribute} of {user} was changed since this was planned. "
                    "Plan it again?"
                )
            self._set(user, change.attribute, change.after)

    def verify(self, plan: Plan) -> bool:
        return all(
            self._value(self._mailboxes.resolve(c.target).user, c.attribute) == c.after
            for c in plan
        )

    def undo(self, plan: Plan, *, key: str) -> None:
        """First the active script, then ours: Dovecot does not delete an active script."""
        for change in reversed(plan.changes):
            user = self._mailboxes.resolve(change.target).user
            if self._value(user, change.attribute) == change.after:
                self._set(user, change.attribute, change.before)

    def _kept(self, user: str, active: str | None, ours: str) -> tuple[str | None, tuple[str, ...]]:
        """Which script goes on filing the mail, and what the approver must know about it."""
        if active == SCRIPT:
            return included_script(ours), ()
        if active is None:
            return None, ()
        script = self._script(user, active) or ""
        if answers_mail(script) or not can_be_included(active):
            return None, (f"the active script {active!r} answers mail itself: set aside till undo",)
        if forwards_mail(script):
            return active, (f"the active script {active!r} forwards mail, and goes on doing so",)
        return active, ()

    def _value(self, user: str, attribute: str) -> str | None:
        return self._script(user, SCRIPT) if attribute == CONTENT else self._active(user)

    def _active(self, user: str) -> str | None:
        rows = self._doveadm.rows("sieveList", user=user)
        names = [str(row["script"]) for row in rows if row.get("active") == "ACTIVE"]
        return names[0] if names else None

    def _script(self, user: str, name: str) -> str | None:
        try:
            rows = self._doveadm.rows("sieveGet", user=user, scriptname=name)
        except NotFound:
            return None
        return str(rows[0]["sieve script"])

    def _set(self, user: str, attribute: str, value: str | None) -> None:
        if attribute == CONTENT and value is not None:
            self._doveadm.rows("sievePut", user=user, scriptname=SCRIPT, file=value)
        elif attribute == CONTENT:
            self._doveadm.rows("sieveDelete", user=user, scriptname=[SCRIPT])
        elif value is None:
            self._doveadm.rows("sieveDeactivate", user=user)
        else:
            self._doveadm.rows("sieveActivate", user=user, scriptname=value)


def _called(to: str, text: str, script: str) -> dict[str, str]:
    """The script by the sentence that senders read; our names for scripts by what they are."""
    return {
        CONTENT: "automatic answer",
        script: f"“{reply_text(to, text)}”",
        ACTIVE: "what is done with new mail",
        SCRIPT: "the automatic answer",
    }


def _changes(
    target: str, current: str | None, wanted: str, active: str | None
) -> tuple[Change, ...]:
    """The script first: it must exist before it is activated."""
    changes = (
        Change(target, CONTENT, current, wanted),
        Change(target, ACTIVE, active, SCRIPT),
    )
    return tuple(change for change in changes if change.before != change.after)
