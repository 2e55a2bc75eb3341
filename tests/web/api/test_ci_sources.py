"""The sources of items over the API: fresh or not, what came of asking, and asking now."""

from __future__ import annotations

from typing import Any

from tests.fixtures.collecting import Stocked, server, servers

NETBOX = "/ci/sources/netbox"


def listed(stocked: Stocked) -> dict[str, Any]:
    told = stocked.office.get("auditor", "/ci/sources").json()["sources"]
    return {each["name"]: each for each in told}


def collect(stocked: Stocked, **more: Any) -> Any:
    return stocked.office.post("technician", f"{NETBOX}/collect", more)


def plan(stocked: Stocked, **more: Any) -> Any:
    told = stocked.office.post("technician", f"{NETBOX}/collect/plan", more)
    assert told.status_code == 200, told.text
    return told.json()


def shrink(stocked: Stocked) -> None:
    """Twenty items are known, and one is left over there."""
    stocked.shelf.put(*servers(*range(20)))
    assert collect(stocked).json()["outcome"] == "read"
    stocked.shelf.put(*servers(1))


def test_a_system_that_was_never_asked_is_listed_as_such(stocked: Stocked) -> None:
    netbox = listed(stocked)["netbox"]
    assert (netbox["freshness"], netbox["system"], netbox["collection"]) == ("never", True, None)


def test_a_dry_run_names_what_is_new_and_writes_nothing(stocked: Stocked) -> None:
    told = plan(stocked)
    assert told["counts"]["created"] == 2
    assert [each["label"] for each in told["effects"]] == ["web-1", "web-2"]
    assert stocked.office.get("technician", "/ci").json()["total"] == 0


def test_what_was_shown_is_collected_and_stands_in_the_ledger(stocked: Stocked) -> None:
    told = collect(stocked, digest=plan(stocked)["digest"]).json()
    assert (told["outcome"], told["counts"]["created"]) == ("read", 2)
    (entry,) = stocked.office.ledger("import")
    assert (entry["source"], entry["by"]) == ("netbox", stocked.office.id("technician"))
    netbox = listed(stocked)["netbox"]
    assert (netbox["items"], netbox["freshness"]) == (2, "fresh")


def test_what_changed_since_it_was_shown_is_refused(stocked: Stocked) -> None:
    shown = plan(stocked)["digest"]
    stocked.shelf.put(*servers(1, 2, 3))
    told = collect(stocked, digest=shown)
    assert told.status_code == 409
    assert "look again" in told.json()["error"]["message"]
    assert stocked.office.get("technician", "/ci").json()["total"] == 0


def test_a_system_that_does_not_answer_is_told_as_such(stocked: Stocked) -> None:
    collect(stocked)
    stocked.shelf.path.unlink()
    assert stocked.office.post("technician", f"{NETBOX}/collect/plan").status_code == 503
    told = collect(stocked).json()
    assert (told["outcome"], "does not answer" in told["detail"]) == ("failed", True)
    assert listed(stocked)["netbox"]["freshness"] == "fresh"
    faults = stocked.office.http.get("/healthz").json()["faults"]
    assert faults == {"collect inventories": "netbox"}


def test_a_source_that_shrank_asks_a_person(stocked: Stocked) -> None:
    shrink(stocked)
    told = collect(stocked).json()
    assert (told["outcome"], "19 of 20" in told["detail"]) == ("refused", True)


def test_what_is_missing_is_accepted_as_it_was_shown(stocked: Stocked) -> None:
    shrink(stocked)
    assert collect(stocked, accept_missing=True).status_code == 409
    shown = plan(stocked, accept_missing=True)
    assert (shown["question"], shown["counts"]["missing"]) == ("", 19)
    told = collect(stocked, accept_missing=True, digest=shown["digest"]).json()
    assert told["outcome"] == "read"
    assert collect(stocked).json()["outcome"] == "read"


def test_a_source_is_stale_after_as_many_days_as_were_said(stocked: Stocked) -> None:
    collect(stocked)
    body = {"days": 1e-9}
    assert stocked.office.post("technician", f"{NETBOX}/stale-after", body).status_code == 200
    assert listed(stocked)["netbox"]["freshness"] == "stale"


def test_items_that_another_source_contradicts_are_counted_for_both(stocked: Stocked) -> None:
    stocked.shelf.put(server("k1", "web-1", serial="S1", model="R640"))
    collect(stocked)
    text = "key,class,name,serial,model\n1,server,web-1,S1,R740\n"
    asked = {"type": "items", "format": "csv", "text": text, "source": "asset list"}
    shown = stocked.office.post("technician", "/ci/import/plan", asked).json()
    body = {**asked, "digest": shown["digest"], "digests": shown["digests"]}
    stocked.office.post("technician", "/ci/import/apply", body)
    told = listed(stocked)
    assert {name: each["contradicted"] for name, each in told.items()} == {
        "netbox": 1,
        "asset list": 1,
    }


def test_only_a_system_with_an_inventory_can_be_collected(stocked: Stocked) -> None:
    told = stocked.office.post("technician", "/ci/sources/mail/collect")
    assert told.status_code == 404
    assert "netbox" in told.json()["error"]["mend"]
