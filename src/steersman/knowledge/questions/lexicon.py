"""What the words of a question may mean: kinds of things, fields, values and names on record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from steersman.knowledge.queries.model import Compare, Condition, Op, Some
from steersman.knowledge.queries.schema import FieldType, Schema
from steersman.knowledge.questions.employees import WORDS, WORKING
from steersman.knowledge.questions.words import Word, joined

LONGEST = 7  # words of one name
_SIGNS = frozenset(["<", ">", "=", "<=", ">=", ",", ";"])
KIND = "kind"  # the field whose values are kinds of things, as "laptop" among assets
# Operating systems that people mean when they say one word for all of them.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "linux": (
        *("linux", "ubuntu", "debian", "red hat", "rhel", "centos", "rocky", "alma", "suse"),
        *("sles", "fedora", "alpine", "arch"),
    ),
    "unix": ("unix", "solaris", "aix", "hp-ux", "freebsd", "openbsd", "netbsd"),
    "mac": ("mac",),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing, perhaps narrowed: "VPN gateways"."""

    entity: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is on record in a field; ``part``: the words only begin it."""

    entity: str
    field: str
    value: str
    part: bool = False

    @property
    def condition(self) -> Compare:
        return Compare(self.field, Op.CONTAINS if self.part else Op.IS, self.value)


@dataclass(frozen=True, slots=True)
class Name:
    """Something on record that is called so."""

    entity: str
    name: str
    field: str = "name"

    @property
    def condition(self) -> Compare:
        return Compare(self.field, Op.IS, self.name)


# Short for values, where nothing on record is called so itself.
_SHORT: Mapping[str, str] = {
    "prod": "production",
    "live": "production",
    "dev": "development",
    "stage": "staging",
    "dr": "disaster recovery",
    "win": "windows",
    "ms": "microsoft",
    "hr": "human resources",
}
GONE = Kind("person", Compare("employment_status", Op.IS, "terminated"))


class Vocabulary(Protocol):
    """The names and values on record, as far as the asker may read them."""

    @property
    def schema(self) -> Schema: ...

    def names(self, key: str) -> Sequence[Name]:
        """What is called so; ``key`` as ``words.joined`` makes it."""

    def values(self, key: str) -> Sequence[Value]: ...

    def known_values(self, field: str) -> Iterable[str]: ...

    def recorded(self, entity: str) -> Collection[str]:
        """The fields that anything is on record in, for the kind or what is below it."""


class Lexicon:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.schema = vocabulary.schema

    def kinds(self, words: Sequence[Word], at: int) -> Iterator[tuple[Kind, int]]:
        """The longest first; of several the one that anything is on record of."""
        for end in _ends(words, at, 4):
            said = _plain(words[at:end])
            found = [Kind(entity) for entity in self.schema.called(said)]
            found += [GONE] if said == "leaver" else []
            found += [Kind("person", WORKING)] if said in WORDS else []
            found += [
                Kind(value.entity, value.condition)
                for value in self.vocabulary.values(joined(said))
                if value.field == KIND and not value.part
            ]
            found.sort(key=lambda kind: not self.vocabulary.recorded(kind.entity))
            yield from ((kind, end) for kind in found)

    def fields(
        self, words: Sequence[Word], at: int, entity: str, only: FieldType | None = None
    ) -> Iterator[tuple[str, int]]:
        """``only``: of this type, as one word may mean a text and a date."""
        if at >= len(words) or not self._starts_a_field(words[at]):
            return
        known = self.schema.field_words(entity, only)
        for end in _ends(words, at, 5):
            if found := known.get(_plain(words[at:end])):
                yield found, end

    def _starts_a_field(self, word: Word) -> bool:
        """Most words are no field's: asked of every kind, that costs."""
        firsts = {each.partition("-")[0] for each in (word.key, word.plain)}
        return not firsts.isdisjoint(self.schema.field_starts)

    def links(self, words: Sequence[Word], at: int, entity: str) -> Iterator[tuple[str, int]]:
        for end in _ends(words, at, 3):
            said = _plain(words[at:end])
            for link in self.schema.links(entity).values():
                if said in link.words:
                    yield link.name, end

    def verbs(self, words: Sequence[Word], at: int, entity: str) -> Iterator[tuple[str, int]]:
        for end in _ends(words, at, 3):
            said = " ".join(word.key for word in words[at:end])
            for link in self.schema.links(entity).values():
                if said in link.verbs:
                    yield link.name, end

    def values(
        self, words: Sequence[Word], at: int, entity: str
    ) -> Iterator[tuple[Condition, int]]:
        """Conditions on fields of ``entity`` that the words are values of."""
        fields = self.schema.fields(entity)
        said = words[at].key if at < len(words) and "os" in fields else ""
        if said in FAMILIES and (family := self._family(said)):
            yield family, at + 1
        for end in _ends(words, at, LONGEST):
            shouted = end == at + 1 and words[at].text.isupper() and words[at].key == "it"
            key = words[at].text if shouted else joined(words[at:end])
            for value in self._said_values(key):
                if value.field in fields and self._related(value.entity, entity):
                    yield value.condition, self._past_noise(words, end)

    def _said_values(self, key: str) -> Sequence[Value]:
        known = self.vocabulary.values(key)
        return known or self.vocabulary.values(joined(_SHORT.get(key, "")))

    def _past_noise(self, words: Sequence[Word], at: int) -> int:
        """ "Debian Linux", "the Ubuntu operating system" say no more than the name."""
        more = at < len(words) and words[at].key in ("linux", "gnu")
        return at + more

    def value_of(
        self, words: Sequence[Word], at: int, field: str
    ) -> Iterator[tuple[Condition, int]]:
        """A value that is on record in this very field."""
        known = {joined(value): value for value in self.vocabulary.known_values(field)}
        for end in _ends(words, at, LONGEST):
            if value := known.get(joined(words[at:end])):
                yield Compare(field, Op.IS, value), end

    def names(self, words: Sequence[Word], at: int) -> Iterator[tuple[Name, int]]:
        for end in _ends(words, at, LONGEST):
            for name in self.vocabulary.names(joined(words[at:end])):
                yield name, end

    def best(self, candidates: Sequence[str], entity: str) -> str:
        """The first of these fields that anything is on record in; else the first there is."""
        fields = [each for each in candidates if each in self.schema.fields(entity)]
        recorded = self.vocabulary.recorded(entity)
        return next((each for each in fields if each in recorded), fields[0] if fields else "")

    def is_a(self, entity: str, ancestor: str) -> bool:
        return self.schema.is_a(entity, ancestor)

    def root(self, entity: str) -> str:
        return self.schema.root(entity)

    def _related(self, one: str, other: str) -> bool:
        return self.is_a(one, other) or self.is_a(other, one)

    def _family(self, word: str) -> Condition | None:
        on_record = [each.casefold() for each in self.vocabulary.known_values("os")]
        found = [
            Compare("os", Op.CONTAINS, member)
            for member in FAMILIES[word]
            if any(member in each for each in on_record)
        ]
        return None if not found else found[0] if len(found) == 1 else Some(tuple(found))


def _plain(words: Sequence[Word]) -> str:
    """Only the last word may be in the plural: "operating systems", "data centres"."""
    return " ".join([*(word.key for word in words[:-1]), words[-1].plain]).replace("-", " ")


def _ends(words: Sequence[Word], at: int, longest: int) -> Iterator[int]:
    """Where a phrase may end, the farthest first: no sign is a part of it, only brackets are."""
    last = min(len(words), at + longest)
    stop = next((place for place in range(at, last) if words[place].key in _SIGNS), last)
    return iter(range(stop, at, -1))
