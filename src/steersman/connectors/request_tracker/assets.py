"""Assets of Request Tracker as items, their links as relations."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.capabilities.gathering import Gathering
from steersman.capabilities.inventory import Inventory
from steersman.capabilities.item_fields import class_named, fields_of, life_cycle_of
from steersman.connectors.request_tracker.client import RtClient, entries, text
from steersman.connectors.request_tracker.places import any_of, chosen
from steersman.connectors.request_tracker.settings import RequestTrackerSettings
from steersman.domain.canonical import Json
from steersman.domain.cmdb.class_parts import STATED_KIND, UNCLASSIFIED
from steersman.domain.errors import Permanent
from steersman.domain.sources import Value

_ROLES = ("Owner", "HeldBy", "Contact")
FIELDS: Mapping[str, str] = {
    "fields": "Name,Status,Description,Catalog,CustomFields,_hyperlinks," + ",".join(_ROLES),
    "fields[Catalog]": "Name",
    **{f"fields[{role}]": "Name,EmailAddress" for role in _ROLES},
}
# The life cycle "assets" that RT ships (RT_Config, %Lifecycles); others by their usual words.
STATUSES: Mapping[str, str] = {
    "new": "available",
    "allocated": "reserved",
    "in-use": "in_use",
    "recycled": "disposed",
    "stolen": "stolen",
}
# RT's link → relation type, and whether it is read from the other end.
_LINKS: Mapping[str, tuple[str, bool]] = {
    "depends-on": ("depends_on", False),
    "depended-on-by": ("depends_on", True),
    "parent": ("contains", True),
    "child": ("contains", False),
    "refers-to": ("related_to", False),
    "referred-to-by": ("related_to", True),
}
_NOBODY = "Nobody"
CUSTOM_FIELDS = '[{"field": "LookupType", "value": "RT::Catalog-RT::Asset"}]'


_HIDES = (
    "RT hides what its user may not see: grant ShowAsset globally, so that it tells how many there "
    "are"
)


class RtInventory:
    """Lists the assets of the catalogs that the settings name."""

    def __init__(self, client: RtClient, settings: RequestTrackerSettings) -> None:
        self._client, self._settings = client, settings

    def collect(self) -> Inventory:
        return _Collection(self._client, self._settings).run()


class _Collection:
    """One listing.  ``_whole``: RT told with every page how many assets there are."""

    def __init__(self, client: RtClient, settings: RequestTrackerSettings) -> None:
        self._client, self._settings = client, settings
        self._gathering = Gathering()
        self._links: list[tuple[str, str, str]] = []
        self._listed: set[str] = set()
        self._whole = True

    def run(self) -> Inventory:
        catalogs = chosen(self._client, "catalogs", self._settings.catalogs)
        if not catalogs:
            raise Permanent("the user sees no catalog: grant ShowCatalog and ShowAsset")
        for page in self._client.pages("assets", any_of("Catalog", catalogs), FIELDS):
            self._whole = self._whole and page.total is not None
            for row in page.rows:
                if text(row, "Catalog", "id") not in catalogs:
                    raise Permanent("GET assets: RT did not keep to the catalogs asked for")
                self._add(row)
        self._relate()
        self._tell_what_is_hidden()
        return self._gathering.inventory()

    def _add(self, row: Json) -> None:
        key, (ci_class, kind) = _key(row), self._class_of(row)
        self._listed.add(key)
        if not ci_class:
            self._gathering.unwanted(key)
            return
        stated = [("Description", text(row, "Description"))]
        stated += [(text(each, "name"), text_of(each)) for each in _custom(row)]
        fields = fields_of(ci_class, stated, self._settings.custom_fields)
        for field, why in fields.faults:
            self._gathering.not_read(f"field {field}", text(row, "Name"), why)
        own = {"owner": self._owner(row), "managed_by": _team(row)}
        if ci_class == UNCLASSIFIED:
            own[STATED_KIND] = kind
        told = {word: value for word, value in own.items() if value}
        name, status = text(row, "Name") or key, self._status(row)
        self._gathering.add(key, ci_class, name, {**fields.values, **told, **status})
        self._links += [(key, text(link, "ref"), _key(link)) for link in _links(row)]

    def _class_of(self, row: Json) -> tuple[str, str]:
        """The class, and the word that says it; no class: the asset is not wanted."""
        settings, catalog = self._settings, text(row, "Catalog", "Name")
        fields = {text(each, "name"): text_of(each) for each in _custom(row)}
        word = fields.get(settings.class_field, "")
        for said in (word, catalog):
            if said in settings.classes:
                return settings.classes[said], said
        kind = word or catalog
        return class_named(kind) or settings.other_class, kind

    def _status(self, row: Json) -> dict[str, Value]:
        word = text(row, "Status")
        found = life_cycle_of(word, {**STATUSES, **self._settings.statuses})
        if not found:
            why = "its life cycle status is not known: name it in statuses"
            self._gathering.not_read(f"status {word!r} of assets", text(row, "Name"), why)
        return found

    def _owner(self, row: Json) -> str:
        for role in self._settings.owner_roles:
            people = [each for each in entries(row, role) if text(each, "type") == "user"]
            named = {text(each, "EmailAddress") or text(each, "Name") for each in people}
            named -= {"", _NOBODY}
            if len(named) == 1:
                return named.pop()
        return ""

    def _relate(self) -> None:
        """Where all was listed, an end that was not is deleted, or in no catalog asked for."""
        for source, link, target in self._links:
            kind, is_backwards = _LINKS[link]
            if target not in self._listed and self._whole:
                continue
            ends = (target, source) if is_backwards else (source, target)
            self._gathering.relate(ends[0], kind, ends[1])

    def _tell_what_is_hidden(self) -> None:
        if not self._whole:
            self._gathering.not_read("assets", "", _HIDES)
        if self._client.all("customfields", {"query": CUSTOM_FIELDS}).total is None:
            why = "the user may not see all of them: grant SeeCustomField globally"
            self._gathering.not_read("custom fields", "", why)


def _key(row: Json) -> str:
    return f"asset:{row['id']}"


def _custom(row: Json) -> list[Json]:
    """The custom fields in an order that stays."""
    return sorted(entries(row, "CustomFields"), key=lambda each: text(each, "id").zfill(12))


def _links(row: Json) -> list[Json]:
    return [
        each
        for each in entries(row, "_hyperlinks")
        if text(each, "ref") in _LINKS and text(each, "type") == "asset" and text(each, "id")
    ]


def text_of(field: Json) -> str:
    """The values of a custom field; several are written one behind the other."""
    values = field.get("values")
    told = values if isinstance(values, list) else []
    return ", ".join(str(each) for each in told if isinstance(each, str | int | float))


def _team(row: Json) -> str:
    """The one group among the contacts."""
    groups = [each for each in entries(row, "Contact") if text(each, "type") == "group"]
    return text(groups[0], "Name") if len(groups) == 1 else ""
