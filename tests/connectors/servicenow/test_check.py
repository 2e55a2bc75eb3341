"""What a check tells about the account's rights."""

from __future__ import annotations

from company.services.servicenow_contract import Instance
from company.services.servicenow_data import row, sys_id
from tests.connectors.servicenow.support import connect, running


def test_a_check_counts_what_is_there() -> None:
    with running() as place:
        check = place.connect().check()
    assert check.reached
    assert "an instance with rows in cmdb_ci (4), cmdb_rel_ci (2)" in check.detail
    assert (check.missing, check.excessive) == ((), ())


def test_a_table_that_may_not_be_read_is_named() -> None:
    def narrow(instance: Instance) -> None:
        instance.forbidden = {"alm_asset"}
        instance.absent = {"ast_contract"}
        instance.hidden = {sys_id(n) for n in range(90, 95)}

    with running(narrow) as place:
        check = place.connect().check()
    assert check.reached
    assert [each.split(":")[0] for each in check.missing] == [
        "reading alm_asset",
        "reading ast_contract",
        "reading kb_knowledge",
    ]


def test_tables_that_the_settings_do_not_read_are_not_asked_for() -> None:
    def narrow(instance: Instance) -> None:
        instance.forbidden = {"alm_asset", "ast_contract", "contract_rel_ci", "kb_knowledge"}

    with running(narrow) as place:
        check = place.connect(assets=False, contracts=False, articles=False).check()
    assert check.missing == ()


def test_an_administrator_has_too_many_rights() -> None:
    def promote(instance: Instance) -> None:
        instance.rows["sys_user_has_role"].append(row(81, user=sys_id(9), role=sys_id(8)))

    with running(promote) as place:
        check = place.connect().check()
    assert check.excessive == ("the role admin",)


def test_roles_of_others_are_not_taken_for_its_own() -> None:
    """Where the condition on the user is ignored, everybody's roles come back."""

    def blind(instance: Instance) -> None:
        instance.rows["sys_user_has_role"].append(row(81, user=sys_id(1), role=sys_id(8)))
        instance.hidden_fields = {"user_name"}

    with running(blind) as place:
        check = place.connect().check()
    assert check.excessive == ()
    assert "roles of the account, which it may not read" in check.unknown


def test_a_server_that_does_not_answer_is_not_reached() -> None:
    assert not connect("http://127.0.0.1:9").check().reached
