"""The real server behind a line that fails: nothing hangs, nothing is done twice or lost."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from company.services.openldap import OpenLdapServer
from steersman.connectors.ldap.connector import LdapConnector
from steersman.connectors.ldap.disable import DisableParams
from steersman.domain.errors import Transient
from steersman.domain.identity import Identifiers
from tests.connectors.ldap.directories import Newcomer, connect, four, hire
from tests.fixtures.faulty_proxy import Fault, FaultyProxy

LOCK = "pwdAccountLockedTime"
MODIFY = b"\x66"  # the tag of a modify request (RFC 4511 §4.6)

MakeProxy = Callable[[int], FaultyProxy]


def is_modify(request: bytes) -> bool:
    return MODIFY in request[:10]


@pytest.fixture
def line(openldap_server: OpenLdapServer, faulty_proxy: MakeProxy) -> FaultyProxy:
    return faulty_proxy(openldap_server.port)


@pytest.fixture
def connector(openldap_server: OpenLdapServer, line: FaultyProxy) -> LdapConnector:
    return connect(openldap_server, url=f"ldap://127.0.0.1:{line.port}", timeout=1)


@pytest.fixture
def leaver(openldap_server: OpenLdapServer) -> Newcomer:
    return hire(openldap_server)


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.SILENT, Fault.HALF_ANSWER])
def test_a_broken_line_ends_in_time_and_the_retry_succeeds(
    fault: Fault, line: FaultyProxy, connector: LdapConnector, leaver: Newcomer
) -> None:
    disable = four(connector).disable
    line.mode = fault
    started = time.monotonic()
    with pytest.raises(Transient, match="no answer"):
        disable.plan(DisableParams(account=leaver.id))
    assert time.monotonic() - started < 4
    line.mode = Fault.NONE
    assert disable.plan(DisableParams(account=leaver.id)).changes


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER])
def test_a_lost_answer_to_a_write_is_not_written_twice(
    fault: Fault,
    openldap_server: OpenLdapServer,
    line: FaultyProxy,
    connector: LdapConnector,
    leaver: Newcomer,
) -> None:
    disable = four(connector).disable
    plan = disable.plan(DisableParams(account=leaver.id))
    line.only, line.mode = is_modify, fault
    with pytest.raises(Transient):
        disable.apply(plan, key="k")
    assert not openldap_server.can_sign_in(leaver.login, leaver.password), "the effect stands"
    stamp = openldap_server.values(leaver.dn, "modifyTimestamp")
    disable.apply(plan, key="k")  # the line still breaks at a write: there must be none
    assert openldap_server.values(leaver.dn, "modifyTimestamp") == stamp
    assert disable.verify(plan)


def test_a_write_that_never_arrived_is_written_by_the_retry(
    openldap_server: OpenLdapServer,
    line: FaultyProxy,
    connector: LdapConnector,
    leaver: Newcomer,
) -> None:
    disable = four(connector).disable
    plan = disable.plan(DisableParams(account=leaver.id))
    line.only, line.mode = is_modify, Fault.SILENT
    with pytest.raises(Transient):
        disable.apply(plan, key="k")
    assert openldap_server.values(leaver.dn, LOCK) == []
    line.mode = Fault.NONE
    disable.apply(plan, key="k")
    assert openldap_server.values(leaver.dn, LOCK) == ["000001010000Z"]


def test_a_connection_lost_while_idle_is_not_noticed_by_anybody(
    line: FaultyProxy, connector: LdapConnector, leaver: Newcomer
) -> None:
    disable = four(connector).disable
    plan = disable.plan(DisableParams(account=leaver.id))
    line.cut()
    disable.apply(plan, key="k")
    line.cut()
    assert disable.verify(plan)


def test_a_slow_server_within_the_time_out_is_waited_for(
    line: FaultyProxy, connector: LdapConnector, leaver: Newcomer
) -> None:
    line.delay, line.mode = 0.2, Fault.DELAY
    assert four(connector).disable.plan(DisableParams(account=leaver.id)).changes


def test_a_port_that_nobody_listens_on_is_transient(openldap_server: OpenLdapServer) -> None:
    nobody = connect(openldap_server, url="ldap://127.0.0.1:1")
    with pytest.raises(Transient, match="no answer"):
        nobody.finder().candidates(Identifiers(person="p", login="x"))


def test_something_that_speaks_no_ldap_is_transient(
    openldap_server: OpenLdapServer,
) -> None:
    class Greeter(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1000)
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Greeter) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        url = f"ldap://127.0.0.1:{other.server_address[1]}"
        with pytest.raises(Transient):
            connect(openldap_server, url=url, timeout=1).accounts.directory.base_dse()
        other.shutdown()


def test_several_runs_share_one_connector(openldap_server: OpenLdapServer) -> None:
    connector, leavers = connect(openldap_server), [hire(openldap_server) for _ in range(12)]
    disable = four(connector).disable

    def leave(leaver: Newcomer) -> bool:
        plan = disable.plan(DisableParams(account=leaver.id))
        disable.apply(plan, key=leaver.login)
        return disable.verify(plan)

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(leave, leavers))
    for leaver in leavers:
        assert openldap_server.values(leaver.dn, LOCK) == ["000001010000Z"]
