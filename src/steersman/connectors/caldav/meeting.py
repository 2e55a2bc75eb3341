"""One calendar object, read: who organises it, who attends, what must not be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote

from icalendar import Calendar, Component

from steersman.connectors.caldav.store import Resource

PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})
UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError)  # what icalendar raises
ONE_LINE = 80
LONGEST_UID = 255  # RFC 7986, 5.3


@dataclass(frozen=True, slots=True)
class Meeting:
    """``events`` are the meeting itself and its changed occurrences (RECURRENCE-ID)."""

    resource: Resource
    calendar: Calendar
    events: tuple[Component, ...]
    uid: str

    @property
    def main(self) -> Component:
        """The meeting itself; where only changed occurrences are stored, the first of them."""
        whole = [event for event in self.events if "RECURRENCE-ID" not in event]
        return (whole or list(self.events))[0]

    @property
    def organiser(self) -> str:
        """The organiser's mail in lower case; empty when there is none."""
        organiser = self.main.get("ORGANIZER")
        return "" if organiser is None else address(organiser)

    @property
    def attendees(self) -> tuple[str, ...]:
        """Everybody invited to any occurrence, in lower case, each once."""
        found = (address(each) for event in self.events for each in values(event, "ATTENDEE"))
        return tuple(dict.fromkeys(found))

    @property
    def private(self) -> bool:
        return any(str(event.get("CLASS", "")).upper() in PRIVATE for event in self.events)

    @property
    def cancelled(self) -> bool:
        return is_cancelled(self.main)

    @property
    def summary(self) -> str:
        return one_line(str(self.main.get("SUMMARY", ""))) or "(no title)"


def read(resource: Resource) -> Meeting:
    """Raises ``ValueError`` when it is no whole meeting, saying why."""
    try:
        calendar = Calendar.from_ical(resource.text)
    except UNREADABLE as problem:
        raise ValueError(one_line(str(problem)) or "not iCalendar") from problem
    if not isinstance(calendar, Calendar):
        raise ValueError("not one VCALENDAR")
    events = tuple(calendar.walk("VEVENT"))
    errors = [f"{name}: {why}" for event in events for name, why in event.errors]
    uids = {str(event.get("UID", "")) for event in events}
    if errors:
        raise ValueError(one_line("; ".join(errors)))
    if len(uids) != 1 or "" in uids:
        raise ValueError("not one event with one UID")
    if not all(uid.isprintable() and len(uid) <= LONGEST_UID for uid in uids):
        raise ValueError("a UID that no query could ask for")
    if any("DTSTART" not in event for event in events):
        raise ValueError("an event without DTSTART")
    return Meeting(resource, calendar, events, uids.pop())


def values(event: Component, name: str) -> Iterator[object]:
    """A property that may be absent, single or repeated, as a sequence."""
    found = event.get(name)
    if isinstance(found, list):
        yield from found
    elif found is not None:
        yield found


def address(calendar_user: object) -> str:
    """``mailto:J@x.test`` as ``j@x.test``; the EMAIL parameter where the value is no mail."""
    text = str(calendar_user)
    if text.lower().startswith("mailto:"):
        return unquote(text[len("mailto:") :]).strip().lower()
    parameters = getattr(calendar_user, "params", {})
    return str(parameters.get("EMAIL", text)).strip().lower()


def when(event: Component, name: str) -> date | datetime:
    """A property that holds one moment or one whole day."""
    moment = getattr(event[name], "dt", None)
    if not isinstance(moment, date):
        raise ValueError(f"{name} is no date")
    return moment


def is_cancelled(event: Component) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def one_line(text: str, length: int = ONE_LINE) -> str:
    """Text of others made harmless for a row, a warning or a header: no control characters."""
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.replace("⟨", "<").split())[:length]
