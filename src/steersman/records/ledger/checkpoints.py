"""Checkpoints: a signed statement of how long the ledger is and what it holds.

The text goes to somebody outside.  With it, a truncated or rewritten ledger is found out.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import NeedsPerson
from steersman.records.ledger.entry import START, Head, Link, hash_of
from steersman.records.ledger.ledger import Ledger
from steersman.records.ledger.merkle import Tree
from steersman.records.ledger.note import PublicKey, Signs
from steersman.records.ledger.tables import checkpoints as table
from steersman.records.store import writing

LOCK = "ledger checkpoint"
_BODY = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[^\n]{44})\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``size`` entries have this Merkle ``root`` (32 bytes).  ``text`` is the signed note."""

    origin: str
    size: int
    root: bytes
    text: str

    @classmethod
    def parse(cls, text: str, key: PublicKey) -> Checkpoint | None:
        """What ``text`` states (https://c2sp.org/tlog-checkpoint), or None: not signed by ``key``.

        The origin must be the name of the key, so that another log's checkpoint never counts.
        """
        signed = key.opened(text)
        body = None if signed is None else _BODY.fullmatch(signed)
        if body is None or body["origin"] != key.name:
            return None
        try:
            root = base64.b64decode(body["root"], validate=True)
        except binascii.Error:
            return None
        return cls(body["origin"], int(body["size"]), root, text)


class Checkpoints:
    """Makes checkpoints, each an extension of the one before, in the time of the new entries."""

    def __init__(self, engine: sa.Engine, ledger: Ledger, signer: Signs, clock: Clock) -> None:
        self._engine = engine
        self._ledger = ledger
        self._signer = signer
        self._clock = clock

    def latest(self) -> Checkpoint | None:
        """The last one that was made; ``NeedsPerson`` when what is kept is not ours."""
        found = self._last()
        return None if found is None else found[0]

    def make(self) -> Checkpoint | None:
        """Sign how the ledger stands now; None when nothing is new.

        Never signs what does not extend the last checkpoint or breaks the chain: ``NeedsPerson``.
        """
        found = self._last()
        tree = Tree() if found is None else found[1]
        before = tree.size
        self._grow(tree)
        if tree.size == before:
            return None
        checkpoint = self._signed(tree)
        with writing(self._engine, LOCK) as connection:
            if connection.scalar(_SIZE) != (before or None):
                return None  # another process made one just now
            connection.execute(_insert(checkpoint, tree, self._clock.now()))
        return checkpoint

    def _last(self) -> tuple[Checkpoint, Tree] | None:
        with self._engine.connect() as connection:
            row = connection.execute(_LATEST).first()
        if row is None:
            return None
        checkpoint = Checkpoint.parse(row.text, self._signer.public_key)
        tree = _tree(row.size, row.peaks)
        if checkpoint is None or tree is None or not states(checkpoint, tree):
            raise NeedsPerson(
                f"The stored ledger checkpoint over {row.size} entries is not the one we signed."
                " Run `steersman ledger verify` with the checkpoint you keep outside: who changed"
                " the table ledger_checkpoints, or was the signing key replaced?"
            )
        return checkpoint, tree

    def _grow(self, tree: Tree) -> None:
        head = self._head_at(tree.size)
        batch: list[bytes] = []
        for link in self._ledger.entries(after_seq=head.seq):
            batch.append(_followed(head, link))
            head = Head(link.seq, link.hash)
            if len(batch) == 4096:
                tree.extend(batch)
                batch = []
        tree.extend(batch)

    def _head_at(self, seq: int) -> Head:
        if seq == 0:
            return START
        here = next(self._ledger.entries(after_seq=seq - 1, limit=1), None)
        if here is None or here.seq != seq:
            raise _broken(seq, "it is missing")
        return Head(here.seq, here.hash)

    def _signed(self, tree: Tree) -> Checkpoint:
        origin, root = self._signer.public_key.name, tree.root()
        text = f"{origin}\n{tree.size}\n{base64.b64encode(root).decode()}\n"
        return Checkpoint(origin, tree.size, root, self._signer.sign(text))


def states(checkpoint: Checkpoint, tree: Tree) -> bool:
    """Whether ``checkpoint`` is about exactly this tree."""
    return checkpoint.size == tree.size and checkpoint.root == tree.root()


def _followed(head: Head, link: Link) -> bytes:
    """The leaf of ``link``, which must be the next one behind ``head``."""
    if link.seq != head.seq + 1:
        raise _broken(head.seq + 1, "it is missing")
    digest = hash_of(head.hash, link.seq, link.key, link.kind, link.at, link.text)
    if digest.hexdigest() != link.hash:
        raise _broken(link.seq, f"{link.key!r} was altered")
    return digest.digest()


def _broken(seq: int, what: str) -> NeedsPerson:
    return NeedsPerson(
        f"The ledger is broken at entry {seq}: {what}. No checkpoint was signed. Run `steersman"
        " ledger verify`, compare with a backup and find out who wrote to the database."
    )


def _tree(size: int, peaks: str) -> Tree | None:
    try:
        return Tree.resumed(size, peaks)
    except ValueError:
        return None


def _insert(checkpoint: Checkpoint, tree: Tree, at: float) -> sa.Insert:
    return sa.insert(table).values(
        size=checkpoint.size, at=at, text=checkpoint.text, peaks=tree.peaks()
    )


_SIZE = sa.select(sa.func.max(table.c.size))
_LATEST = sa.select(table).order_by(table.c.size.desc()).limit(1)
