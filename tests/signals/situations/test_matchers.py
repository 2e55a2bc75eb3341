"""Matchers mean what Alertmanager's mean, and no pattern can hold up the alerts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.signals.situations.indexed import Indexed
from steersman.signals.situations.matchers import (
    How,
    Matcher,
    all_parsed,
    facts_of,
    fit,
    parsed,
)
from steersman.signals.situations.patterns import compiled

FACTS = facts_of("DiskFull", "web-1", "", "critical", "alertmanager", {"team": "db", "host": "x"})


@pytest.mark.parametrize(
    ("spelled", "fits"),
    [
        ("host=web-1", True),
        ('host="web-1"', True),
        (" host = web-2 ", False),
        ("team!=web", True),
        ("team!=db", False),
        ('alertname=~"Disk.*"', True),
        ("alertname=~Disk", False),
        ("alertname!~.*Full", False),
        ("host=~web-[0-9]+|db-1", True),
        ("nothing=", True),
        ("nothing!=", False),
    ],
)
def test_a_matcher_fits_the_whole_value(spelled: str, fits: bool) -> None:
    assert parsed(spelled).fits(FACTS) is fits


def test_an_alerts_own_name_and_host_come_before_labels_of_that_name() -> None:
    assert FACTS["host"] == "web-1"


@pytest.mark.parametrize(
    "spelled",
    ["host", "=web", "", "host=~(a+)+", "host=~a{3}", "host=~[", "host=~.*.*.*", "h=~(?=a)"],
)
def test_what_is_no_matcher_is_refused(spelled: str) -> None:
    with pytest.raises(Permanent):
        parsed(spelled)


def test_what_would_fit_every_alert_is_refused() -> None:
    for spelled in (["host=~.*"], ["host!=web-1"], ["nothing="], []):
        with pytest.raises(Permanent):
            all_parsed(spelled)
    assert all_parsed(["host!=web-1", "alertname=DiskFull"])


def test_no_pattern_that_is_allowed_takes_long() -> None:
    hostile = "a" * 199 + "!"
    for pattern in (".*a.*b", "a*a*b", "(a|a|a)*b", "[a]+[a]+b", "a?a?a?a?a?a?a?a?a?a?b"):
        try:
            found = compiled(pattern)
        except Permanent:
            continue
        begun = time.process_time()
        assert found.fullmatch(hostile) is None
        assert time.process_time() - begun < 0.2, pattern


@given(st.text(max_size=30), st.text(min_size=1, max_size=30), st.sampled_from(list(How)[:2]))
def test_what_is_spelled_is_read_back(value: str, name: str, how: How) -> None:
    name = "".join(each for each in name if each.isalnum()) or "name"
    one = Matcher(name, value, how)
    assert parsed(str(one)) == one


LABELS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz"), max_size=4)
MATCHERS = st.lists(
    st.builds(
        Matcher, st.sampled_from("abcd"), st.sampled_from(["x", "y", ""]), st.sampled_from(How)
    ),
    min_size=1,
    max_size=3,
)


@given(st.lists(MATCHERS, max_size=20), LABELS)
def test_the_index_finds_exactly_those_that_fit(
    sets: list[list[Matcher]], facts: dict[str, str]
) -> None:
    found = list(Indexed(enumerate(sets)).fitting(facts))
    assert sorted(found) == [n for n, matchers in enumerate(sets) if fit(matchers, facts)]
