"""The level that counts, from the rows of the ladder: what may raise it, and what may not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from steersman.capabilities.connector import Tier
from steersman.capabilities.contract import RateLimit, Reversal, Risk, Spec
from steersman.governor.ladder import HIGHEST, Rows, Scope, effective, shipped, standing

NAME, OTHER = "account.disable", "session.end"
SPEC = Spec(
    name=NAME,
    summary="Disable",
    risk=Risk.MEDIUM,
    reversal=Reversal.EXACT,
    permissions=frozenset(),
    rate_limit=RateLimit(calls=1, per=1.0),
    verify_within=0.0,
)
SCOPE = Scope("leaver", "sales")
PROCEDURE, DEPARTMENT = "procedure:leaver", "department:sales"
LEVELS = st.integers(0, HIGHEST)
SCOPES = ("everyone", PROCEDURE, DEPARTMENT, "procedure:joiner", "department:it")
ROWS = st.dictionaries(st.tuples(st.sampled_from([NAME, OTHER]), st.sampled_from(SCOPES)), LEVELS)
TIERS = st.sampled_from(Tier)


@given(ROWS, LEVELS, TIERS)
def test_a_department_never_raises_a_level(rows: Rows, level: int, tier: Tier) -> None:
    without = {where: at for where, at in rows.items() if where != (NAME, DEPARTMENT)}
    among = effective(SPEC, SCOPE, {**without, (NAME, DEPARTMENT): level}, tier)
    assert among == min(level, effective(SPEC, SCOPE, without, tier))


@given(ROWS, TIERS)
def test_no_row_raises_a_level_past_the_quality_of_the_connector(rows: Rows, tier: Tier) -> None:
    assert effective(SPEC, SCOPE, rows, tier) <= tier.value


@given(ROWS, LEVELS, st.sampled_from(["procedure:joiner", "department:it"]))
def test_a_row_of_another_scope_says_nothing_here(rows: Rows, level: int, other: str) -> None:
    more = {**rows, (NAME, other): level}
    assert effective(SPEC, SCOPE, more, Tier.GOLD) == effective(SPEC, SCOPE, rows, Tier.GOLD)


@given(ROWS, LEVELS, st.sampled_from(SCOPES))
def test_a_row_of_another_capability_says_nothing_here(rows: Rows, level: int, scope: str) -> None:
    more = {**rows, (OTHER, scope): level}
    assert effective(SPEC, SCOPE, more, Tier.GOLD) == effective(SPEC, SCOPE, rows, Tier.GOLD)
    assert standing(SPEC, scope, more) == standing(SPEC, scope, rows)


@given(ROWS, st.sampled_from(SCOPES), LEVELS)
def test_lowering_any_row_never_raises_what_counts(rows: Rows, scope: str, level: int) -> None:
    """What had no row yet stood somewhere all the same, and a fall starts from there."""
    stood = standing(SPEC, scope, rows)
    lower = {**rows, (NAME, scope): min(level, stood)}
    before = effective(SPEC, SCOPE, {**rows, (NAME, scope): stood}, Tier.GOLD)
    assert effective(SPEC, SCOPE, lower, Tier.GOLD) <= before


@given(ROWS, st.sampled_from(SCOPES), LEVELS)
def test_a_row_of_its_own_is_where_a_scope_stands(rows: Rows, scope: str, level: int) -> None:
    assert standing(SPEC, scope, {**rows, (NAME, scope): level}) == level


def test_the_procedure_goes_before_everyone_as_far_as_everyone_acts_on_approval() -> None:
    def counts(general: int) -> int:
        rows = {(NAME, "everyone"): general, (NAME, PROCEDURE): 3}
        return effective(SPEC, SCOPE, rows, Tier.GOLD)

    assert [counts(general) for general in range(HIGHEST + 1)] == [0, 1, 3, 3, 3]


def test_a_department_without_a_row_stands_at_the_highest_level_around_it() -> None:
    assert standing(SPEC, DEPARTMENT, {}) == 3
    assert standing(SPEC, DEPARTMENT, {(NAME, "everyone"): 4}) == 4
    around = {(NAME, "procedure:joiner"): 1, (NAME, "department:it"): 4, (OTHER, PROCEDURE): 4}
    assert standing(SPEC, DEPARTMENT, around) == 3
    assert standing(replace(SPEC, risk=Risk.HIGH), DEPARTMENT, {}) == 2


def test_a_scope_without_a_row_stands_at_everyone_s_or_at_what_ships() -> None:
    assert standing(SPEC, PROCEDURE, {}) == shipped(SPEC, PROCEDURE) == 3
    assert standing(SPEC, "procedure:joiner", {}) == 2
    assert standing(SPEC, PROCEDURE, {(NAME, "everyone"): 1}) == 1
