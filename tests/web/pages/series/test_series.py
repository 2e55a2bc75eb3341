"""The pages of watched series: the list, one with its table, the form, what people say."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.signals.watching.made import MadeMetrics
from tests.web.office import Office
from tests.web.pages.approvals.plans import text_of
from tests.web.visitors import visit

FORM = {"name": "load", "system": "metrics", "expression": "node_load1", "step": "60"}
FORM |= {"horizon": "14", "detect": "yes", "capacity": "", "unit": "%", "do": "keep"}


@pytest.fixture
def source(office: Office) -> MadeMetrics:
    now = office.steersman.clock.now()

    def jumps(at: float) -> float:
        return 5.0 + random.Random(at).random() + (90.0 if now - 6_060 < at <= now - 6_000 else 0)

    made = MadeMetrics({"web-1": jumps, "web-2": lambda at: 30.0})
    core = office.steersman
    core.watching = replace(core.watching, sources={"metrics": made}, history=600)
    return made


def watched(office: Office, **more: str) -> str:
    """The id of the series of web-1."""
    told = visit(office, "technician").post("/series/new", {**FORM, **more})
    assert told.status_code == 303, told.text
    office.steersman.watching.look()
    (watch,) = office.get("technician", "/series").json()["watches"]
    return str(watch["series"][0]["id"])


def page(office: Office, who: str, path: str) -> str:
    return text_of(visit(office, who).get(path))


def test_the_list_shows_each_series_with_its_line_and_state(
    office: Office, source: MadeMetrics
) -> None:
    watched(office)
    shown = page(office, "approver", "/series")
    assert "load 2" in shown
    assert "web-2" in shown
    assert "30 %" in shown
    assert shown.count("As expected") == 2
    assert visit(office, "approver").get("/series").text.count('<svg class="spark"') == 2


def test_one_series_tells_what_stood_out_and_the_same_as_a_table(
    office: Office, source: MadeMetrics
) -> None:
    id = watched(office)
    shown = page(office, "technician", f"/series/{id}")
    assert "What stood out 1" in shown
    assert "above the expected" in shown
    assert "Lowest, mean and highest of" in shown
    assert "Show all that is kept" not in shown
    assert page(office, "technician", f"/series/{id}?range=nonsense") == shown


def test_what_people_say_of_an_anomaly_is_kept_and_counted(
    office: Office, source: MadeMetrics
) -> None:
    id = watched(office)
    (one,) = office.get("technician", f"/series/{id}/points").json()["anomalies"]
    said = {"anomaly": one["id"], "useful": "no", "range": "7d"}
    told = visit(office, "technician").post(f"/series/{id}/verdict", said)
    assert (told.status_code, told.headers["location"]) == (303, f"/series/{id}?range=7d")
    assert "Unknown: 1 of 6 verdicts" in page(office, "technician", "/series")
    assert visit(office, "approver").post(f"/series/{id}/verdict", said).status_code == 403


def test_the_expression_is_tried_before_it_is_watched(office: Office, source: MadeMetrics) -> None:
    told = visit(office, "technician").post("/series/new", {**FORM, "do": "try"})
    assert "What it gives now 2" in text_of(told)
    assert office.steersman.watching.watches.all() == []


def test_what_makes_no_sense_is_named_and_what_was_typed_stays(
    office: Office, source: MadeMetrics
) -> None:
    told = visit(office, "technician").post("/series/new", {**FORM, "name": "No Good", "unit": "°"})
    assert told.status_code == 422
    assert "small letters, digits" in text_of(told)
    assert 'value="No Good"' in told.text
    assert 'value="°"' in told.text


def test_a_watch_is_changed_by_the_same_form(office: Office, source: MadeMetrics) -> None:
    watched(office)
    shown = visit(office, "technician").get("/series/new?name=load").text
    assert 'value="node_load1"' in shown
    visit(office, "technician").post("/series/new", {**FORM, "old": "yes", "capacity": "95"})
    assert office.steersman.watching.watches.all()[0].capacity == 95.0
    assert "Capacity 95 %" in page(office, "technician", "/series")
    assert visit(office, "technician").get("/series/new?name=none").status_code == 404


def test_a_source_that_is_away_is_said_with_since_when(office: Office, source: MadeMetrics) -> None:
    id = watched(office)
    office.steersman.watching.watches.failed("load", "no whole answer (ConnectError)")
    shown = page(office, "technician", "/series")
    assert "metrics cannot be read" in shown
    assert "no whole answer (ConnectError)" in shown
    assert shown.count("Source away") == 2
    assert "cannot be read since" in page(office, "technician", f"/series/{id}")


def test_it_is_watched_no_longer(office: Office, source: MadeMetrics) -> None:
    watched(office)
    assert visit(office, "approver").post("/series/load/end").status_code == 403
    assert visit(office, "technician").post("/series/load/end").status_code == 303
    assert "No series is watched yet" in page(office, "technician", "/series")


def test_without_a_system_that_measures_it_is_said_what_to_do(office: Office) -> None:
    assert "No system that measures is declared" in page(office, "technician", "/series")
    assert "No system that measures is declared" in page(office, "technician", "/series/new")


def test_who_may_not_see_series_has_neither_page_nor_place(office: Office) -> None:
    assert visit(office, "hr").get("/series").status_code == 403
    assert 'href="/series"' not in visit(office, "hr").get("/").text
    assert visit(office, "technician").get("/series/ser_none").status_code == 404


def test_the_list_comes_again_when_something_was_read(office: Office, source: MadeMetrics) -> None:
    id = watched(office)
    rows = visit(office, "technician", htmx=True).get("/series/rows").text
    assert "sse:series" in rows
    now = visit(office, "technician", htmx=True).get(f"/series/{id}/now").text
    assert "sse:series" in now
    drawing = visit(office, "technician").get(f"/series/{id}/drawing").json()
    assert len(drawing["points"]) == 600
