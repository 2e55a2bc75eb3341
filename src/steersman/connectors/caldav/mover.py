"""Moves one meeting between two people, and back, from whatever state a crash left behind.

The order is: store it with the new organiser (only if nothing is there), delete it with the old
one (only if unchanged), mail the attendees, note in the meeting that they were mailed.  Each step
looks at the two calendars first, so a repeated call does what is missing and nothing else.  A
crash between mail and note repeats the mail with the same Message-ID.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from icalendar import Calendar

from steersman.connectors.caldav import handover, imip
from steersman.connectors.caldav.meeting import Meeting, one_line, read
from steersman.connectors.caldav.store import CalendarStore, Outbox, Principal
from steersman.connectors.caldav.survey import find, is_ours_to_replace, is_unfinished
from steersman.domain.errors import NeedsPerson, Permanent, Transient


@dataclass(frozen=True, slots=True)
class Mover:
    store: CalendarStore
    outbox: Outbox | None
    default_calendar: str
    old: Principal
    new: Principal
    uid: str

    def move(self, key: str) -> tuple[str, ...]:
        """Returns the attendees that the mail server refuses for good, each with its answer."""
        source = self._copy_of(self.old)
        if source is not None:
            self._store(source)
            self.store.delete(source.resource)
        moved = self._copy_of(self.new)
        if moved is None or handover.moved_from(moved) != self.old.account:
            raise Transient(f"the meeting {self._name} was moved or deleted by somebody meanwhile")
        if not is_unfinished(moved, self.new):
            return ()
        refused = self._tell(moved, self.new, key)
        note = key if self.outbox else handover.NOBODY
        self._put(moved, handover.with_mark(moved.calendar, handover.NOTIFIED, note))
        return refused

    def move_back(self, key: str) -> tuple[str, ...]:
        """Leaves a meeting alone that its new organiser has changed, passed on or deleted."""
        mine, moved = self._copy_of(self.old), self._copy_of(self.new)
        if moved is not None and self._is_as_we_left_it(moved):
            mine = mine or self._return(moved)
            self._take_away(moved, mine)
        if mine is None or not handover.is_returned(mine):
            return ()
        refused = self._tell(mine, self.old, key)
        self._put(mine, handover.without_marks(mine.calendar))
        return refused

    def is_moved(self) -> bool:
        """Asks by calendar-query, whereas ``move`` reads each object by its path."""
        theirs = find(self.store, self.new, self.uid)
        if len(theirs) != 1 or find(self.store, self.old, self.uid):
            return False
        done = handover.is_notified(theirs[0]) or self.outbox is None
        return done and theirs[0].organiser == self.new.mail.lower()

    @property
    def _name(self) -> str:
        return one_line(self.uid)

    def _copy_of(self, person: Principal) -> Meeting | None:
        """The one object under this UID as it is stored now, with its current ETag."""
        found = find(self.store, person, self.uid)
        if len(found) > 1:
            raise NeedsPerson(f"{person.account} holds the meeting {self._name} more than once")
        resource = self.store.get(found[0].resource.href) if found else None
        if resource is None:
            return None
        try:
            return read(resource)
        except ValueError as why:
            raise Permanent(f"{resource.href} cannot be read: {why}") from why

    def _store(self, source: Meeting) -> None:
        """Put the meeting into the new organiser's calendar, over an attendee's copy if any."""
        copy = self._copy_of(self.new)
        if copy is None:
            calendar = handover.hand_over(source, self.old, self.new, replaces_copy=False)
            self.store.create(self._new_path(), handover.to_text(calendar))
            return
        if not is_ours_to_replace(copy, self.old):
            raise NeedsPerson(f"{self.new.account} holds another meeting with UID {self._name}")
        begun = handover.moved_from(copy) == self.old.account
        replaces = handover.replaced_a_copy(copy) or not begun
        calendar = handover.hand_over(source, self.old, self.new, replaces_copy=replaces)
        if begun and handover.fingerprint(calendar) == handover.fingerprint(copy.calendar):
            return
        if begun and handover.is_edited(copy):
            raise NeedsPerson(f"the meeting {self._name} was changed in both calendars")
        self._put(copy, calendar)

    def _is_as_we_left_it(self, moved: Meeting) -> bool:
        ours = handover.moved_from(moved) == self.old.account
        return ours and moved.organiser == self.new.mail.lower() and not handover.is_edited(moved)

    def _return(self, moved: Meeting) -> Meeting:
        calendar = handover.hand_back(moved, self.old, self.new)
        if not handover.was_mailed(moved):  # nobody heard of the move, so nobody hears of this
            calendar = handover.without_marks(calendar)
        self.store.create(self._old_path(moved), handover.to_text(calendar))
        mine = self._copy_of(self.old)
        if mine is None:
            raise Transient(f"the meeting {self._name} was deleted by somebody meanwhile")
        return mine

    def _take_away(self, moved: Meeting, mine: Meeting) -> None:
        """Who was an attendee before is one again; else the meeting leaves the calendar."""
        if handover.replaced_a_copy(moved):
            self._put(moved, handover.without_marks(mine.calendar))
        else:
            self.store.delete(moved.resource)

    def _tell(self, meeting: Meeting, organiser: Principal, key: str) -> tuple[str, ...]:
        to = imip.recipients(meeting, organiser.mail.lower())
        if self.outbox is None or not to:
            return ()
        date = self.store.greeting().date
        mail = imip.request(meeting, organiser, self.outbox.sender, to, key=key, date=date)
        refused = self.outbox.send(mail, to).by_address
        return tuple(f"{address} ({answer})" for address, answer in sorted(refused.items()))

    def _put(self, at: Meeting, calendar: Calendar) -> None:
        self.store.replace(at.resource, handover.to_text(calendar))

    def _new_path(self) -> str:
        """The same on every retry; never made of the UID's own letters, which are data."""
        name = hashlib.sha256(self.uid.encode()).hexdigest()[:40]
        return f"{self._calendar_of(self.new)}{name}.ics"

    def _old_path(self, moved: Meeting) -> str:
        """Where it lay before, if that is still in a calendar of the old organiser."""
        path = handover.old_path(moved)
        folder, _, name = path.rpartition("/")
        if f"{folder}/" in self.old.calendars and name:
            return path
        return self._calendar_of(self.old) + moved.resource.href.rpartition("/")[2]

    def _calendar_of(self, person: Principal) -> str:
        return calendar_of(person, self.default_calendar)


def calendar_of(person: Principal, default: str) -> str:
    """The calendar that takes the meetings."""
    calendars = person.calendars
    if not calendars:
        raise Permanent(f"{person.account} has no calendar for events: create one")
    named = [path for path in calendars if path.rstrip("/").rpartition("/")[2] == default]
    if len(calendars) > 1 and len(named) != 1:
        raise NeedsPerson(f"which calendar of {person.account}: {', '.join(calendars)}?")
    return (named or list(calendars))[0]
