"""The hash chain of the ledger, without a database: what an entry is and when a chain is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from steersman.domain.canonical import Json, canonical
from steersman.domain.errors import Permanent

GENESIS = "0" * 64
_YEAR_10000 = 253_402_300_800.0


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened.  ``key`` names the fact: the same fact is kept only once.

    ``at`` is in seconds since 1970 (UTC).  ``body`` is JSON and never holds a secret.
    """

    key: str
    kind: str
    at: float
    body: Json


@dataclass(frozen=True, slots=True)
class Spelled:
    """An entry as it will be stored: every field is in the form that is hashed and kept."""

    key: str
    kind: str
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An entry in its place.  ``text`` is the stored body, byte for byte what was hashed."""

    seq: int
    key: str
    kind: str
    at: float
    text: str
    hash: str

    @property
    def body(self) -> Json:
        body: Json = json.loads(self.text)
        return body


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain goes.  Kept outside the database, it shows a tail that was cut off."""

    seq: int
    hash: str


START = Head(0, GENESIS)


def spell(entry: Entry) -> Spelled:
    """``entry`` in the one form that both stores give back unchanged, or ``Permanent``.

    SQLite forgets the sign of -0.0 and PostgreSQL refuses U+0000, so neither may be stored.
    """
    try:
        at, text = float(entry.at) + 0.0, canonical(entry.body)
        (entry.key + entry.kind + text).encode()
    except (TypeError, ValueError) as error:
        raise Permanent(f"ledger entry {entry.key!r} cannot be written: {error}") from error
    if not 0 <= at < _YEAR_10000:
        raise Permanent(f"ledger entry {entry.key!r} needs a time from 1970 to 9999, not {at}")
    if not entry.key or "\0" in entry.key or "\0" in entry.kind:
        raise Permanent(f"ledger entry {entry.key!r} needs a key, and no U+0000")
    return Spelled(entry.key, entry.kind, at, text)


def hash_of(previous: str, seq: int, key: str, kind: str, at: float, text: str) -> hashlib._Hash:
    """SHA-256 over the previous hash and every field.

    The lengths stand in front, in characters, so no two entries share a spelling.  ``repr`` of a
    double is exact.  What no honest store holds (a lone surrogate, a number where text belongs)
    is spelled too, and never like something honest, so that the verifier can name it.
    """
    front = f"{previous}{seq!r} {at!r} {len(key)} {len(kind)} {len(text)} "
    return hashlib.sha256(f"{front}{key}{kind}{text}".encode("utf-8", "surrogatepass"))


def link(head: Head, entry: Entry | Spelled) -> Link:
    """``entry`` as the next one behind ``head``."""
    here = spell(entry) if isinstance(entry, Entry) else entry
    seq = head.seq + 1
    fields = (seq, here.key, here.kind, here.at, here.text)
    return Link(*fields, hash_of(head.hash, *fields).hexdigest())


def chain(head: Head, entries: Iterable[Spelled]) -> list[Link]:
    """``entries``, one behind the other, after ``head``."""
    links: list[Link] = []
    for entry in entries:
        links.append(link(head, entry))
        head = Head(links[-1].seq, links[-1].hash)
    return links


def fault(links: Iterable[Link], until: Head | None = None) -> str | None:
    """The first place where the chain does not hold, or None when all of it does."""
    head = START
    for here in links:
        if here.seq != head.seq + 1:
            return f"entry {head.seq + 1} is missing or out of order"
        fields = (here.seq, here.key, here.kind, here.at, here.text)
        if here.hash != hash_of(head.hash, *fields).hexdigest():
            return f"entry {here.seq} was altered"
        head = Head(here.seq, here.hash)
        if until is not None and head.seq == until.seq and head.hash != until.hash:
            return f"entry {here.seq} is not the one that was witnessed"
    if until is not None and head.seq < until.seq:
        return f"entries after {head.seq} were removed"
    return None
