"""What goes into the index and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from steersman.domain.canonical import Json

Numbers = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.uint16]
MOST_OFTEN = 255  # a term counts at most so often in one passage
LONGEST = 1 << 16  # terms of a passage that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class ToIndexPassage:
    """One passage with its terms in their order.

    ``vectors``: windows x width floats of 16 bits as bytes; empty where no model was there.
    """

    path: tuple[str, ...]
    text: str
    terms: tuple[str, ...]
    vectors: bytes = b""
    line: int | None = None
    page: int | None = None
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a document stands: whose it is, who reads it, whether it still holds.

    Without ``readers`` only administrators find it.  Worked out from what its source is, what
    that source says of it and what it says itself, so it may change while the text does not.
    """

    readers: str = ""
    owner: str = ""
    kept_by: str = ""
    link: str = ""
    status: str = ""
    superseded_by: str = ""
    dated: str = ""
    stale_on: str = ""
    work: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToIndex(Standing):
    """One document with its passages.

    ``lead``: the vector of its beginning; empty where one passage holds the whole document.
    ``original``: the file itself, where it is asked as it stands: a firewall, a diagram.
    """

    id: str
    source: str
    name: str
    title: str
    content: str
    made_with: str
    passages: tuple[ToIndexPassage, ...]
    lead: bytes = b""
    shape: str = ""
    original: bytes = b""
    told: Json = field(default_factory=dict)
    stated: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A document that is indexed already: ``told`` by its source, ``stated`` by itself."""

    told: Json
    stated: Json
    standing: Standing


@dataclass(frozen=True, slots=True)
class Postings:
    """In which passages a term stands, ascending, how often in each, and where, from 0."""

    chunks: Numbers
    frequencies: Counts
    positions: Positions  # of the first passage, then of the second …


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage as it is shown: with its document, and where in it it stands."""

    number: int
    document: str
    source: str
    name: str
    title: str
    link: str
    owner: str
    kept_by: str
    status: str
    superseded_by: str
    dated: str
    stale_on: str
    path: tuple[str, ...] = field(default=())
    text: str
    line: int | None
    page: int | None
    anchor: str
