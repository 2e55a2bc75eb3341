"""Fetches pages of metrics: several at once, each with its time and size bounded."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from steersman.capabilities.http_exchange import trust_for, whole
from steersman.capabilities.json_errors import refused, unreachable
from steersman.connectors.exporter.settings import ExporterSettings
from steersman.connectors.exporter.text_format import Page, page_of
from steersman.domain.errors import Permanent, Transient

LARGEST = 16 * 1024 * 1024  # bytes of a page
AT_ONCE = 8
ACCEPTED = "text/plain;version=0.0.4, text/plain;q=0.5, */*;q=0.1"

Fetched = Mapping[str, Page | Transient | Permanent]  # by the name of the host


class ExporterReader(Protocol):
    def pages(self) -> Fetched:
        """Every page, or why it could not be read."""
        ...


@dataclass
class ExporterClient:
    """An ``ExporterReader`` over HTTP."""

    settings: ExporterSettings
    _http: dict[str, httpx.Client] = field(default_factory=dict, repr=False)

    def close(self) -> None:
        for client in self._http.values():
            client.close()

    def pages(self) -> Fetched:
        targets = self.settings.targets
        with ThreadPoolExecutor(min(AT_ONCE, len(targets)), "exporter") as pool:
            return dict(zip(targets, pool.map(self._page, targets.values()), strict=True))

    def _page(self, url: str) -> Page | Transient | Permanent:
        try:
            return page_of(self._text(url))
        except (Transient, Permanent) as error:
            return error

    def _text(self, url: str) -> str:
        what = f"GET {url}"
        try:
            with self._client(url).stream("GET", url, headers={"Accept": ACCEPTED}) as response:
                raw = whole(
                    response.iter_bytes(),
                    what,
                    timeout=self.settings.timeout,
                    largest=LARGEST,
                    too_large="let a Prometheus read it",
                )
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise unreachable(error, what) from None
        if not response.is_success:
            raise refused(response, raw, what, ())
        if "html" in response.headers.get("content-type", ""):
            raise Permanent(f"{what}: the answer is a web page: is the path /metrics right?")
        return raw.decode("utf-8", "replace")

    def _client(self, url: str) -> httpx.Client:
        """One for each kind of trust; neither proxies nor redirects lead elsewhere."""
        scheme = url.partition(":")[0]
        if scheme not in self._http:
            self._http[scheme] = httpx.Client(
                timeout=self.settings.timeout,
                verify=trust_for(url, self.settings.ca_file),
                follow_redirects=False,
                trust_env=False,
            )
        return self._http[scheme]
