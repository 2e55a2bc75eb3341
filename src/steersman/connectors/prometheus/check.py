"""``steersman systems check``: does Prometheus answer, and may we do more there than read?"""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.capabilities.json_errors import Forbidden, Unauthorised
from steersman.connectors.prometheus.client import PrometheusReader
from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent, Transient

# Flags that let everybody who reads also delete data, or stop the server.
_TOO_MUCH = {
    "web.enable-admin-api": "deleting data (--web.enable-admin-api)",
    "web.enable-lifecycle": "stopping the server (--web.enable-lifecycle)",
}
UNTOLD = ("rights that a proxy in front of it gives",)


def check_prometheus(reader: PrometheusReader) -> Check:
    """Read the targets, the version and the flags; write nothing."""
    try:
        targets = len(reader.targets())
    except (Forbidden, Unauthorised) as error:
        return Check(True, str(error), missing=("reading /api/v1/targets",), unknown=UNTOLD)
    except (Permanent, Transient) as error:
        return Check(False, str(error), unknown=UNTOLD)
    version = one_line(str(_told(reader, "buildinfo").get("version", "of unknown version")))[:40]
    flags = _told(reader, "flags")
    return Check(
        reached=True,
        detail=f"Prometheus {version} with {targets} targets",
        missing=() if _may_query(reader) else ("reading /api/v1/query",),
        excessive=tuple(what for flag, what in _TOO_MUCH.items() if flags.get(flag) == "true"),
        unknown=UNTOLD,
    )


def _told(reader: PrometheusReader, what: str) -> dict[str, object]:
    """Empty where a proxy lets only the targets through."""
    try:
        return reader.status(what)
    except (Permanent, Transient):
        return {}


def _may_query(reader: PrometheusReader) -> bool:
    try:
        reader.series("node_uname_info")
    except (Permanent, Transient):
        return False
    return True
