"""Machine-readable values in plain words, and plain values as they are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.readable import LONGEST, readable, without_ids

SIEVE = 'require ["vacation"];\nvacation :days 1 "I have left";\n'
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
UUID = "588dd94c-c856-4702-92ea-1c81d6c4f412"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("enabled", "enabled"),
        ("Jane Doe <jane@example.org>", "Jane Doe <jane@example.org>"),
        (SIEVE, "a Sieve script, 2 lines"),
        (PEM, "a certificate (PEM), 3 lines"),
        ("cn=Sales,ou=groups,dc=example,dc=org", "Sales"),
        ("CN=Doe\\, Jane,OU=People,DC=example,DC=org", "Doe, Jane"),
        ("cn=M\\c3\\bcller,dc=example,dc=org", "Müller"),
        ("max=5,min=3", "max=5,min=3"),
        ('{"type":"crm","value":"seat"}', "seat (crm)"),
        ('{"display":"Sales Cloud","value":"0f1e"}', "Sales Cloud"),
        ('{"a":1,"b":2}', "JSON with 2 fields"),
        ("[1]", "JSON with 1 entry"),
        ("{not json", "{not json"),
        (UUID, "id 588dd94c…"),
        ("25b8dfe599f64b9890312d5e6956fc81", "id 25b8dfe5…"),
        ("dn: cn=x,dc=y\ncn: x\n", "a directory entry (LDIF), 2 lines"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "a calendar entry (iCalendar), 2 lines"),
        ("<?xml version='1.0'?>", "an XML or HTML document"),
        ("ssh-ed25519 AAAAC3Nz jane@laptop", "an SSH public key"),
        ("QUJD" * 20, "data of 80 characters"),
        ("first\nsecond", "text of 2 lines: “first second”"),
    ],
)
def test_a_value_reads_as_what_it_is(value: str, words: str) -> None:
    assert readable(value) == words


@given(st.text(max_size=400))
def test_words_are_one_short_line_without_characters_that_nobody_sees(value: str) -> None:
    words = readable(value)
    assert len(words) <= LONGEST
    assert "\n" not in words
    assert "\u202e" not in words


@given(st.recursive(st.text() | st.integers() | st.none(), lambda kids: st.lists(kids)))
def test_no_json_is_too_odd(body: object) -> None:
    assert len(readable(json.dumps({"x": body}))) <= LONGEST


@given(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4}", fullmatch=True))
def test_plain_words_stay_as_they_are(value: str) -> None:
    assert readable(value) == value


def test_an_id_among_words_is_told_by_its_beginning() -> None:
    assert without_ids(f"member of {UUID}") == "member of 588dd94c…"
    assert without_ids("new owner of a shelf") == "new owner of a shelf"
    assert without_ids("decade2026") == "decade2026"
