"""What the governor may do in calendars."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.caldav.mover import Mover, calendar_of
from steersman.connectors.caldav.store import CalendarStore, Outbox, Principal
from steersman.connectors.caldav.survey import Survey, Upcoming
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Change, Plan, is_known

PERSON = re.compile(r"(?P<account>.+) <(?P<mail>[^<>]+)>")
ROW = re.compile(r"organiser of .* \((?P<uid>[^ ()]+)\)")
SERVER_INVITES = "calendar-auto-schedule"  # RFC 6638


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignMeetingsParams:
    account: str  # the login of who leaves
    to: str  # the login of the colleague
    after: str  # ISO 8601 with offset; only meetings that start from then on


class ReassignMeetings(Capability[ReassignMeetingsParams]):
    """Hand the upcoming meetings that one person organises over to a colleague.

    One row per meeting: ``organiser of <title> <next start> (<UID>)`` from ``login <mail>`` to
    ``login <mail>``.  A series goes over whole, its past too.  Private events, appointments
    without attendees and meetings that the person only attends stay, with a warning.  A row is
    there until the attendees have been mailed, so a run that ended half-way is finished by the
    next.  Undo gives back what nobody changed since and mails again; the sequence stays raised.
    """

    spec = Spec(
        name="meeting.reassign",
        summary="Hand upcoming meetings over to a colleague and tell the attendees",
        risk=Risk.MEDIUM,
        reversal=Reversal.BEST_EFFORT,  # mails cannot be taken back
        permissions=frozenset({"DAV:read", "DAV:write", "SMTP"}),
        rate_limit=RateLimit(calls=300, per=60),
        verify_within=5.0,
    )
    params = ReassignMeetingsParams

    def __init__(
        self,
        system: str,
        store: CalendarStore,
        outbox: Outbox | None,
        default_calendar: str = "calendar",
    ) -> None:
        self.system = system
        self._store = store
        self._outbox = outbox
        self._default_calendar = default_calendar

    def plan(self, params: ReassignMeetingsParams) -> Plan:
        self._refuse_a_server_that_invites()
        old, new = self._person(params.account), self._person(params.to)
        if old.account == new.account or old.mail.lower() == new.mail.lower():
            raise Permanent("meetings cannot be handed over to the same person")
        calendar_of(new, self._default_calendar)  # asks now, not half-way
        after, mails = _instant(params.after), self._outbox is not None
        survey = Survey(self._store, old, new, after, mails).run()
        changes = tuple(self._row(each, old, new) for each in survey.to_move)
        rows = {self._attribute(each): _called(each) for each in survey.to_move}
        names = {**rows, _named(old): old.name or old.account, _named(new): new.name or new.account}
        return Plan(self.key, changes, warnings=tuple(survey.warnings), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        self._refuse_a_server_that_invites()
        self._each(plan, lambda mover: mover.move(key))

    def verify(self, plan: Plan) -> bool:
        people = self._people(plan)
        return all(self._mover(change, people).is_moved() for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        self._refuse_a_server_that_invites()
        self._each(plan, lambda mover: mover.move_back(key))

    def _each(self, plan: Plan, step: Callable[[Mover], tuple[str, ...]]) -> None:
        """One stubborn meeting must not shield the others; a server that is away ends it."""
        people = self._people(plan)
        problems: list[Permanent | NeedsPerson] = []
        for change in plan:
            try:
                refused = step(self._mover(change, people))
            except (Permanent, NeedsPerson) as problem:
                problems.append(problem)
                continue
            if refused:
                who = ", ".join(refused)
                text = f"{change.attribute}: the mail server refuses {who}; tell them by hand"
                problems.append(NeedsPerson(text))
        if problems:
            raise type(problems[0])("; ".join(str(problem) for problem in problems))

    def _row(self, upcoming: Upcoming, old: Principal, new: Principal) -> Change:
        return Change(
            target=f"{self.system}:{old.account}",
            attribute=self._attribute(upcoming),
            before=_named(old),
            after=_named(new),
        )

    def _attribute(self, upcoming: Upcoming) -> str:
        uid = quote(upcoming.meeting.uid, safe="@")  # no space or bracket, so it can be told apart
        start = upcoming.start.strftime("%Y-%m-%dT%H:%MZ")
        return f"organiser of {upcoming.meeting.summary} {start} ({uid})"

    def _mover(self, change: Change, people: Mapping[str, Principal]) -> Mover:
        row = ROW.fullmatch(change.attribute)
        if row is None:
            raise Permanent(f"no row of {self.key}: {change.attribute}")
        old, new = people[str(change.before)], people[str(change.after)]
        uid = unquote(row["uid"])
        return Mover(self._store, self._outbox, self._default_calendar, old, new, uid)

    def _people(self, plan: Plan) -> dict[str, Principal]:
        """Everybody that the plan names, as they are now and by the same mail as then."""
        named = {str(value) for change in plan for value in (change.before, change.after)}
        people = {text: self._store.principal(_account(text)) for text in sorted(named)}
        for text, person in people.items():
            if _named(person) != text:
                raise NeedsPerson(f"{text} has the mail {person.mail!r} since the plan was made")
        return people

    def _person(self, account: str) -> Principal:
        if not is_known(account):
            raise Permanent("meetings can only be handed over between accounts that exist already")
        person = self._store.principal(account)
        if not person.mail:
            raise Permanent(f"no mail is known of {account}: set mail_domain or mail_property")
        return person

    def _refuse_a_server_that_invites(self) -> None:
        """Deleting the old organiser's object there would cancel the meeting for everybody."""
        if SERVER_INVITES in self._store.greeting().features:
            raise Permanent(
                "this server sends invitations itself (RFC 6638): moving a meeting by hand would "
                "cancel it for all attendees; it needs a connector for that product"
            )


def _called(upcoming: Upcoming) -> str:
    start = upcoming.start.strftime("%Y-%m-%d %H:%M UTC")
    return f"organiser of “{upcoming.meeting.summary}”, next {start}"


def _instant(text: str) -> datetime:
    try:
        after = datetime.fromisoformat(text)
    except ValueError as problem:
        raise Permanent(f"after: {text!r} is no ISO 8601 moment") from problem
    if after.tzinfo is None:
        raise Permanent(f"after: {text!r} has no offset; write 2026-11-30T17:00:00+00:00")
    return after


def _named(person: Principal) -> str:
    return f"{person.account} <{person.mail}>"


def _account(text: str) -> str:
    found = PERSON.fullmatch(text)
    if found is None:
        raise Permanent(f"{text!r} names no account: login <mail>")
    return found["account"]
