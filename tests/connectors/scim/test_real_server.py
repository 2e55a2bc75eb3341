"""The contract, kept on a real SCIM server and checked by asking that server."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from company.services.scim import ScimServer
from steersman.capabilities.conformance import check_capability
from steersman.connectors.scim.account import DeleteAccount, DisableAccount
from steersman.connectors.scim.accounts import AccountParams
from steersman.connectors.scim.licence import ReleaseLicence
from steersman.domain.errors import Permanent, Transient
from steersman.domain.plan import Change
from tests.connectors.scim.support import as_seen, capability, connect_to, new_group, new_user

RIGHTS = {
    "entitlements": [{"value": "seat", "type": "crm"}, {"value": 'a "quoted" \\ one'}],
    "roles": [{"value": "editor"}],
}


@pytest.mark.parametrize("kind", [DisableAccount, ReleaseLicence, DeleteAccount])
def test_every_capability_keeps_the_contract(
    scim_server: ScimServer,
    kind: type[DisableAccount] | type[ReleaseLicence] | type[DeleteAccount],
) -> None:
    account = new_user(scim_server, active=kind is not DeleteAccount, **RIGHTS)["id"]
    groups = [new_group(scim_server, name, account)["id"] for name in ("Licence CRM", "team")]
    one = next(c for c in connect_to(scim_server).capabilities() if isinstance(c, kind))
    check_capability(
        one, AccountParams(account=account), lambda: as_seen(scim_server, account, *groups)
    )


def test_a_disabled_account_is_inactive_for_the_server_itself(scim_server: ScimServer) -> None:
    account = new_user(scim_server)["id"]
    disable = capability(connect_to(scim_server), DisableAccount)
    disable.apply(disable.plan(AccountParams(account=account)), key="k")
    assert scim_server.call("GET", f"/Users/{account}")["active"] is False


def test_a_deleted_account_is_gone_for_the_server_itself(scim_server: ScimServer) -> None:
    account = new_user(scim_server, active=False)["id"]
    delete = capability(connect_to(scim_server), DeleteAccount)
    delete.apply(delete.plan(AccountParams(account=account)), key="k")
    listed = scim_server.call("GET", f"/Users?filter=id%20eq%20%22{account}%22")
    assert listed["totalResults"] == 0


def test_an_active_account_is_not_deleted(scim_server: ScimServer) -> None:
    account = new_user(scim_server)["id"]
    delete = capability(connect_to(scim_server), DeleteAccount)
    with pytest.raises(Permanent, match="disable it before"):
        delete.plan(AccountParams(account=account))


def test_an_account_enabled_since_the_plan_is_not_deleted(scim_server: ScimServer) -> None:
    account = new_user(scim_server, active=False)["id"]
    delete = capability(connect_to(scim_server), DeleteAccount)
    plan = delete.plan(AccountParams(account=account))
    _set_active(scim_server, account, "true")
    with pytest.raises(Permanent, match="still active"):
        delete.apply(plan, key="k")
    assert scim_server.call("GET", f"/Users/{account}")["id"] == account


def test_undo_leaves_a_newer_edit_alone(scim_server: ScimServer) -> None:
    account = new_user(scim_server, **RIGHTS)["id"]
    release = capability(connect_to(scim_server), ReleaseLicence)
    plan = release.plan(AccountParams(account=account))
    release.apply(plan, key="k")
    newer = {"op": "add", "path": "entitlements", "value": [{"value": "seat", "type": "newer"}]}
    _patch(scim_server, account, newer)
    release.undo(plan, key="k-undo")
    held = scim_server.call("GET", f"/Users/{account}")["entitlements"]
    assert [one["type"] for one in held if one["value"] == "seat"] == ["newer"]


def test_undo_leaves_an_account_alone_that_somebody_enabled(scim_server: ScimServer) -> None:
    account = new_user(scim_server)["id"]
    disable = capability(connect_to(scim_server), DisableAccount)
    plan = disable.plan(AccountParams(account=account))
    disable.apply(plan, key="k")
    _set_active(scim_server, account, "true")
    before = scim_server.call("GET", f"/Users/{account}")
    disable.undo(plan, key="k-undo")
    assert scim_server.call("GET", f"/Users/{account}") == before, "not even a new version"


def test_only_what_was_planned_is_released(scim_server: ScimServer) -> None:
    account = new_user(scim_server, **RIGHTS)["id"]
    release = capability(connect_to(scim_server), ReleaseLicence)
    plan = release.plan(AccountParams(account=account))
    _patch(scim_server, account, {"op": "add", "path": "roles", "value": [{"value": "owner"}]})
    release.apply(plan, key="k")
    assert scim_server.call("GET", f"/Users/{account}")["roles"] == [{"value": "owner"}]


def test_a_right_that_a_removal_would_take_along_stops_it(scim_server: ScimServer) -> None:
    account = new_user(scim_server, entitlements=[{"value": "seat", "type": "crm"}])["id"]
    release = capability(connect_to(scim_server), ReleaseLicence)
    plan = release.plan(AccountParams(account=account))
    newer = {"op": "add", "path": "entitlements", "value": [{"value": "seat", "type": "erp"}]}
    _patch(scim_server, account, newer)
    with pytest.raises(Transient, match="plan again"):
        release.apply(plan, key="k")
    assert len(scim_server.call("GET", f"/Users/{account}")["entitlements"]) == 2


def test_the_plan_names_each_licence(scim_server: ScimServer) -> None:
    account = new_user(scim_server, entitlements=[{"value": "seat"}])["id"]
    group = new_group(scim_server, "LICENSE-x", account)["id"]
    new_group(scim_server, "team", account)
    release = capability(connect_to(scim_server), ReleaseLicence)
    assert release.plan(AccountParams(account=account)).changes == (
        Change(f"crm:{account}", "entitlement", "seat", None),
        Change(f"crm:{account}", f"group {group}", "LICENSE-x", None),
    )


def test_an_unknown_account_is_an_error(scim_server: ScimServer) -> None:
    disable = capability(connect_to(scim_server), DisableAccount)
    with pytest.raises(Permanent, match="404"):
        disable.plan(AccountParams(account="nobody"))


@pytest.mark.parametrize("account", ["../Groups/x", "a/b", "a?b", "ü"])
def test_an_id_cannot_lead_to_another_address(scim_server: ScimServer, account: str) -> None:
    disable = capability(connect_to(scim_server), DisableAccount)
    with pytest.raises(Permanent, match="404"):
        disable.plan(AccountParams(account=account))


def test_check_tells_what_the_server_supports(scim_server: ScimServer) -> None:
    check = connect_to(scim_server).check()
    assert check.reached
    assert "patch yes, filter yes, etag yes" in check.detail
    assert check.missing == ()
    assert "users.write" in check.unknown


def test_check_names_a_refused_token_and_the_mend(scim_server: ScimServer) -> None:
    connector = connect_to(ScimServer(scim_server.port, token="wrong"))
    check = connector.check()
    assert not check.reached
    assert "token is refused" in check.detail
    assert "wrong" not in check.detail


def _patch(server: ScimServer, account: str, operation: Mapping[str, object]) -> None:
    schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
    server.call("PATCH", f"/Users/{account}", {"schemas": schemas, "Operations": [operation]})


def _set_active(server: ScimServer, account: str, value: str) -> None:
    _patch(server, account, {"op": "replace", "path": "active", "value": value == "true"})
