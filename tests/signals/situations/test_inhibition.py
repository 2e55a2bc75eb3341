"""A graver alert holds back what follows from it, among ten thousand rules as fast as among ten."""

from __future__ import annotations

import time

from steersman.signals.situations.inhibition import Inhibition, Inhibitions
from steersman.signals.situations.matchers import parsed

SWITCH = {"alertname": "SwitchDown", "rack": "a"}
HOST = {"alertname": "HostDown", "rack": "a"}


def rule(id: str = "r", source: str = "SwitchDown", target: str = "HostDown") -> Inhibition:
    return Inhibition(
        id, [parsed(f"alertname={source}")], [parsed(f"alertname={target}")], ("rack",)
    )


def test_it_holds_back_while_the_source_fires() -> None:
    some = Inhibitions([rule()])
    assert some.holding("h", HOST) == ""
    some.fires("s", SWITCH)
    assert some.holding("h", HOST) == "r"
    assert some.holding("h", {**HOST, "rack": "b"}) == ""
    some.ends("s")
    assert some.holding("h", HOST) == ""


def test_it_goes_on_as_long_as_one_of_several_sources_fires() -> None:
    some = Inhibitions([rule()])
    some.fires("s1", SWITCH)
    some.fires("s2", SWITCH)
    some.ends("s1")
    assert some.holding("h", HOST) == "r"


def test_a_label_that_both_lack_is_equal_as_in_alertmanager() -> None:
    some = Inhibitions([rule()])
    some.fires("s", {"alertname": "SwitchDown"})
    assert some.holding("h", {"alertname": "HostDown"}) == "r"


def test_an_alert_on_both_sides_does_not_hold_itself_back() -> None:
    some = Inhibitions([rule(target="SwitchDown")])
    some.fires("s", SWITCH)
    assert some.holding("s", SWITCH) == ""


def test_the_end_of_a_source_is_noticed() -> None:
    some = Inhibitions([rule()])
    some.fires("s", SWITCH)
    some.loosened = False
    some.ends("other")
    assert not some.loosened
    some.ends("s")
    assert some.loosened


def test_ten_thousand_rules_cost_an_alert_about_what_ten_do() -> None:
    def cost(rules: int) -> float:
        some = Inhibitions(rule(f"r{n}", f"Switch-{n}", f"Host-{n}") for n in range(rules))
        for n in range(rules):
            some.fires(f"s{n}", {"alertname": f"Switch-{n}", "rack": "a"})
        best = float("inf")
        for _ in range(3):
            begun = time.process_time()
            for n in range(2_000):
                some.holding("h", {"alertname": f"Host-{n % rules}", "rack": "a", "team": "x"})
            best = min(best, time.process_time() - begun)
        return best

    assert cost(10_000) < 10 * cost(10) + 0.01
