"""A real Prometheus and a real Alertmanager report to us; what they say is asked of our API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from company.process import LOOPBACK, Processes, free_port, wait_for, wait_tcp
from company.services import alertmanager, prometheus
from tests.fixtures.browser import serving
from tests.fixtures.needs import unavailable
from tests.web.office import Office


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    made = Processes(tmp_path / "servers")
    try:
        yield made
    finally:
        made.stop_all()


def listed(office: Office) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.get("technician", "/alerts").json()["alerts"]
    return found


def test_prometheus_reports_to_us_directly(office: Office, processes: Processes) -> None:
    if why := prometheus.missing():
        unavailable(why)
    token = office.token("system:monitoring", "report")
    with serving(office.steersman) as url:
        watching(processes, url, token)
        wait_for(lambda: bool(listed(office)), "Prometheus to report")
        (row,) = listed(office)
        assert (row["name"], row["status"], row["source"]) == ("Full", "firing", "prometheus")
        assert (row["host"], row["text"]) == ("db-1", "97 % used")
        assert row["expires_at"] > office.steersman.clock.now()
        wait_for(lambda: listed(office)[0]["sendings"] > 2, "Prometheus to repeat itself")
        assert listed(office)[0]["episodes"] == 1


def watching(processes: Processes, url: str, token: str) -> None:
    """A Prometheus with one rule that always fires."""
    home, port = processes.home / "prometheus", free_port()
    home.mkdir(parents=True, exist_ok=True)
    alert = {"alert": "Full", "expr": "vector(97)", "labels": {"host": "db-1"}}
    alert |= {"annotations": {"summary": "{{ $value }} % used"}}
    rules = {"groups": [{"name": "test", "interval": "1s", "rules": [alert]}]}
    (home / "rules.yml").write_text(json.dumps(rules))
    ours = {
        "static_configs": [{"targets": [url.removeprefix("http://")]}],
        "path_prefix": "/api/v1/alerts/prometheus",
        "api_version": "v2",
        "authorization": {"credentials": token},
    }
    told = {
        "global": {"evaluation_interval": "1s"},
        "rule_files": [str(home / "rules.yml")],
        "alerting": {"alertmanagers": [ours]},
    }
    (home / "prometheus.yml").write_text(json.dumps(told))
    options = (
        f"--config.file={home / 'prometheus.yml'}",
        f"--storage.tsdb.path={home / 'data'}",
        f"--web.listen-address={LOOPBACK}:{port}",
        "--rules.alert.resend-delay=1s",
    )
    processes.start("prometheus", ["prometheus", *options])
    wait_tcp(port, "Prometheus")


def test_alertmanager_hands_on_what_begins_and_what_ends(
    office: Office, processes: Processes
) -> None:
    if why := alertmanager.missing():
        unavailable(why)
    token = office.token("system:monitoring", "report")
    with serving(office.steersman) as url:
        server = alertmanager.start(processes, f"{url}/api/v1/alerts/alertmanager", token)
        alert = {"labels": {"alertname": "InstanceDown", "instance": "web-1:9100"}}
        post(server.url, [alert])
        wait_for(lambda: bool(listed(office)), "Alertmanager to hand it on")
        assert [(row["host"], row["status"]) for row in listed(office)] == [("web-1", "firing")]
        post(server.url, [{**alert, "endsAt": datetime.now(UTC).isoformat()}])
        wait_for(lambda: listed(office)[0]["status"] == "resolved", "the end to be handed on")
        assert listed(office)[0]["episodes"] == 1


def post(url: str, alerts: list[dict[str, Any]]) -> None:
    httpx2.post(f"{url}/api/v2/alerts", json=alerts).raise_for_status()
