"""Sources and collecting on the command line, against a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.office import Office, opened
from tests.fixtures.collecting import Shelf, server, servers


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf("netbox", tmp_path_factory.mktemp("office") / "netbox.json")
    shelf.put(*servers(1, 2))
    return shelf


@pytest.fixture(scope="module")
def office(shelf: Shelf) -> Iterator[Office]:
    """Whatever began by itself has ended."""
    with opened(shelf.path.parent) as running:
        running.run("adam", "ci", "collect")
        yield running


def dry_run(office: Office, *words: str) -> Any:
    told = office.run("adam", "ci", "collect", "netbox", "--dry-run", *words, "--json")
    (plan,) = json.loads(told.stdout)["plans"]
    return plan


def collect(office: Office, *words: str) -> Any:
    told = office.run("adam", "ci", "collect", "netbox", *words, "--json")
    (found,) = json.loads(told.stdout)["collections"]
    return found, told.exit_code


def test_a_dry_run_writes_nothing_and_says_how_to_do_exactly_that(
    office: Office, shelf: Shelf
) -> None:
    shelf.put(*servers(1, 2, 3))
    told = office.run("adam", "ci", "collect", "netbox", "--dry-run")
    assert told.exit_code == 0, told.output
    digest = dry_run(office)["digest"]
    assert f"steersman ci collect netbox --digest {digest}" in " ".join(told.stdout.split())
    assert office.read("adam", "ci", "web-3")["items"] == []
    found, code = collect(office, "--digest", digest)
    assert (found["outcome"], found["counts"]["created"], code) == ("read", 1, 0)


def test_what_is_something_else_by_now_is_not_done(office: Office, shelf: Shelf) -> None:
    told = office.run("adam", "ci", "collect", "netbox", "--digest", "0" * 64)
    assert told.exit_code == 1
    assert "look again" in told.output


def test_what_was_left_out_is_named(office: Office, shelf: Shelf) -> None:
    shelf.put(*servers(1, 2, 3), server("k9", "web-9", ram_sise="8"))
    told = office.run("adam", "ci", "collect", "netbox")
    assert told.exit_code == 0
    assert "ram_sise of server" in told.output
    assert "ram_sise of server" in office.run("adam", "ci", "sources").output


def test_a_source_that_shrank_is_held_for_a_person(office: Office, shelf: Shelf) -> None:
    shelf.put(*servers(*range(20)))
    assert collect(office)[1] == 0
    shelf.put(*servers(1, 2))
    found, code = collect(office)
    assert (found["outcome"], code) == ("refused", 3)
    told = office.run("adam", "ci", "collect", "netbox", "--accept-missing")
    assert (told.exit_code, "--dry-run" in told.output) == (2, True)
    shown = dry_run(office, "--accept-missing")
    assert shown["counts"]["missing"] == 18
    found, code = collect(office, "--accept-missing", "--digest", shown["digest"])
    assert (found["outcome"], code) == ("read", 0)


def test_a_silent_system_is_told_with_its_mend(office: Office, shelf: Shelf) -> None:
    kept = shelf.path.read_text()
    shelf.path.unlink()
    told = office.run("adam", "ci", "collect")
    shelf.path.write_text(kept)
    assert told.exit_code == 1
    assert "look whether it runs" in told.output


def test_how_long_a_source_may_be_silent_is_set(office: Office) -> None:
    told = office.run("adam", "ci", "stale-after", "netbox", "14")
    assert told.exit_code == 0, told.output
    (netbox,) = office.read("adam", "ci", "sources")["sources"]
    assert netbox["stale_after_days"] == 14


def test_a_system_without_an_inventory_is_refused(office: Office) -> None:
    told = office.run("adam", "ci", "collect", "mail")
    assert told.exit_code == 1
    assert "netbox" in told.output


def test_where_nothing_has_an_inventory_it_says_so(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with opened(tmp_path_factory.mktemp("bare")) as bare:
        told = bare.run("adam", "ci", "collect")
        assert told.exit_code == 1
        assert "no connected system has an inventory" in told.output
