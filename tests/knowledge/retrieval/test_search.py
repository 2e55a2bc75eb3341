"""What is found, by whom, in which order: the same on both stores."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.permissions import Principal, Rule
from steersman.knowledge.retrieval.fusion import By
from steersman.knowledge.retrieval.search import Search
from steersman.records.knowledge import KnowledgeIndex, documents
from steersman.records.permissions import Rules
from steersman.runtime.clock import ManualClock
from tests.fixtures.knowledge import Letters
from tests.knowledge.retrieval.shelf import Shelf

ALL = sa.true()
PUBLIC = documents.c.readers == "everyone"
FILES = {
    "vpn.md": "# VPN\n\nConnect with the wireguard client.\n\n## Trouble\n\nRestart the tunnel.",
    "printer.md": "# Printer\n\nThe printer on floor two is out of toner.",
    "car.md": "# Fleet\n\nBook a car with the reception.",
}


def names(search: Search, question: str, where: sa.ColumnElement[bool] = ALL) -> list[str]:
    return [each.passage.name for each in search.find(question, where)]


@pytest.fixture
def search(knowledge_index: KnowledgeIndex, letters: Letters) -> Search:
    Shelf(knowledge_index, letters).take(FILES)
    return Search(knowledge_index, letters)


@pytest.fixture
def by_words(knowledge_index: KnowledgeIndex) -> Search:
    Shelf(knowledge_index).take(FILES)
    return Search(knowledge_index, None)


def test_the_document_with_the_words_comes_first(by_words: Search) -> None:
    assert names(by_words, "which printer has no toner?")[0] == "printer.md"


def test_a_document_without_the_words_is_found_by_its_meaning(search: Search) -> None:
    assert names(search, "automobile")[0] == "car.md"


def test_without_a_model_meaning_finds_nothing(by_words: Search) -> None:
    assert names(by_words, "automobile") == []


def test_a_document_stands_once_with_its_best_passage(by_words: Search) -> None:
    (found,) = by_words.find("restart tunnel wireguard", ALL)
    assert found.passage.text == "Restart the tunnel."
    assert found.passage.path == ("VPN", "Trouble")


def test_a_document_of_many_good_passages_leaves_room_for_others(
    knowledge_index: KnowledgeIndex,
) -> None:
    many = "# Toner\n\n" + "\n\n".join(f"## Toner {n}\n\nToner." for n in range(300))
    others = {f"{n:02}.md": f"The {n} toner of a far longer text about it." for n in range(12)}
    Shelf(knowledge_index).take({"many.md": many, **others})
    found = names(Search(knowledge_index, None), "toner")
    assert found[0] == "many.md"
    assert len(found) == len(set(found)) == 10


def test_headings_are_searched_too(by_words: Search) -> None:
    assert names(by_words, "fleet") == ["car.md"]


def test_scores_fall(search: Search) -> None:
    scores = [each.score for each in search.find("printer car tunnel", ALL)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 3


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_an_empty_question_finds_nothing(search: Search, nothing: str) -> None:
    assert search.find(nothing, ALL) == ()


def test_nothing_is_found_without_a_condition_that_lets_through(search: Search) -> None:
    assert search.find("printer", sa.false()) == ()


def test_an_empty_index_finds_nothing(knowledge_index: KnowledgeIndex, letters: Letters) -> None:
    assert Search(knowledge_index, letters).find("printer", ALL) == ()


def test_what_is_added_and_removed_is_seen_at_the_next_question(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    search, shelf = Search(knowledge_index, letters), Shelf(knowledge_index, letters)
    shelf.take({"a.md": "printer toner"})
    assert names(search, "toner") == ["a.md"]
    shelf.take({"a.md": "printer toner", "b.md": "toner"})
    assert sorted(names(search, "toner")) == ["a.md", "b.md"]
    shelf.take({"b.md": "toner"})
    assert names(search, "toner") == ["b.md"]


def test_a_changed_file_is_found_by_what_it_says_now(
    knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    search, shelf = Search(knowledge_index, letters), Shelf(knowledge_index, letters)
    shelf.take({"a.md": "printer", "b.md": "scanner"})
    assert names(search, "printer")[0] == "a.md"
    for round_ in range(6):
        shelf.take({"a.md": f"projector {round_}", "b.md": "scanner"})
    assert search.find("printer", ALL, by=By.WORDS) == ()
    assert names(search, "projector")[0] == "a.md"


def test_two_documents_that_say_the_same_stand_in_the_order_of_their_names(
    knowledge_index: KnowledgeIndex,
) -> None:
    shelf = Shelf(knowledge_index)
    shelf.take({"b.md": "toner", "c.md": "toner"})
    shelf.take({"a.md": "toner", "b.md": "toner", "c.md": "toner"})
    assert names(Search(knowledge_index, None), "toner") == ["a.md", "b.md", "c.md"]


def test_a_hidden_document_changes_neither_the_order_nor_a_score(
    record: sa.Engine, knowledge_index: KnowledgeIndex, letters: Letters
) -> None:
    shelf = Shelf(knowledge_index, letters)
    shelf.take(FILES)
    search = Search(knowledge_index, letters)
    question = "printer toner tunnel"
    alone = [(e.passage.name, e.score) for e in search.find(question, PUBLIC)]
    hidden = {f"{number}.md": "printer toner tunnel salary" for number in range(30)}
    shelf.take(hidden, source="hr", readers="hr")
    assert [(e.passage.name, e.score) for e in search.find(question, PUBLIC)] == alone
    assert search.find("salary", PUBLIC, by=By.WORDS) == ()
    assert len(search.find("salary", ALL)) == 10


def reader(name: str, *roles: str, **facts: str) -> Principal:
    return Principal(name, frozenset(roles), facts)


def test_the_rules_of_the_record_decide_who_finds_what(
    record: sa.Engine, knowledge_index: KnowledgeIndex, noon: ManualClock
) -> None:
    shelf = Shelf(knowledge_index)
    shelf.take({"all.md": "toner"}, source="public", readers="everyone")
    shelf.take({"pay.md": "toner"}, source="finance", readers="finance")
    shelf.take({"none.md": "toner"}, source="unsaid", readers="")
    rules = Rules(record, noon)
    rules.install_defaults(by="test")
    search = Search(knowledge_index, None)

    def seen(principal: Principal) -> list[str]:
        return sorted(names(search, "toner", rules.visible(principal, "view", documents).where))

    assert seen(reader("p1", "employee", department="it")) == ["all.md"]
    assert seen(reader("p2", "employee", department="finance")) == ["all.md", "pay.md"]
    assert seen(reader("p3", "administrator")) == ["all.md", "none.md", "pay.md"]
    assert seen(reader("p4", "employee")) == ["all.md"]
    assert seen(reader("stranger")) == []


def test_a_rule_that_is_taken_back_hides_at_once(
    record: sa.Engine, knowledge_index: KnowledgeIndex, noon: ManualClock
) -> None:
    Shelf(knowledge_index).take({"all.md": "toner"})
    rules, search = Rules(record, noon), Search(knowledge_index, None)
    rule = Rule(
        name="readers", object_types=("document",), actions=("view",), constraints={}, roles=("x",)
    )
    rules.keep(rule, by="test")
    principal = reader("p", "x")
    assert names(search, "toner", rules.visible(principal, "view", documents).where) == ["all.md"]
    rules.remove("readers", by="test")
    assert names(search, "toner", rules.visible(principal, "view", documents).where) == []


@pytest.mark.parametrize("odd", ["%", "'; DROP TABLE documents; --", "NEAR(a b)", "a" * 100_000])
def test_a_question_is_never_a_command(search: Search, odd: str) -> None:
    search.find(odd, ALL)
    assert names(search, "printer")[0] == "printer.md"
