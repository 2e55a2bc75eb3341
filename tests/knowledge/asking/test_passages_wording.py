"""Questions in other words than the document's, and near misses that must stay unanswered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.knowledge.asking.answer import State
from steersman.knowledge.asking.passages import ask_passages
from steersman.knowledge.retrieval.found import Found
from steersman.records.knowledge import Passage
from tests.knowledge.asking.test_passages import ask, passage

ARRAY = passage(1, "The array weighs 38 kg; lift it with two.", "Safety", title="ST-400")
LIGHTS = passage(
    1, "Steady green: healthy. Blinking amber: rebuilding.", "Status lights", title="ST-400"
)
STICKS = passage(
    1,
    "USB sticks are blocked. Exceptions are granted by the security officer for 30 days.",
    "Removable media",
    title="IT rules",
)
ELSEWHERE = passage(2, "Nothing of note.", "Other", title="IT rules")
NEEDS = passage(
    1, "The server needs 8 cores and 200 GB of disk. Clients use Firefox.", "Needs", title="Pulsar"
)
ERP = passage(1, "Whether the Leipzig office gets a server room is decided in May.", "Open points")
LEAVE = passage(1, "You have 28 days of leave. When you are ill, call by 09:00.", "Time off")
WORDS = passage(1, "RTO: recovery time objective.\nCMDB: the database.", "Abbreviations")
SPLIT = passage(1, "Split tunnelling is switched off.", "Limits", title="VPN client")
ROTA = passage(1, "1. Sanne Bakker upgrades the test database.\n2. Deploy on Thursdays.", "Agreed")
DISK = passage(
    1,
    "Alert: DiskFull\nTeam: Streaming. Pager: +44 20 7946 0311.",
    title="Kafka disk nearly full",
)
DISK_STEPS = passage(2, "1. Lower it.\n2. Wait.", "Mitigation", title="Kafka disk nearly full")
ZONES = passage(1, "| Zone | TTL |\n| --- | --- |\n| corp.example | 3600 |", "Zones")
AD = passage(
    1, "1. Open the console.\n2. Tick Unlock.", "Unlock", title="Active Directory accounts"
)


@pytest.mark.parametrize(
    ("question", "said", "passages"),
    [
        ("how heavy is the ST-400?", "38 kg", (ARRAY, LIGHTS)),
        ("who can grant an exception for USB sticks", "security officer", (STICKS, ELSEWHERE)),
        ("how long is a USB exception valid", "30 days", (STICKS, ELSEWHERE)),
        ("what does RTO mean", "recovery time objective", (WORDS, ELSEWHERE)),
        ("is split tunneling enabled?", "switched off", (SPLIT, ELSEWHERE)),
        ("who upgrades the test database", "Sanne Bakker", (ROTA, ELSEWHERE)),
        ("pager number of the streaming team", "0311", (DISK, DISK_STEPS)),
        ("kafka disk full what do I do", "2. Wait.", (DISK, DISK_STEPS)),
        ("how do I unlock an AD account", "Tick Unlock", (AD, ELSEWHERE)),
    ],
)
def test_what_the_document_says_in_other_words_is_found(
    question: str, said: str, passages: tuple[Passage, ...]
) -> None:
    told = ask(question, *passages)
    assert told.state is State.ANSWERED
    assert said in told.text


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("what does a blinking green light mean on the ST-400", (LIGHTS, ARRAY)),
        ("who tests the UPS?", (ROTA, ELSEWHERE)),
        ("how much disk does the Pulsar client need", (NEEDS, ELSEWHERE)),
        ("when was the Leipzig office opened?", (ERP, ELSEWHERE)),
        ("how many sick days do I have?", (LEAVE, ELSEWHERE)),
        ("what does RPO mean", (WORDS, ELSEWHERE)),
        ("ttl of shop.corp.example", (ZONES, ELSEWHERE)),
        ("how do I unlock a BitLocker drive", (AD, ELSEWHERE)),
        ("how tall is the ST-400?", (ARRAY, LIGHTS)),
    ],
)
def test_what_is_merely_near_is_not_told(question: str, passages: tuple[Passage, ...]) -> None:
    assert ask(question, *passages).state is State.UNKNOWN


def test_a_span_is_no_moment_after_something() -> None:
    gas = passage(1, "The gas is released 30 seconds after the horn.", "Gas")
    assert ask("how long does the gas last", gas, ELSEWHERE).state is State.UNKNOWN


def test_what_is_in_force_answers_though_what_it_replaced_says_it_better() -> None:
    old = passage(1, "The fee is 10 EUR.", title="Fees 2022")
    new = passage(1, "It is now 15 EUR.\n\nThe fee is 15 EUR.", title="Fees")
    old = replace(old, document="doc_2", status="superseded")
    shelf = {"doc_1": (new,), "doc_2": (old,)}
    found = [Found(old, 1.0), Found(new, 0.5)]
    told = ask_passages("how much is the fee", found, lambda name: shelf[name])
    assert told is not None
    assert "10 EUR" not in told.text
