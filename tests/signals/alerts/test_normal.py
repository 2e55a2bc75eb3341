"""Whatever a sender writes becomes an alert or a reason; nothing of it is obeyed."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.signals.alerts.alert import Status
from steersman.signals.alerts.normal import (
    LABELS,
    LONGEST_HOST,
    LONGEST_NAME,
    LONGEST_TEXT,
    alert_of,
    host_of,
)


@pytest.mark.parametrize(
    "written",
    ["WEB1.example.com", "web1.example.com.", " web1.example.com ", "web1.example.com:9100",
     "https://web1.example.com:443/status"],
)  # fmt: skip
def test_one_host_has_one_spelling(written: str) -> None:
    assert host_of(written) == "web1.example.com"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10.0.0.1:9100", "10.0.0.1"),
        ("[2001:DB8::1]:443", "2001:db8::1"),
        ("2001:db8:0:0::1", "2001:db8::1"),
        ("", ""),
    ],
)
def test_addresses_as_hosts(written: str, meant: str) -> None:
    assert host_of(written) == meant


def test_what_is_no_address_is_none() -> None:
    assert alert_of({"time": "5", "name": "x", "ip": "999.1.1.1"}).ip == ""


@pytest.mark.parametrize("told", [{"name": "x"}, {"time": "5"}, {"time": "5", "name": "\u200b"}])
def test_without_time_or_name_it_is_no_alert(told: dict[str, str]) -> None:
    with pytest.raises(Permanent):
        alert_of(told)


def test_the_text_stands_in_for_a_name_that_is_missing() -> None:
    assert alert_of({"time": "5", "text": "link down"}).name == "link down"


def test_a_megabyte_is_cut() -> None:
    long = "ä" * 1_000_000
    told = alert_of({"time": "5", "name": long, "host": long, "text": long})
    sizes = (len(told.name), len(told.host), len(told.text))
    assert sizes <= (LONGEST_NAME, LONGEST_HOST, LONGEST_TEXT)


def test_many_labels_are_cut() -> None:
    labels = {f"label{n}": "x" * 5_000 for n in range(1_000)}
    told = alert_of({"time": "5", "name": "x"}, labels=labels)
    assert len(told.labels) == LABELS
    assert all(len(value) <= LONGEST_NAME for value in told.labels.values())


def test_characters_that_nobody_sees_are_taken_out() -> None:
    told = alert_of({"time": "5", "name": "disk\x1b[2J\u202e full\x00", "text": "a\r\nb"})
    assert told.name == "disk[2J full"
    assert told.text == "a b"


@pytest.mark.parametrize(("said", "meant"), [("Resolved", Status.RESOLVED), ("", Status.FIRING)])
def test_how_it_stands(said: str, meant: Status) -> None:
    assert alert_of({"time": "5", "name": "x", "status": said}).status is meant


@given(
    st.dictionaries(st.sampled_from(("time", "name", "host", "ip", "text", "status")), st.text())
)
def test_anything_is_an_alert_or_refused(told: dict[str, str]) -> None:
    try:
        found = alert_of(told | {"time": "5"})
    except Permanent:
        return
    unseen = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for word in (found.name, found.host, found.ip, found.text):
        assert not unseen & {category(each) for each in word}
