"""Postings as bytes: the same on every store and every machine (little-endian)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from steersman.records.knowledge.model import LONGEST, MOST_OFTEN, Postings

Flags = npt.NDArray[np.bool_]
_NUMBER, _COUNT, _POSITION = np.dtype("<u4"), np.dtype("u1"), np.dtype("<u2")


def invert(passages: Iterable[tuple[int, Sequence[str]]]) -> dict[str, Postings]:
    """(number, terms in their order), numbers ascending → where each term stands."""
    held: dict[str, dict[int, list[int]]] = {}
    for number, terms in passages:
        for position, term in enumerate(terms[:LONGEST]):
            held.setdefault(term, {}).setdefault(number, []).append(position)
    return {term: _postings(of_term) for term, of_term in held.items()}


def _postings(of_term: dict[int, list[int]]) -> Postings:
    kept = [positions[:MOST_OFTEN] for positions in of_term.values()]
    return Postings(
        np.array(list(of_term), np.uint32),
        np.array([len(positions) for positions in kept], np.uint8),
        np.array([position for positions in kept for position in positions], np.uint16),
    )


def pack(of_term: Postings) -> dict[str, bytes]:
    return {
        "chunks": of_term.chunks.astype(_NUMBER).tobytes(),
        "frequencies": of_term.frequencies.astype(_COUNT).tobytes(),
        "positions": of_term.positions.astype(_POSITION).tobytes(),
    }


def unpack(chunks: bytes, frequencies: bytes, positions: bytes) -> Postings:
    return Postings(
        np.frombuffer(chunks, _NUMBER),
        np.frombuffer(frequencies, _COUNT),
        np.frombuffer(positions, _POSITION),
    )


def joined(parts: Sequence[Postings]) -> Postings:
    """Of several segments, in the order of the segments: numbers only ever grow."""
    if len(parts) == 1:
        return parts[0]
    return Postings(
        np.concatenate([part.chunks for part in parts]),
        np.concatenate([part.frequencies for part in parts]),
        np.concatenate([part.positions for part in parts]),
    )


def without(of_term: Postings, live: Flags) -> Postings:
    """Only passages whose number ``live`` says yes to; it has an answer for every number."""
    return chosen(of_term, live[of_term.chunks])


def chosen(of_term: Postings, kept: Flags) -> Postings:
    """Only passages that ``kept`` says yes to, one answer a passage."""
    if kept.all():
        return of_term
    return Postings(
        of_term.chunks[kept],
        of_term.frequencies[kept],
        of_term.positions[np.repeat(kept, of_term.frequencies)],
    )
