"""Free fields of an outside system read as the attributes of a class, each value checked alone.

A field that the settings do not name is taken where its name is that of an attribute, or another
tool's usual name for one; what fits nowhere is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from pydantic import ValidationInfo, field_validator

from steersman.capabilities.connector import ConnectorSettings
from steersman.domain.cmdb.attributes import PERSON, Attribute, AttributeType, parse
from steersman.domain.cmdb.class_parts import UNCLASSIFIED
from steersman.domain.cmdb.classes import CLASS_NAMES, ci_class, class_for, stateable
from steersman.domain.cmdb.life_cycle import STATUSES, stage_of
from steersman.domain.cmdb.relations import spelled, unknown_relation
from steersman.domain.cmdb.spellings import HEADERS, plain, word_for
from steersman.domain.errors import Permanent
from steersman.domain.sources import Value

# What a system says in places of its own; a free field called "Status" means something else.
_NOT_FREE = frozenset({"key", "ci_class", "name", "life_cycle_stage", "life_cycle_status"})


@dataclass(slots=True)
class Fields:
    """``faults``: for each value that makes no sense, the field's name and why."""

    values: dict[str, Value] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def fields_of(
    name: str, stated: Iterable[tuple[str, str]], chosen: Mapping[str, str] | None = None
) -> Fields:
    """The attributes of class ``name`` that pairs of field and text state; the first one holds.

    ``chosen``: attribute for each field that is to be read otherwise; empty text leaves it out.
    """
    found, known = Fields(), _by_spelling(name)
    for word, text in stated:
        attribute = known.get(plain((chosen or {}).get(word, word)))
        if attribute is None or not text.strip() or attribute.name in found.values:
            continue
        try:
            told = word_for(attribute.name, text.strip()) if attribute.choices else text.strip()
            found.values[attribute.name] = parse(attribute, _day(attribute, told))
        except ValueError as error:
            found.faults.append((word, f"its value makes no sense: {error}"))
    return found


def life_cycle_of(word: str, chosen: Mapping[str, str]) -> dict[str, Value]:
    """Stage and status for what a system calls a status; empty: nobody knows that word."""
    plain_word = plain(word)
    status = chosen.get(word) or word_for("life_cycle_status", plain_word)
    if status not in STATUSES:
        return {}
    return {"life_cycle_stage": stage_of(status), "life_cycle_status": status}


def class_named(word: str) -> str:
    """The class that a word of an outside system names; empty: none that items may be of."""
    for each in (word, word.removesuffix("s")):
        found = class_for(each)
        if found is not None:
            return "" if found.abstract else found.name
    return ""


def check_class(where: str, name: str) -> None:
    """``ValueError`` for a setting that names no class that items may be of."""
    try:
        known = ci_class(name)
    except Permanent as error:
        raise ValueError(f"{where}: {error}") from None
    if known.abstract:
        below = ", ".join(each.name for each in CLASS_NAMES.values() if each.parent == name)
        raise ValueError(f"{where}: {name} is only the parent of classes: write one of {below}")


def check_status(where: str, status: str) -> None:
    if status not in STATUSES:
        raise ValueError(f"{where}: write one of {', '.join(STATUSES)}")


class ItemWords(ConnectorSettings):
    """Checks what the settings of a source say about its own words: one place for all sources.

    A source declares those of these fields that it has, with a description of its own.
    """

    @field_validator("classes", "other_class", "other_devices", check_fields=False)
    @classmethod
    def _name_classes(cls, told: Mapping[str, str] | str, info: ValidationInfo) -> object:
        """Empty text leaves items out."""
        for where, name in _stated(told, info):
            if name:
                check_class(where, name)
        return told

    @field_validator("device_class", check_fields=False)
    @classmethod
    def _is_class_of_items(cls, name: str) -> str:
        """In any spelling that a file may use, too."""
        known = class_for(name)
        if known is None or known.abstract:
            raise ValueError(f"{name!r} is no class of items: `steersman ci classes` lists all")
        return known.name

    @field_validator("statuses", "install_statuses", check_fields=False)
    @classmethod
    def _name_statuses(cls, told: Mapping[str, str], info: ValidationInfo) -> object:
        for where, status in _stated(told, info):
            check_status(where, status)
        return told

    @field_validator("relations", "relation_types", check_fields=False)
    @classmethod
    def _name_relations(cls, told: Mapping[str, str], info: ValidationInfo) -> object:
        """Empty text leaves relations out."""
        for where, kind in _stated(told, info):
            if kind and spelled(kind)[0] is None:
                raise ValueError(f"{where}: {unknown_relation(kind)}")
        return told


def _stated(told: Mapping[str, str] | str, info: ValidationInfo) -> Iterator[tuple[str, str]]:
    """Where each word stands in the settings, and what it says there."""
    name = str(info.field_name)
    if isinstance(told, str):
        yield name, told
    else:
        yield from ((f"{name}.{word}", ours) for word, ours in told.items())


def _day(attribute: Attribute, text: str) -> str:
    """Of a moment only its day counts where a day is asked for."""
    is_moment = attribute.type is AttributeType.DATE and len(text) > 10 and text[10] in "T "
    return text[:10] if is_moment else text


@cache
def _by_spelling(name: str) -> Mapping[str, Attribute]:
    """References to other items are not among them: a text names no item for sure."""
    free = {
        attribute.name: attribute
        for attribute in stateable(name).values()
        if attribute.name not in _NOT_FREE
        and (attribute.type is not AttributeType.REFERENCE or attribute.refers_to == PERSON)
    }
    spelled = {word: free[other] for word, other in HEADERS.items() if other in free}
    titled = {plain(attribute.title): attribute for attribute in free.values()}
    if name == UNCLASSIFIED:  # "Type" is a contract's; here it says what the item is
        titled = {word: attribute for word, attribute in titled.items() if word not in HEADERS}
    return {**spelled, **titled, **free}
