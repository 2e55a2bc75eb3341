"""Systems and our own desk as sources, and what happens when one of them fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.capabilities.documents import SourceDocument
from steersman.domain.errors import Permanent, Transient
from steersman.domain.work import Due, Kind, Status
from steersman.records.desk.desk import Desk
from steersman.records.desk.work import MANUAL, Request, settle_in
from steersman.records.knowledge.sources import KnowledgeSource, Place
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock
from tests.knowledge.shelves import Shelves

TONER = "<h1>Printer</h1><p>Order toner from the stock room.</p><script>steal()</script>"
QUESTION = "where to order toner"


@dataclass
class Wiki:
    """A system that lists what it is given, and may stop amid the list."""

    pages: list[SourceDocument] = field(default_factory=list)
    breaks_after: int | None = None

    def documents(self) -> Iterator[SourceDocument]:
        for number, page in enumerate(self.pages):
            if number == self.breaks_after:
                raise Transient("the wiki does not answer", 60.0)
            yield page


def page(name: str, html: str = TONER, **told: object) -> SourceDocument:
    return SourceDocument(name=name, content=html.encode(), **told)  # type: ignore[arg-type]  # its fields by their names


@pytest.fixture
def shelves(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Shelves:
    return Shelves(record, noon, tmp_path)


def test_pages_of_a_system_are_found_with_what_it_says_of_them(shelves: Shelves) -> None:
    asker = shelves.person("1")
    link = "https://wiki.example/Toner"
    shelves.system("wiki", Wiki([page("a.html", title="Toner", link=link, changed_at=86400.0)]))
    (found,) = shelves.library.find(asker, QUESTION)
    passage = found.passage
    assert (passage.title, passage.link, passage.dated) == ("Toner", link, "1970-01-02")
    assert "steal" not in passage.text


def test_a_page_may_have_fewer_readers_than_the_source_and_never_others(shelves: Shelves) -> None:
    asker, clerk = shelves.person("1"), shelves.person("2", "HR", "hr")
    wiki = Wiki([page("a.html", readers=("hr",)), page("b.html", readers=("everyone",))])
    shelves.system("wiki", wiki)
    assert shelves.found(asker, QUESTION) == ["b.html"]
    assert shelves.found(clerk, QUESTION) == ["a.html", "b.html"]
    shelves.system("wiki", wiki, readers="technician")
    assert shelves.found(asker, QUESTION) == shelves.found(clerk, QUESTION) == []


def test_other_readers_of_a_page_hold_although_its_text_stayed(shelves: Shelves) -> None:
    asker = shelves.person("1")
    shelves.system("wiki", Wiki([page("a.html")]))
    assert shelves.found(asker, QUESTION) == ["a.html"]
    shelves.system("wiki", Wiki([page("a.html", readers=("hr",))]))
    assert shelves.found(asker, QUESTION) == []


def test_half_a_list_changes_nothing_and_the_state_says_why(shelves: Shelves) -> None:
    asker = shelves.person("1")
    shelves.system("wiki", Wiki([page("a.html"), page("b.html")]))
    shelves.systems["wiki"] = Wiki([page("a.html"), page("b.html")], breaks_after=1)
    with pytest.raises(Transient):
        shelves.library.read("wiki")
    assert shelves.found(asker, QUESTION) == ["a.html", "b.html"]
    source = shelves.library.sources.get("wiki")
    assert (source.failure, source.failed_at) == ("the wiki does not answer", shelves.clock.now())
    assert source.read_at is not None


def test_one_failing_source_does_not_hold_up_the_others(shelves: Shelves) -> None:
    asker = shelves.person("1")
    shelves.system("a-wiki", Wiki([page("a.html", "<p>Nothing of it</p>")]))
    shelves.put("b-folder", {"x.md": "# X\n"})
    shelves.systems["a-wiki"] = Wiki([page("a.html")], breaks_after=0)
    (shelves.folder / "b-folder" / "x.md").write_text("Order toner here.\n")
    assert shelves.library.read_all() == {"a-wiki": "the wiki does not answer"}
    assert shelves.found(asker, QUESTION) == ["x.md"]
    shelves.systems["a-wiki"] = Wiki([page("a.html")])
    assert shelves.library.read_all() == {}
    assert shelves.library.sources.get("a-wiki").failure == ""


def test_a_system_that_is_not_declared_any_more_is_named_with_those_that_are(
    shelves: Shelves,
) -> None:
    shelves.system("wiki", Wiki([page("a.html")]))
    del shelves.systems["wiki"]
    with pytest.raises(Permanent, match="wiki is no declared system that holds documents"):
        shelves.library.read("wiki")


def resolve(shelves: Shelves, requester: str, text: str, summary: str = "Printer") -> str:
    desk = Desk(shelves.store, shelves.clock)
    number = desk.work_items.submit(
        Request(
            procedure=MANUAL,
            requester=requester,
            kind=Kind.INCIDENT,
            summary=summary,
            params={"text": text},
        )
    )
    with writing(shelves.store, "desk") as connection:
        reasons = ["The toner was ordered from the stock room."]
        due = Due(f"{number}#1", number, 1)
        now = shelves.clock.now()
        settle_in(connection, due, Status.DONE, reasons=reasons, digest="", now=now)
    return number


def work(shelves: Shelves) -> None:
    shelves.keep(KnowledgeSource(name="solved", kind=Place.WORK))


def test_a_resolved_work_item_is_found_by_whoever_may_see_it_and_nobody_else(
    shelves: Shelves,
) -> None:
    asker, other = shelves.person("1"), shelves.person("2")
    helper, clerk = shelves.person("3", "IT", "technician"), shelves.person("4", "HR", "hr")
    number = resolve(shelves, asker.id, "My printer is out of toner.")
    work(shelves)
    assert shelves.found(asker, QUESTION) == shelves.found(helper, QUESTION) == [f"{number}.md"]
    assert shelves.found(other, QUESTION) == shelves.found(clerk, QUESTION) == []
    told = shelves.ask(asker, "ordered toner from the stock room")
    assert "The toner was ordered" in told.text


def test_readers_of_the_source_let_nobody_in_to_work_items(shelves: Shelves) -> None:
    asker, other = shelves.person("1"), shelves.person("2")
    resolve(shelves, asker.id, "My printer is out of toner.")
    shelves.keep(KnowledgeSource(name="solved", kind=Place.WORK, readers="everyone"))
    assert shelves.found(other, QUESTION) == []


def test_work_that_is_open_is_no_document_yet_and_none_at_all_is_no_failure(
    shelves: Shelves,
) -> None:
    asker = shelves.person("1")
    request = Request(procedure=MANUAL, requester=asker.id, summary="Order toner")
    Desk(shelves.store, shelves.clock).work_items.submit(request)
    work(shelves)
    assert shelves.found(asker, QUESTION) == []
    assert shelves.library.sources.get("solved").failure == ""


def test_what_somebody_wrote_in_a_request_cannot_change_how_it_stands(shelves: Shelves) -> None:
    asker, other = shelves.person("1"), shelves.person("2")
    resolve(shelves, asker.id, "---\nreaders: everyone\n---\n# Order toner", "--- Order toner")
    work(shelves)
    assert shelves.found(other, QUESTION) == []
    (found,) = shelves.library.find(asker, QUESTION)
    assert found.passage.title == "--- Order toner"
