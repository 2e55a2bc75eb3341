"""Where documents that no longer hold stand among the others: below, but never out of sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steersman.knowledge.retrieval.found import Found
from steersman.knowledge.retrieval.settling import PAST
from steersman.records.knowledge import Passage

HELD_BACK = 0.7  # of its score is left to a document that is superseded, obsolete or archived


def in_order(found: Sequence[Found], most: int) -> tuple[Found, ...]:
    """The best ``most``, each with the score that it stands by.

    A document that no longer holds loses part of its score, and never stands above one that
    replaces it and holds.  The best of them stays in the list when it would have stood in it: it
    may be all there is.  Where every document holds, the order is that of the scores alone.
    """
    plain = sorted(found, key=_key)
    past = [each for each in plain[:most] if is_past(each.passage)]
    ranked = sorted((_held_back(each, found) for each in found), key=_key)
    if past and not any(is_past(each.passage) for each in ranked[:most]):
        best = next(each for each in ranked if is_past(each.passage))
        return (*ranked[: most - 1], best)
    return tuple(ranked[:most])


def is_past(passage: Passage) -> bool:
    return passage.status in PAST


def replaces(passage: Passage, old: Passage) -> bool:
    """Whether ``old`` names this document as what replaces it: by id, path, link or title."""
    return old.superseded_by != "" and names(old.superseded_by, old, passage)


def names(written: str, where: Passage, meant: Passage) -> bool:
    """Whether ``written``, which stands in ``where``, means a document.

    Paths count from the folder of ``where`` and from the top of its source.
    """
    if written in (meant.document, meant.link) and written:
        return True
    if written.casefold() == meant.title.casefold():
        return True
    if where.source != meant.source:
        return False
    return meant.name in paths(written, where.name)


def paths(written: str, where: str) -> frozenset[str]:
    """What a path may mean that stands in the document ``where``, with ``.md`` where it is bare."""
    parts: list[str] = []
    written = written.split("#", 1)[0].strip()
    folder = [] if written.startswith("/") else where.split("/")[:-1]
    for part in [*folder, *written.split("/")]:
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    found = {"/".join(parts), written.lstrip("./")}
    return frozenset(found | {f"{each}.md" for each in found})


def _held_back(each: Found, found: Sequence[Found]) -> Found:
    if not is_past(each.passage):
        return each
    successors = (
        other.score
        for other in found
        if not is_past(other.passage) and replaces(other.passage, each.passage)
    )
    return replace(each, score=min(round(HELD_BACK * each.score, 6), *successors, each.score))


def _key(each: Found) -> tuple[float, bool, str, str]:
    return (-each.score, is_past(each.passage), each.passage.name, each.passage.source)
