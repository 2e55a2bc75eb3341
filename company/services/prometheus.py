"""Prometheus from Debian: it watches a machine that answers and a service that does not.

Over TLS and with basic authentication, which Prometheus does itself (web configuration file).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from company.certificates import write_certificate
from company.process import LOOPBACK, Processes, free_port, wait_tcp

USER, PASSWORD = "reader", "meridian-reads"
_HASH = "$2b$05$abcdefghijklmnopqrstuuyubRDY9zwL4ypiLYP4AN4yo/49wO0vG"  # bcrypt of PASSWORD


@dataclass(frozen=True, slots=True)
class PrometheusServer:
    port: int
    certificate: Path
    closed_port: int  # of the service that does not answer

    @property
    def url(self) -> str:
        return f"https://{LOOPBACK}:{self.port}"


def missing() -> str:
    """Why this machine cannot run it; empty when it can."""
    return "" if shutil.which("prometheus") else "prometheus is not installed"


def start(processes: Processes, exporter_port: int, port: int = 0) -> PrometheusServer:
    """Start it; ``exporter_port`` is where something answers as node_exporter does.

    With the ``port`` of one that ended in the same place, it goes on with its data.
    """
    home, port, closed = processes.home / "prometheus", port or free_port(), free_port()
    home.mkdir(parents=True, exist_ok=True)
    certificate = home / "certificate.pem"
    if not certificate.is_file():
        write_certificate(certificate, home / "key.pem", LOOPBACK)
    _write(home / "web.yml", _web(home, certificate))
    _write(home / "prometheus.yml", _configuration(exporter_port, closed))
    files = (
        f"--config.file={home / 'prometheus.yml'}",
        f"--web.config.file={home / 'web.yml'}",
        f"--storage.tsdb.path={home / 'data'}",
    )
    options = (f"--web.listen-address={LOOPBACK}:{port}", "--web.enable-lifecycle")
    processes.start("prometheus", ["prometheus", *files, *options])
    wait_tcp(port, "Prometheus")
    return PrometheusServer(port, certificate, closed)


def _web(home: Path, certificate: Path) -> Mapping[str, object]:
    tls = {"cert_file": str(certificate), "key_file": str(home / "key.pem")}
    return {"tls_server_config": tls, "basic_auth_users": {USER: _HASH}}


def _configuration(exporter_port: int, closed_port: int) -> Mapping[str, object]:
    machine = {
        "targets": [f"{LOOPBACK}:{exporter_port}"],
        "labels": {"instance": "192.0.2.10:9100", "env": "prod"},
    }
    service = {
        "targets": [f"{LOOPBACK}:{closed_port}"],
        "labels": {"instance": "192.0.2.10:9187", "env": "prod"},
    }
    return {
        "global": {"scrape_interval": "200ms", "scrape_timeout": "200ms"},
        "scrape_configs": [
            {"job_name": "node", "static_configs": [machine]},
            {"job_name": "postgres", "static_configs": [service]},
        ],
    }


def _write(path: Path, configuration: Mapping[str, object]) -> None:
    path.write_text(json.dumps(configuration))  # JSON is YAML
