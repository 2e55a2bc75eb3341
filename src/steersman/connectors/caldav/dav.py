"""The XML of WebDAV and CalDAV (RFC 4918, RFC 4791): questions out, answers in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn
from xml.etree import ElementTree
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from steersman.domain.errors import Transient

DAV, CALDAV = "DAV:", "urn:ietf:params:xml:ns:caldav"
CLARK = re.compile(r"\{([^{}]+)\}([A-Za-z_][\w.-]*)")

ETAG = f"{{{DAV}}}getetag"
TYPE = f"{{{DAV}}}resourcetype"
NAME = f"{{{DAV}}}displayname"
CURRENT_USER = f"{{{DAV}}}current-user-principal"
PRIVILEGES = f"{{{DAV}}}current-user-privilege-set"
PRINCIPAL = f"{{{DAV}}}principal"
CALENDAR = f"{{{CALDAV}}}calendar"
HOME = f"{{{CALDAV}}}calendar-home-set"
ADDRESSES = f"{{{CALDAV}}}calendar-user-address-set"
COMPONENTS = f"{{{CALDAV}}}supported-calendar-component-set"
DATA = f"{{{CALDAV}}}calendar-data"
HREF = f"{{{DAV}}}href"


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``response`` of a multistatus: a path and the properties found there (status 200)."""

    href: str
    properties: Mapping[str, ElementTree.Element]
    status: int = 200

    def text(self, name: str) -> str:
        element = self.properties.get(name)
        return "" if element is None or element.text is None else element.text.strip()

    def hrefs(self, name: str) -> tuple[str, ...]:
        element = self.properties.get(name)
        found = [] if element is None else element.iter(HREF)
        return tuple((each.text or "").strip() for each in found)

    def has_type(self, name: str) -> bool:
        element = self.properties.get(TYPE)
        return element is not None and element.find(name) is not None


def propfind(names: Sequence[str]) -> str:
    """The body that asks for the named properties (Clark notation)."""
    return f'<propfind xmlns="{DAV}"><prop>{_elements(names)}</prop></propfind>'


def query_after(after: datetime) -> str:
    """The body that asks for events which reach past ``after`` (RFC 4791, 9.9)."""
    start = after.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return _query(f'<c:time-range start="{start}"/>')


def query_uid(uid: str) -> str:
    match = f'<c:text-match collation="i;octet">{escape(uid)}</c:text-match>'
    return _query(f'<c:prop-filter name="UID">{match}</c:prop-filter>')


def _query(condition: str) -> str:
    event = f'<c:comp-filter name="VEVENT">{condition}</c:comp-filter>'
    whole = f'<c:comp-filter name="VCALENDAR">{event}</c:comp-filter>'
    return (
        f'<c:calendar-query xmlns="{DAV}" xmlns:c="{CALDAV}"><prop>{_elements((ETAG, DATA))}</prop>'
        f"<c:filter>{whole}</c:filter></c:calendar-query>"
    )


def _elements(names: Sequence[str]) -> str:
    parts = [CLARK.fullmatch(name) for name in names]
    return "".join(f"<n:{part[2]} xmlns:n={quoteattr(part[1])}/>" for part in parts if part)


def read_multistatus(body: bytes) -> tuple[Entry, ...]:
    """The answer's entries; ``Transient`` when it is cut short or no multistatus at all."""
    root = parse(body)
    if root.tag != f"{{{DAV}}}multistatus":
        raise Transient("the calendar server answered with something else than a multistatus")
    return tuple(_entry(response) for response in root.iter(f"{{{DAV}}}response"))


def _entry(response: ElementTree.Element) -> Entry:
    properties = {
        element.tag: element
        for part in response.findall(f"{{{DAV}}}propstat")
        if _status(part) == 200
        for element in part.findall(f"{{{DAV}}}prop/*")
    }
    href = response.findtext(HREF, "").strip()
    return Entry(href, properties, _status(response))


def _status(element: ElementTree.Element) -> int:
    """``HTTP/1.1 200 OK`` as a number; an entry without a status of its own is there (200)."""
    words = element.findtext(f"{{{DAV}}}status", "HTTP/1.1 200").split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 500


def parse(body: bytes) -> ElementTree.Element:
    """XML without a document type, hence without entities that grow or reach outside."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, attributes: builder.start(_clark(tag), attributes)
    parser.EndElementHandler = lambda tag: builder.end(_clark(tag))
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(body, True)
    except expat.ExpatError as problem:
        raise Transient(f"the calendar server's answer is not whole XML: {problem}") from problem
    return builder.close()


def _clark(tag: str) -> str:
    return f"{{{tag}" if "}" in tag else tag


def _refuse(*_declaration: object) -> NoReturn:
    raise Transient("the calendar server's answer holds a document type, which is not accepted")
