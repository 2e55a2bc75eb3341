"""Connections to the directory, kept for the next caller; safe to use from several threads."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import urlsplit

import ldap3

from steersman.capabilities.connector import Secret
from steersman.connectors.ldap.answers import EXPECTED, check_answer, raise_for
from steersman.connectors.ldap.settings import LdapSettings
from steersman.domain.errors import Permanent, Transient

Answer = TypeVar("Answer")


class Sessions:
    """Each connection serves one caller at a time.  A broken one takes all idle ones with it."""

    def __init__(self, settings: LdapSettings, password: Secret) -> None:
        self._settings = settings
        self._password = password
        self._idle: list[ldap3.Connection] = []
        self._lock = threading.Lock()

    def ask(self, question: Callable[[ldap3.Connection], Answer]) -> Answer:
        """Read over a kept connection; if that one turns out to be dead, once over a new one."""
        kept = self._take()
        if kept is not None:
            try:
                return self._used(kept, question)
            except EXPECTED:
                self.close()  # the others are as old: a restarted server has dropped them all
        return self.ask_afresh(question, keep=True)

    def tell(self, order: Callable[[ldap3.Connection], Answer]) -> Answer:
        """Write.  Never repeated here: after a lost answer only a new look can tell."""
        with self._explained():
            return self._used(self._take() or self._opened(), order)

    def ask_afresh(
        self, question: Callable[[ldap3.Connection], Answer], *, keep: bool = False
    ) -> Answer:
        """Read over a connection of its own."""
        with self._explained():
            connection = self._opened()
            if keep:
                return self._used(connection, question)
            try:
                return question(connection)
            finally:
                _drop(connection)

    def unbound(self, name: str, password: str) -> ldap3.Connection:
        """A connection that would sign in as ``name``; opened and encrypted, not bound."""
        settings = self._settings
        tls = ldap3.Tls(
            validate=ssl.CERT_REQUIRED,
            version=ssl.PROTOCOL_TLS_CLIENT,
            ca_certs_file=str(settings.ca_file) if settings.ca_file else None,
        )
        address = urlsplit(settings.url)
        server = ldap3.Server(
            address.hostname or "",
            port=address.port or (636 if address.scheme == "ldaps" else 389),
            use_ssl=address.scheme == "ldaps",
            get_info=ldap3.NONE,
            tls=tls,
            connect_timeout=settings.connect_timeout,
        )
        connection = ldap3.Connection(
            server,
            name,
            password,
            auto_referrals=False,
            check_names=False,
            receive_timeout=settings.timeout,
        )
        connection.open(read_server_info=False)
        if settings.start_tls:
            connection.start_tls(read_server_info=False)
        return connection

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            _drop(connection)

    def _opened(self) -> ldap3.Connection:
        connection = self.unbound(self._settings.bind_dn, self._password())
        connection.bind(read_server_info=False)
        if connection.result["result"] != 0:
            _drop(connection)
        check_answer(connection.result, f"sign in as {self._settings.bind_dn}")
        return connection

    def _take(self) -> ldap3.Connection | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _used(
        self, connection: ldap3.Connection, work: Callable[[ldap3.Connection], Answer]
    ) -> Answer:
        try:
            answer = work(connection)
        except (Transient, Permanent):  # the server refused: the connection itself is sound
            self._keep(connection)
            raise
        except BaseException:  # whatever is still on the wire must not answer somebody else
            _drop(connection)
            raise
        self._keep(connection)
        return answer

    def _keep(self, connection: ldap3.Connection) -> None:
        with self._lock:
            self._idle.append(connection)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except EXPECTED as error:
            raise_for(error, self._settings.url)


def _drop(connection: ldap3.Connection) -> None:
    try:
        connection.unbind()
    except EXPECTED:
        connection.closed = True  # it was gone already, which is what we wanted
