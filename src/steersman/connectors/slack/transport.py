"""Slack's own SDK over an HTTP exchange that we can vouch for.

As it comes, the SDK follows redirects with the token, takes proxies from the environment, reads
answers without a limit and retries behind our back.  Both clients here differ in that one method.
"""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Iterator
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    BaseHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from slack_sdk import WebClient
from slack_sdk.scim.v1.client import SCIMClient
from slack_sdk.scim.v1.response import SCIMResponse

from steersman.capabilities.http_exchange import whole
from steersman.connectors.slack.errors import refused
from steersman.domain.errors import Permanent, Transient

LARGEST_ANSWER = 8 * 1024 * 1024  # bytes
_PIECE = 64 * 1024

# The SDK writes whole answers, with people's data in them, to its logger: nothing gets through.
SILENT = logging.getLogger(f"{__name__}.sdk")
SILENT.setLevel(logging.CRITICAL + 1)


class BoundedScimClient(SCIMClient):
    """Raises ``Transient`` or ``Permanent`` for every answer that is not 2xx with JSON."""

    def _perform_http_request_internal(self, url: str, req: Request) -> SCIMResponse:
        status, headers, body = exchange(req, self.ssl, self.timeout)
        return SCIMResponse(url=url, status_code=status, raw_body=body, headers=headers)


class BoundedWebClient(WebClient):
    """The same for the Web API, where ``ok: false`` still raises the SDK's ``SlackApiError``."""

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        status, headers, body = exchange(req, self.ssl, self.timeout)
        return {"status": status, "headers": headers, "body": body}


def exchange(
    request: Request, trust: ssl.SSLContext | None, timeout: float
) -> tuple[int, dict[str, str], str]:
    """One request, one whole answer: its status, its headers and its JSON as text."""
    what = f"{request.get_method()} {urlsplit(request.full_url).path}"
    try:
        with _opener(trust).open(request, timeout=timeout) as response:
            headers = dict(response.headers.items())
            raw = _read(response, timeout, what)
    except HTTPError as error:
        error.close()
        raise refused(error.code, dict(error.headers.items()), what) from None
    except (OSError, HTTPException) as error:
        raise _unreachable(error, what) from None
    return response.status, headers, _checked(raw, headers, what)


def _opener(trust: ssl.SSLContext | None) -> OpenerDirector:
    """Only what an exchange needs: no proxies, no ftp: or file:, TLS only where it is set up."""
    opener = OpenerDirector()
    handlers: list[BaseHandler] = [
        HTTPHandler(),
        HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(),
        _NoRedirects(),
    ]
    for handler in [*handlers, *([HTTPSHandler(context=trust)] if trust else [])]:
        opener.add_handler(handler)
    return opener


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """None: the redirect itself becomes the answer, and the token stays here."""


def _unreachable(error: Exception, what: str) -> Transient | Permanent:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Permanent(f"{what}: Slack's certificate is not trusted: set ca_file if you proxy it")
    return Transient(f"{what}: no whole answer ({type(reason).__name__})", retry_after=2)


def _read(response: HTTPResponse, timeout: float, what: str) -> bytes:
    promised = -1 if response.length is None else response.length
    raw = whole(
        _pieces(response, promised),
        what,
        timeout=timeout,
        largest=LARGEST_ANSWER,
        too_large="is it Slack?",
    )
    if len(raw) < promised:
        raise Transient(f"{what}: the answer broke off", retry_after=2)
    return raw


def _pieces(response: HTTPResponse, promised: int) -> Iterator[bytes]:
    """Until all that was promised is there: a connection that stays open says nothing more."""
    got = 0
    while got != promised and (piece := response.read1(_PIECE)):
        got += len(piece)
        yield piece


def _checked(raw: bytes, headers: dict[str, str], what: str) -> str:
    """The answer as text that is certainly one JSON object; an empty one becomes ``{}``."""
    if any("html" in value for name, value in headers.items() if name.lower() == "content-type"):
        raise Permanent(f"{what}: the answer is a web page: correct scim_url or api_url")
    try:
        text = raw.decode().strip() or "{}"
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise Transient(f"{what}: the answer is not whole JSON", retry_after=2) from None
    if not isinstance(body, dict):
        raise Permanent(f"{what}: the answer is no JSON object: correct scim_url or api_url")
    return text
