"""Pages are fetched over HTTP; one that cannot be read holds up no other."""

from __future__ import annotations

from steersman.connectors.exporter.connector import ExporterConnector, connector_type
from steersman.connectors.exporter.settings import ExporterSettings
from steersman.connectors.exporter.text_format import Page
from steersman.domain.errors import Permanent, Transient
from tests.fixtures.faulty_http import Asked, faulty_http, reply
from tests.fixtures.prometheus import RealPrometheus

TEXT = {"Content-Type": "text/plain; version=0.0.4"}


def connect(**targets: str) -> ExporterConnector:
    settings = ExporterSettings.model_validate({"targets": targets, "timeout": 2})
    return connector_type.connect("exporters", settings, lambda name: lambda: "")


def answer(asked: Asked) -> bytes:
    return {
        "/metrics": reply(200, "load 1\n", TEXT),
        "/html": reply(200, "<html>", {"Content-Type": "text/html"}),
        "/away": reply(503),
        "/moved": reply(302, headers={"Location": "http://evil.example"}),
        "/cut": reply(200, "load 1\n", TEXT, cut=3),
    }[asked.path]


def test_a_page_that_cannot_be_read_says_why_and_holds_up_no_other() -> None:
    with faulty_http(answer) as server:
        paths = ("metrics", "html", "away", "moved", "cut")
        connector = connect(
            nothing="http://127.0.0.1:9/", **{p: f"{server.url}/{p}" for p in paths}
        )
        pages = connector.client.pages()
        told = connector.check()
    kinds = {host: type(page) for host, page in pages.items()}
    assert kinds == {
        "metrics": Page,
        "html": Permanent,
        "away": Transient,
        "moved": Permanent,
        "cut": Transient,
        "nothing": Transient,
    }
    assert told.reached
    assert told.detail.startswith("1 of 6 pages with 1 metrics; ")
    connector.close()


def test_the_page_of_a_real_server_is_read_whole(real_prometheus: RealPrometheus) -> None:
    server = real_prometheus.server
    targets = {"prometheus": f"{server.url}/metrics"}
    given = {"targets": targets, "ca_file": str(server.certificate)}
    settings = ExporterSettings.model_validate(given)
    connector = connector_type.connect("exporters", settings, lambda name: lambda: "")
    page = connector.client.pages()["prometheus"]
    assert isinstance(page, Permanent)  # it asks for a sign-in, and an exporter has none
    assert "401" in str(page)
    connector.close()
