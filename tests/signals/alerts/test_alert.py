"""Which alerts are the same one, and which are of one kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.signals.alerts.alert import Alert, Status, fingerprint, kind_of

DISK = Alert(5.0, "DiskFull", "web1", text="91 %", labels={"mount": "/var", "severity": "warning"})


@pytest.mark.parametrize(
    "again",
    [
        replace(DISK, time=9.0),
        replace(DISK, text="93 %"),
        replace(DISK, status=Status.RESOLVED),
        replace(DISK, reference=7),
        replace(DISK, labels={"value": "93", "severity": "warning", "mount": "/var"}),
    ],
)
def test_a_sending_of_the_same_alert_has_its_fingerprint(again: Alert) -> None:
    assert fingerprint(again) == fingerprint(DISK)


@pytest.mark.parametrize(
    "other",
    [
        replace(DISK, name="DiskSlow"),
        replace(DISK, host="web2"),
        replace(DISK, labels={"mount": "/home", "severity": "warning"}),
        replace(DISK, labels={"mount": "/var", "severity": "critical"}),
        replace(DISK, name="DiskFull\0web1", host=""),
    ],
)
def test_another_alert_has_another_fingerprint(other: Alert) -> None:
    assert fingerprint(other) != fingerprint(DISK)


def test_the_address_stands_in_for_a_host_that_is_missing() -> None:
    assert fingerprint(replace(DISK, host="", ip="web1")) == fingerprint(DISK)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("disk 91% full", "disk 93% full"),
        ("pid 18231 died", "pid 22 died".replace("22", "99120")),
        ("job 8f14e45f-ceea-467f-a0e0-1a2b3c4d5e6f failed",) * 2,
        ("no answer from 10.1.2.3", "no answer from 10.9.8.7"),
        ("load 3.51", "load 12.07"),
        ("at 2026-01-02", "at 2026-11-23"),
        ("answer took 120 ms", "answer took 80 ms"),
    ],
)
def test_measures_and_addresses_make_no_kind_of_their_own(one: str, two: str) -> None:
    assert kind_of(one) == kind_of(two)
    assert "#" in kind_of(one)


@pytest.mark.parametrize(
    ("one", "two"), [("error 404", "error 500"), ("eth0 down", "eth1 down"), ("port 22", "port 25")]
)
def test_short_numbers_that_name_something_stay(one: str, two: str) -> None:
    assert kind_of(one) != kind_of(two)
