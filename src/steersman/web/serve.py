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
LAST_WORD = 1.0  # seconds for the page that shows a restart, and all that belongs to it


def serve(core: Core, host: str, port: int) -> None:
    """Answer on ``host:port`` until SIGTERM, SIGINT or a restart.  Call it on the main thread.

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

    def end() -> None:
        core.restarting.stay_down()
        stop()

    def stop_soon() -> None:  # called from a handler's thread
        loop.call_soon_threadsafe(loop.call_later, LAST_WORD, stop)

    for each in SIGNALS:
        loop.add_signal_handler(each, end)
    core.restarting.stops_by(stop_soon)
    await server.serve()
