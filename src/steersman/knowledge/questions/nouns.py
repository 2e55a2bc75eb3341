"""Noun phrases: "production servers in London that run OpenSSL older than 3.0.13"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from steersman.knowledge.queries.model import Compare, Condition, Known, Op, both, negated
from steersman.knowledge.questions.comparators import dates
from steersman.knowledge.questions.lexicon import Lexicon
from steersman.knowledge.questions.modifiers import Modifiers
from steersman.knowledge.questions.phrase import PEOPLE, Noun, either, field_of
from steersman.knowledge.questions.words import Word

COMERS_AND_GOERS = {
    "leaver": "end_date",
    "departure": "end_date",
    "joiner": "start_date",
    "starter": "start_date",
    "hire": "start_date",
}
LONGEST = 8  # words before a noun


class Nouns(Modifiers):
    def __init__(self, words: Sequence[Word], lexicon: Lexicon, today: date) -> None:
        super().__init__(words, lexicon, today)
        self._known: dict[int, tuple[tuple[Noun, int], ...]] = {}

    def nouns(self, at: int) -> Sequence[tuple[Noun, int]]:
        at = self.past_determiners(at)
        if at not in self._known:
            self._known[at] = ()  # a phrase does not begin with itself
            found = dict.fromkeys((*self._named(at), *self._of_kind(at)))
            self._known[at] = tuple(sorted(found, key=lambda each: -each[1]))
        return self._known[at]

    def about(self, at: int) -> Iterator[tuple[Noun, int]]:
        """A noun, and what a verb behind it still says: "how many servers … run Debian"."""
        for noun, end in self.nouns(at):
            yield noun, end
            for begin in (end, *self.said(end, "do we have", "are there", "we have", "we run")):
                for condition, after in self.modifiers(noun.entity, begin):
                    yield Noun(noun.entity, both(noun.condition, condition)), after

    def _named(self, at: int) -> Iterator[tuple[Noun, int]]:
        """ "web-01", "the order gateway service", "the service order gateway"."""
        for kind, end in self.lexicon.kinds(self.words, at):
            for name, after in self.lexicon.names(self.words, end):
                if self.lexicon.is_a(name.entity, kind.entity):
                    yield Noun(kind.entity, name.condition, name.name), self.reach(after)
            for begin in self.said(end, "of the", "of", "for the", "for"):  # "subnet of the lab"
                for name, after in self.lexicon.names(self.words, begin):
                    if self.lexicon.is_a(name.entity, kind.entity):
                        yield Noun(name.entity, name.condition, name.name), self.reach(after)
        for name, end in self.lexicon.names(self.words, at):
            yield Noun(name.entity, name.condition, name.name), self.reach(end)
            for kind, after in self.lexicon.kinds(self.words, end):
                if self.lexicon.is_a(name.entity, kind.entity):
                    yield Noun(kind.entity, name.condition, name.name), self.reach(after)

    def _of_kind(self, at: int) -> Iterator[tuple[Noun, int]]:
        for start in range(at, min(at + LONGEST, len(self.words))):
            for kind, end in self.lexicon.kinds(self.words, start):
                for before in self._adjectives(at, start, kind.entity):
                    first = both(kind.condition, before)
                    for more, after in self.behind(kind.entity, self.reach(end)):
                        yield Noun(kind.entity, both(first, more)), after
            yield from self._comers_and_goers(at, start)
            yield from self._of_model(at, start)

    def _of_model(self, at: int, start: int) -> Iterator[tuple[Noun, int]]:
        """ "ThinkPads in London": things called by their model."""
        word = self.words[start]
        for value in self.lexicon.vocabulary.values(word.plain) if word.plain != word.key else ():
            for before in (
                self._adjectives(at, start, value.entity) if value.field == "model" else ()
            ):
                first = both(value.condition, before)
                for more, after in self.behind(value.entity, self.reach(start + 1)):
                    yield Noun(value.entity, both(first, more)), after

    def _comers_and_goers(self, at: int, start: int) -> Iterator[tuple[Noun, int]]:
        """ "leavers last month", "new joiners in Sales this week": the day is theirs."""
        field = COMERS_AND_GOERS.get(self.words[start].plain)
        known = Known(field, True) if field else None  # who stays has no last day
        for before in self._adjectives(at, start, PEOPLE) if field else ():
            for when, end in dates(self.words, start + 1, field or "", self.today, ahead=False):
                for more, after in self.behind(PEOPLE, self.reach(end)):
                    yield Noun(PEOPLE, both(before, known, when, more)), after
            for more, middle in self.modifiers(PEOPLE, start + 1):
                for when, end in dates(self.words, middle, field or "", self.today, ahead=False):
                    yield Noun(PEOPLE, both(before, known, more, when)), self.reach(end)

    def _adjectives(
        self,
        at: int,
        end: int,
        entity: str,
        before: Condition | None = None,
        last: Condition | None = None,
    ) -> Iterator[Condition | None]:
        """Conditions that together use up exactly the words before the noun.

        ``last``: the nearest of those read so far; "staging and test servers" are either.
        """
        if at == end:
            yield both(before, last)
            return
        by = self.key(at) if self.key(at) in ("and", ",", "or") else ""
        step = at + bool(by)
        if end == at + 1 and self.key(at) == "new" and self.words[end].plain in COMERS_AND_GOERS:
            yield both(before, last)
            return
        no = self.key(step) in ("non", "not")
        for condition, after in self.adjective(step + no, entity):
            said = negated(condition) if no else condition
            if after > end or (by == "or" and last is None):
                continue
            if last is not None and (by == "or" or _alike(last, said)):
                if by:  # "London Paris servers" is neither the one nor the other
                    yield from self._adjectives(after, end, entity, before, either(last, said))
            else:
                yield from self._adjectives(after, end, entity, both(before, last), said)


def _alike(one: Condition, other: Condition) -> bool:
    """Values of one field, of which a thing has only one."""
    same = field_of(one) == field_of(other)
    return same and isinstance(other, Compare) and other.op is Op.IS
