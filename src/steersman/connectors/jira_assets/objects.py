"""Objects of Assets as items, their references as relations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from steersman.capabilities.gathering import Gathering
from steersman.capabilities.inventory import Inventory
from steersman.capabilities.item_fields import fields_of, life_cycle_of
from steersman.connectors.jira_assets.client import AssetsClient, part, text
from steersman.connectors.jira_assets.naming import Attribute, Naming
from steersman.connectors.jira_assets.settings import JiraAssetsSettings
from steersman.domain.canonical import Json
from steersman.domain.cmdb.attributes import PERSON, AttributeType
from steersman.domain.cmdb.class_parts import STATED_KIND, UNCLASSIFIED
from steersman.domain.cmdb.classes import attributes_of, is_a
from steersman.domain.cmdb.spellings import plain
from steersman.domain.errors import Permanent
from steersman.domain.sources import Value

_MAIL = ("email", "mail", "email_address", "mail_address", "e_mail")


class AssetsInventory:
    """Lists the objects of the schemas that the settings name."""

    def __init__(self, client: AssetsClient, settings: JiraAssetsSettings) -> None:
        self._client, self._settings = client, settings

    def collect(self) -> Inventory:
        gathering = Gathering()
        known = {text(each, "objectSchemaKey"): text(each, "id") for each in self._client.schemas()}
        listed = {key: self._objects(gathering, key, known) for key in self._settings.schemas}
        mails = {
            own: mail for naming, rows in listed.values() for own, mail in _mails(naming, rows)
        }
        classes = {key: name for each in listed.values() for key, name in _classes(*each)}
        schemas = frozenset(known[key] for key in self._settings.schemas)
        for naming, rows in listed.values():
            reading = _Reading(gathering, self._settings, naming, mails, classes, schemas)
            for row in rows:
                reading.add(row)
        return gathering.inventory()

    def _objects(
        self, gathering: Gathering, key: str, known: Mapping[str, str]
    ) -> tuple[Naming, tuple[Json, ...]]:
        if key not in known:
            raise Permanent(
                f"schemas: {key}: not there, or the account lacks the role Object Schema User on it"
            )
        schema = known[key]
        naming = Naming.of(self._client, self._settings, self._client.types(schema))
        listing = self._client.objects(schema)
        for row in listing.rows:
            if text(row, "objectType", "id") not in naming.types:
                raise Permanent(f"schema {key}: Assets sent objects of other schemas: not believed")
        if not listing.whole:
            why = "what was read is not what Assets counts: it changed meanwhile; collect again"
            gathering.not_read("objects of schema", key, why)
        return naming, listing.rows


@dataclass(slots=True)
class _Reading:
    """Puts the objects of one schema into the gathering."""

    gathering: Gathering
    settings: JiraAssetsSettings
    naming: Naming
    mails: Mapping[str, str]  # of objects that are people
    classes: Mapping[str, str]  # of all objects that become items
    schemas: frozenset[str]  # that are read

    def add(self, row: Json) -> None:
        key, type_id = _key(row), text(row, "objectType", "id")
        ci_class = self.naming.class_of(type_id)
        if not ci_class or row.get("archived") is True:
            self.gathering.unwanted(key)
            return
        stated = list(_stated(self.naming, row))
        pairs = [(attribute.name, " ".join(map(_shown, values))) for attribute, values in stated]
        owners = set(self.settings.owner_attributes)
        free = [(name, told) for name, told in pairs if name not in owners]
        fields = fields_of(ci_class, free, self.settings.attributes)
        for name, why in fields.faults:
            self.gathering.not_read(f"attribute {name}", text(row, "label"), why)
        told = {
            **fields.values,
            **self._references(ci_class, stated),
            **self._status(row, dict(pairs)),
        }
        if ci_class == UNCLASSIFIED:
            told[STATED_KIND] = text(self.naming.types.get(type_id, {}), "name")
        if owner := self._owner(stated):
            told["owner"] = owner
        self.gathering.add(key, ci_class, text(row, "label"), told)
        self._relate(key, stated)

    def _references(self, ci_class: str, stated: list[_Stated]) -> dict[str, Value]:
        """Attributes of ours that lead to another item, such as the rack of a server."""
        ours = attributes_of(ci_class)
        found: dict[str, Value] = {}
        for attribute, values in stated:
            own = ours.get(plain(self.settings.attributes.get(attribute.name, attribute.name)))
            leads = own is not None and own.type is AttributeType.REFERENCE
            if own is None or not leads or own.refers_to == PERSON or len(values) != 1:
                continue
            target = f"object:{text(values[0], 'referencedObject', 'id')}"
            if target in self.classes and is_a(self.classes[target], own.refers_to):
                found[own.name] = target
        return found

    def _status(self, row: Json, told: Mapping[str, str]) -> dict[str, Value]:
        word = told.get(self.settings.status_attribute, "")
        found = life_cycle_of(word, self.settings.statuses) if word else {}
        if word and not found:
            why = "its life cycle status is not known: name it in statuses"
            self.gathering.not_read(f"status {word!r} of objects", text(row, "label"), why)
        return found

    def _owner(self, stated: list[_Stated]) -> str:
        said = {attribute.name: values for attribute, values in stated}
        for name in self.settings.owner_attributes:
            people = {self._person(value) for value in said.get(name, [])} - {""}
            if len(people) == 1:
                return people.pop()
        return ""

    def _person(self, value: Json) -> str:
        """The mail address of an account or of an object that is a person; nobody by name alone."""
        if value.get("user"):
            return "" if value["user"].get("isDeleted") else text(value, "user", "emailAddress")
        if target := text(value, "referencedObject", "id"):
            return self.mails.get(target, "")
        told = text(value, "value")
        return told if "@" in told else ""

    def _relate(self, key: str, stated: list[_Stated]) -> None:
        for attribute, values in stated:
            found = self.naming.relation(attribute) if attribute.kind else None
            if found is None:
                continue
            kind, is_backwards = found
            for value in values:
                other = f"object:{text(value, 'referencedObject', 'id')}"
                schema = text(value, "referencedObject", "objectType", "objectSchemaId")
                if schema and schema not in self.schemas:
                    self.gathering.unwanted(other)
                ends = (other, key) if is_backwards else (key, other)
                self.gathering.relate(ends[0], kind, ends[1])


_Stated = tuple[Attribute, list[Json]]


def _stated(naming: Naming, row: Json) -> Iterator[_Stated]:
    """The attributes of an object that hold something, by what they are called."""
    known = naming.attributes(text(row, "objectType", "id"))
    for each in part(row, "attributes"):
        attribute = known.get(text(each, "objectTypeAttributeId"))
        values = part(each, "objectAttributeValues")
        if attribute is not None and values:
            yield attribute, values


def _shown(value: Json) -> str:
    for way in (("referencedObject", "label"), ("status", "name"), ("group", "name")):
        if told := text(value, *way):
            return told
    return text(value, "value") or text(value, "displayValue")


def _classes(naming: Naming, rows: tuple[Json, ...]) -> Iterator[tuple[str, str]]:
    """Object's key and class, of objects that become items."""
    for row in rows:
        found = naming.class_of(text(row, "objectType", "id"))
        if found and row.get("archived") is not True:
            yield _key(row), found


def _mails(naming: Naming, rows: tuple[Json, ...]) -> Iterator[tuple[str, str]]:
    """Object's id and mail address, of objects that hold one: those are people or teams."""
    for row in rows:
        for attribute, values in _stated(naming, row):
            if plain(attribute.name) in _MAIL and "@" in (mail := _shown(values[0])):
                yield text(row, "id"), mail


def _key(row: Json) -> str:
    return f"object:{text(row, 'id')}"
