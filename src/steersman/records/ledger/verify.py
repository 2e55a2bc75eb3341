"""Is the ledger whole?  Anybody can ask, with the public key and a checkpoint kept outside."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.records.ledger.checkpoints import Checkpoint
from steersman.records.ledger.note import PublicKey
from steersman.records.ledger.stored import snapshot
from steersman.records.ledger.walk import Finding, Walk


@dataclass(frozen=True, slots=True)
class Report:
    """``entries`` were found whole before ``fault``, or all of them when it is None.

    ``seq`` and ``key`` name the first bad entry (``key`` empty: it is not there any more, or a
    checkpoint is bad).  ``checkpoint`` is the last signed one that the entries agree with; what
    came after it is only chained, not signed yet.
    """

    entries: int
    fault: str | None = None
    seq: int | None = None
    key: str = ""
    checkpoint: Checkpoint | None = None


def verify(engine: sa.Engine, *, public_key: PublicKey, held: str | None = None) -> Report:
    """Walk the whole ledger as it is stored, once, and name the first entry that is wrong.

    ``held`` is the text of a checkpoint from outside the database.  Without it, a cut tail or a
    ledger rewritten together with its checkpoints cannot be told from an honest one.
    """
    given = None if held is None else Checkpoint.parse(held, public_key)
    if held is not None and given is None:
        return Report(0, f"the checkpoint handed in is not one that {public_key.name} signed")
    with snapshot(engine) as stored:
        claims, forged = _claims(stored.checkpoints(), public_key)
        walk = Walk([*claims, given] if given else claims)
        finding = walk.through(stored.batches()) or forged
    if finding is None:
        return Report(walk.whole, checkpoint=walk.agreed)
    return Report(walk.whole, finding.text, finding.seq, finding.key, walk.agreed)


def _claims(rows: list[tuple[int, str]], key: PublicKey) -> tuple[list[Checkpoint], Finding | None]:
    """The stored checkpoints that are really ours, and the first that is not."""
    claims: list[Checkpoint] = []
    forged = None
    for size, text in rows:
        claim = Checkpoint.parse(text, key) if isinstance(text, str) else None
        if claim is not None and claim.size == size:
            claims.append(claim)
        elif forged is None:
            forged = Finding(None, "", f"the checkpoint over {size} entries was forged or edited")
    return claims, forged
