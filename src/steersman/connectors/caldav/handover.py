"""A meeting in other hands: a new organiser, a higher sequence, the rest untouched.

The whole object is handed over under its UID, a running series too: splitting it would make a
second meeting of it for every attendee and lose what was agreed in the past.

What we must know later stands in the moved meeting itself, in properties of our own (RFC 5545,
3.8.8.2): who had it, what stood there before, whether the mail went out.  Everybody who may write
in the calendar may write them too, so they are only believed about the two people of the plan.
"""

from __future__ import annotations

import base64
import binascii
from urllib.parse import quote, unquote

from icalendar import Calendar, Component, Event, vCalAddress, vText

from steersman.connectors.caldav.meeting import UNREADABLE, Meeting, address, one_line, values
from steersman.connectors.caldav.store import Principal
from steersman.domain.canonical import digest_of

MARKS = "X-STEERSMAN-"
MOVED_FROM = f"{MARKS}MOVED-FROM"  # the account that had it
MOVED_PATH = f"{MARKS}MOVED-PATH"  # where it was stored there
REPLACED = f"{MARKS}REPLACED-COPY"  # the new organiser had an attendee's copy before
FINGERPRINT = f"{MARKS}FINGERPRINT"  # what we wrote, to notice newer edits
WAS = f"{MARKS}WAS"  # organiser and attendee lines before
NOTIFIED = f"{MARKS}NOTIFIED"  # the key of the step whose mail went out
RETURNED = f"{MARKS}RETURNED"  # given back, the mail about it still to be sent
NOBODY = "nobody"  # instead of a key: no mail server is declared

UNSTABLE = frozenset({"DTSTAMP", "LAST-MODIFIED", "CREATED"})  # servers and programs rewrite these
KEPT_PARAMETERS = ("CUTYPE", "ROLE")


def hand_over(meeting: Meeting, old: Principal, new: Principal, *, replaces_copy: bool) -> Calendar:
    """``meeting`` as ``new`` organises it."""
    calendar = without_marks(meeting.calendar)
    for event in calendar.walk("VEVENT"):
        was = _lines_of(event, {old.mail.lower(), new.mail.lower()})
        _reorganise(event, old.mail.lower(), new)
        _raise_sequence(event)
        event[WAS] = vText(base64.b64encode(was.to_ical()).decode())
    main = _main(calendar)
    main[MOVED_FROM] = vText(quote(old.account))
    main[MOVED_PATH] = vText(quote(meeting.resource.href))
    if replaces_copy:
        main[REPLACED] = vText("TRUE")
    main[FINGERPRINT] = vText(fingerprint(calendar))
    return calendar


def hand_back(meeting: Meeting, old: Principal, new: Principal) -> Calendar:
    """A meeting that ``hand_over`` gave to ``new`` as ``old`` organises it again."""
    calendar = _copy(meeting.calendar)
    known = {old.mail.lower(), new.mail.lower()}
    for event in calendar.walk("VEVENT"):
        _restore(event, _recorded(event, known), known)
        _raise_sequence(event)
    calendar = without_marks(calendar)
    _main(calendar)[RETURNED] = vText("TRUE")
    return calendar


def with_mark(calendar: Calendar, mark: str, value: str) -> Calendar:
    marked = _copy(calendar)
    _main(marked)[mark] = vText(quote(value))
    return marked


def without_marks(calendar: Calendar) -> Calendar:
    clean = _copy(calendar)
    for event in clean.walk("VEVENT"):
        for name in [name for name in event if name.upper().startswith(MARKS)]:
            del event[name]
    return clean


def moved_from(meeting: Meeting) -> str:
    """The account that this meeting was moved from; empty when it was not moved by us."""
    return _mark(meeting, MOVED_FROM)


def is_notified(meeting: Meeting) -> bool:
    return bool(_mark(meeting, NOTIFIED))


def was_mailed(meeting: Meeting) -> bool:
    return _mark(meeting, NOTIFIED) not in ("", NOBODY)


def replaced_a_copy(meeting: Meeting) -> bool:
    return bool(_mark(meeting, REPLACED))


def is_returned(meeting: Meeting) -> bool:
    return bool(_mark(meeting, RETURNED))


def old_path(meeting: Meeting) -> str:
    return _mark(meeting, MOVED_PATH)


