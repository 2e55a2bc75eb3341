"""Changes of level: a signed statement for each, a gate before each rise, evidence after each.

A fall needs no signature; a rise past what ships needs every gate met, and unknown is not met.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from steersman.capabilities.contract import Spec
from steersman.domain.canonical import Json, canonical, digest_of
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.people import EmploymentStatus
from steersman.governor.gates import Gate, GateVerdict, judge_all
from steersman.governor.ladder import HIGHEST, check_scope, rows_in, shipped, standing
from steersman.records.desk.evidence import Evidence, write_in
from steersman.records.guard.tables import levels, signers
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.people import people
from steersman.records.store import reading, writing

FRESH_FOR = 600.0  # seconds between signing and handing in
TYPES: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("capability", "scope", "by", "reason"), (str,)),
    **dict.fromkeys(("from", "to"), (int,)),
    "at": (int, float),
}
FIELDS = frozenset(TYPES)


@dataclass(frozen=True)
class Levels:
    engine: sa.Engine
    clock: Clock
    ledger: Ledger
    specs: Mapping[str, Spec]  # capability's name → declaration
    gates: Mapping[str, Gate] = field(default_factory=dict)

    def all(self) -> list[Json]:
        """Every level that differs from what ships, and who signed for it."""
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(levels).order_by(levels.c.capability)).mappings()
            return [dict(row) for row in rows]

    def stands_at(self, capability: str, scope: str) -> int:
        """The level in force there, whether a row says so, everyone's row, or what ships."""
        check_scope(scope)
        with reading(self.engine) as connection:
            return standing(self._spec(capability), scope, rows_in(connection))

    def standing_in(self, scopes: Sequence[str]) -> Mapping[tuple[str, str], int]:
        """(capability, scope) → the level in force there, for every capability."""
        with reading(self.engine) as connection:
            rows = rows_in(connection)
        return {
            (name, scope): standing(spec, scope, rows)
            for name, spec in self.specs.items()
            for scope in scopes
        }

    def enroll(self, person: str, public_key: str) -> None:
        """Keep the key that ``person`` signs with: 32 bytes of Ed25519 in base64.

        A second key for the same person is refused: changing it is done by hand, with witnesses.
        """
        _public(public_key)
        with writing(self.engine, "levels") as connection:
            known = sa.select(signers.c.public_key).where(signers.c.person == person)
            if connection.scalar(known) not in (None, public_key):
                raise Permanent(f"{person} has another signing key on record")
            if connection.scalar(known) is None:
                row = {"person": person, "public_key": public_key}
                connection.execute(sa.insert(signers).values(**row, enrolled_at=self.clock.now()))

    def statement(self, capability: str, scope: str, to: int, *, by: str, reason: str) -> Json:
        """What has to be signed to move ``capability`` in ``scope`` to level ``to``."""
        now = {"capability": capability, "scope": scope, "to": to, "at": self.clock.now()}
        return {**now, "from": self.stands_at(capability, scope), "by": by, "reason": reason}

    def change(self, statement: str, signature: str) -> Json:
        """Carry out a signed statement (canonical JSON; Ed25519 over its bytes, in base64).

        Raises ``Permanent`` when it is forged, stale, replayed, about another level than the one
        in force, or a rise that its gates do not allow.
        """
        told = self._read(statement, signature)
        key = f"level/{digest_of(told)}"
        if self.ledger.find(key) is not None:
            raise Permanent("this statement was carried out already: sign a new one")
        with writing(self.engine, "desk") as connection:
            self._check_step(connection, told)
            self._keep(connection, key, told)
        return told

    def lower(self, capability: str, scope: str, to: int, *, reason: str) -> None:
        """Fall at once, without anybody's signature: a gate broke or an action did harm."""
        now = self.clock.now()
        stands = self.stands_at(capability, scope)
        if to >= stands:
            return
        told = {"capability": capability, "scope": scope, "from": stands, "to": to, "at": now}
        told |= {"by": "system:governor", "reason": reason}
        with writing(self.engine, "desk") as connection:
            self._keep(connection, f"level/{digest_of(told)}", told)

    def _read(self, statement: str, signature: str) -> Json:
        try:
            told: Json = json.loads(statement)
        except ValueError as error:
            raise Permanent("the statement is not JSON") from error
        if not _is_canonical(told, statement):
            raise Permanent("the statement is not the canonical one: ask for it again")
        public_key = self._key_of(told["by"])
        try:
            _public(public_key).verify(base64.b64decode(signature), statement.encode())
        except (InvalidSignature, ValueError) as error:
            raise Permanent(f"the signature is not that of {told['by']}") from error
        return told

    def _key_of(self, person: str) -> str:
        known = sa.select(signers.c.public_key).where(signers.c.person == person)
        status = sa.select(people.c.employment_status).where(people.c.id == person)
        with reading(self.engine) as connection:
            public_key: str | None = connection.scalar(known)
            if connection.scalar(status) == EmploymentStatus.TERMINATED.value:
                raise Permanent(f"{person} has left and signs nothing any more")
        if public_key is None:
            raise Permanent(f"{person} has no signing key on record: enroll one first")
        return public_key

    def _check_step(self, connection: sa.Connection, told: Json) -> None:
        capability, scope, to = told["capability"], told["scope"], told["to"]
        check_scope(scope)
        if not 0 <= to <= HIGHEST:
            raise Permanent(f"a level is a number from 0 to {HIGHEST}")
        if abs(self.clock.now() - told["at"]) > FRESH_FOR:
            raise Permanent("the statement is too old, or its clock is wrong: sign a new one")
        stands = standing(self._spec(capability), scope, rows_in(connection))
        if told["from"] != stands:
            raise Permanent(f"{capability} in {scope} stands at L{stands}, not L{told['from']}")
        if to > max(stands, shipped(self._spec(capability), scope)):
            judged = judge_all(self.gates, capability, scope, to)
            if judged.verdict is not GateVerdict.MET:
                raise Permanent(f"L{to} needs its gates met: {judged.reason}")

    def _keep(self, connection: sa.Connection, key: str, told: Json) -> None:
        row = {"capability": told["capability"], "scope": told["scope"], "level": told["to"]}
        more = {"since": told["at"], "signed_by": told["by"], "reason": told["reason"]}
        same = (levels.c.capability == row["capability"]) & (levels.c.scope == row["scope"])
        connection.execute(sa.delete(levels).where(same))
        connection.execute(sa.insert(levels).values(**row, **more))
        write_in(connection, [_evidence(key, told)])
        self.ledger.record_in(connection, [Entry(key, "level", self.clock.now(), told)])

    def _spec(self, capability: str) -> Spec:
        if capability not in self.specs:
            known = ", ".join(sorted(self.specs))
            raise Permanent(f"there is no capability {capability!r}; known: {known}")
        return self.specs[capability]


def _is_canonical(told: object, statement: str) -> bool:
    """Exactly our fields, each of its type, spelled as we spell them."""
    if not isinstance(told, dict) or set(told) != FIELDS:
        return False
    typed = all(type(told[name]) in types for name, types in TYPES.items())
    return typed and statement == canonical(told)


def _public(text: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error) as error:
        raise Permanent("a signing key is 32 bytes of Ed25519 in base64") from error


def _evidence(key: str, told: Json) -> Evidence:
    return Evidence(
        id=key,
        kind="level_changed",
        capability=told["capability"],
        scope=told["scope"],
        work="",
        at=told["at"],
        body=told,
    )
