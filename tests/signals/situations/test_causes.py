"""The probable cause is the deepest thing that alerts, and each reason is true."""

from __future__ import annotations

from steersman.signals.situations.causes import Changed, Place, ranked

NAMES = {"db": "db-1", "app": "payroll", "web": "portal", "disk": "san-1"}
NEEDS = {"app": {"db", "disk"}, "web": {"app", "db", "disk"}, "db": {"disk"}}


def place(item: str, at: float = 100.0, severity: str = "critical") -> Place:
    return Place(item=item, name=NAMES.get(item, item), first_at=at, severity=severity)


def test_the_deepest_that_alerts_comes_first_though_it_alerted_last() -> None:
    found = ranked([place("web", 1.0), place("app", 2.0), place("db", 3.0)], NEEDS, NAMES, {})
    assert [each.item for each in found] == ["db", "app", "web"]
    assert found[0].reasons == (
        "payroll, portal depend on it",
        "it depends on nothing else that alerts",
    )
    assert found[2].reasons == ("it alerted first",)


def test_a_change_just_before_outweighs_who_alerted_first() -> None:
    places = [place("one", 1.0), place("two", 5.0)]
    found = ranked(places, {}, {}, {"two": Changed("deploy 4.2", 90.0)})
    assert found[0].item == "two"
    assert "changed 2 minutes before the first alert: deploy 4.2" in found[0].reasons


def test_what_all_stand_on_is_named_even_if_it_is_silent() -> None:
    needs = {"app": {"db", "disk"}, "mail": {"db", "disk"}, "db": {"disk"}}
    found = ranked([place("app"), place("mail")], needs, NAMES, {})
    silent = [each for each in found if not each.alerting]
    assert [each.name for each in silent] == ["db-1"], "the nearest, and not all below it"
    assert silent[0].reasons == ("all 2 that alert depend on it; it does not alert itself",)


def test_a_host_that_the_cmdb_does_not_know_says_so() -> None:
    (found,) = ranked([Place(item="", name="web-1", first_at=1.0)], {}, {}, {})
    assert "not in the CMDB" in found.reasons[0]


def test_things_that_need_each_other_end() -> None:
    needs = {"a": {"b"}, "b": {"a"}}
    found = ranked([place("a"), place("b")], needs, {}, {})
    assert {each.item for each in found} == {"a", "b"}


def test_nothing_alerts_nothing_is_the_cause() -> None:
    assert ranked([], {}, {}, {}) == []
