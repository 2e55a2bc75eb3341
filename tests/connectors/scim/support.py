"""Accounts of their own for each test, on the real server and on the fake."""

from __future__ import annotations

import json
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from company.services.scim import CORE, ENTERPRISE, ScimServer
from steersman.capabilities.contract import Capability
from steersman.connectors.scim.connector import ScimConnector
from steersman.connectors.scim.fake import ADDRESS
from steersman.connectors.scim.settings import ScimSettings

Answer = dict[str, Any]
Kind = TypeVar("Kind", bound=Capability[Any])


def connect(url: str, token: str = "secret-token-1", /, **settings: object) -> ScimConnector:
    told = {"base_url": url, "token_secret": "env:X", "timeout": 5, **settings}
    return ScimConnector("crm", ScimSettings.model_validate(told), lambda: token)


def over(
    transport: httpx.BaseTransport, token: str = "secret-token-1", /, **settings: object
) -> ScimConnector:
    """A connector whose network is ``transport``."""
    told = {"base_url": ADDRESS, "token_secret": "env:X", **settings}
    return ScimConnector("crm", ScimSettings.model_validate(told), lambda: token, transport)


def connect_to(server: ScimServer, **settings: object) -> ScimConnector:
    return connect(server.url, server.token, **settings)


def capability(connector: ScimConnector, kind: type[Kind]) -> Kind:
    return next(one for one in connector.capabilities() if isinstance(one, kind))


def new_user(server: ScimServer, **attributes: object) -> Answer:
    """An account that only this test knows."""
    unique = uuid4().hex[:10]
    body: dict[str, object] = {
        "schemas": [f"{CORE}:User", ENTERPRISE],
        "userName": f"u{unique}@meridian.test",
        "externalId": f"X{unique}",
        "active": True,
        "name": {"givenName": "Given", "familyName": f"Family{unique}"},
        "emails": [{"value": f"u{unique}@meridian.test", "primary": True}],
        ENTERPRISE: {"employeeNumber": f"X{unique}"},
        **attributes,
    }
    return server.call("POST", "/Users", body)


def new_group(server: ScimServer, name: str, *members: str) -> Answer:
    entries = [{"value": member} for member in members]
    return server.call(
        "POST",
        "/Groups",
        {"schemas": [f"{CORE}:Group"], "displayName": name, "members": entries},
    )


def as_seen(server: ScimServer, account: str, *groups: str) -> str:
    """What the server itself says about an account and its groups, without versions."""
    found = server.call("GET", f"/Users?filter=id%20eq%20%22{account}%22")["Resources"]
    seen = [*found, *(server.call("GET", f"/Groups/{group}") for group in groups)]
    for body in seen:
        del body["meta"]
        for key in ("entitlements", "roles", "members"):
            body[key] = sorted(body.get(key, []), key=str)
    return json.dumps(seen, sort_keys=True)
