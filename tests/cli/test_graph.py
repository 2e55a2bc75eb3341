"""What depends on what, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.records.store import connect
from tests.cli.office import Office
from tests.records.graph.world import World


@pytest.fixture(scope="module", autouse=True)
def world(office: Office) -> None:
    (database,) = Path(office.data).glob("records.db")
    world = World(connect(f"sqlite:///{database}"))
    world.items("shop", criticality="1")
    world.items("api", "vm", "host", criticality="3")
    world.relate("shop depends_on api", "api runs_on vm", "vm hosted_on host")


def test_impact_lists_what_breaks_and_why(office: Office) -> None:
    told = office.run("adam", "impact", "host").stdout
    assert "3 depend on host, 5 hops far." in told
    assert "shop depends on api runs on vm hosted on host" in told


def test_what_is_not_listed_is_counted(office: Office) -> None:
    told = office.run("adam", "impact", "host", "--limit", "1").stdout
    assert "1 more at depth 2" in told
    assert "1 more at depth 3" in told
    narrow = office.run("adam", "impact", "host", "--criticality", "1").stdout
    assert "2 are not listed because of the filter" in narrow


def test_declared_impact_is_told_apart(office: Office) -> None:
    words = ("impact", "host", "--hops", "1", "--declared", "vm", "--declared", "shop")
    told = office.run("adam", *words).stdout
    assert "Declared: vm (depth 1)" in told
    assert "Declared: shop (no dependency leads there)" in told
    assert "vm (declared)" in told


def test_depends_goes_the_other_way(office: Office) -> None:
    told = office.run("adam", "depends", "shop").stdout
    assert "3 are needed by shop" in told
    assert "shop depends on api runs on vm hosted on host" in told


def test_a_path_shows_who_depends_on_whom(office: Office) -> None:
    told = office.run("adam", "path", "host", "shop").stdout
    assert "host is needed by shop." in told
    assert "1. host ←hosted on— vm ←runs on— api ←depends on— shop" in told
    assert "Every way goes through vm, api." in told


def test_single_points_are_listed(office: Office) -> None:
    told = office.run("adam", "single-points", "shop").stdout
    assert "3 items take shop down alone." in told


def test_programs_get_one_document(office: Office) -> None:
    told = office.read("adam", "impact", "host")
    assert [each["name"] for each in told["items"]] == ["vm", "api", "shop"]


def test_files_come_as_they_are(office: Office) -> None:
    told = office.run("adam", "impact", "host", "--format", "dot").stdout
    assert told.startswith("digraph")
    assert told.endswith("}\n")
    assert office.run("adam", "impact", "host", "--format", "csv").stdout.startswith("id,name")
    both = office.run("adam", "impact", "host", "--format", "csv", "--json")
    assert both.exit_code != 0


def test_an_item_that_is_not_there_is_named(office: Office) -> None:
    told = office.run("adam", "impact", "nowhere")
    assert (told.exit_code, "'nowhere'" in told.stderr) == (1, True)
