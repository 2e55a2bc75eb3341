"""Machine-readable values in plain words, for the eyes of people; never for a decision.

A page shows the words first and the whole text on demand, so nothing is lost by shortening.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from steersman.domain.clean import clean, one_line

LONGEST = 80  # characters that are read at a glance
_QUOTED = 48  # characters of a long text that are quoted
_NAMING = ("display", "displayName", "name", "title", "label")  # in a JSON object, the best first
# Only what directories name entries by: "max=5,min=3" is no distinguished name.
_RDN = r"(?i:cn|uid|ou|dc|o|c|l|st|sn|userid|serialnumber)=(?:\\.|[^,\\])+"
_DN = re.compile(rf"{_RDN}(?:, ?{_RDN})+")
_UUID = re.compile(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")
_HEX = re.compile(r"[0-9a-fA-F]{24,}")
_AN_ID = re.compile(rf"{_UUID.pattern}|(?<![0-9A-Za-z]){_HEX.pattern}(?![0-9A-Za-z])")
_BLOB = re.compile(r"[A-Za-z0-9+/=_-]{48,}")
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]{3,40})-----")
_ESCAPED = re.compile(rb"\\([0-9a-fA-F]{2}|.)", re.DOTALL)
# What a text begins with, or holds near its beginning → what kind of text it is.
_KINDS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"(?s).{0,400}\b(require\s*\[|vacation\b|fileinto\b)"), "Sieve script"),
    (re.compile(r"BEGIN:VCALENDAR"), "calendar entry (iCalendar)"),
    (re.compile(r"BEGIN:VCARD"), "contact (vCard)"),
    (re.compile(r"(version: 1\s+)?dn::? "), "directory entry (LDIF)"),
    (re.compile(r"<\?xml|<!DOCTYPE|<[a-z][a-z0-9]*[ >]"), "XML or HTML document"),
    (re.compile(r"#!"), "script"),
    (re.compile(r"O:[A-Z]{2}G:[A-Z]{2}D:"), "security descriptor (SDDL)"),
    (re.compile(r"ssh-[a-z0-9-]+ AAAA|ecdsa-sha2-"), "SSH public key"),
)


def readable(value: str) -> str:
    """One short line: the value itself where it is one, else what it is, in words."""
    text = clean(value).strip()
    for read in (_certificate, _json, _name_of_entry, _id, _kind, _blob):
        words = read(text)
        if words:
            return words
    return _shortened(text)


def without_ids(text: str) -> str:
    """A short text in which ids stand among words, with the beginning of each id only."""
    short = _AN_ID.sub(lambda found: f"{found[0].strip('{}')[:8]}…", one_line(text))
    return _cut(short, 2 * LONGEST)


def _certificate(text: str) -> str:
    found = _PEM.match(text)
    return f"a {found[1].lower()} (PEM), {_lines(text)}" if found else ""


def _json(text: str) -> str:
    if not text.startswith(("{", "[")):
        return ""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if isinstance(body, Mapping):
        return _named(body) or f"JSON with {_many(len(body), 'field')}"
    return f"JSON with {_many(len(body), 'entry', 'entries')}" if isinstance(body, list) else ""


def _named(body: Mapping[str, object]) -> str:
    """“Sales Cloud”, or “seat (crm)” where a value and its type are all that is said."""
    for key in _NAMING:
        if isinstance(body.get(key), str) and body[key]:
            return _shortened(str(body[key]))
    value, kind = body.get("value"), body.get("type")
    if isinstance(value, str) and value:
        beside = f" ({kind})" if isinstance(kind, str) and kind else ""
        return _shortened(f"{value}{beside}")
    return ""


def _name_of_entry(text: str) -> str:
    """A distinguished name (RFC 4514) by the value of its first part: “cn=Sales,…” is Sales."""
    if not _DN.fullmatch(text):
        return ""
    part = re.match(_RDN, text)
    value = part[0].partition("=")[2] if part else ""
    return _shortened(_ESCAPED.sub(_byte, value.encode()).decode(errors="replace"))


def _byte(found: re.Match[bytes]) -> bytes:
    escape = found[1]
    return bytes.fromhex(escape.decode()) if len(escape) == 2 else escape


def _id(text: str) -> str:
    plain = text.strip("{}")
    return f"id {plain[:8]}…" if _UUID.fullmatch(text) or _HEX.fullmatch(text) else ""


def _kind(text: str) -> str:
    kind = next((name for pattern, name in _KINDS if pattern.match(text)), "")
    if not kind:
        return ""
    article = "an" if kind[:2] in ("XM", "SS") else "a"
    return f"{article} {kind}, {_lines(text)}" if "\n" in text else f"{article} {kind}"


def _blob(text: str) -> str:
    return f"data of {len(text):,} characters" if _BLOB.fullmatch(text) else ""


def _shortened(text: str) -> str:
    line = one_line(text)
    if "\n" in text:
        return f"text of {_lines(text)}: “{_cut(line, _QUOTED)}”"
    return _cut(line, LONGEST)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _lines(text: str) -> str:
    return _many(len(text.splitlines()), "line")


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"
