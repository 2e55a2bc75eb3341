"""``mailbox.delegate``: let a colleague read a mailbox, folder by folder, by ACL (RFC 4314)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.dovecot.client import Doveadm, NotFound
from steersman.connectors.dovecot.mailbox import Mailbox, Mailboxes
from steersman.connectors.dovecot.settings import DovecotSettings
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Change, Plan, is_known

# Read, and mark as read, answered, flagged.  No right to delete: the mail stays as evidence.
RIGHTS = frozenset({"lookup", "read", "write", "write-seen"})
IN_WORDS = "read, and mark as read or answered"
PREFIX, INFIX = "access of ", " to "


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateParams:
    account: str  # whose mailbox: jdoe/<INBOX GUID>
    to: str  # the colleague's mailbox id, in the same form


class MailboxDelegate(Capability[DelegateParams]):
    """Give a colleague access to all folders of a mailbox.  Needs Dovecot's acl plug-in.

    One change per folder, in doveadm's own words for rights: ``access of bob/<guid> to INBOX``,
    from nothing to ``lookup read write write-seen``.  Rights that the colleague has stay.
    """

    spec = Spec(
        name="mailbox.delegate",
        summary="Let a colleague read and answer the mail of a mailbox",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"aclGet", "aclSet", "aclDelete", "aclRights", "mailboxStatus"}),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=2.0,
    )
    params = DelegateParams

    def __init__(self, doveadm: Doveadm, mailboxes: Mailboxes, settings: DovecotSettings) -> None:
        self._doveadm = doveadm
        self._mailboxes = mailboxes
        self._settings = settings
        self.system = mailboxes.system

    def plan(self, params: DelegateParams) -> Plan:
        if not is_known(params.to):
            raise Permanent("the colleague's mailbox must exist before mail is handed over to it")
        to = self._mailboxes.resolve(params.to)
        if not is_known(params.account):
            change = Change(params.account, _attribute(to, "INBOX"), None, _text(RIGHTS))
            return Plan(self.key, (change,))
        owner = self._mailboxes.resolve(params.account)
        if owner == to:
            raise Permanent(f"{owner.user} cannot take over the own mailbox: name a colleague")
        folders = self._folders(owner)
        planned = (self._change(owner, to, folder) for folder in folders)
        changes = tuple(change for change in planned if change.before != change.after)
        return Plan(self.key, changes, names=self._called(owner, to, folders))

    def apply(self, plan: Plan, *, key: str) -> None:
        for change, owner, to, folder in self._entries(plan):
            now = self._rights(owner, to, folder)
            if now == change.after:
                continue
            if now != change.before:
                raise NeedsPerson(
                    f"The rights of {to.user} on {folder} of {owner.user} were changed since this "
                    f"was planned, from {change.before!r} to {now!r}. Plan it again?"
                )
            self._set(owner, to, folder, change.after)

    def verify(self, plan: Plan) -> bool:
        """What the colleague may do, as Dovecot computes it when *they* open the folder."""
        for change, owner, to, folder in self._entries(plan):
            wanted = set((change.after or "").split())
            if not wanted <= self._rights_in_effect(owner, to, folder):
                return False
        return True

    def undo(self, plan: Plan, *, key: str) -> None:
        for change, owner, to, folder in self._entries(plan):
            if self._rights(owner, to, folder) == change.after:
                self._set(owner, to, folder, change.before)

    def _change(self, owner: Mailbox, to: Mailbox, folder: str) -> Change:
        before = self._rights(owner, to, folder)
        after = _text(RIGHTS | set((before or "").split()))
        return Change(self._mailboxes.target(owner), _attribute(to, folder), before, after)

    def _called(self, owner: Mailbox, to: Mailbox, folders: Iterable[str]) -> dict[str, str]:
        rows = {
            _attribute(to, name): f"access of {to.user} to the folder {name}" for name in folders
        }
        return {**self._mailboxes.called(owner), **rows, _text(RIGHTS): IN_WORDS}

    def _entries(self, plan: Plan) -> Iterator[tuple[Change, Mailbox, Mailbox, str]]:
        """Each change with whose folder it is and who gets it, each mailbox looked up once."""
        resolve = cache(self._mailboxes.resolve)
        for change in plan:
            to, _, folder = change.attribute.removeprefix(PREFIX).partition(INFIX)
            yield change, resolve(change.target), resolve(to), folder

    def _folders(self, owner: Mailbox) -> list[str]:
        """The owner's own folders: what colleagues share with the owner is theirs to give."""
        rows = self._doveadm.rows(
            "mailboxStatus", user=owner.user, field=["guid"], mailboxMask=["*"]
        )
        names = {str(row["mailbox"]) for row in rows} | {"INBOX"}
        foreign = self._settings.foreign_prefixes
        return sorted(name for name in names if not f"{name}/".startswith(foreign))

    def _rights(self, owner: Mailbox, to: Mailbox, folder: str) -> str | None:
        """The colleague's own entry in this folder's ACL, ``None`` without one."""
        for row in self._doveadm.rows("aclGet", user=owner.user, mailbox=folder):
            if row.get("id") == f"user={to.user}" and not row.get("global"):
                return _text(frozenset(str(row["rights"]).split()))
        return None

    def _rights_in_effect(self, owner: Mailbox, to: Mailbox, folder: str) -> set[str]:
        name = self._settings.shared_prefix.format(user=owner.user) + folder
        try:
            rows = self._doveadm.rows("aclRights", user=to.user, mailbox=name)
        except NotFound:
            return set()
        return {right for row in rows for right in str(row.get("rights", "")).split()}

    def _set(self, owner: Mailbox, to: Mailbox, folder: str, rights: str | None) -> None:
        entry = {"user": owner.user, "mailbox": folder, "id": f"user={to.user}"}
        if rights is None:
            self._doveadm.rows("aclDelete", **entry)
        else:
            self._doveadm.rows("aclSet", **entry, right=rights.split())


def _attribute(to: Mailbox, folder: str) -> str:
    return f"{PREFIX}{to.id}{INFIX}{folder}"


def _text(rights: frozenset[str] | set[str]) -> str:
    return " ".join(sorted(rights))
