"""Each reason is checked against the alerts themselves, counted in the plainest way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pytest

from benchmarks.alert_site import HOUR, burst
from steersman.signals.alerts.alert import Alert
from steersman.signals.alerts.habits import SLOT, Kind
from steersman.signals.alerts.notification import Notification, Reason, Why
from steersman.signals.alerts.ordering import TOLERANCE
from steersman.signals.alerts.reasons import HOSTS_SHOWN, SHOWN, reasons_of
from steersman.signals.alerts.surprise import Surprise
from tests.signals.alerts.stories import SEEDS, TROUBLE, all_told, stopped_service, with_trouble


class Truth:
    """How many of each kind came in each slot, until a moment."""

    def __init__(self, alerts: Sequence[Alert]) -> None:
        self._coming = sorted({(int(a.time), a.name, a.host, a.text) for a in alerts}, reverse=True)
        self.counts: dict[Kind, Counter[int]] = {}
        self.slots: list[int] = []

    def pass_to(self, until: int) -> None:
        while self._coming and self._coming[-1][0] <= until:
            second, name, host, _ = self._coming.pop()
            self.counts.setdefault((name, host), Counter())[second // SLOT] += 1
            if second // SLOT not in self.slots[-1:]:
                self.slots.append(second // SLOT)

    def lately(self, kind: Kind) -> dict[int, int]:
        """Counts of the last slots, out of which the notification may speak."""
        last = self.slots[-6:]
        return {slot: self.counts[kind][slot] for slot in last if self.counts[kind][slot]}

    def before(self, kind: Kind, slot: int) -> list[int]:
        return [count for at, count in self.counts[kind].items() if at < slot]


def holds(reason: Reason, truth: Truth) -> bool:
    kind = (reason.name, reason.host)
    told = re.match(r"([\d,]+) × ", reason.words)
    count = int(told[1].replace(",", "")) if told else 1
    slots = [slot for slot, found in truth.lately(kind).items() if found == count]
    checks = {Why.NEW: is_new, Why.BURST: is_burst, Why.RARE: is_rare}
    return any(checks[reason.why](reason, truth, slot) for slot in slots)


def is_new(reason: Reason, truth: Truth, slot: int) -> bool:
    everywhere = "anywhere" in reason.words
    kinds = [k for k in truth.counts if k[0] == reason.name and (everywhere or k[1] == reason.host)]
    return not any(truth.before(kind, slot) for kind in kinds)


def is_burst(reason: Reason, truth: Truth, slot: int) -> bool:
    found = re.search(r"never more than ([\d,]+) before|the most ever was ([\d,]+)", reason.words)
    assert found is not None
    record = int((found[1] or found[2]).replace(",", ""))
    return max(truth.before((reason.name, reason.host), slot)) == record


def is_rare(reason: Reason, truth: Truth, slot: int) -> bool:
    """The share fades, so it need only be about right."""
    found = re.search(r"about once in (\d+) (minutes|hours|days) lately", reason.words)
    assert found is not None
    told = int(found[1]) * {"minutes": 60, "hours": 3_600, "days": 86_400}[found[2]]
    before = len(truth.before((reason.name, reason.host), slot))
    all_slots = len([each for each in truth.slots if each < slot])
    return before > 0 and 0.4 <= told / (SLOT * all_slots / before) <= 2.5


@pytest.mark.parametrize("seed", SEEDS)
def test_every_reason_is_true(seed: int) -> None:
    routine = with_trouble(seed)[0]
    alerts = with_trouble(
        seed,
        *stopped_service(),
        *burst(TROUBLE + HOUR, routine.name, routine.host, 700, 100),
        *burst(TROUBLE + 2 * HOUR, "sshd: root login", "vpn1", 90, 800),
    )
    seen: Counter[Why] = Counter()
    truth = Truth(alerts)
    for told in all_told(alerts):
        truth.pass_to(told.at - TOLERANCE)
        for reason in told.reasons:
            seen[reason.why] += 1
            if reason.name:
                assert holds(reason, truth), f"{told.at}: {reason.words}"
    assert {Why.NEW, Why.BURST, Why.RARE, Why.SEVERAL, Why.AROUND} <= set(seen)


def test_hosts_that_are_called_unusual_are_told_of_themselves() -> None:
    alerts = with_trouble(1, *stopped_service(), *stopped_service(TROUBLE + 120, "mail1"))
    told = all_told(alerts)
    for each in told:
        for reason in each.reasons:
            if reason.why is Why.HOSTS:
                named = reason.words.partition(": ")[2].split(", ")
                assert all(_told_near(host, each.at, told) for host in named)
    assert any("db1" in r.words for e in told for r in e.reasons if r.why is Why.HOSTS)


def test_many_hosts_at_once_are_one_notification() -> None:
    hosts = ("web1", "web2", "db1", "mail1", "dns1", "vpn1", "files1")
    outage = [each for host in hosts for each in stopped_service(TROUBLE, host)]
    told = [e for e in all_told(with_trouble(2, *outage)) if TROUBLE <= e.at < TROUBLE + 200]
    assert len(told) <= 2
    assert {host for _, host in told[0].kinds} == set(hosts)
    assert any(reason.why is Why.HOSTS for reason in told[0].reasons)


def test_the_weightiest_comes_first_and_a_long_list_is_cut() -> None:
    found = [Surprise((f"kind {n}", "a"), n / 10, 1, 0.1, 1, 1) for n in range(20)]
    said = reasons_of("a", found, [f"host{n}" for n in range(9)])
    assert said[0].words.endswith(f"and {9 - HOSTS_SHOWN} more")
    assert [each.name for each in said[1:]] == [f"kind {n}" for n in range(19, 19 - SHOWN, -1)]


def test_a_host_without_a_name_is_said_so() -> None:
    assert "a host without a name" in reasons_of("", [Surprise(("x", ""), 2, 1, 0.1)], [])[0].words


def _told_near(host: str, at: int, told: Sequence[Notification]) -> bool:
    """Of the last half hour and its end, or of the next ten minutes."""
    return any(host == h and -2_700 <= e.at - at <= 720 for e in told for _, h in e.kinds)
