"""Who owns a document, from when it is and how it stands, as the document itself states it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from steersman.domain.clean import one_line

Day = date  # which a field is called too
_LONGEST = 300  # characters; longer is not a name, a date or a status
_TITLE = ("title", "dc.title", "dcterms.title", "subject title")
_OWNER = (
    "owner", "owners", "document owner", "owned by", "maintainer", "maintainers", "maintained by",
    "responsible", "service owner", "team", "author", "authors", "created by", "creator",
    "dc.creator", "dcterms.creator", "contact",
)  # fmt: skip
_DATE = (
    "last reviewed", "reviewed", "last review", "review date", "last updated", "last update",
    "last_updated", "updated", "last modified", "last-modified", "last changed", "modified",
    "article:modified_time", "dcterms.modified", "dc.date.modified", "lastmod", "revision date",
    "revdate", "date", "dc.date", "dcterms.date", "effective date", "effective", "version date",
    "published", "article:published_time", "released", "release date", "issued", "date of issue",
    "approved on", "in force since", "as of", "dcterms.created", "created", "created on",
)  # fmt: skip
_STATUS = (
    "status", "state", "document status", "lifecycle", "superseded by", "replaced by",
    "deprecated", "obsolete", "archived", "draft",
)  # fmt: skip
_SUCCESSOR = ("superseded by", "replaced by", "successor", "dcterms.isreplacedby", "see instead")
_REVIEW_BY = (
    "review by", "review due", "next review", "next review date", "review on",
    "valid until", "valid to", "expires", "expires on", "expiry", "expiry date", "best before",
    "dcterms.valid",
)  # fmt: skip
_READERS = ("readers", "visible to", "readable by")
_FLAGS = {"deprecated", "obsolete", "archived", "draft"}
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sep sept", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    title: str | None = None
    owner: str | None = None
    date: Day | None = None
    status: str | None = None
    superseded_by: str | None = None  # a path, title or link, as it is written
    review_by: Day | None = None  # from then on it must be looked at again
    readers: str | None = None  # only ever fewer than its source names

    def over(self, other: Stated) -> Stated:
        """What is stated here, and where nothing is, what ``other`` states."""
        return Stated(
            self.title or other.title,
            self.owner or other.owner,
            self.date or other.date,
            self.status or other.status,
            self.superseded_by or other.superseded_by,
            self.review_by or other.review_by,
            self.readers or other.readers,
        )


def stated(fields: Mapping[str, str]) -> Stated:
    """From fields as people name them ("Last reviewed", "owner", "dcterms.modified")."""
    known = {_key(name): one_line(value)[:_LONGEST] for name, value in fields.items()}
    return Stated(
        title=_first(known, _TITLE),
        owner=_first(known, _OWNER),
        date=_day_of(known, _DATE),
        status=_status(known),
        superseded_by=_first(known, _SUCCESSOR),
        review_by=_day_of(known, _REVIEW_BY),
        readers=_first(known, _READERS),
    )


def day(text: str) -> date | None:
    """The day that a text states without doubt: 03/04/2025 is two days, so it is none."""
    for pattern, order in (
        (r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", "ymd"),
        (r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:T|\d{6}|$)", "ymd"),
        (r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)", "dmy"),
        (r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)", "?"),
        (r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of )?([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})", "dmy"),
        (r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", "mdy"),
    ):
        if (found := re.search(pattern, text)) and (day := _day(found.groups(), order)):
            return day
    return None


def _day(parts: tuple[str, ...], order: str) -> date | None:
    first, second, third = (_number(part) for part in parts)
    if order == "?":
        if (first <= 12 and second <= 12 and first != second) or max(first, second) > 31:
            return None
        order = "dmy" if second <= 12 else "mdy"
    year, month, day = {
        "ymd": (first, second, third),
        "dmy": (third, second, first),
        "mdy": (third, first, second),
    }[order]
    try:
        return datetime(year, month, day).date() if 1970 <= year <= 2200 else None
    except ValueError:
        return None


def _number(part: str) -> int:
    return int(part) if part.isdigit() else _MONTHS.get(part.lower(), 0)


def _key(name: str) -> str:
    return " ".join(one_line(name).lower().replace("_", " ").replace("*", "").split()).strip(" :")


def _day_of(known: Mapping[str, str], names: tuple[str, ...]) -> date | None:
    return next((found for name in names if (found := day(known.get(_key(name), "")))), None)


def _first(known: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((known[_key(name)] for name in names if known.get(_key(name))), None)


def _status(known: Mapping[str, str]) -> str | None:
    for name in _STATUS:
        value = known.get(name, "")
        if name in _FLAGS and value.lower() in {"true", "yes"}:
            return name
        if name in _FLAGS or not value:
            continue
        return f"{name} {value}" if name.endswith(" by") else value
    return None
