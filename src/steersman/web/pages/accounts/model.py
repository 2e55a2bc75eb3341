"""What the pages about accounts show: the list, one account, and a link that is shown once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from steersman.domain.canonical import Json
from steersman.records.names import names_of
from steersman.records.sign_in.listing import SHOWN, Listed, Wanted
from steersman.records.sign_in.sessions import Session
from steersman.web.accounts import CONSOLE, GIVEN, needs_factor
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

PATH = "/accounts"
MEANS: Mapping[str, str] = {
    "technician": "sees work, systems and people’s contact fields",
    "approver": "approves and refuses plans, answers questions",
    "security": "sees everything held, takes back, stops, ends sessions",
    "administrator": "changes the installation; approves only with the role approver",
    "auditor": "reads everything, changes nothing",
    "hr": "reports leavers and joiners, sees employment",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An account in the list.  ``person``: their name; empty: not in the record."""

    account: Listed
    person: str
    lacks_factor: bool

    @property
    def path(self) -> str:
        return path_of(self.account.id)


@dataclass(frozen=True, slots=True)
class ListView:
    """``alone``: open accounts with a password and no second factor, of all that there are."""

    asked: Wanted
    lines: Sequence[Line]
    count: int
    alone: int
    required: Sequence[str]  # roles that must have a second factor
    company: str  # the label of the company's sign-in; empty: none is set up
    next: str
    may_change: bool
    roles: Sequence[str] = GIVEN

    @property
    def narrowed(self) -> bool:
        return bool(self.asked.text or self.asked.way or self.asked.role)


@dataclass(frozen=True, slots=True)
class NewView:
    """The form for a new account, as it was typed; ``errors``: field → what is wrong."""

    person: str = ""
    outside: bool = False
    roles: Sequence[str] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=lambda: MEANS)


@dataclass(frozen=True, slots=True)
class OneView:
    """One account.  ``link`` is shown this once; ``own``: it is the visitor's."""

    line: Line
    outside: bool
    own: bool
    by: str
    roles: Sequence[str]  # that can be given
    meanings: Mapping[str, str]
    sessions: Sequence[Session]
    tokens: Sequence[Json]
    may_change: bool
    may_end: bool
    may_end_sessions: bool
    may_revoke: bool
    link: str = ""
    error: str = ""


def path_of(account: str) -> str:
    return f"{PATH}/{quote(account, safe='')}"


def list_of(core: Core, visitor: Visitor, asked: Wanted) -> ListView:
    listed = core.sign_in.list
    found = listed.of(asked, SHOWN + 1)
    shown = found[:SHOWN]
    persons = names_of(core.store, [one.id for one in shown])
    everyone = Wanted(asked.text, asked.way, asked.role)
    return ListView(
        asked=asked,
        lines=[_line(core, one, persons.known.get(one.id, "")) for one in shown],
        count=listed.count(everyone),
        alone=listed.count(Wanted(way="alone")),
        required=sorted(core.settings.second_factor_roles),
        company=core.settings.oidc_label if core.settings.oidc_issuer else "",
        next=_address(everyone, shown[-1].name) if len(found) > SHOWN else "",
        may_change=may(core, visitor, "change", "sign_in_account"),
    )


def one_of(
    core: Core, visitor: Visitor, account: Listed, *, link: str = "", error: str = ""
) -> OneView:
    now, me = core.clock.now(), visitor.caller
    tokens = [
        each
        for each in core.tokens.all(account.id)
        if each["revoked_at"] is None and each["expires_at"] > now
    ]
    names = names_of(core.store, [account.id, account.created_by])
    return OneView(
        line=_line(core, account, names.known.get(account.id, "")),
        outside=account.id.startswith(CONSOLE),
        own=account.id in (me.id, me.bearer.eyes),
        by=names.of(account.created_by),
        roles=GIVEN,
        meanings=MEANS,
        sessions=core.sign_in.sessions.running(account.id),
        tokens=tokens if may(core, visitor, "view", "token") else [],
        may_change=may(core, visitor, "change", "sign_in_account"),
        may_end=may(core, visitor, "end", "sign_in_account"),
        may_end_sessions=may(core, visitor, "end", "sign_in_session"),
        may_revoke=may(core, visitor, "change", "token"),
        link=link,
        error=error,
    )


def may(core: Core, visitor: Visitor, action: str, object_type: str) -> bool:
    return core.permissions.may(visitor.caller.principal, action, object_type).allowed


def _line(core: Core, account: Listed, person: str) -> Line:
    lacks = not account.has_second_factor and account.disabled_at is None
    return Line(account, person, lacks and needs_factor(core, account))


def _address(wanted: Wanted, after: str) -> str:
    told = {"q": wanted.text, "way": wanted.way, "role": wanted.role, "after": after}
    return f"{PATH}?{urlencode({name: value for name, value in told.items() if value})}"
