"""What is said about days: "patched before March", "out of warranty since 2025"."""

from __future__ import annotations

from abc import abstractmethod

from steersman.knowledge.queries.model import Compare, Condition, Known, Op
from steersman.knowledge.questions.access import Access
from steersman.knowledge.questions.comparators import dates
from steersman.knowledge.questions.idioms import AHEAD, DATE_VERBS, ENDED, PAST, PATCHED
from steersman.knowledge.questions.past import until_today
from steersman.knowledge.questions.phrase import SOFTWARE, Conditions, either, joint
from steersman.knowledge.questions.times import lengths, spans

_FOR_SO_LONG = (
    *("for more than", "more than", "for over", "over", "for", ">", "longer than", "in"),
    *("for longer than", "for at least", "in the last", "in the past", "since more than"),
)
# "(warranty) expired less than 60 days ago" is no age of the thing.
_BEFORE_AN_AGE = frozenset(
    ["expired", "ended", "lapsed", "out", "over", "gone", "up", "left", "ends"]
)
_OPEN_ENDED = frozenset(["since", "for", "after", "later", ">", ">="])  # up to today, or beyond?
_SINCE_BOUGHT = frozenset(["older", "newer", "younger", "over", "under", "more", "less"])


class Dated(Access):
    @abstractmethod
    def _placed(self, entity: str, at: int) -> Conditions:
        """ "in London or Paris"."""

    def _dated(self, entity: str, at: int) -> Conditions:
        """ "patched before March", "expiring in the next 30 days", "older than four years"."""
        yield from self._neglected(entity, at)
        if "opened_at" in self.schema.fields(entity):  # "tickets from yesterday", "… last week"
            begin = at + (self.key(at) in ("from", "of"))
            yield from dates(self.words, begin, "opened_at", self.today, ahead=False)
        bare = self.key(at) in _SINCE_BOUGHT and self.key(at - 1) not in _BEFORE_AN_AGE
        if bare and not self._of_software(at):
            field = self.lexicon.best((*DATE_VERBS["bought"], "opened_at"), entity)
            yield from dates(self.words, at, field, self.today) if field else ()
        while self.key(at) in ("last", "most", "recently", "first"):
            at += 1
        for verb, candidates in DATE_VERBS.items():
            field = self.lexicon.best(candidates, entity)
            for end in self.said(at, verb) if field else ():
                ahead = verb in AHEAD
                yield from self.against(entity, field, end)
                yield from self.than(entity, field, end)
                for when, after in self._days(end, field, ahead):
                    told = until_today(when, self.today) if verb in PAST else when
                    yield self._on_day(field, told), after
                for between in (self._placed(entity, end), self.values(end, entity)):
                    for condition, middle in between:  # "joined Finance in 2025"
                        for when, after in dates(
                            self.words, middle, field, self.today, ahead=ahead
                        ):
                            yield joint(condition, self._on_day(field, when)), after

    def _ended(self, entity: str, at: int) -> Conditions:
        """ "out of warranty by the end of the year"."""
        for said, candidates in ENDED.items():
            field = self.lexicon.best(candidates, entity)
            for end in self.said(at, said) if field else ():
                if self.key(end) not in _OPEN_ENDED:
                    yield from dates(self.words, end, field, self.today, ahead=True)
                yield from self._ended_long(field, end)

    def _ended_long(self, field: str, at: int) -> Conditions:
        """ "(out of warranty) for more than a year", "since 2025"."""
        for begin in self.said(at, *_FOR_SO_LONG):
            for length, after in lengths(self.words, begin) if self.key(at) != "in" else ():
                yield Compare(field, Op.LESS, self.today - length), after
        for begin in self.said(at, "since"):
            for span, after in spans(self.words, begin, self.today, False):
                gone = Compare(field, Op.LESS, self.today)
                yield joint(Compare(field, Op.AT_LEAST, span.first), gone), after

    def _neglected(self, entity: str, at: int) -> Conditions:
        """ "unpatched for 90 days", "unpatched > 180 days", "unpatched since June"."""
        for end in self.said(at, "unpatched") if PATCHED[0] in self.schema.fields(entity) else ():
            begin = max((end, *self.said(end, *_FOR_SO_LONG)))
            for length, after in lengths(self.words, begin):
                yield Compare(PATCHED[0], Op.LESS, self.today - length), after
            for begin in self.said(end, "since"):
                for span, after in spans(self.words, begin, self.today, False):
                    yield Compare(PATCHED[0], Op.LESS, span.first), after

    def _days(self, at: int, field: str, ahead: bool) -> Conditions:
        """ "in 2022", "in 2022 or 2023"."""
        for when, end in dates(self.words, at, field, self.today, ahead=ahead):
            yield when, end
            if self.key(end) == "or":
                for more, after in dates(self.words, end + 1, field, self.today, ahead=ahead):
                    yield either(when, more), after

    def _of_software(self, at: int) -> bool:
        """Whether the words before are software: "OpenSSL older than two years" is no purchase."""
        starts = range(max(0, at - 3), at)
        return any(
            end == at
            for start in starts
            for _, end in self.lexicon.values(self.words, start, SOFTWARE)
        )

    def _on_day(self, field: str, when: Condition) -> Condition:
        """Who stays has no last day: that is known of them, and nothing is missing."""
        return joint(Known(field, True), when) if field == "end_date" else when
