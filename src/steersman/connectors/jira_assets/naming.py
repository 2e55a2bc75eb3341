"""What the object types and attributes of one schema are called, and what they mean to us."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from steersman.capabilities.item_fields import class_named
from steersman.connectors.jira_assets.client import AssetsClient, text
from steersman.connectors.jira_assets.settings import JiraAssetsSettings
from steersman.domain.canonical import Json
from steersman.domain.cmdb.relations import spelled

# Types of people and of their groups: who they are, the record knows from elsewhere.
PEOPLE = frozenset(
    {"people", "person", "persons", "employee", "employees", "user", "users", "contact", "contacts"}
    | {"department", "departments", "organization", "organizations", "organisation"}
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """``kind``: of the reference, as Assets calls it; empty: the attribute is no reference."""

    name: str
    kind: str = ""


@dataclass(slots=True)
class Naming:
    """Asks for the attributes of a type once, when the first object of it comes."""

    client: AssetsClient
    settings: JiraAssetsSettings
    types: Mapping[str, Json]
    _attributes: dict[str, dict[str, Attribute]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, client: AssetsClient, settings: JiraAssetsSettings, types: Iterable[Json]
    ) -> Naming:
        return cls(client, settings, {text(each, "id"): each for each in types})

    def attributes(self, object_type: str) -> Mapping[str, Attribute]:
        """By id, the attributes of a type."""
        found = self._attributes.get(object_type)
        if found is None:
            rows = self.client.attributes(object_type)
            found = {text(row, "id"): _attribute(row) for row in rows}
            self._attributes[object_type] = found
        return found

    def lineage(self, object_type: str) -> list[str]:
        """The name of a type, of the type above it, and so on; a circle ends it."""
        names: list[str] = []
        seen: set[str] = set()
        while object_type in self.types and object_type not in seen:
            seen.add(object_type)
            row = self.types[object_type]
            names.append(text(row, "name"))
            object_type = text(row, "parentObjectTypeId")
        return names

    def class_of(self, object_type: str) -> str:
        """The class of a type; empty: its objects are not wanted."""
        for name in self.lineage(object_type):
            if name in self.settings.classes:
                return self.settings.classes[name]
            if name.strip().casefold() in PEOPLE:
                return ""
            if found := class_named(name):
                return found
        return self.settings.other_class

    def relation(self, attribute: Attribute) -> tuple[str, bool] | None:
        """The relation type that a reference means, and whether it is read from the other end."""
        for word in (attribute.name, attribute.kind):
            said = self.settings.relations.get(word, word)
            kind, is_backwards = spelled(said) if said else (None, False)
            if kind is not None:
                return kind.name, is_backwards
            if word in self.settings.relations:
                return None
        return None


def _attribute(row: Json) -> Attribute:
    is_reference = bool(text(row, "referenceObjectTypeId") or row.get("referenceType"))
    kind = text(row, "referenceType", "name") or "Reference" if is_reference else ""
    return Attribute(text(row, "name"), kind)
