"""The API of a running Steersman: one request, one answer, or a ``Stop`` that says the mend."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from steersman.cli.exits import USAGE, NotReached, Stop
from steersman.settings.client import ClientSettings

PREFIX = "/api/v1"
PATIENCE = 30.0  # seconds for an answer; a wait asks for its own
Query = Mapping[str, str | int | float | bool | None]
START_IT = "start it with `steersman run`, or name another with --url or STEERSMAN_URL"
TOKEN = "give a token with --token, STEERSMAN_TOKEN or STEERSMAN_TOKEN_FILE; "
TOKEN += "`steersman tokens create` makes one"


class Api:
    """Speaks for whoever holds the token."""

    def __init__(self, settings: ClientSettings) -> None:
        self.url = settings.url.rstrip("/")
        self._token = settings.bearer()
        trust = ssl.create_default_context(cafile=settings.ca_file) if settings.ca_file else True
        # The environment's proxies are not asked: a token must not pass through one unseen.
        self._http = httpx.Client(timeout=PATIENCE, verify=trust, trust_env=False)

    def get(self, path: str, query: Query | None = None, *, patience: float = PATIENCE) -> Any:
        return self._ask("GET", path, query=query, patience=patience)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return self._ask("POST", path, body=given(body or {}))

    def delete(self, path: str) -> Any:
        return self._ask("DELETE", path)

    def lines(self, path: str, query: Query | None = None) -> Iterator[str]:
        """A long answer, line by line."""
        try:
            with self._http.stream(
                "GET", self._address(path), params=_asked(query), headers=self._headers()
            ) as answer:
                if answer.status_code >= 400:
                    answer.read()
                    raise _refusal(answer)
                yield from answer.iter_lines()
        except httpx.HTTPError as error:
            raise self._silent(error) from error

    def close(self) -> None:
        self._http.close()

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Mapping[str, Any] | None = None,
        patience: float = PATIENCE,
    ) -> Any:
        try:
            answer = self._http.request(
                method,
                self._address(path),
                params=_asked(query),
                json=body,
                headers=self._headers(),
                timeout=patience,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._silent(error) from error
        if answer.status_code >= 400:
            raise _refusal(answer)
        return self._read(answer)

    def _read(self, answer: httpx.Response) -> Any:
        if answer.status_code == 204 or not answer.content:
            return {}
        try:
            return answer.json()
        except ValueError as error:
            raise NotReached(f"what answers at {self.url} is not Steersman", START_IT) from error

    def _address(self, path: str) -> str:
        return f"{self.url}{path}" if path == "/healthz" else f"{self.url}{PREFIX}{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    def _silent(self, error: Exception) -> NotReached:
        why = str(error) or type(error).__name__
        return NotReached(f"Steersman was not reached at {self.url}: {why}", START_IT)


def given(body: Mapping[str, Any]) -> dict[str, Any]:
    """What was really said: an option that was left out is not sent."""
    return {name: value for name, value in body.items() if value is not None}


def _asked(query: Query | None) -> dict[str, str | int | float | bool]:
    return {name: value for name, value in (query or {}).items() if value not in (None, "")}


def _refusal(answer: httpx.Response) -> Stop:
    try:
        told = answer.json()["error"]
        message, code = str(told["message"]), str(told.get("code") or answer.status_code)
        mend, rule = str(told.get("mend") or ""), str(told.get("rule") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        message, code, mend, rule = f"the server answered {answer.status_code}", "failed", "", ""
    if answer.status_code == 401:
        mend = mend or TOKEN
    stop = Stop(message, mend, code=code, rule=rule)
    stop.exit_code = USAGE if answer.status_code == 422 else stop.exit_code
    return stop
