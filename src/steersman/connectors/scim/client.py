"""The HTTP side of SCIM: one request, one whole and well-formed answer or a clear error."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass

import httpx

from steersman.capabilities.connector import Secret
from steersman.capabilities.http_exchange import trust_for, usable, whole
from steersman.capabilities.json_errors import unreachable
from steersman.connectors.scim.errors import refused
from steersman.connectors.scim.settings import ScimSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient

LARGEST_ANSWER = 8 * 1024 * 1024  # bytes
PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True, slots=True)
class Answer:
    body: Json
    version: str  # for If-Match; empty when the server keeps no versions


class ScimClient:
    """Talks to one server.  Follows no redirect: the token goes to ``base_url`` and nowhere else.

    Each call raises ``Transient`` or ``Permanent``; see ``errors``.
    """

    def __init__(
        self,
        settings: ScimSettings,
        token: Secret,
        transport: httpx.BaseTransport | None = None,
        trust: ssl.SSLContext | bool | None = None,  # None: as the settings say
    ) -> None:
        settings.require_safe_transport()
        self._settings, self._token, self._transport = settings, token, transport
        self._trust = trust_for(settings.base_url, settings.ca_file) if trust is None else trust
        self._http = self._connections()

    def fresh(self) -> ScimClient:
        """The same server over connections of their own, so that no state of ours is shared."""
        return ScimClient(self._settings, self._token, self._transport, self._trust)

    def __enter__(self) -> ScimClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._transport is None:  # a transport that was handed in is not ours to close
            self._http.close()

    def get(self, path: str, query: dict[str, str] | None = None) -> Answer:
        answer = self._send("GET", path, query=query)
        if not answer.body:
            raise Permanent(f"GET {path}: the answer is empty: is base_url a SCIM address?")
        return answer

    def patch(self, path: str, operations: list[Json], version: str) -> None:
        """Change a resource that is still at ``version``; both 200 and 204 are fine."""
        body = {"schemas": [PATCH_SCHEMA], "Operations": operations}
        self._send("PATCH", path, body=body, version=version)

    def delete(self, path: str, version: str) -> None:
        self._send("DELETE", path, version=version)

    def _connections(self) -> httpx.Client:
        return httpx.Client(
            base_url=self._settings.base_url.rstrip("/"),
            timeout=self._settings.timeout,
            verify=self._trust,
            transport=self._transport,
            follow_redirects=False,
            trust_env=False,  # neither proxies nor .netrc may redirect the token
        )

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: Json | None = None,
        version: str = "",
    ) -> Answer:
        what, token = f"{method} {path}", usable(self._token(), "token_secret")
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/scim+json"}
        if body is not None:
            headers["Content-Type"] = "application/scim+json"
        if version:
            headers["If-Match"] = version
        content = None if body is None else json.dumps(body)
        try:
            with self._http.stream(
                method, path, params=query, content=content, headers=headers
            ) as response:
                raw = self._read(response, what)
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise unreachable(error, what) from None
        if not response.is_success:
            raise refused(response, raw, what, token)
        return _answer(response, raw, what)

    def _read(self, response: httpx.Response, what: str) -> bytes:
        return whole(
            response.iter_bytes(),
            what,
            timeout=self._settings.timeout,
            largest=LARGEST_ANSWER,
            too_large="not SCIM?",
        )


def _answer(response: httpx.Response, raw: bytes, what: str) -> Answer:
    if not raw.strip():
        return Answer({}, response.headers.get("etag", ""))
    if "html" in response.headers.get("content-type", ""):
        raise Permanent(f"{what}: the answer is a web page: is base_url a SCIM address?")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Transient(f"{what}: the answer is not whole JSON", retry_after=2) from None
    if not isinstance(body, dict):
        raise Permanent(f"{what}: the answer is no JSON object: is base_url a SCIM address?")
    return Answer(body, response.headers.get("etag", ""))
