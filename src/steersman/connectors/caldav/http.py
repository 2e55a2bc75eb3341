"""HTTP to one calendar server: signs in, bounds what it reads, and names what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from steersman.capabilities.http_exchange import trust_in, whole
from steersman.connectors.caldav.settings import CalDavSettings, is_private
from steersman.domain.errors import Permanent, Transient

RETRY_AT_MOST = 300.0  # seconds; a server that asks for more is asked again anyway


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


class Http:
    """Requests below one server's address.  The password is read at the first of them."""

    def __init__(self, settings: CalDavSettings, password: Callable[[], str]) -> None:
        self._settings = settings
        self._password = password
        self._client: httpx.Client | None = None

    def path(self, href: str) -> str:
        """``href`` as a path on this server; a server may not send us elsewhere."""
        there = urlsplit(urljoin(self._settings.url, href))
        here = urlsplit(self._settings.url)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            raise Permanent(f"the calendar server points to another server: {there.netloc}")
        return there.path

    def ask(
        self, method: str, href: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request.  Raises for what the server refuses; answers 2xx and 404 are returned."""
        path = self.path(href)
        try:
            answer = self._send(method, urljoin(self._settings.url, path), body, headers or {})
        except httpx.TimeoutException as problem:
            raise Transient(f"{method} {path}: no answer in time") from problem
        except httpx.TransportError as problem:
            raise Transient(f"{method} {path}: {problem}") from problem
        except httpx.HTTPError as problem:
            raise Transient(f"{method} {path}: a malformed answer ({problem})") from problem
        if not 200 <= answer.status < 300 and answer.status != 404:
            raise_for(answer, f"{method} {path}", self._settings.user)
        return answer

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _send(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Answer:
        with self._opened().stream(
            method, url, content=body.encode(), headers=dict(headers)
        ) as answer:
            read = whole(
                answer.iter_bytes(),
                f"{method} {urlsplit(url).path}",
                timeout=self._settings.timeout,
                largest=self._settings.largest_answer,
                too_large="raise largest_answer if it may be so large",
            )
            return Answer(answer.status_code, dict(answer.headers), read)

    def _opened(self) -> httpx.Client:
        if self._client is None:
            if not is_private(self._settings.url):
                raise Permanent(
                    "the password would travel unencrypted: write https:// in the url setting"
                )
            self._client = httpx.Client(
                auth=httpx.BasicAuth(self._settings.user, self._password()),
                timeout=self._settings.timeout,
                verify=trust_in(self._settings.ca_file),
                trust_env=False,  # neither a proxy nor a .netrc of the machine
            )
        return self._client


def raise_for(answer: Answer, request: str, user: str) -> None:
    """The error that says what to do about a status that is neither 2xx nor 404."""
    status = answer.status
    if status == 401:
        raise Permanent(f"{request}: the sign-in of {user} is refused (401); check password_secret")
    if status == 403:
        right = "DAV:read" if request.split()[0] in ("PROPFIND", "REPORT", "GET") else "DAV:write"
        raise Permanent(f"{request}: {user} lacks the right {right} there (403); grant it")
    if status == 409 and b"no-uid-conflict" not in answer.body:
        raise Permanent(f"{request}: the calendar it belongs to does not exist (409)")
    if status in (409, 412):
        raise Transient(f"{request}: somebody changed it since it was read ({status})")
    if status == 423:
        raise Transient(f"{request}: locked by somebody (423)", retry_after=5.0)
    if status in (429, 408) or status >= 500:
        raise Transient(f"{request}: the server answered {status}", _retry_after(answer))
    if 300 <= status < 400:
        raise Permanent(f"{request}: redirected ({status}); write the final address in url")
    raise Permanent(f"{request}: the server answered {status}")


def _retry_after(answer: Answer) -> float:
    """Seconds that the server asks for; a date or nonsense there counts as a few seconds."""
    wish = answer.headers.get("retry-after", "")
    return min(float(wish), RETRY_AT_MOST) if wish.isdigit() else 2.0
