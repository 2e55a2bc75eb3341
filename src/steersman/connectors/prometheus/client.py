"""The HTTP API of Prometheus, of which only reading is used.

Source: prometheus.io/docs/prometheus/latest/querying/api (targets, instant queries, status).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Protocol

from steersman.capabilities.connector import Secret
from steersman.capabilities.http_exchange import usable
from steersman.capabilities.json_api import JsonApi
from steersman.connectors.prometheus.settings import PrometheusSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

API = "/api/v1"


class PrometheusReader(Protocol):
    """Each call raises ``Transient`` or ``Permanent``; ``Forbidden`` where a right lacks."""

    def targets(self) -> list[object]:
        """Every active target as the API tells it; nothing in it was looked at."""
        ...

    def series(self, metric: str) -> list[object]:
        """The current series of a metric."""
        ...

    def status(self, what: str) -> Json:
        """``buildinfo`` or ``flags``."""
        ...

    def ask(self, path: str, given: Mapping[str, str]) -> Json:
        """The whole answer of ``query``, ``query_range`` or ``series``; it was a success."""
        ...


class PrometheusClient:
    """A ``PrometheusReader`` over HTTP."""

    def __init__(
        self, settings: PrometheusSettings, password: Secret | None, token: Secret | None
    ) -> None:
        self._settings, self._password, self._token = settings, password, token
        self._api = JsonApi(settings, self._sign_in)

    def close(self) -> None:
        self._api.close()

    def targets(self) -> list[object]:
        found = self._data("targets", {"state": "active"}).get("activeTargets")
        return _listed(found, "targets")

    def series(self, metric: str) -> list[object]:
        return _listed(self._data("query", {"query": metric}).get("result"), metric)

    def status(self, what: str) -> Json:
        return self._data(f"status/{what}", {})

    def ask(self, path: str, given: Mapping[str, str]) -> Json:
        body: object = self._api.get(f"{API}/{path}", dict(given)).body
        if not isinstance(body, dict) or body.get("status") != "success":
            raise _no_answer(path)
        return body

    def _data(self, path: str, query: Mapping[str, str]) -> Json:
        data = self.ask(path, query).get("data")
        if not isinstance(data, dict):
            raise _no_answer(path)
        return data

    def _sign_in(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        if self._token is not None:
            token = usable(self._token(), "token_secret")
            return {"Authorization": f"Bearer {token}"}, (token,)
        if self._password is not None:
            password = self._password()
            both = base64.b64encode(f"{self._settings.user}:{password}".encode()).decode()
            return {"Authorization": f"Basic {both}"}, (password, both)
        return {}, ()


def _no_answer(path: str) -> Permanent:
    return Permanent(f"GET {API}/{path}: it is no answer of Prometheus: is url right?")


def _listed(found: object, what: str) -> list[object]:
    if not isinstance(found, list):
        raise Permanent(f"Prometheus lists no {what}: is url right, and is it version 2 or newer?")
    return found
