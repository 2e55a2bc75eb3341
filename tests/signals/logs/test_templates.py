"""Wordings of log lines: what varies is set aside, a new one is seen once, floods have an end."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.signals.logs import Templates
from steersman.signals.logs.templates import REST
from steersman.signals.logs.words import WILD, words_of

USERS = ("alice", "bob", "carol", "dave")
KINDS = (
    "Accepted password for {u} from 192.0.2.{n} port {n} ssh2",
    "Failed password for invalid user {u} from 192.0.2.{n} port {n} ssh2",
    "Connection closed by 192.0.2.{n} [preauth]",
    "session opened for user {u} by (uid={n})",
    "GET /items/{n} took {n}ms",
)


def stream(lines: int, kinds: tuple[str, ...] = KINDS, seed: int = 5) -> list[tuple[str, str]]:
    """(kind, line)"""
    chance, made = random.Random(seed), []
    for _ in range(lines):
        kind = chance.choice(kinds)
        made.append((kind, kind.format(u=chance.choice(USERS), n=chance.randrange(250))))
    return made


def test_lines_of_one_wording_share_a_template_and_no_two_wordings_do() -> None:
    templates, found = Templates(), set[tuple[str, str]]()
    for kind, line in stream(2_000):
        taken = templates.take(line)
        assert taken is not None
        found.add((kind, taken.template.id))
    assert len(found) == len(KINDS) == len(templates.known)


def test_a_new_wording_is_told_once_and_when_it_comes() -> None:
    templates = Templates()
    for _, line in stream(500):
        templates.take(line)
    first = templates.take("Out of memory: Killed process 4711 (postgres)")
    again = templates.take("Out of memory: Killed process 815 (nginx)")
    assert first is not None
    assert again is not None
    assert (first.is_new, again.is_new) == (True, False)
    assert again.template.text == f"Out of memory: Killed process {WILD} {WILD}"


def test_a_restart_makes_no_wording_new() -> None:
    templates = Templates()
    for _, line in stream(500):
        templates.take(line)
    again = Templates.restore(templates.state())
    told = [again.take(line) for _, line in stream(500, seed=6)]
    assert not any(each.is_new for each in told if each)
    assert {t.id: t.lines for t in again.known.values()} != {}


def test_a_flood_of_wordings_ends_in_one_place() -> None:
    templates, chance = Templates(most=50), random.Random(1)
    for _ in range(500):
        words = ("".join(chance.choices("abcdefgh", k=8)) for _ in range(6))
        templates.take(" ".join(words))
    assert len(templates.known) == 51
    assert templates.known[REST].lines == 450


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026-11-24T03:00:00.5Z started", ("started",)),
        ("Nov 24 03:00:00 web-1 started", (f"web-{WILD}", "started")),
        ("[2026-11-24 03:00:00,123] started", ("started",)),
        ("took 12.5ms, 97% of 3GB", ("took", f"{WILD},", WILD, "of", WILD)),
        ("from 192.0.2.7:443 to fe80::1:2:3:4", ("from", WILD, "to", WILD)),
        ("at 0xDEADbeef id 550e8400-e29b-41d4-a716-446655440000", ("at", WILD, "id", WILD)),
        ("sha 3f786850e387550fdab836ed7e6dc881de23001b", ("sha", WILD)),
        ("python3 runs utf8", ("python3", "runs", "utf8")),
        ("   ", ()),
    ],
)
def test_what_obviously_varies_is_masked(line: str, words: tuple[str, ...]) -> None:
    assert words_of(line) == words


def test_a_line_without_end_is_cut() -> None:
    assert len(words_of("word " * 10_000)) == 61
    assert words_of("x" * 5_000) == (WILD,)


@settings(max_examples=50)
@given(st.lists(st.text(max_size=80), max_size=30))
def test_no_lines_break_it_and_every_line_is_counted(lines: list[str]) -> None:
    templates = Templates(most=10)
    taken = [templates.take(line) for line in lines]
    known = templates.known.values()
    assert sum(each.lines for each in known) == sum(each is not None for each in taken)
