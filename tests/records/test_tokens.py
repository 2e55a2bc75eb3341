"""API tokens on both stores."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.tokens import Tokens, tokens
from steersman.runtime.clock import ManualClock
from tests.fixtures.record import NOON


@pytest.fixture
def kept(record: sa.Engine, noon: ManualClock) -> Tokens:
    return Tokens(record, noon)


def test_a_token_speaks_for_its_principal_with_its_scopes(kept: Tokens) -> None:
    secret = kept.create("per_ann", ["read", "act", "read"], "laptop", NOON + 10, by="per_boss")
    bearer = kept.bearer(secret)
    assert bearer is not None
    assert bearer.principal == "per_ann"
    assert bearer.scopes == {"read", "act"}
    assert bearer.created_by == "per_boss"
    assert secret.startswith("smn_")
    assert len(secret) > 40


def test_only_the_hash_is_kept(kept: Tokens, record: sa.Engine) -> None:
    secret = kept.create("per_ann", ["read"], "laptop", NOON + 10)
    with record.connect() as connection:
        (row,) = connection.execute(sa.select(tokens)).mappings()
    assert row["sha256"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(dict(row))
    assert "sha256" not in kept.all()[0]


@pytest.mark.parametrize("wrong", ["", "smn_", "smn_x", "\ud800", "x" * 100_000])
def test_what_is_no_token_speaks_for_nobody(kept: Tokens, wrong: str) -> None:
    kept.create("per_ann", ["read"], "laptop", NOON + 10)
    assert kept.bearer(wrong) is None


def test_it_ends_at_its_time(kept: Tokens, noon: ManualClock) -> None:
    secret = kept.create("per_ann", ["read"], "laptop", NOON + 10)
    noon.advance(9.9)
    assert kept.bearer(secret) is not None
    noon.advance(0.1)
    assert kept.bearer(secret) is None


def test_a_revoked_one_is_refused_and_revoking_twice_changes_nothing(kept: Tokens) -> None:
    secret = kept.create("per_ann", ["read"], "laptop", NOON + 10)
    (row,) = kept.all("per_ann")
    assert kept.revoke(row["id"]) is True
    assert kept.revoke(row["id"]) is False
    assert kept.bearer(secret) is None
    assert kept.all("per_bob") == []


def test_two_tokens_differ_and_one_goes_without_the_other(kept: Tokens) -> None:
    one, two = (kept.create("per_ann", ["read"], "n", NOON + 10) for _ in range(2))
    assert one != two
    bearer = kept.bearer(one)
    assert bearer is not None
    kept.revoke(bearer.token)
    assert kept.bearer(two) is not None


@pytest.mark.parametrize(
    ("principal", "scopes", "name", "expires"),
    [
        ("", ["read"], "n", NOON + 1),
        ("per_ann", [], "n", NOON + 1),
        ("per_ann", ["root"], "n", NOON + 1),
        ("per_ann", ["read"], " ", NOON + 1),
        ("per_ann", ["read"], "n" * 101, NOON + 1),
        ("per_ann", ["read"], "a\r\nb", NOON + 1),
        ("per_ann", ["read"], "n", NOON),
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(
    kept: Tokens, principal: str, scopes: list[str], name: str, expires: float
) -> None:
    with pytest.raises(Permanent):
        kept.create(principal, scopes, name, expires)
    assert kept.all() == []


def test_revoking_what_is_not_there_says_so(kept: Tokens) -> None:
    with pytest.raises(Permanent, match="no token"):
        kept.revoke("tok_none")
