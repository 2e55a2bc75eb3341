"""The sample company's directory: a small LDAPv3 server of ours on ldaptor, **not OpenLDAP**.

``python -m company.sample.directory --port 8402 --home var/sample`` serves the same tree, people
and access rules as the test company's OpenLDAP (``company/services/openldap.py``), so the same
connector works on it.  Changes are kept in ``directory.json`` over restarts.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
from pathlib import Path
from typing import ClassVar

from ldaptor.protocols import pureber, pureldap  # type: ignore[import-untyped]  # it has no types

from company.process import LOOPBACK
from company.sample.directory_seed import SUFFIX, fill
from company.sample.directory_session import Session
from company.sample.directory_tree import Tree

LOG = logging.getLogger("directory")
LARGEST_MESSAGE = 1 << 20  # bytes; a client that sends more is cut off


class Connection(asyncio.Protocol):
    """Cuts the stream into LDAP messages and writes the session's answers."""

    _fallback = pureber.BERDecoderContext()
    decoder: ClassVar = pureldap.LDAPBERDecoderContext_TopLevel(
        inherit=pureldap.LDAPBERDecoderContext_LDAPMessage(
            fallback=pureldap.LDAPBERDecoderContext(fallback=_fallback),
            inherit=pureldap.LDAPBERDecoderContext(fallback=_fallback),
        )
    )

    def __init__(self, tree: Tree) -> None:
        self._session = Session(tree)
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._buffer += data
        try:
            while self._buffer and not self._transport.is_closing():
                message, used = pureber.berDecodeObject(self.decoder, self._buffer)
                self._buffer = self._buffer[used:]
                self._handle(message)
        except pureber.BERExceptionInsufficientData:
            if len(self._buffer) > LARGEST_MESSAGE:
                self._transport.close()
        except (pureber.BERException, AssertionError, IndexError, AttributeError, ValueError):
            LOG.warning("a message could not be understood: connection closed", exc_info=True)
            self._transport.close()

    def _handle(self, message: pureldap.LDAPMessage) -> None:
        assert self._transport is not None
        if isinstance(message.value, pureldap.LDAPUnbindRequest):
            self._transport.close()
        elif not isinstance(message.value, pureldap.LDAPAbandonRequest):
            for answer, controls in self._session.answer(message.value, message.controls):
                reply = pureldap.LDAPMessage(answer, controls, id=message.id)
                self._transport.write(reply.toWire())


async def serve(port: int, home: Path) -> None:
    tree = Tree(SUFFIX, home / "directory.json")
    if not tree.entries:
        fill(tree)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(tree), LOOPBACK, port
    )
    LOG.info("%d entries of %s on ldap://%s:%d", len(tree.entries), SUFFIX, LOOPBACK, port)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m company.sample.directory", description=__doc__)
    parser.add_argument("--port", type=int, default=8402)
    parser.add_argument("--home", type=Path, required=True, help="where directory.json is kept")
    arguments = parser.parse_args()
    arguments.home.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(serve(arguments.port, arguments.home))


if __name__ == "__main__":
    main()
