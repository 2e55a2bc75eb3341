"""Every step has a title in words, forward and back."""

from __future__ import annotations

import pytest

from steersman.capabilities.words import WORDS, in_words


def test_a_step_is_told_with_its_account_and_its_system() -> None:
    assert in_words("account.disable", "Jane Doe (jdoe)", "Directory") == (
        "Close the account Jane Doe (jdoe) in Directory"
    )


def test_taking_it_back_is_told_the_other_way_round() -> None:
    assert in_words("account.disable", "jane.doe", "Directory", back=True) == (
        "Open the account jane.doe in Directory again"
    )


@pytest.mark.parametrize("capability", WORDS)
@pytest.mark.parametrize("back", [False, True])
def test_no_title_shows_a_technical_name_or_a_gap(capability: str, back: bool) -> None:
    for account, where in (("jane", "Mail"), ("", "")):
        title = in_words(capability, account, where, back=back)
        assert capability not in title
        assert "{" not in title
        assert "  " not in title
        assert title[0].isupper()


def test_an_unknown_capability_reads_by_its_own_summary() -> None:
    told = in_words("badge.block", "jane", "Doors", summary="Block a badge")
    assert told == "Block a badge (jane) in Doors"
    back = in_words("badge.block", "jane", "Doors", back=True, summary="Block a badge")
    assert back == "Take back: Block a badge (jane) in Doors"


def test_without_a_summary_its_name_is_spelled_out() -> None:
    assert in_words("badge.block") == "Badge: block"


def test_a_name_with_braces_is_only_a_name() -> None:
    assert "{account}" in in_words("account.disable", "{account}")
