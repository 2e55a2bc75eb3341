"""What a question wants of documents: the kind of answer, and the words that count."""

from __future__ import annotations

import pytest

from steersman.knowledge.asking.passages_kinds import Kind, kind_of
from steersman.knowledge.asking.passages_question import wanted
from steersman.knowledge.asking.passages_values import Looks, values


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how do I reset a badge?", Kind.HOW_TO),
        ("what should we do when the pump stops", Kind.HOW_TO),
        ("I lost my key, what do I do?", Kind.HOW_TO),
        ("How long are logs kept?", Kind.HOW_LONG),
        ("how long must a passphrase be", Kind.SIZE),
        ("how often is the fan checked", Kind.HOW_OFTEN),
        ("how many seats are there", Kind.HOW_MANY),
        ("how quickly must we answer", Kind.TIME),
        ("when is the window", Kind.WHEN),
        ("where are the spare fans", Kind.WHERE),
        ("to whom do I report it", Kind.WHO),
        ("which team owns it", Kind.WHO),
        ("why did it stop", Kind.WHY),
        ("which port does the agent listen on", Kind.PORT),
        ("what is the phone number of the plant", Kind.PHONE),
        ("what is the mail address of the plant", Kind.ADDRESS),
        ("what is the quota of a mailbox", Kind.NUMBER),
        ("in which version was it fixed", Kind.VERSION),
        ("at what temperature does it stop", Kind.MEASURE),
        ("what is the admin password", Kind.SECRET),
        ("show passwords", Kind.SECRET),
        ("what is the minimum length of passwords", Kind.NUMBER),
        ("can I print at home", Kind.WHETHER),
        ("show printers", Kind.LISTING),
        ("what is a jump host", Kind.MEANING),
        ("what is the workaround for BUG-7", Kind.WHAT),
    ],
)
def test_the_kind_of_answer_is_told_by_the_first_words(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


def test_politeness_and_the_small_words_are_not_asked_for() -> None:
    asked = wanted("Hi, could you please tell me how long firewall logs are kept?")
    assert asked.kind is Kind.HOW_LONG
    assert [term.said for term in asked.terms] == ["firewall", "logs", "kept"]


def test_a_verb_of_two_words_is_one_however_it_is_written() -> None:
    (term, *_) = wanted("can we roll back the release").terms
    assert term.within(frozenset({"rollback"}))


def test_codes_and_names_stand_for_nothing_else() -> None:
    names = [term.said for term in wanted("what does the CRM on srv-07 use").terms if term.name]
    assert names == ["CRM", "srv-07"]


def test_a_question_in_capitals_names_nothing() -> None:
    assert not any(term.name for term in wanted("HOW LONG ARE LOGS KEPT").terms)


def test_to_clear_what_is_stuck_is_said_by_the_trouble() -> None:
    assert wanted("how do I clear the stuck queue").goal is None
    goal = wanted("how do I clear the cache").goal
    assert goal is not None
    assert goal.said == "clear"


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("how long is it kept", "It is kept for 90 days.", True),
        ("how long is it kept", "It is kept in a safe.", False),
        ("how many failed in 2026", "In 2026 some failed.", False),
        ("how many failed in 2026", "In 2026 seven failed.", True),
        ("who approves it", "The duty manager approves it.", True),
        ("who changes it", "It lies behind the reception desk.", False),
        ("who is the data officer", "The data officer is called first.", False),
        ("who is the data officer", "The data officer is Ana Ruiz.", True),
        ("when does the exam begin", "It is opened before the exams begin.", False),
        ("when was it tested", "It is tested every quarter.", False),
        ("when was it tested", "It was tested on 3 March.", True),
        ("when is it tested", "It is tested every quarter.", True),
        ("why did it stop", "It stopped because the disk was full.", True),
        ("why did it stop", "It stopped at noon.", False),
        ("at what temperature does it stop", "It stops at 40 minutes.", False),
        ("at what temperature does it stop", "It stops at 40 degrees.", True),
        ("what is the wifi password", "The password policy is strict.", False),
        ("what is the wifi password", "The Wi-Fi password is Harbour-9.", True),
    ],
)
def test_something_that_can_be_the_answer_must_stand_there(
    question: str, text: str, told: bool
) -> None:
    assert Looks(kind_of(question), question).within(text) is told


def test_numbers_and_dates_are_compared_and_not_words() -> None:
    assert values("from 22:00 to 04:00.") == frozenset({"22:00", "04:00"})
