"""What each action is asked for on the host in memory of ``broken_shop``."""

from __future__ import annotations

from collections.abc import Mapping

PARAMS: Mapping[str, Mapping[str, str]] = {
    "service.start": {"service": "db"},
    "service.stop": {"service": "web"},
    "service.restart": {"service": "web", "process": "pid 0"},
    "process.end": {"service": "web", "process": "7@b.9"},
    "configuration.accept": {"configuration": "web"},
    "configuration.restore": {"configuration": "db"},
    "files.set_aside": {"files": "logs"},
    "release.activate": {"release": "web", "to": "1"},
    "certificate.install": {"certificate": "web"},
    "firewall.allow": {"rule": "web"},
    "permissions.restore": {"permissions": "web"},
}