def is_edited(meeting: Meeting) -> bool:
    """Whether anybody changed the meeting since we wrote it; replies of attendees don't count."""
    return _mark(meeting, FINGERPRINT) != fingerprint(meeting.calendar)


def fingerprint(calendar: Calendar) -> str:
    """A digest of what a meeting is, whatever order and spelling a server stores it in."""
    events = [sorted(_facts(event)) for event in calendar.walk("VEVENT")]
    return digest_of(sorted(events))


def to_text(calendar: Calendar) -> str:
    encoded: bytes = calendar.to_ical(sorted=False)
    return encoded.decode()


def _facts(event: Component) -> list[list[str]]:
    facts = []
    for name in event:
        if name.upper() in UNSTABLE or name.upper().startswith(MARKS):
            continue
        for value in values(event, name):
            if name.upper() in ("ATTENDEE", "ORGANIZER"):
                facts.append([name.upper(), address(value)])
            else:
                zone = getattr(value, "params", {}).get("TZID", "")
                facts.append([name.upper(), value.to_ical().decode(), str(zone)])  # type: ignore[attr-defined]  # every icalendar value has it
    return facts


def _reorganise(event: Component, old_mail: str, new: Principal) -> None:
    organiser = event.get("ORGANIZER")
    if organiser is not None and address(organiser) == old_mail:
        event["ORGANIZER"] = _calendar_user(new)
    attendees = list(values(event, "ATTENDEE"))
    listed = any(address(each) == new.mail.lower() for each in attendees)
    kept = [each for each in attendees if address(each) != old_mail]
    if len(kept) < len(attendees) and not listed:
        place = next(i for i, each in enumerate(attendees) if address(each) == old_mail)
        kept.insert(place, _successor(attendees[place], new))
    _set_attendees(event, kept)


def _successor(attendee: object, new: Principal) -> vCalAddress:
    successor = _calendar_user(new)
    for name in KEPT_PARAMETERS:
        value = getattr(attendee, "params", {}).get(name)
        if value:
            successor.params[name] = value
    successor.params["PARTSTAT"] = "ACCEPTED"
    return successor


def _calendar_user(person: Principal) -> vCalAddress:
    user = vCalAddress(f"mailto:{person.mail}")
    name = one_line(person.name).replace('"', "'")
    if name:
        user.params["CN"] = name
    return user


def _set_attendees(event: Component, attendees: list[object]) -> None:
    event.pop("ATTENDEE", None)
    if attendees:
        event["ATTENDEE"] = attendees


def _raise_sequence(event: Component) -> None:
    sequence = int(event.pop("SEQUENCE", 0)) + 1
    event.add("SEQUENCE", sequence)


def _lines_of(event: Component, mails: set[str]) -> Event:
    """The organiser and attendee lines of ``mails``, as an event of their own."""
    lines = Event()
    organiser = event.get("ORGANIZER")
    if organiser is not None and address(organiser) in mails:
        lines["ORGANIZER"] = organiser
    _set_attendees(lines, [e for e in values(event, "ATTENDEE") if address(e) in mails])
    return lines


def _recorded(event: Component, mails: set[str]) -> Event:
    """What stood there before, as far as it is about ``mails``: the rest was not ours to change."""
    try:
        text = base64.b64decode(str(event.get(WAS, "")), validate=True).decode()
        recorded = Event.from_ical(text)
    except (binascii.Error, *UNREADABLE):
        return Event()
    return _lines_of(recorded, mails) if isinstance(recorded, Event) else Event()


def _restore(event: Component, recorded: Event, mails: set[str]) -> None:
    if "ORGANIZER" in recorded:
        event["ORGANIZER"] = recorded["ORGANIZER"]
    others = [each for each in values(event, "ATTENDEE") if address(each) not in mails]
    _set_attendees(event, [*values(recorded, "ATTENDEE"), *others])


def _mark(meeting: Meeting, name: str) -> str:
    return unquote(str(meeting.main.get(name, "")))


def _main(calendar: Calendar) -> Component:
    events = calendar.walk("VEVENT")
    return next((event for event in events if "RECURRENCE-ID" not in event), events[0])


def _copy(calendar: Calendar) -> Calendar:
    return Calendar.from_ical(to_text(calendar))
