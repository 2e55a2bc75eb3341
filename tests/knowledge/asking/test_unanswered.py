"""“I do not know”: why comes first, then what to type, what was searched, and who may know."""

from __future__ import annotations

import pytest

from steersman.knowledge.asking.answer import Answer, State, unknown
from steersman.knowledge.asking.languages import other_language
from steersman.knowledge.asking.misspelled import meant
from steersman.knowledge.asking.unanswered import NO_DOCUMENT, Instead, told
from steersman.knowledge.questions.lexicon import Name, Value
from steersman.knowledge.questions.words import joined

WHY = "I do not know what “Jonh” means here, so I did not guess."
NEAREST = Answer(State.UNKNOWN, "nothing says it", notes=("Nearest: VPN (house/vpn.md).",))
KINDS = {"server", "servers"}


class Record:
    """What somebody may read, spelled as it is there."""

    def __init__(self, *names: str, values: tuple[str, ...] = ()) -> None:
        self._names = {joined(name): name for name in names}
        self._values = {joined(value): value for value in values}

    def names(self, key: str) -> tuple[Name, ...]:
        return (Name("person", self._names[key]),) if key in self._names else ()

    def values(self, key: str) -> tuple[Value, ...]:
        return (Value("server", "os", self._values[key]),) if key in self._values else ()


@pytest.mark.parametrize(
    ("question", "instead"),
    [
        ("who is Jonh Doe?", "who is John Doe?"),
        ("where does Femi Satto sit", "where does Femi Sato sit"),
        ("who owns lodnon-db-1", "who owns london-db-1"),
        ("which servers run Windwos 2012", "which servers run Windows 2012"),
        ("which servrs are in Rome", "which servers are in Rome"),
    ],
)
def test_what_is_one_slip_away_is_offered(question: str, instead: str) -> None:
    record = Record("John Doe", "Femi Sato", "london-db-1", values=("Windows",))
    assert meant(question, record, KINDS) == (instead,)


@pytest.mark.parametrize(
    "question", ["who is John Doe", "who is Jhno Deo", "what is the weather", "", "?!"]
)
def test_what_is_known_or_further_away_is_not(question: str) -> None:
    assert meant(question, Record("John Doe"), KINDS) == ()


def test_only_names_that_the_asker_may_read_are_offered() -> None:
    assert meant("who is Jonh Doe", Record("Ann Sato"), KINDS) == ()


def test_a_long_question_offers_a_few() -> None:
    record = Record(*(f"server-{n}" for n in range(9)))
    assert len(meant("who owns server-x", record, set())) == 3


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie viele Server stehen in London?", "German"),
        ("Wer ist der Chef von John Doe?", "German"),
        ("Qui est le responsable de la passerelle ?", "French"),
        ("¿Cuántos servidores hay en el centro de Madrid?", "Spanish"),
        ("Chi è il responsabile della rete?", "Italian"),
        ("Welke servers staan in Amsterdam?", "Dutch"),
        ("How many servers are in Die Hard Plaza?", ""),
        ("what was the last change", ""),
        ("who owns per_976155e90a4b4feab48069d0b258845e", ""),  # an id has no small words
        ("who has per-e.del@di.example.org", ""),
        ("weather", ""),
        ("", ""),
    ],
)
def test_another_language_is_told_by_its_small_words(question: str, language: str) -> None:
    assert other_language(question) == language


def test_why_comes_first_then_what_was_searched_then_who_may_know() -> None:
    instead = Instead(("who is John Doe",))
    answer = told("who is Jonh Doe", unknown(WHY), NEAREST, instead, ["Ann Sato"])

    assert (answer.state, answer.text) == (State.UNKNOWN, WHY)
    assert answer.instead == ("who is John Doe",)
    searched, who = answer.notes
    assert searched.startswith("Searched: the record, and the documents")
    assert searched.endswith("Nearest: VPN (house/vpn.md).")
    assert who == "Who may know: Ann Sato."


def test_a_how_to_question_is_told_that_no_document_says_it() -> None:
    answer = told("how do I reset it", unknown("what is “how”?"), None, Instead(), [])
    assert answer.text == NO_DOCUMENT


def test_another_language_is_the_reason() -> None:
    answer = told("Wer ist das", unknown(WHY), None, Instead(language="German"), ["Ann Sato"])
    assert answer.text.startswith("Steersman answers English questions, and this looks German")
