"""doveadm over HTTP: the one door through which this connector speaks to Dovecot.

Source: Dovecot 2.3, Admin manual, "Doveadm HTTP API".  One command per request, on purpose:
2.3.19 forgets the comma after an error in a batch, and the answer is no JSON any more.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import httpx

from steersman.capabilities.connector import Secret
from steersman.domain.errors import Permanent, Transient

Parameter = str | bool | list[str]
Row = Mapping[str, Any]

PATH = "/doveadm/v1"
TAG = "steersman"
# Exit codes of sysexits.h, as doveadm uses them.
NO_USER, NOT_FOUND, TEMPORARY, NO_PERMISSION = 67, 68, 75, 77
ASK_AGAIN = frozenset({71, TEMPORARY})  # 71: an error of the operating system


class NoSuchUser(Permanent):
    """The user database does not know this name."""


class NotFound(Permanent):
    """There is no such folder, script or session."""


class NotAllowed(Permanent):
    """The key may not run this command, or the server does not have it."""


class Doveadm:
    """Runs doveadm commands.  Raises ``Transient`` or ``Permanent``, never with the key in it."""

    def __init__(
        self,
        url: str,
        api_key: Secret,
        *,
        timeout: float,
        transport: httpx.BaseTransport | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._url = url + PATH
        self._api_key = api_key
        self._http = httpx.Client(
            timeout=timeout, transport=transport, verify=_trust(ca_file), trust_env=False
        )

    def close(self) -> None:
        self._http.close()

    def commands(self) -> frozenset[str]:
        """The commands that this server has (not all need be allowed)."""
        answer = _decoded(self._send("GET", None))
        if not isinstance(answer, list):
            raise _not_doveadm(self._url)
        return frozenset(str(entry["command"]) for entry in answer if "command" in entry)

    def rows(self, command: str, **parameters: Parameter) -> list[Row]:
        """The rows that a command answers; most answer a list, possibly empty."""
        answer = self._run(command, parameters)
        if not isinstance(answer, list):
            raise _not_doveadm(self._url)
        return answer

    def fields(self, command: str, **parameters: Parameter) -> Row:
        """The answer of a command that returns one object (``user``)."""
        answer = self._run(command, parameters)
        if not isinstance(answer, dict):
            raise _not_doveadm(self._url)
        return answer

    def _run(self, command: str, parameters: Mapping[str, Parameter]) -> object:
        answer = _decoded(self._send("POST", [[command, parameters, TAG]]))
        match answer:
            case [["doveadmResponse", result, str()]]:
                return result
            case [["error", {"type": str(kind), **rest}, str()]]:
                raise _error(command, kind, rest.get("exitCode"))
        raise _not_doveadm(self._url)

    def _send(self, method: str, body: object) -> str:
        key = base64.b64encode(self._api_key().encode()).decode()
        headers = {"Authorization": f"X-Dovecot-API {key}"}
        try:
            response = self._http.request(method, self._url, json=body, headers=headers)
        except httpx.TimeoutException as error:
            raise Transient(f"{self._url} did not answer in time", retry_after=2.0) from error
        except httpx.TransportError as error:
            reason = f"{self._url} cannot be reached ({type(error).__name__})"
            raise Transient(reason, retry_after=1.0) from error
        _check_status(self._url, response)
        return response.text


def _trust(ca_file: str | None) -> Any:
    """What httpx takes as ``verify``."""
    return httpx.create_ssl_context(verify=ca_file) if ca_file else True


def _decoded(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        reason = "the answer broke off, or something else than doveadm answered"
        raise Transient(reason, retry_after=1.0) from error


def _check_status(url: str, response: httpx.Response) -> None:
    status = response.status_code
    if status in (401, 403):
        raise NotAllowed(
            f"{url} refused the API key ({status}): compare api_key_secret with doveadm_api_key"
        )
    if status == 429 or status >= 500:
        raise Transient(f"{url} answered {status}", retry_after=_retry_after(response))
    if status != 200:
        raise Permanent(f"{url} answered {status}: is this the doveadm HTTP listener?")


def _retry_after(response: httpx.Response) -> float:
    value = response.headers.get("Retry-After", "")
    return min(float(value), 300.0) if value.isdigit() else 1.0


def _error(command: str, kind: str, code: object) -> Exception:
    if kind == "unknownMethod":
        return NotAllowed(f"doveadm has no command {command}: its plug-in is not installed")
    if kind == "unAuthorized" or code == NO_PERMISSION:
        return NotAllowed(f"doveadm may not run {command}: add it to doveadm_allowed_commands")
    if code == NO_USER:
        return NoSuchUser(f"{command}: Dovecot's user database has no such user")
    if code == NOT_FOUND:
        return NotFound(f"{command}: there is no such folder, script or session")
    if code in ASK_AGAIN:
        return Transient(f"{command}: Dovecot answered a temporary error ({code})")
    return Permanent(f"{command}: Dovecot refused it ({kind} {code}); its own log says why")


def _not_doveadm(url: str) -> Permanent:
    return Permanent(f"{url} did not answer as doveadm does: check the address")
