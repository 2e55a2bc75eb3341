"""Serves the application with granian, in this process, beside the engine."""

from __future__ import annotations

import asyncio
import signal

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from steersman.web.app import create_app
from steersman.web.console.live import Live
from steersman.web.core import Core

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def serve(core: Core, host: str, port: int) -> None:
    """Answer on ``host:port`` until SIGTERM or SIGINT.  Prints nothing; call it on the main thread.

    One process and one event loop: handlers run in threads, for the core is synchronous.
    """
    asyncio.run(_serve(core, host, port))


async def _serve(core: Core, host: str, port: int) -> None:
    app = create_app(core)
    live: Live = app.state.live
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,  # nothing of ours hangs on the life span
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        live.close()  # the server waits for answers that have not ended
        server.stop()  # type: ignore[no-untyped-call]  # granian tells no types

    for each in SIGNALS:
        loop.add_signal_handler(each, stop)
    await server.serve()
