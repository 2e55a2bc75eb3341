"""One thing beside another: "older than lon-db-01", "more memory than lon-db-01"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steersman.knowledge.queries.model import Op, Than, both
from steersman.knowledge.queries.schema import ORDERED, FieldType
from steersman.knowledge.questions.attributes import Attributes
from steersman.knowledge.questions.comparators import operators
from steersman.knowledge.questions.idioms import BOUGHT, SIZE
from steersman.knowledge.questions.phrase import Conditions

# Comparatives, the fields that they may be about, and what is asked of these.
COMPARATIVES: Mapping[str, tuple[tuple[str, ...], Op]] = {
    "older": ((*BOUGHT, "opened_at", "valid_from", "starts_on"), Op.LESS),
    **dict.fromkeys(("newer", "younger"), ((*BOUGHT, "opened_at", "valid_from"), Op.MORE)),
    **dict.fromkeys(("bigger", "larger"), (SIZE, Op.MORE)),
    "smaller": (SIZE, Op.LESS),
    **dict.fromkeys(("more expensive", "dearer", "costlier", "pricier"), (("cost",), Op.MORE)),
    **dict.fromkeys(("cheaper", "less expensive"), (("cost",), Op.LESS)),
}
MORE: Mapping[str, Op] = {"more": Op.MORE, "less": Op.LESS, "fewer": Op.LESS}
_SAME = ("the same", "same", "an identical", "identical")
_TAILS = ("does", "do", "did", "has", "have", "is", "was")


class Besides(Attributes):
    def beside(self, entity: str, at: int) -> Conditions:
        """ "older than lon-db-01", "more memory than web-01", "in the same site as web-01"."""
        for field, op, begin in (*self.comparative(entity, at), *self.more_of(entity, at)):
            for start in self.said(begin, "than"):
                yield from self._other(entity, field, op, start)
        at = max((at, *self.said(at, "in", "at", "on", "of", "with", "from")))
        for begin in self.said(at, *_SAME):
            for field, middle in self.lexicon.fields(self.words, begin, entity):
                for start in self.said(middle, "as"):
                    yield from self._other(entity, field, Op.IS, start)

    def comparative(self, entity: str, at: int) -> Iterator[tuple[str, Op, int]]:
        """Field, comparison and end: "older", "more expensive"."""
        for said, (candidates, op) in COMPARATIVES.items():
            field = self.lexicon.best(candidates, entity)
            for end in self.said(at, said) if field else ():
                yield field, op, end

    def more_of(self, entity: str, at: int) -> Iterator[tuple[str, Op, int]]:
        """ "more memory", "fewer cores"."""
        op = MORE.get(self.key(at))
        fields = self.lexicon.fields(self.words, at + 1, entity, FieldType.NUMBER) if op else ()
        for field, end in fields:
            if op:
                yield field, op, end

    def than(self, entity: str, field: str, at: int) -> Conditions:
        """ "(patched) before lon-db-01", "(memory) higher than that of lon-db-01"."""
        ordered = self.schema.field(entity, field).type in ORDERED
        for op, end in operators(self.words, at) if ordered else ():
            if op is not Op.IS_NOT and self.key(end - 1) not in ("of", "version"):
                yield from self._other(entity, field, op, end)

    def _other(self, entity: str, field: str, op: Op, at: int) -> Conditions:
        """One thing on record of the same sort."""
        at = max((at, *self.said(at, "that of", "the one of", "those of")))
        for noun, end in self.nouns(at):
            target = both(noun.condition)
            same = self.lexicon.root(noun.entity) == self.lexicon.root(entity)
            if noun.name and same and target and field in self.schema.fields(noun.entity):
                for after in (end, *self.said(end, *_TAILS)):
                    yield Than(field, op, target), after
