"""The contract server proves itself against ``pysnc``, ServiceNow's own SDK, traps included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pysnc
import pytest

from company.services.json_contract import Serving, serving
from company.services.servicenow_contract import PASSWORD, USER, Instance
from company.services.servicenow_data import incident, sys_id
from tests.connectors.servicenow.support import Place, connect


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The SDK refuses anything but https."""
    instance = Instance()
    instance.rows["incident"] += [incident(n, f"i{n}", "1") for n in range(200, 250)]
    folder: Path = tmp_path_factory.mktemp("servicenow")
    with serving(instance.answer, folder) as server:
        yield Place(instance, server)


@pytest.fixture
def sdk(tls: Place) -> pysnc.ServiceNowClient:
    return client(tls.server)


def client(server: Serving, password: str = PASSWORD) -> pysnc.ServiceNowClient:
    found = pysnc.ServiceNowClient(server.url, (USER, password), verify=server.ca_file)
    found.session.trust_env = False  # else REQUESTS_CA_BUNDLE would count more
    return found


def test_the_sdk_pages_through_a_query(sdk: pysnc.ServiceNowClient) -> None:
    found = sdk.GlideRecord("incident", batch_size=7)
    found.add_query("state", "1")
    found.query()
    assert found.get_row_count() == 51
    assert len({row.get_value("sys_id") for row in found}) == 51


def test_the_sdk_gets_one_by_its_id(sdk: pysnc.ServiceNowClient) -> None:
    found = sdk.GlideRecord("incident")
    assert found.get(sys_id(100))
    assert found.get_value("number") == "INC0000100"
    assert found.get_display_value("cmdb_ci") == "Shop"
    assert not sdk.GlideRecord("incident").get(sys_id(4711))


def test_values_are_utc_and_display_values_are_the_users(sdk: pysnc.ServiceNowClient) -> None:
    found = sdk.GlideRecord("kb_knowledge")
    assert found.get(sys_id(90))
    assert found.get_value("sys_updated_on") == "2026-01-31 23:30:00"
    assert found.get_display_value("sys_updated_on") == "01/02/2026 10:30:00"


def test_the_sdk_walks_over_a_reference(sdk: pysnc.ServiceNowClient) -> None:
    found = sdk.GlideRecord("cmdb_ci")
    found.fields = ["name", "owned_by.email"]
    found.add_query("owned_by.email", "ann.sato@example.test")
    found.query()
    assert [row.get_value("owned_by.email") for row in found] == ["ann.sato@example.test"]


def test_a_table_lists_those_below_it_without_their_fields(sdk: pysnc.ServiceNowClient) -> None:
    found = sdk.GlideRecord("cmdb_ci_server")
    found.query()
    assert [row.get_value("sys_class_name") for row in found] == ["cmdb_ci_linux_server"]
    above = sdk.GlideRecord("cmdb_ci")
    assert above.get(sys_id(20))
    assert "os" not in (above.fields or [])


def test_an_invalid_field_in_a_query_returns_everything(sdk: pysnc.ServiceNowClient) -> None:
    found = sdk.GlideRecord("incident")
    found.add_query("no_such_field", "7")
    found.query()
    assert found.get_row_count() == 53


def test_it_returns_nothing_where_the_instance_says_so(
    tls: Place, sdk: pysnc.ServiceNowClient
) -> None:
    tls.instance.returns_no_rows = True
    found = sdk.GlideRecord("incident")
    found.add_query("no_such_field", "7")
    found.query()
    tls.instance.returns_no_rows = False
    assert found.get_row_count() == 0


def test_rows_that_rights_hide_are_counted(tls: Place, sdk: pysnc.ServiceNowClient) -> None:
    tls.instance.hidden = {sys_id(n) for n in range(200, 210)}
    found = sdk.GlideRecord("incident", batch_size=100)
    found.query()
    read = [row.get_value("sys_id") for row in found]
    tls.instance.hidden = set()
    assert found.get_row_count() == 53
    assert len(set(read)) == 43
    assert len(read) == 53, "the SDK itself reads ten rows twice, for the ten that are hidden"


def test_refusals_are_what_the_sdk_expects(tls: Place, sdk: pysnc.ServiceNowClient) -> None:
    tls.instance.forbidden = {"ast_contract"}
    with pytest.raises(pysnc.exceptions.RoleException):
        sdk.GlideRecord("ast_contract").query()
    tls.instance.forbidden = set()
    with pytest.raises(pysnc.exceptions.AuthenticationException):
        client(tls.server, "wrong").GlideRecord("incident").query()
    with pytest.raises(pysnc.exceptions.RequestException, match="Invalid table"):
        sdk.GlideRecord("no_such_table").query()


def test_our_client_trusts_the_authority_it_is_told(tls: Place) -> None:
    assert connect(tls.server.url, PASSWORD, ca_file=tls.server.ca_file).check().reached
    refused = connect(tls.server.url).check()
    assert not refused.reached
    assert "certificate is not trusted: set ca_file" in refused.detail
