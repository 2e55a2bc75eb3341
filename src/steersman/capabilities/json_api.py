"""Reading JSON from a vendor's web API: one request, one whole answer or an error with the mend.

For connectors that only read.  What is asked and how the sign-in looks is the connector's matter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import Field, field_validator

from steersman.capabilities.connector import ConnectorSettings
from steersman.capabilities.http_exchange import is_loopback, trust_for, whole
from steersman.capabilities.json_errors import refused, unreachable
from steersman.domain.errors import Permanent, Transient

LARGEST_ANSWER = 64 * 1024 * 1024  # bytes; a page of a thousand items stays far below


class ApiSettings(ConnectorSettings):
    """Where a web API answers, and how it is trusted."""

    url: str
    timeout: float = Field(default=30.0, gt=0, le=300, description="seconds for each request")
    ca_file: str = Field(
        default="",
        description="PEM file of the authority, when it is not a public one",
        examples=["/etc/ssl/example-ca.pem"],
    )

    @field_validator("url")
    @classmethod
    def _is_safe(cls, url: str) -> str:
        """The sign-in goes over TLS only; loopback is the exception, for the sample company."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("url: write an address such as https://host.example")
        if parts.query or parts.fragment or parts.username or parts.password:
            raise ValueError("url: take user, password, query and fragment out of it")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError(f"url: {parts.hostname} would get the sign-in unencrypted: use https")
        return url.rstrip("/")


@dataclass(frozen=True, slots=True)
class Answer:
    """``headers`` are looked up in any case."""

    body: Any  # as JSON has it; the connector looks at every part before it uses it
    headers: Mapping[str, str]


SignIn = Callable[[], tuple[Mapping[str, str], tuple[str, ...]]]  # headers, what to keep hidden


class JsonApi:
    """Asks one server.  Follows no redirect: the sign-in goes to ``url`` and nowhere else."""

    def __init__(self, settings: ApiSettings, sign_in: SignIn) -> None:
        self._settings, self._sign_in = settings, sign_in
        self._http = httpx.Client(
            base_url=settings.url,
            timeout=settings.timeout,
            verify=trust_for(settings.url, settings.ca_file),
            follow_redirects=False,
            trust_env=False,  # neither proxies nor .netrc may redirect the sign-in
        )

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, query: Mapping[str, str | int] | None = None) -> Answer:
        return self.ask("GET", path, query)

    def ask(self, method: str, path: str, query: Mapping[str, str | int] | None = None) -> Answer:
        headers, hidden = self._sign_in()
        return self._send(method, path, params=query, headers=headers, hidden=hidden)

    def post(self, path: str, body: object, query: Mapping[str, str | int] | None = None) -> Answer:
        """Ask with a body of JSON: how searches with long queries are asked; nothing is changed."""
        headers, hidden = self._sign_in()
        content = json.dumps(body).encode()
        told = {**headers, "Content-Type": "application/json"}
        return self._send("POST", path, params=query, content=content, headers=told, hidden=hidden)

    def post_form(self, path: str, form: Mapping[str, str], hidden: tuple[str, ...]) -> Answer:
        """Hand in a form without any sign-in: how a token is asked for (RFC 6749 §4.4.2)."""
        return self._send("POST", path, data=form, headers={}, hidden=hidden)

    def _send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        hidden: tuple[str, ...],
        params: Mapping[str, str | int] | None = None,
        data: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        what = f"{method} {path}"
        told = {**headers, "Accept": "application/json"}
        try:
            with self._http.stream(
                method, path, params=params, data=data, content=content, headers=told
            ) as response:
                raw = self._read(response, what)
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise unreachable(error, what) from None
        if not response.is_success:
            raise refused(response, raw, what, hidden)
        return Answer(_parsed(response, raw, what), response.headers)

    def _read(self, response: httpx.Response, what: str) -> bytes:
        return whole(
            response.iter_bytes(),
            what,
            timeout=self._settings.timeout,
            largest=LARGEST_ANSWER,
            too_large="set page_size",
        )


def _parsed(response: httpx.Response, raw: bytes, what: str) -> Any:
    if "html" in response.headers.get("content-type", ""):
        raise Permanent(f"{what}: the answer is a web page: is url right, and is the server awake?")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Transient(f"{what}: the answer is not whole JSON", retry_after=2) from None
