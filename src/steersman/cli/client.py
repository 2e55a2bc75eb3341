"""The API of a running Steersman: one request, one answer, or a ``Stop`` that says the mend."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from steersman.cli.exits import HELD, USAGE, NotReached, Stop
from steersman.settings.client import ClientSettings

PREFIX, HEALTH = "/api/v1", "/healthz"
PATIENCE = 30.0  # seconds for an answer; a wait asks for its own
Query = Mapping[str, object]  # texts, numbers, lists of them; what is empty is not sent
START_IT = "start it with `steersman run`, or name another with --url or STEERSMAN_URL"
LOOK_FIRST = "it may have been done all the same: look with `steersman work` before you repeat it"
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

    def post(
        self, path: str, body: Mapping[str, Any] | None = None, *, patience: float = PATIENCE
    ) -> Any:
        return self._ask("POST", path, body=given(body or {}), patience=patience)

    def put(self, path: str, content: bytes, query: Query | None = None) -> Any:
        """Bytes as they are: a part of a file."""
        return self._ask("PUT", path, query=query, content=content)

    def delete(self, path: str) -> Any:
        return self._ask("DELETE", path)

    def health(self) -> Any:
        """How the server feels; an answer that it is not well is an answer too."""
        try:
            return self._read(self._http.get(self._address(HEALTH)))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._silent(error) from error

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

    def text(self, path: str, query: Query | None = None) -> str:
        """An answer that is text, not JSON."""
        return "".join(f"{line}\n" for line in self.lines(path, query))

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        patience: float = PATIENCE,
    ) -> Any:
        try:
            answer = self._http.request(
                method,
                self._address(path),
                params=_asked(query),
                json=body,
                content=content,
                headers=self._headers(),
                timeout=patience,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._silent(error, changes=method != "GET") from error
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
        return f"{self.url}{path}" if path == HEALTH else f"{self.url}{PREFIX}{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    def _silent(self, error: Exception, *, changes: bool = False) -> NotReached:
        why = str(error) or type(error).__name__
        sent = isinstance(error, httpx.ReadError | httpx.ReadTimeout | httpx.RemoteProtocolError)
        if changes and sent:
            return NotReached(f"Steersman at {self.url} gave no answer: {why}", LOOK_FIRST)
        return NotReached(f"Steersman was not reached at {self.url}: {why}", START_IT)


def given(body: Mapping[str, Any]) -> dict[str, Any]:
    """What was really said: an option that was left out is not sent."""
    return {name: value for name, value in body.items() if value is not None}


def _asked(query: Query | None) -> dict[str, str | list[str]]:
    asked = {name: value for name, value in (query or {}).items() if value not in (None, "")}
    return {
        name: [str(each) for each in value] if isinstance(value, list) else str(value)
        for name, value in asked.items()
    }


def _refusal(answer: httpx.Response) -> Stop:
    told = _told(answer)
    code, mend = str(told.get("code") or "failed"), str(told.get("mend") or "")
    if answer.status_code == 401 and not mend:
        mend = TOKEN
    message = str(told.get("message") or f"the server answered {answer.status_code}")
    stop = Stop(message, mend, code=code, rule=str(told.get("rule") or ""))
    stop.exit_code = _EXIT_CODES.get(code, stop.exit_code)
    stop.candidates = [each for each in told.get("candidates") or [] if isinstance(each, dict)]
    return stop


def _told(answer: httpx.Response) -> dict[str, Any]:
    """The error as Steersman tells it; empty when something else answered."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    told = body.get("error") if isinstance(body, dict) else None
    return told if isinstance(told, dict) else {}


_EXIT_CODES = {"invalid": USAGE, "needs_person": HELD}
