"""The quality file: what it may say, and the tier that follows from it."""

from __future__ import annotations

import pytest

from steersman.capabilities.connector import Tier
from steersman.capabilities.quality import RULES, BadQualityFile, load


def file_with(*tiers: Tier, claim: str = "gold", without: str = "") -> str:
    rules = [rule for tier in tiers for rule in RULES[tier] if rule != without]
    lines = [f'{rule} = "tests/test_x.py::test_{rule}"' for rule in rules]
    return "\n".join([f'tier = "{claim}"', "[rules]", *lines])


def test_a_tier_needs_its_own_rules_and_those_below() -> None:
    assert load(file_with(*Tier)).proven is Tier.GOLD
    assert load(file_with(Tier.BRONZE, Tier.SILVER)).proven is Tier.SILVER
    assert load(file_with(Tier.BRONZE, Tier.GOLD)).proven is Tier.BRONZE
    assert load(file_with(Tier.SILVER, Tier.GOLD)).proven is None


@pytest.mark.parametrize("rule", [rule for rules in RULES.values() for rule in rules])
def test_each_missing_rule_costs_the_tier(rule: str) -> None:
    assert load(file_with(*Tier, without=rule)).proven is not Tier.GOLD


def test_a_claim_is_kept_apart_from_its_proof() -> None:
    quality = load(file_with(Tier.BRONZE, claim="gold"))
    assert (quality.tier, quality.proven) == (Tier.GOLD, Tier.BRONZE)


def test_a_gold_rule_may_be_not_applicable_with_a_reason() -> None:
    text = file_with(*Tier, without="conditional_writes")
    exempt = '\n[not_applicable]\nconditional_writes = "the server offers none"'
    assert load(text + exempt).proven is Tier.GOLD


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("tier = 'platinum'", "bronze, silver, gold"),
        ("[rules]", "tier must be one of"),
        ("tier = 'gold'\nlevel = 4", "level"),
        ("tier = 'gold'\n[rules]\nnice = 'tests/x.py::test_x'", "nice"),
        ("tier = 'gold'\n[rules]\nfake_conformance = ''", "rules.fake_conformance"),
        ("tier = 'gold'\nrules = 3", "[rules]"),
        ("tier = 'gold'\n[not_applicable]\nerrors_mapped = 'no time'", "errors_mapped"),
        ("tier = ", "Invalid value"),
    ],
)
def test_what_it_does_not_know_is_named(text: str, named: str) -> None:
    with pytest.raises(BadQualityFile) as refused:
        load(text)
    assert named in str(refused.value)
