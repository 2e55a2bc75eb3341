"""``steersman systems check``: does the server answer, and with which rights are we there?"""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.capabilities.json_errors import Forbidden, NotFound
from steersman.connectors.scim.client import ScimClient
from steersman.connectors.scim.errors import Unsupported
from steersman.connectors.scim.listing import count
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient

# A server does not tell which writes a token may do, nor what else it may do.
UNTOLD = ("users.write", "groups.write", "rights beyond these")


def check_server(client: ScimClient) -> Check:
    """Read the server's configuration, and one user and one group; write nothing."""
    try:
        return _read(client)
    except Forbidden as error:
        return Check(reached=True, detail=str(error), missing=("users.read",), unknown=UNTOLD)
    except (Permanent, Transient) as error:
        return Check(reached=False, detail=str(error), unknown=UNTOLD)


def _read(client: ScimClient) -> Check:
    users, config = count(client, "/Users"), _configuration(client)
    missing = [] if _reads_groups(client) else ["groups.read"]
    if config and not _supports(config, "patch"):
        missing.append("PATCH, which this server does not support and every change needs")
    return Check(
        reached=True,
        detail=f"SCIM 2.0 server with {users} users; {_features(config)}",
        missing=tuple(missing),
        unknown=UNTOLD,
    )


def _configuration(client: ScimClient) -> Json:
    """Empty when the server has none to show, which some do not."""
    try:
        return client.get("/ServiceProviderConfig").body
    except Permanent:
        return {}


def _reads_groups(client: ScimClient) -> bool:
    try:
        count(client, "/Groups")
    except (NotFound, Unsupported):
        return True  # it keeps no groups, so there is nothing to be kept from
    except Forbidden:
        return False
    return True


def _features(config: Json) -> str:
    if not config:
        return "it does not tell what it supports"
    told = (f"{name} {'yes' if _supports(config, name) else 'no'}" for name in _FEATURES)
    return "supports " + ", ".join(told)


_FEATURES = ("patch", "filter", "etag")


def _supports(config: Json, feature: str) -> bool:
    value = config.get(feature)
    return isinstance(value, dict) and value.get("supported") is True
