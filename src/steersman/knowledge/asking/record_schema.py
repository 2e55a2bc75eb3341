"""The schema of our own record: configuration items by class, people, assets and work items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from steersman.domain.cmdb.attributes import PERSON, Attribute, AttributeType
from steersman.domain.cmdb.class_parts import CiClass
from steersman.domain.cmdb.class_tree import CLASSES
from steersman.domain.cmdb.classes import attributes_of, ci_class
from steersman.knowledge.asking.record_access import ACCOUNT, access_entities
from steersman.knowledge.queries.schema import Entity, Field, FieldType, Link, Schema
from steersman.knowledge.questions.words import singular

_T = FieldType
_TYPES = {
    AttributeType.NUMBER: _T.NUMBER,
    AttributeType.DATE: _T.DATE,
    AttributeType.BOOLEAN: _T.FLAG,
    AttributeType.CHOICE: _T.CHOICE,
    AttributeType.VERSION: _T.VERSION,
}
# What people call a class besides its title.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "configuration_item": ("ci", "item", "thing", "component", "system", "object"),
    "physical_device": ("hardware", "device", "piece of hardware"),
    "server": ("physical server", "physical host", "bare metal server", "physical machine"),
    "virtual_machine": ("vm", "virtual server", "virtual host", "guest"),
    "laptop": ("notebook",),
    "workstation": ("desktop", "desktop computer"),
    "pc": ("computer",),
    "phone": ("mobile", "mobile phone", "smartphone", "telephone"),
    "database": ("db",),
    "database_server": ("database", "db server", "db", "database instance"),
    "software_instance": ("software", "program", "installed software"),
    "package": ("package", "software package"),
    "business_service": ("service",),
    "application_service": ("service", "application", "app"),
    "service": ("service",),
    "licence": ("software licence", "seat", "licence seat"),
    "certificate": ("tls certificate", "ssl certificate", "cert"),
    "network_device": ("network gear", "network equipment"),
    "access_point": ("access point", "wifi access point", "wlan access point"),
    "contract": ("agreement",),
    "location": ("site", "office", "data centre", "data center", "datacenter"),
    "subnet": ("network",),
    "team": ("group",),
}
# What people call a field besides its name and title.
_FIELD_WORDS: Mapping[str, tuple[str, ...]] = {
    "os": ("operating system", "platform"),
    "os_version": ("operating system version", "version of the operating system"),
    "memory_gb": ("memory", "ram", "gb of ram", "gb of memory"),
    "disk_gb": ("disk", "disk space", "storage"),
    "cpu_count": ("cpu", "cpus", "core", "processor", "cpu core", "vcpu"),
    "support_ends_on": ("support", "vendor support", "end of support", "support end"),
    "notice_days": ("notice", "notice period", "day of notice", "days notice"),
    "contract_ends": ("contract end", "end of contract", "contract"),
    "valid_from": ("start of validity",),
    "starts_on": ("start", "start date"),
    "vlan_id": ("number", "id"),
    "managed_by": ("team", "support team", "managing team", "support group"),
    "ip_address": ("ip", "address", "ip address"),
    "serial": ("serial number",),
    "key_bits": ("key", "key length", "key size"),
    "firmware_version": ("firmware",),
    "quantity": ("right", "seat", "quantity", "bought"),
    "used": ("right in use", "seat in use", "used", "usage"),
    "size_gb": ("size",),
    "capacity_tb": ("capacity", "size"),
    "cidr": ("network address", "address range", "ip range", "range"),
    "fqdn": ("hostname", "dns name", "host name"),
    "environment": ("stage", "tier"),
    "location": ("site", "city", "office", "place"),
    "life_cycle_status": ("status", "state"),
    "life_cycle_stage": ("stage of life", "life cycle"),
    "warranty_ends_on": ("warranty", "end of warranty", "warranty end", "warranty expiry"),
    "last_patched_on": ("patch date", "last patch", "last patch date", "patch level"),
    "ends_on": ("end", "end date", "expiry", "expiry date", "expiration date"),
    "renews_on": ("renewal", "renewal date"),
    "cost": ("price", "costs"),
    "model": ("hardware", "type of hardware", "hardware model"),
    "vendor": ("supplier", "manufacturer", "provider"),
    "manufacturer": ("vendor", "make", "brand", "maker"),
    "installed_on": ("installation date", "install date"),
    "purchased_on": ("purchase date", "age"),
    "employee_number": ("staff number", "personnel number"),
    "mail": ("email", "e-mail", "mail address", "email address"),
    "title": ("job title", "job", "position", "role"),
    "manager": ("boss", "line manager", "supervisor"),
    "start_date": ("start", "first day", "hire date"),
    "end_date": ("last day", "leaving date", "end"),
    "version": ("release",),
    "asset_tag": ("tag", "inventory number"),
}
_WORKS_FOR = ("works for", "work for", "reports directly to", "report directly to")
_LINK_VERBS: Mapping[str, tuple[str, ...]] = {
    "owner": ("owned by", "belonging to", "belongs to", "belong to"),
    "host": ("on", "installed on", "running on", "hosted on", "run on", "runs on"),
    "hosts": (
        "run directly on",
        "runs directly on",
        "directly on",
        "on",
        "running on",
        "runs on",
        "run on",
        "hosted on",
        "deployed on",
        "hosted by",
    ),
    "devices": ("hold", "holds", "holding", "have", "has", "with", "use", "uses", "using", "got"),
    "software": (
        *("run", "runs", "running", "use", "uses", "using", "with", "have", "has", "having", "on"),
    ),
    "holder": (
        *("held by", "assigned to", "used by", "belonging to", "belongs to", "belong to"),
        *("lent to", "given to", "in use by", "issued to", "in the hands of", "of", "with"),
    ),
    "manager": (
        "managed by",
        "reporting to",
        "reports to",
        "report to",
        "under",
        "working for",
        *_WORKS_FOR,
    ),
    "requester": (
        *("raised by", "opened by", "requested by", "submitted by", "reported by", "created by"),
        *("logged by", "from", "asked for by"),
    ),
    "assets": ("hold", "holds", "holding", "have", "has", "with"),
}
_OWNING = (
    *("own", "owns", "owning", "who own", "responsible for", "owner of", "owners of"),
    *("the owner of", "an owner of", "in charge of"),
)
_PERSON_FIELDS = (
    Field("name", words=("full name",)),
    *(Field(name) for name in ("employee_number", "given_name", "family_name", "mail", "login")),
    Field("title", _T.CHOICE),
    Field("department", _T.CHOICE, ("team", "division")),
    Field("location", _T.CHOICE),
    Field("manager", words=("boss",)),
    Field("employment_status", _T.CHOICE, ("status",)),
    Field("kind", _T.CHOICE, ("kind of employment",)),
    Field("start_date", _T.DATE),
    Field("end_date", _T.DATE),
    Field("protected", _T.FLAG),
)
_ASSET_FIELDS = (
    Field("name", words=("tag", "asset tag")),
    Field("kind", _T.CHOICE, ("type",)),
    Field("model", _T.CHOICE),
    Field("serial", words=("serial number",)),
    Field("holder", words=("user", "owner")),
    Field("state", _T.CHOICE, ("status",)),
    Field("location", _T.CHOICE),
    Field("purchased", _T.DATE, ("purchase date",)),
    Field("warranty_ends", _T.DATE, ("warranty", "end of warranty")),
    Field("supplier", _T.CHOICE, ("vendor",)),
    Field("contract"),
    Field("contract_ends", _T.DATE, _FIELD_WORDS["contract_ends"]),
)
_WORK_FIELDS = (
    Field("name", words=("number",)),
    Field("kind", _T.CHOICE, ("type",)),
    Field("summary", words=("title", "subject")),
    Field("state", _T.CHOICE, ("status",)),
    Field("requester", words=("reporter", "submitter")),
    Field("opened_at", _T.DATE, ("opening date",)),
    Field("resolved_at", _T.DATE),
)
_EQUIPMENT = ("piece of equipment", "equipment", "kit", "gear", "it equipment")
CI, PEOPLE, ASSET, WORK = "configuration_item", "person", "asset", "work_item"
HOST = "host"
COMPUTER = "computer"  # anything with an operating system
ENDING = "expiring_item"  # a contract, a licence or a certificate


@cache
def record_schema() -> Schema:
    entities = [
        *map(_of_class, CLASSES),
        _hosts(),
        _computers(),
        _ending(),
        _people(),
        _assets(),
        *_work(),
        *access_entities(PEOPLE),
    ]
    return Schema({entity.name: entity for entity in entities})


def _of_class(kind: CiClass) -> Entity:
    title = singular_of(kind.title)
    words = dict.fromkeys((title, kind.name.replace("_", " "), *_CALLED.get(kind.name, ())))
    fields = tuple(_field(each) for each in kind.attributes)
    if kind.name == "end_user_device":
        fields = (*fields, Field("holder", words=("user", "holder")))
    return Entity(kind.name, tuple(words), kind.parent, fields, tuple(_links(kind)))


def singular_of(title: str) -> str:
    """The words of a title as a question has them: "data centre device"."""
    *first, last = title.casefold().replace("-", " ").split(" ")
    return " ".join([*first, singular(last)])


def _field(attribute: Attribute) -> Field:
    told = attribute.title.partition("(")[0].strip().casefold()
    dated = attribute.type is AttributeType.DATE
    more = (
        [f"{word} date" for word in (told, *_FIELD_WORDS.get(attribute.name, ()))] if dated else []
    )
    words = dict.fromkeys((told, *more, *_FIELD_WORDS.get(attribute.name, ())))
    return Field(attribute.name, _TYPES.get(attribute.type, _T.TEXT), tuple(words))


def _links(kind: CiClass) -> Iterator[Link]:
    for attribute in kind.attributes:
        if attribute.type is AttributeType.REFERENCE:
            target = PEOPLE if attribute.refers_to == PERSON else attribute.refers_to
            words = (attribute.title.casefold(),)
            yield Link(attribute.name, target, words, _LINK_VERBS.get(attribute.name, ()))
    if kind.name == "functional_ci":
        verbs = _LINK_VERBS["software"]
        yield Link("software", "software_instance", ("software", "package"), verbs)
        yield Link("hosts", HOST, ("host",), _LINK_VERBS["hosts"])
        yield Link("runs", "functional_ci", (), ("hosting", "hosts"))
    if kind.name == "configuration_item":
        yield Link("subnet", "subnet")
    if kind.name == "subnet":
        yield Link("members", CI)
    if kind.name == "end_user_device":
        yield Link("holder", PEOPLE, ("holder", "user"), _LINK_VERBS["holder"])


def _hosts() -> Entity:
    """What people call a host is a server, or a virtual one."""
    both = (ci_class("server"), ci_class("virtual_machine"))
    common = set(attributes_of("server")) & set(attributes_of("virtual_machine"))
    fields = tuple(_field(each) for each in attributes_of("server").values() if each.name in common)
    covers = tuple(each.name for each in both)
    return Entity(HOST, ("host", "machine", "box"), "functional_ci", fields, covers=covers)


def _computers() -> Entity:
    """ "Is anything still on macOS 12?": laptops are meant as well."""
    covers = ("server", "virtual_machine", "pc", "tablet", "phone")
    common = set.intersection(*(set(attributes_of(each)) for each in covers))
    fields = tuple(_field(each) for each in attributes_of("pc").values() if each.name in common)
    words = ("server, pc or mobile device",)
    return Entity(COMPUTER, words, "functional_ci", fields, covers=covers)


def _ending() -> Entity:
    """What ends on a day: "what expires next" is said of all of them."""
    fields = tuple(
        each for each in map(_field, attributes_of("contract").values()) if each.name == "ends_on"
    )
    covers = ("contract", "licence", "certificate")
    return Entity(ENDING, ("contract, licence or certificate",), CI, fields, covers=covers)


def _people() -> Entity:
    fields = tuple(
        Field(each.name, each.type, (*each.words, *_FIELD_WORDS.get(each.name, ())))
        for each in _PERSON_FIELDS
    )
    links = (
        Link("manager", PEOPLE, ("manager",), _LINK_VERBS["manager"]),
        Link("devices", "end_user_device", (), _LINK_VERBS["devices"]),
        Link("assets", ASSET, ("asset", "device"), _LINK_VERBS["assets"]),
        Link("owns", CI, ("item",), _OWNING),
        Link("accounts", ACCOUNT, ("account", "user account")),
    )
    words = ("person", "user", "everyone", "everybody")
    return Entity(PEOPLE, words, fields=fields, links=links)


def _assets() -> Entity:
    links = (Link("holder", PEOPLE, ("holder", "user"), _LINK_VERBS["holder"]),)
    return Entity(ASSET, ("asset", "device", *_EQUIPMENT), fields=_ASSET_FIELDS, links=links)


def _work() -> Iterator[Entity]:
    links = (
        Link("subject", PEOPLE, ("subject",), ("about", "for", "concerning")),
        Link("requester", PEOPLE, ("requester",), _LINK_VERBS["requester"]),
    )
    yield Entity(WORK, ("work item", "ticket", "case"), fields=_WORK_FIELDS, links=links)
    for kind in ("incident", "service_request", "change", "problem", "event", "known_error"):
        words = (kind.replace("_", " "), *(("request",) if kind == "service_request" else ()))
        yield Entity(kind, words, WORK)
