"""The sample company's SaaS product: scim2-server from PyPI, with its accounts kept on disk.

``python -m company.sample.saas --port 8412 --home var/sample`` answers SCIM 2.0 under ``/v2``.
The server itself keeps everything in memory; we load it before and write it down shortly after
each change, so that a restart goes on where it was, with the same ids.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from scim2_models import Resource, ScimProvider
from scim2_server.memory import InMemoryStorage
from scim2_server.service import ScimService
from scim2_server.testserver.application import BEARER_TOKEN_SCHEME, BearerTokenApplication
from scim2_server.testserver.cli import ThreadingWSGIServer
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

from company.process import LOOPBACK
from company.services.scim import TOKEN

PAUSE = 0.3  # seconds; changes within it are written down together


class Kept:
    """The resources of one storage in one JSON file."""

    def __init__(self, storage: InMemoryStorage, provider: ScimProvider, path: Path) -> None:
        self._storage, self._provider, self._path = storage, provider, path
        self._written = ""
        self._over = threading.Event()

    def load(self) -> None:
        if self._path.exists():
            self._written = self._path.read_text()
            self._storage.resources = [self._resource(body) for body in json.loads(self._written)]

    def _resource(self, body: dict[str, Any]) -> Resource[Any]:
        """Validated by the resource type's own model: the bare one refuses its extensions."""
        wanted = body["meta"]["resourceType"]
        (kind,) = (kind for kind in self._provider.resource_types if kind.name == wanted)
        model = self._provider.model_for(kind)
        assert model is not None
        resource = model.model_validate(body)
        assert isinstance(resource, Resource)
        return resource

    def save(self) -> None:
        with self._storage.lock:
            now = json.dumps([resource.model_dump() for resource in self._storage.resources])
        if now != self._written:
            draft = self._path.with_suffix(".new")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as to:
                to.write(now)
            draft.replace(self._path)
            self._written = now

    def keep_saving(self) -> None:
        while not self._over.wait(PAUSE):
            self.save()

    def stop(self) -> None:
        self._over.set()
        self.save()


class Quiet(WSGIRequestHandler):
    """One line per request is enough for a debugger, not for a sample."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(port: int, home: Path) -> None:
    config = load_default_service_provider_config()
    config.authentication_schemes = [*(config.authentication_schemes or []), BEARER_TOKEN_SCHEME]
    provider = ScimProvider.from_discovery(
        load_default_schemas().values(), load_default_resource_types().values(), config=config
    )
    storage = InMemoryStorage()
    kept = Kept(storage, provider, home / "saas.json")
    kept.load()
    service = ScimService(provider, secret=secrets.token_urlsafe(32))
    application = BearerTokenApplication(storage, provider, service=service, bearer_tokens=[TOKEN])
    with make_server(
        LOOPBACK, port, application, server_class=ThreadingWSGIServer, handler_class=Quiet
    ) as server:
        signal.signal(signal.SIGTERM, _interrupt)
        threading.Thread(target=kept.keep_saving, daemon=True).start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            kept.stop()


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m company.sample.saas", description=__doc__)
    parser.add_argument("--port", type=int, default=8412)
    parser.add_argument("--home", type=Path, required=True, help="where saas.json is kept")
    arguments = parser.parse_args()
    arguments.home.mkdir(parents=True, exist_ok=True)
    serve(arguments.port, arguments.home)


if __name__ == "__main__":
    main()
