"""A rule is noise when people say so often enough, and nearly always."""

from __future__ import annotations

from steersman.signals.situations.verdicts import ENOUGH, WITHIN, Verdict, evidence, is_noise

NOW = 10_000_000.0


def said(useless: int, useful: int = 0, at: float = NOW - 1) -> list[Verdict]:
    return [Verdict(f"INC{n}", n >= useless, at) for n in range(useless + useful)]


def test_five_of_five_are_enough_and_four_are_not() -> None:
    assert is_noise(said(ENOUGH), NOW)
    assert not is_noise(said(ENOUGH - 1), NOW)


def test_one_that_is_useful_now_and_then_is_not_noise() -> None:
    assert is_noise(said(8, 2), NOW)
    assert not is_noise(said(7, 2), NOW)


def test_who_finds_it_useful_outweighs_who_does_not_in_the_same_situation() -> None:
    both = [*said(ENOUGH), Verdict("INC0", True, NOW)]
    assert not is_noise(both, NOW)


def test_what_was_said_long_ago_counts_no_more() -> None:
    assert not is_noise(said(ENOUGH, at=NOW - WITHIN), NOW)


def test_the_evidence_names_the_situations() -> None:
    words = evidence("DiskFull", said(6), NOW)
    assert words.startswith(
        "DiskFull: judged not useful in 6 of 6 situations within 30 days (INC0,"
    )
