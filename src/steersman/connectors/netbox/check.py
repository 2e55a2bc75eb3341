"""``steersman systems check``: does NetBox answer, and what may the token do there?"""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.capabilities.json_errors import Forbidden
from steersman.connectors.netbox.client import NetBoxClient
from steersman.connectors.netbox.collecting import needed
from steersman.connectors.netbox.settings import NetBoxSettings
from steersman.domain.errors import Permanent, Transient

# NetBox never tells that a right is narrowed to some objects; those outside are just not there.
UNTOLD = ("constraints on these rights, which hide objects",)


def check_netbox(client: NetBoxClient, settings: NetBoxSettings) -> Check:
    """Read one object of each kind, and ask (``OPTIONS``) whether writing is allowed too."""
    missing: list[str] = []
    counted: dict[str, int] = {}
    refusal = ""
    try:
        for endpoint, right in needed(settings).items():
            try:
                counted[endpoint] = client.first(endpoint)
            except Forbidden as error:
                missing.append(right)
                refusal = refusal or str(error)
        if not counted:
            return Check(False, f"the token may read nothing: {refusal}", missing=tuple(missing))
        writable = tuple(f"writing {each}" for each in counted if client.may_add(each))
    except (Permanent, Transient) as error:
        return Check(reached=False, detail=str(error), missing=tuple(missing), unknown=UNTOLD)
    return Check(
        reached=True,
        detail=_told(client, counted),
        missing=tuple(missing),
        excessive=writable,
        unknown=UNTOLD,
    )


def _told(client: NetBoxClient, counted: dict[str, int]) -> str:
    version = ""
    try:
        version = str(client.one("status").get("netbox-version", ""))[:40]
    except (Permanent, Transient):
        version = "of unknown version"  # the status is for signed-in users of some versions only
    devices = _number(counted.get("dcim/devices", 0), "device")
    machines = _number(counted.get("virtualization/virtual-machines", 0), "virtual machine")
    return f"NetBox {version} with {devices} and {machines}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
