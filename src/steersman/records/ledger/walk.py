"""One pass over the stored rows: the chain from row to row, the tree at each checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from steersman.records.ledger.checkpoints import Checkpoint
from steersman.records.ledger.entry import START, Head, hash_of
from steersman.records.ledger.merkle import Tree
from steersman.records.ledger.stored import Row
from steersman.records.ledger.suspicion import accuses_the_one_before


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong.  ``seq`` and ``key`` name the first bad entry, as far as it is one."""

    seq: int | None
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class _Break:
    """A row that does not follow from the one before, and its hash if it would."""

    row: Row
    due: bytes | None


class Walk:
    """``claims`` are checkpoints whose signature holds; each must be true of the rows."""

    def __init__(self, claims: list[Checkpoint]) -> None:
        self.agreed: Checkpoint | None = None  # the last claim that was true
        self._claims = sorted(claims, key=lambda claim: claim.size, reverse=True)
        self._tree = Tree()
        self._head = START
        self._last_key = ""
        self._first_unsigned = ""  # the key of the first entry after ``agreed``

    @property
    def whole(self) -> int:
        """How many entries hold."""
        return self._tree.size

    def through(self, batches: Iterator[list[Row]]) -> Finding | None:
        finding = self._signed()
        for rows in batches:
            leaves, broken = self._chained(rows)
            finding = finding or self._grown(leaves, rows)
            if finding is None and broken is not None:
                rest = chain.from_iterable(chain([rows[len(leaves) :]], batches))
                finding = self._named(broken, rest)
            if finding is not None:
                return finding
        return finding or self._cut()

    def _chained(self, rows: list[Row]) -> tuple[list[bytes], _Break | None]:
        """The leaves of the rows that follow from one another, and where that ends."""
        previous, due, leaves = self._head.hash, self._head.seq + 1, list[bytes]()
        for row in rows:
            seq, key, kind, at, text, stored = row
            try:
                digest = hash_of(previous, seq, key, kind, at, text)
            except TypeError:  # a NULL or a number where a text must be
                return leaves, _Break(row, None)
            if digest.hexdigest() != stored or seq != due:
                return leaves, _Break(row, digest.digest())
            leaves.append(digest.digest())
            previous, due = stored, due + 1
        self._head = Head(due - 1, previous)
        return leaves, None

    def _grown(self, leaves: list[bytes], rows: list[Row]) -> Finding | None:
        """The tree with ``leaves``, compared with each claim that it passes."""
        taken = 0
        while taken < len(leaves):
            if self.agreed is None or self.agreed.size == self._tree.size:
                self._first_unsigned = str(rows[taken][1])
            step = self._claims[-1].size - self._tree.size if self._claims else len(leaves)
            self._tree.extend(leaves[taken : taken + step])
            taken += step
            finding = self._signed()
            if finding is not None:
                return finding
        if leaves:
            self._last_key = str(rows[len(leaves) - 1][1])
        return None

    def _signed(self) -> Finding | None:
        """Whether every claim about a tree of just this size is true."""
        while self._claims and self._claims[-1].size == self._tree.size:
            claim = self._claims.pop()
            if claim.root != self._tree.root():
                return self._rewritten(claim.size)
            self.agreed = claim
        return None

    def _rewritten(self, until: int) -> Finding:
        first = 1 if self.agreed is None else self.agreed.size + 1
        text = (
            f"entries {first} ({self._first_unsigned!r}) to {until} are not those that were signed:"
            " at least one of them was rewritten and the chain made to fit"
        )
        return Finding(first, self._first_unsigned, text)

    def _named(self, broken: _Break, rows: Iterator[Row]) -> Finding:
        """What happened at the first row that does not follow; ``rows`` begin with it."""
        seq, key = broken.row[0], str(broken.row[1])
        due = self._tree.size + 1
        if not isinstance(seq, int):  # the constraint was dropped
            return Finding(due, key, f"an entry without a number ({key!r}) was inserted")
        if seq < due:
            return Finding(seq, key, f"entry {seq} ({key!r}) was inserted out of order")
        if seq > due:
            text = f"entry {due} is missing: entry {seq} ({key!r}) comes in its place"
            return Finding(due, "", text)
        text = f"entry {due} ({key!r}) was altered"
        if due == 1 or broken.due is None or self._is_agreed():
            return Finding(due, key, text)
        before = f"entry {due - 1} ({self._last_key!r})"
        if not self._claims:
            return Finding(due, key, f"{text}, or {before} together with its hash")
        if accuses_the_one_before(self._tree, rows, broken.due, self._claims[-1]):
            text = f"{before} was rewritten together with its hash: entry {due} does not follow"
            return Finding(due - 1, self._last_key, text)
        return Finding(due, key, text)

    def _is_agreed(self) -> bool:
        """Whether a claim covers everything before the broken row."""
        return self.agreed is not None and self.agreed.size == self._tree.size

    def _cut(self) -> Finding | None:
        """The rows are at an end; so must be the claims."""
        if not self._claims:
            return None
        seq, last = self._tree.size + 1, self._claims[0].size
        text = f"entry {seq} is missing, and all after it: {last} entries were signed"
        return Finding(seq, "", text)
