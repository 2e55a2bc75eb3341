"""Numbers of things and of units: "more than one laptop", "64 GB of memory", "16 cores"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steersman.knowledge.queries.model import Compare, Has, IsA, Op, both
from steersman.knowledge.queries.schema import FieldType
from steersman.knowledge.questions.comparators import comparisons, operators, turned_behind
from steersman.knowledge.questions.phrase import Conditions, Phrase
from steersman.knowledge.questions.times import number_of
from steersman.knowledge.questions.units import measured_in, quantities, unit_of
from steersman.knowledge.questions.words import Word

_COUNTED = ("devices", "assets", "owns", "hosts", "software", "runs")  # links that count things


class Measured(Phrase):
    def counted(self, entity: str, at: int) -> Conditions:
        """ "more than one laptop", "at least two databases", "several laptops"."""
        for least, end in _counts(self.words, at):
            for name, after in self.lexicon.links(self.words, end, entity):
                yield from self._counted(name, self.schema.link(entity, name).target, least, after)
            for noun, after in self.nouns(end):
                for link in self.schema.links(entity).values():
                    if link.name in _COUNTED and self.lexicon.is_a(noun.entity, link.target):
                        kind = None if noun.entity == link.target else IsA(noun.entity)
                        narrow = both(kind, noun.condition)
                        yield Has(link.name, narrow, least), self.reach(after)

    def _counted(self, name: str, target: str, least: int, at: int) -> Conditions:
        for condition, after in self.behind(target, at):
            yield Has(name, condition, least), self.reach(after)

    def measured(self, entity: str, at: int) -> Conditions:
        """ "more than 16 GB of memory"."""
        yield from self._less_of(entity, at)
        for field in self.schema.fields(entity).values():
            for condition, end in comparisons(self.words, at, field, self.today):
                for named, after in self.lexicon.fields(self.words, end - 1, entity):
                    if named == field.name and after == end:  # "16 cores"
                        yield condition, end
                step = end + (self.key(end) == "of")
                for named, after in self.lexicon.fields(self.words, step, entity):
                    if named == field.name:
                        yield condition, after
                        yield from turned_behind(self.words, after, condition)
                self.reach(end - 1)
                if self._alone(entity, field.name, at, end):
                    yield condition, end

    def _less_of(self, entity: str, at: int) -> Conditions:
        """ "less memory than 32 GB"."""
        for begin in self.said(at, "more", "less", "fewer"):
            for name, middle in self.lexicon.fields(self.words, begin, entity, FieldType.NUMBER):
                op = Op.MORE if self.key(at) == "more" else Op.LESS
                for last in self.said(middle, "than"):
                    for number, end in quantities(self.words, last, name):
                        yield Compare(name, op, number), end

    def _alone(self, entity: str, field: str, at: int, end: int) -> bool:
        """Whether a unit is said that only this field is measured in: gigabytes without disks."""
        unit = measured_in(field)
        said = any(unit_of(self.words[place]) == unit for place in range(at, end))
        recorded = self.lexicon.vocabulary.recorded(entity)
        others = [each for each in recorded if measured_in(each) == unit and each != field]
        return bool(unit) and said and field in recorded and not others


def _counts(words: Sequence[Word], at: int) -> Iterator[tuple[int, int]]:
    """How many at least: "more than one", "two or more", "several"."""
    said = words[at].key if at < len(words) else ""
    if said in ("several", "multiple", "many"):
        yield 2, at + 1
    for op, end in operators(words, at):
        number = number_of(words[end]) if end < len(words) else None
        if number is not None and op in (Op.MORE, Op.AT_LEAST):
            yield number + (op is Op.MORE), end + 1
    number = number_of(words[at]) if said else None
    if number and [word.key for word in words[at + 1 : at + 3]] == ["or", "more"]:
        yield number, at + 3
    if number and number > 1 and said not in ("couple", "few", "dozen"):  # "two laptops"
        yield number, at + 1
