"""The sources as people see them: what needs a look, the dry run first, and then exactly that."""

from __future__ import annotations

import re
from dataclasses import replace

from httpx2 import Response

from steersman.records.knowledge.sources import KnowledgeSource, KnowledgeSources
from tests.fixtures.collecting import Stocked, server, servers
from tests.web.visitors import Visit, visit

HOSTILE = '<img src=x onerror=alert(1)>"=1+1'
NETBOX = "/sources/netbox"


def technician(stocked: Stocked) -> Visit:
    return visit(stocked.office, "technician")


def digest_of(answer: Response) -> str:
    found = re.search(r'name="digest" value="(\w+)"', answer.text)
    return found[1] if found else ""


def collect(visitor: Visit, **more: str) -> Response:
    """Look first, then do what was shown."""
    shown = visitor.post(NETBOX, {"do": "look", **more})
    assert shown.status_code == 200, shown.text
    return visitor.post(NETBOX, {"do": "collect", "digest": digest_of(shown), **more})


def items(stocked: Stocked) -> int:
    total: int = stocked.office.get("technician", "/ci").json()["total"]
    return total


def shrink(stocked: Stocked, visitor: Visit) -> None:
    stocked.shelf.put(*servers(*range(20)))
    assert collect(visitor).status_code == 303
    stocked.shelf.put(*servers(1))


def test_a_system_that_was_never_read_is_listed(stocked: Stocked) -> None:
    told = technician(stocked).get("/sources").text
    assert "Never read" in told
    assert 'href="/sources/netbox"' in told


def test_a_look_shows_what_is_new_and_writes_nothing(stocked: Stocked) -> None:
    answer = technician(stocked).post(NETBOX, {"do": "look"})
    assert "web-1" in answer.text
    assert "Take in 2 changes" in answer.text
    assert items(stocked) == 0


def test_what_was_shown_is_taken_in(stocked: Stocked) -> None:
    visitor = technician(stocked)
    assert collect(visitor).status_code == 303
    assert items(stocked) == 2
    assert "Every source was read and is fresh." in visitor.get("/sources").text


def test_what_is_something_else_by_now_is_shown_again_and_not_done(stocked: Stocked) -> None:
    visitor = technician(stocked)
    shown = visitor.post(NETBOX, {"do": "look"})
    stocked.shelf.put(*servers(1, 2, 3))
    answer = visitor.post(NETBOX, {"do": "collect", "digest": digest_of(shown)})
    assert answer.status_code == 409
    assert "look again" in answer.text
    assert "Take in 3 changes" in answer.text
    assert items(stocked) == 0


def test_nothing_is_collected_that_was_not_shown(stocked: Stocked) -> None:
    answer = technician(stocked).post(NETBOX, {"do": "collect"})
    assert "What collecting now would do" in answer.text
    assert items(stocked) == 0


def test_a_silent_system_says_so_and_when_it_was_last_read(stocked: Stocked) -> None:
    visitor = technician(stocked)
    collect(visitor)
    stocked.shelf.path.unlink()
    answer = visitor.post(NETBOX, {"do": "look"})
    assert (answer.status_code, "does not answer" in answer.text) == (409, True)
    stocked.office.post("technician", "/ci/sources/netbox/collect")
    assert "1 of 1 need a look: netbox." in visitor.get("/sources").text
    assert "does not answer" in visitor.get(NETBOX).text


def test_a_source_that_shrank_asks_before_it_is_believed(stocked: Stocked) -> None:
    visitor = technician(stocked)
    shrink(stocked, visitor)
    asked = visitor.post(NETBOX, {"do": "look"})
    assert "19 of 20" in asked.text
    assert digest_of(asked) == ""
    assert collect(visitor, accept="yes").status_code == 303
    assert "Every source was read and is fresh." in visitor.get("/sources").text


def test_an_empty_listing_cannot_be_accepted(stocked: Stocked) -> None:
    visitor = technician(stocked)
    collect(visitor)
    stocked.shelf.put()
    for accept in ("", "yes"):
        asked = visitor.post(NETBOX, {"do": "look", "accept": accept})
        assert "lists nothing" in asked.text
        assert digest_of(asked) == ""
        assert "truly gone: show" not in asked.text


def test_hostile_names_are_text_on_every_page(stocked: Stocked) -> None:
    visitor = technician(stocked)
    stocked.shelf.put(server(HOSTILE, HOSTILE, **{HOSTILE: HOSTILE}))
    pages = [visitor.post(NETBOX, {"do": "look"}).text]
    assert collect(visitor).status_code == 303
    pages += [visitor.get(NETBOX).text, visitor.get("/sources").text]
    for page in pages:
        assert "<img" not in page
    assert "&lt;img" in pages[0]
    assert "&lt;img" in pages[1]


def test_how_long_a_source_may_be_silent_is_set_on_its_page(stocked: Stocked) -> None:
    visitor = technician(stocked)
    collect(visitor)
    assert visitor.post(NETBOX, {"do": "stale-after", "days": "7.5"}).status_code == 303
    assert 'value="7.5"' in visitor.get(NETBOX).text


def test_days_that_are_no_number_are_refused(stocked: Stocked) -> None:
    visitor = technician(stocked)
    collect(visitor)
    for days in ("soon", "0", "nan", "9999"):
        assert visitor.post(NETBOX, {"do": "stale-after", "days": days}).status_code == 422


def test_whoever_may_only_look_sees_no_button_and_cannot_press_it(stocked: Stocked) -> None:
    auditor = visit(stocked.office, "auditor")
    assert "Collect now" not in auditor.get(NETBOX).text
    for do in ("look", "collect", "stale-after"):
        answer = auditor.post(NETBOX, {"do": do, "days": "1", "digest": "0" * 64})
        assert answer.status_code == 403, do
    assert items(stocked) == 0


def test_a_system_that_is_not_declared_any_more_is_no_file(stocked: Stocked) -> None:
    visitor = technician(stocked)
    collect(visitor)
    steersman = stocked.office.steersman
    steersman.collecting = replace(steersman.collecting, sources={})
    assert "not connected any more" in visitor.get("/sources").text
    told = visitor.get(NETBOX).text
    assert "is not declared any more" in told
    assert "Collect now" not in told


def test_an_employee_sees_no_sources(stocked: Stocked) -> None:
    assert visit(stocked.office, "employee").get("/sources").status_code in (403, 404)


def test_a_source_that_is_not_there_is_told_as_such(stocked: Stocked) -> None:
    assert technician(stocked).get("/sources/nobody").status_code == 404


def test_documents_are_listed_with_what_could_not_be_read(stocked: Stocked) -> None:
    steersman = stocked.office.steersman
    sources = KnowledgeSources(steersman.store, steersman.clock)
    sources.keep(KnowledgeSource(name="runbooks", folder="/srv/runbooks", readers="everyone"))
    sources.was_read("runbooks", 12, ["broken.pdf: not a PDF"])
    told = visit(stocked.office, "administrator").get("/sources").text
    assert "runbooks" in told
    assert "broken.pdf: not a PDF" in told
    assert "need a look: runbooks" in told


def test_where_documents_come_from_is_not_for_everybody(stocked: Stocked) -> None:
    assert "Where documents come from" not in technician(stocked).get("/sources").text
