"""Alertmanager from Debian: it hands every group on to one webhook, a second after it came."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass

from company.process import LOOPBACK, Processes, free_port, wait_tcp


@dataclass(frozen=True, slots=True)
class AlertmanagerServer:
    port: int

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


def missing() -> str:
    """Why this machine cannot run it; empty when it can."""
    found = shutil.which("prometheus-alertmanager")
    return "" if found else "prometheus-alertmanager is not installed"


def start(processes: Processes, webhook: str, token: str) -> AlertmanagerServer:
    """``webhook``: where notifications go, with ``token`` as the bearer."""
    home, port = processes.home / "alertmanager", free_port()
    home.mkdir(parents=True, exist_ok=True)
    bearer = {"authorization": {"type": "Bearer", "credentials": token}}
    hook = {"url": webhook, "send_resolved": True, "http_config": bearer}
    route = {"receiver": "us", "group_by": ["alertname"], "group_wait": "1s"}
    route |= {"group_interval": "1s", "repeat_interval": "1h"}
    told = {"route": route, "receivers": [{"name": "us", "webhook_configs": [hook]}]}
    (home / "alertmanager.yml").write_text(json.dumps(told))  # JSON is YAML
    options = (
        f"--config.file={home / 'alertmanager.yml'}",
        f"--storage.path={home / 'data'}",
        f"--web.listen-address={LOOPBACK}:{port}",
        "--cluster.listen-address=",
    )
    processes.start("alertmanager", ["prometheus-alertmanager", *options])
    wait_tcp(port, "Alertmanager")
    return AlertmanagerServer(port)
