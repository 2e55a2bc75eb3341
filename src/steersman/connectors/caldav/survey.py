"""Which meetings a leaver would hand over, and what a person should know before that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from steersman.connectors.caldav import handover, imip
from steersman.connectors.caldav.meeting import Meeting, one_line, read
from steersman.connectors.caldav.recurrence import next_start
from steersman.connectors.caldav.store import CalendarStore, Principal, Resource

COUNTED = {
    "appointment": "{count} appointments without other attendees stay",
    "private": "{count} private or confidential events stay",
    "attended": "{count} meetings that {mail} only attends stay; nobody is told that {mail} leaves",
}


@dataclass(frozen=True, slots=True)
class Upcoming:
    meeting: Meeting
    start: datetime  # of the next occurrence, UTC


@dataclass
class Survey:
    """Reads both calendars once.  ``to_move`` is in the order of time, then UID."""

    store: CalendarStore
    old: Principal
    new: Principal
    after: datetime
    mails: bool  # whether attendees are mailed
    to_move: list[Upcoming] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def run(self) -> Survey:
        for upcoming in self._upcoming(self.old):
            kind = self._kind(upcoming.meeting)
            if kind:
                self._counts[kind] += 1
            elif self._is_free(upcoming.meeting):
                self.to_move.append(upcoming)
        self.to_move += self._half_done({each.meeting.uid for each in self.to_move})
        self.to_move.sort(key=lambda each: (each.start, each.meeting.uid))
        for kind, words in COUNTED.items():
            if self._counts[kind]:
                self.warnings.append(words.format(count=self._counts[kind], mail=self.old.mail))
        self.warnings += self._about_mails()
        return self

    def _upcoming(self, person: Principal) -> Iterator[Upcoming]:
        for calendar in person.calendars:
            for resource in self.store.upcoming(calendar, self.after):
                yield from self._readable(resource)

    def _readable(self, resource: Resource) -> Iterator[Upcoming]:
        """One broken object must not shield the others: it becomes a warning."""
        try:
            meeting = read(resource)
            start = next_start(meeting, self.after)
        except (ValueError, OverflowError) as why:
            self.warnings.append(f"{resource.href} cannot be read, look at it by hand: {why}")
            return
        if start is not None and not meeting.cancelled:
            yield Upcoming(meeting, start)

    def _kind(self, meeting: Meeting) -> str:
        """Why this one stays where it is; empty when it is to be handed over."""
        if meeting.private:
            return "private"
        mail = self.old.mail.lower()
        if meeting.organiser not in ("", mail):
            return "attended"
        alone = not meeting.organiser or not set(meeting.attendees) - {mail}
        return "appointment" if alone else ""

    def _is_free(self, meeting: Meeting) -> bool:
        """The colleague may hold an attendee's copy, or what we stored, but nothing else."""
        others = [
            copy
            for copy in find(self.store, self.new, meeting.uid)
            if not is_ours_to_replace(copy, self.old)
        ]
        if others:
            self.warnings.append(
                f"{self.new.account} already holds another meeting with the UID "
                f"{one_line(meeting.uid)}: {meeting.summary!r} stays, decide by hand"
            )
        return not others

    def _half_done(self, known: set[str]) -> Iterator[Upcoming]:
        """Moved by a run that ended before its mail went out: still to be finished."""
        if not self.mails:
            return
        for upcoming in self._upcoming(self.new):
            meeting = upcoming.meeting
            ours = handover.moved_from(meeting) == self.old.account
            if ours and meeting.uid not in known and is_unfinished(meeting, self.new):
                yield upcoming

    def _about_mails(self) -> list[str]:
        if not self.to_move:
            return []
        if not self.mails:
            return ["no mail server is declared: nobody is told about the new organiser"]
        home = self.old.mail.rpartition("@")[2].lower()
        people = {mail for each in self.to_move for mail in each.meeting.attendees}
        return [*_outside(people, home), *_unusable(people)]


def find(store: CalendarStore, person: Principal, uid: str) -> list[Meeting]:
    """Every readable object of ``person`` with exactly this UID, by a calendar-query."""
    found = []
    for calendar in person.calendars:
        for resource in store.with_uid(calendar, uid):
            try:
                meeting = read(resource)
            except ValueError:
                continue  # it has no UID that could be told: the survey warns of it
            if meeting.uid == uid:
                found.append(meeting)
    return found


def is_ours_to_replace(copy: Meeting, old: Principal) -> bool:
    return handover.moved_from(copy) == old.account or copy.organiser == old.mail.lower()


def is_unfinished(meeting: Meeting, new: Principal) -> bool:
    return meeting.organiser == new.mail.lower() and not handover.is_notified(meeting)


def _outside(people: Iterable[str], home: str) -> list[str]:
    outside = sorted(p for p in people if imip.is_mail(p) and p.rpartition("@")[2] != home)
    return [f"mail goes to {address} (outside {home})" for address in outside]


def _unusable(people: Iterable[str]) -> list[str]:
    odd = sorted(one_line(person) for person in people if not imip.is_mail(person))
    return [f"the attendee {each!r} has no usable mail address and is not told" for each in odd]
