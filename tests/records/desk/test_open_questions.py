"""The open questions of a work item are exactly those that its last run asked."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.domain.work import Question, QuestionKind
from steersman.records.desk.desk import Desk
from steersman.records.desk.questions import DONE, GONE, ask_in
from steersman.records.desk.tables import questions as table
from steersman.records.desk.work import Request
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

TEXTS = ("the licence has run out", "the mailbox is locked", "the disk is full")
TWINS = ({"id": "s-1", "label": "jane"}, {"id": "s-2", "label": "jane2"})
WHICH = Question(
    step="access/1",
    text="saas: which is Jane?",
    kind=QuestionKind.IDENTITY,
    system="saas",
    person="jane",
    candidates=TWINS,
)


def ask(desk: Desk, number: str, *asked: Question) -> None:
    with writing(desk.questions.engine, "desk") as connection:
        ask_in(connection, number, asked, desk.questions.clock.now())


def problem(text: str) -> Question:
    return Question(step="s/1", text=text)


def open_texts(desk: Desk, number: str) -> set[str]:
    return {question["text"] for question in desk.questions.open(number)}


ROUNDS = st.lists(st.tuples(st.sets(st.sampled_from(TEXTS)), st.booleans()), max_size=6)


@given(ROUNDS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_the_last_run_asked_is_open_and_nothing_else(
    desk: Desk, rounds: Sequence[tuple[set[str], bool]]
) -> None:
    number = desk.work_items.submit(Request(procedure="leaver", requester="hr"))
    for asked, answered in rounds:
        ask(desk, number, *map(problem, sorted(asked)))
        assert open_texts(desk, number) == asked
        if answered:
            for question in desk.questions.open(number):
                assert desk.questions.answer(question["id"], DONE, by="ann") == number
            assert open_texts(desk, number) == set()


def test_the_questions_of_one_work_item_leave_another_s_alone(desk: Desk, number: str) -> None:
    another = desk.work_items.submit(Request(procedure="leaver", requester="hr"))
    ask(desk, number, problem(TEXTS[0]))
    ask(desk, another, problem(TEXTS[0]))
    ask(desk, number)
    assert open_texts(desk, number) == set()
    assert open_texts(desk, another) == {TEXTS[0]}
    assert len(desk.questions.open()) == 1


def test_the_oldest_is_shown_first_with_its_candidates(
    desk: Desk, number: str, noon: ManualClock
) -> None:
    ask(desk, number, WHICH)
    noon.advance(1)
    ask(desk, number, problem(TEXTS[0]), WHICH)
    first, second = desk.questions.open()
    assert first["candidates"] == list(TWINS)
    assert (first["system"], first["person"]) == ("saas", "jane")
    assert second["text"] == TEXTS[0]


def test_an_answer_says_of_each_candidate_whether_it_is_theirs(desk: Desk, number: str) -> None:
    ask(desk, number, WHICH)
    (question,) = desk.questions.open()
    desk.questions.answer(question["id"], "s-2", by="ann")
    links = {("saas", "s-1"): (False, "ann"), ("saas", "s-2"): (True, "ann")}
    assert desk.questions.links("jane") == links
    assert desk.questions.links("bob") == {}


def test_a_later_answer_replaces_the_earlier_one(desk: Desk, number: str) -> None:
    for answer, by in (("s-2", "ann"), ("none", "bob")):
        ask(desk, number, WHICH)
        (question,) = desk.questions.open()
        desk.questions.answer(question["id"], answer, by=by)
        ask(desk, number)
    links = {("saas", "s-1"): (False, "bob"), ("saas", "s-2"): (False, "bob")}
    assert desk.questions.links("jane") == links


def test_what_somebody_answered_stands_when_it_is_not_asked_again(
    desk: Desk, number: str, record: sa.Engine
) -> None:
    ask(desk, number, problem(TEXTS[0]), problem(TEXTS[1]))
    first = next(each for each in desk.questions.open(number) if each["text"] == TEXTS[0])
    desk.questions.answer(first["id"], DONE, by="ann")
    ask(desk, number)
    with record.connect() as connection:
        kept = sa.select(table.c.text, table.c.answer, table.c.answered_by)
        rows = {text: (answer, by) for text, answer, by in connection.execute(kept)}
    assert rows == {TEXTS[0]: (DONE, "ann"), TEXTS[1]: (GONE, "system:desk")}


def test_of_many_answers_at_once_one_counts(desk: Desk, number: str) -> None:
    ask(desk, number, WHICH)
    (question,) = desk.questions.open()

    def answer(n: int) -> str:
        try:
            return desk.questions.answer(question["id"], f"s-{n % 2 + 1}", by=f"per_{n}")
        except Permanent as told:
            return str(told)

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(answer, range(6)))
    first = told.index(number)
    others = {text for n, text in enumerate(told) if n != first}
    assert others == {f"{question['id']} was answered by per_{first}"}
    assert {by for _, by in desk.questions.links("jane").values()} == {f"per_{first}"}
    assert [theirs for theirs, _ in desk.questions.links("jane").values()].count(True) == 1


def test_an_answer_brings_the_next_run_forward(desk: Desk, number: str, record: sa.Engine) -> None:
    desk.agenda.started([f"{number}#1"])
    ask(desk, number, problem(TEXTS[0]))
    (question,) = desk.questions.open()
    desk.questions.answer(question["id"], DONE, by="ann")
    assert [due.run for due in desk.agenda.due()] == [f"{number}#2"]


def test_a_refused_answer_changes_nothing(desk: Desk, number: str) -> None:
    desk.agenda.started([f"{number}#1"])
    ask(desk, number, WHICH)
    (question,) = desk.questions.open()
    for answer, by in (("s-3", "ann"), ("s-1", "jane")):
        with pytest.raises(Permanent):
            desk.questions.answer(question["id"], answer, by=by)
    assert desk.questions.links("jane") == {}
    assert desk.questions.open() == [question]
    assert desk.agenda.due() == []
