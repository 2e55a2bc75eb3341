"""Items from a file: what is understood, what is refused and why, and what stays as it was."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.records.field_changes import history
from steersman.records.files.problems import ProblemKind
from steersman.records.files.streams import File
from steersman.records.people import People
from tests.fixtures.cmdb import BY, Cmdb, csv_file, kinds
from tests.fixtures.record import NOON, console

WEB = {"key": "1", "class": "server", "name": "web-1", "serial": "S1", "os_version": "12.1"}
DB = {"key": "2", "class": "server", "name": "db-1", "serial": "S2"}


def test_a_dry_run_writes_nothing(cmdb: Cmdb) -> None:
    plan = cmdb.plan(WEB, DB)
    assert (plan.created, plan.refused) == (2, 0)
    assert cmdb.items() == []


def test_an_item_keeps_every_fact_of_its_row(cmdb: Cmdb) -> None:
    cmdb.bring({**WEB, "environment": "Prod", "criticality": "1 - most critical", "cpus": "16"})
    web = cmdb.one("web-1")
    assert web["os_version"] == "12.1"
    assert (web["environment"], web["criticality"], web["cpu_count"]) == ("production", "1", 16)
    assert (web["life_cycle_stage"], web["life_cycle_status"]) == ("operational", "in_use")


def test_importing_a_file_again_changes_nothing(cmdb: Cmdb) -> None:
    cmdb.bring(WEB, DB)
    before = cmdb.items()
    again = cmdb.plan(WEB, DB, at=NOON + 60)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    cmdb.importer.apply(again, by=BY)
    assert cmdb.items() == before


def test_a_changed_cell_is_one_change_of_one_field(cmdb: Cmdb) -> None:
    cmdb.bring(WEB, DB)
    plan = cmdb.bring({**WEB, "os_version": "12.2"}, DB, at=NOON + 60)
    assert (plan.updated, plan.unchanged) == (1, 1)
    told = history(cmdb.engine, "configuration_item", str(cmdb.one("web-1")["id"]))
    assert [(c.field, c.before, c.after, c.by) for c in told][-1] == (
        "os_version",
        "12.1",
        "12.2",
        BY,
    )


def test_the_history_of_a_new_item_tells_each_field_it_began_with(cmdb: Cmdb) -> None:
    cmdb.bring(WEB)
    told = history(cmdb.engine, "configuration_item", str(cmdb.one("web-1")["id"]))
    assert ("serial", None, "S1") in [(c.field, c.before, c.after) for c in told]


def test_an_emptied_cell_takes_back_what_the_same_source_said(cmdb: Cmdb) -> None:
    cmdb.bring(WEB)
    cmdb.bring({**WEB, "os_version": ""}, at=NOON + 60)
    assert cmdb.one("web-1").get("os_version", "") == ""


def test_an_empty_cell_takes_nothing_back_from_another_source(cmdb: Cmdb) -> None:
    cmdb.bring(WEB)
    cmdb.bring({**WEB, "key": "x", "os_version": ""}, by="discovery", at=NOON + 60)
    assert cmdb.one("web-1")["os_version"] == "12.1"


def test_bad_rows_are_named_and_the_rest_goes_on(cmdb: Cmdb) -> None:
    plan = cmdb.bring(
        WEB,
        {**DB, "class": "serverr"},
        {"key": "3", "class": "server", "name": "x", "installed_on": "yesterday"},
        {"key": "4", "class": "server", "name": ""},
        {"key": "5", "class": "server", "name": "y", "cidr": "10.0.0.0/8"},
    )
    assert kinds(plan) == [
        ProblemKind.UNKNOWN_CLASS,
        ProblemKind.BAD_VALUE,
        ProblemKind.MISSING_VALUE,
        ProblemKind.UNKNOWN_ATTRIBUTE,
    ]
    assert [problem.line for problem in plan.problems] == [3, 4, 5, 6]
    assert "did you mean server?" in str(plan.problems[0])
    assert len(plan.rejected) == 4
    assert [item["name"] for item in cmdb.items()] == ["web-1"]


def test_nothing_is_imported_when_bad_rows_may_not_be_left_out(cmdb: Cmdb) -> None:
    plan = cmdb.plan(WEB, {**DB, "class": "serverr"})
    with pytest.raises(Permanent, match="nothing was imported: line 3, column class"):
        cmdb.importer.apply(plan, by=BY)
    assert cmdb.items() == []


def test_an_unknown_column_is_left_out_and_the_nearest_named(cmdb: Cmdb) -> None:
    plan = cmdb.bring({**WEB, "seriall_number": "1"})
    assert kinds(plan) == [ProblemKind.UNKNOWN_ATTRIBUTE]
    assert "did you mean serial_number?" in str(plan.problems[0])
    assert plan.created == 1


def test_a_column_mapped_to_nothing_is_no_problem(cmdb: Cmdb) -> None:
    plan = cmdb.plan({**WEB, "junk": "1"}, mapping={"junk": ""})
    assert plan.problems == ()


def test_a_key_that_stands_there_twice_refuses_both_rows(cmdb: Cmdb) -> None:
    plan = cmdb.bring(WEB, {**DB, "key": "1"})
    assert kinds(plan) == [ProblemKind.DUPLICATE_KEY] * 2
    assert cmdb.items() == []


def test_two_rows_with_one_serial_number_are_both_refused(cmdb: Cmdb) -> None:
    plan = cmdb.bring(WEB, {**DB, "serial": "s1 "})
    assert kinds(plan) == [ProblemKind.AMBIGUOUS] * 2


def test_a_row_that_refers_to_a_refused_one_falls_with_it(cmdb: Cmdb) -> None:
    package = {"key": "p", "class": "package", "name": "openssl", "host": "1"}
    above = {"key": "q", "class": "package", "name": "nginx", "host": "p"}
    plan = cmdb.bring({**WEB, "class": "nonsense"}, package, above)
    assert kinds(plan) == [
        ProblemKind.UNKNOWN_CLASS,
        ProblemKind.UNKNOWN_REFERENCE,
        ProblemKind.UNKNOWN_REFERENCE,
    ]
    assert cmdb.items() == []


def test_a_row_may_refer_to_one_further_down(cmdb: Cmdb) -> None:
    cmdb.bring(
        {"key": "p", "class": "package", "name": "openssl", "host": "web-key"},
        {
            **WEB,
            "key": "web-key",
        },
    )
    assert cmdb.one("openssl")["host"] == cmdb.one("web-1")["id"]


def test_the_owner_is_found_by_number_mail_or_name(cmdb: Cmdb, people: People) -> None:
    ann = people.add(
        {"given_name": "Ann", "family_name": "Lee", "mail": "ann@example.org"},
        by=BY,
        source=console(),
    )
    cmdb.bring({**WEB, "owner": "ANN@example.org"}, {**DB, "owner": "Ann Lee"})
    assert {item["owner"] for item in cmdb.items()} == {ann.id}


def test_an_owner_nobody_knows_refuses_the_row(cmdb: Cmdb) -> None:
    plan = cmdb.bring({**WEB, "owner": "nobody@example.org"}, DB)
    assert kinds(plan) == [ProblemKind.UNKNOWN_REFERENCE]
    assert [item["name"] for item in cmdb.items()] == ["db-1"]


@pytest.mark.parametrize("text", ['=HYPERLINK("http://evil")', "@SUM(A1)", "+1+1", "-2+3"])
def test_what_begins_like_a_formula_stays_text(cmdb: Cmdb, text: str) -> None:
    cmdb.bring({**WEB, "description": text})
    assert cmdb.one("web-1")["description"] == text


def test_a_row_in_another_encoding_is_refused_and_the_rest_goes_on(cmdb: Cmdb) -> None:
    content = b"key,class,name\n1,server,web-1\n2,server,M\xfcnchen\n3,server,db-1\n"
    plan = cmdb.plan(file=File("csv", content))
    assert [(p.kind, p.line) for p in plan.problems] == [(ProblemKind.ENCODING, 3)]
    assert plan.created == 2
    assert cmdb.plan(file=File("csv", content, encoding="latin-1")).created == 3


def test_an_empty_file_is_a_problem_and_no_instruction(cmdb: Cmdb) -> None:
    cmdb.bring(WEB, DB)
    for content in (b"", b"key,class,name\n"):
        plan = cmdb.plan(file=File("csv", content), complete=True, at=NOON + 60)
        assert any(problem.is_of_file for problem in plan.problems)
        assert plan.disappeared == 0


def test_a_source_that_shrinks_past_its_threshold_is_stopped(cmdb: Cmdb) -> None:
    rows = [{"key": str(n), "class": "server", "name": f"web-{n}"} for n in range(20)]
    cmdb.bring(*rows)
    plan = cmdb.plan(*rows[:10], complete=True, at=NOON + 60)
    assert kinds(plan) == [ProblemKind.SHRUNKEN_SOURCE]
    with pytest.raises(Permanent, match="10 of 20 that inventory listed before are missing"):
        cmdb.importer.apply(plan, by=BY, partial=True)


def test_what_a_complete_source_no_longer_lists_is_named_and_not_retired(cmdb: Cmdb) -> None:
    cmdb.bring(WEB, DB)
    plan = cmdb.plan(DB, complete=True, at=NOON + 60)
    assert plan.gone == (cmdb.one("web-1")["id"],)
    cmdb.importer.apply(plan, by=BY)
    assert cmdb.one("web-1")["life_cycle_stage"] == "operational"


def test_what_changed_since_the_dry_run_stops_the_import(cmdb: Cmdb) -> None:
    cmdb.bring(WEB)
    plan = cmdb.plan({**WEB, "os_version": "13"}, at=NOON + 60)
    cmdb.bring({**WEB, "os_version": "14"}, at=NOON + 50)
    with pytest.raises(Permanent, match=r"the record changed since this was planned.*0 of 1 parts"):
        cmdb.importer.apply(plan, by=BY)
    assert cmdb.one("web-1")["os_version"] == "14"


def test_a_class_may_be_said_for_the_whole_file_in_other_tools_words(cmdb: Cmdb) -> None:
    plan = cmdb.plan(
        {"sys_id": "a", "sys_class_name": "cmdb_ci_linux_server", "name": "l-1"},
        {"sys_id": "b", "sys_class_name": "Virtual Machines", "name": "v-1"},
    )
    assert plan.problems == ()
    cmdb.importer.apply(plan, by=BY)
    assert [item["ci_class"] for item in cmdb.items()] == ["server", "virtual_machine"]


def test_json_and_json_lines_say_the_same_as_csv(cmdb: Cmdb) -> None:
    array = (
        b'[{"key": 1, "class": "server", "name": "web-1", "serial": "S1", "os_version": "12.1"}]'
    )
    lines = array.strip(b"[]") + b"\nnonsense\n"
    cmdb.bring(WEB)
    assert cmdb.plan(file=File("json", array), at=NOON + 1).unchanged == 1
    plan = cmdb.plan(file=File("jsonl", lines), at=NOON + 1)
    assert (plan.unchanged, plan.refused) == (1, 1)


def test_the_order_of_the_columns_and_their_spelling_do_not_matter(cmdb: Cmdb) -> None:
    cmdb.bring(WEB)
    turned = csv_file(
        [
            {
                "Serial-Number": "S1",
                "OS Version": "12.1",
                "Name": "web-1",
                "Class": "Server",
                "Key": "1",
            }
        ]
    )
    assert cmdb.plan(file=turned, at=NOON + 1).unchanged == 1


def test_a_reference_may_be_the_name_of_another_row(cmdb: Cmdb) -> None:
    package = {"key": "p", "class": "package", "name": "nginx", "host": "WEB-1"}
    cmdb.bring(package, WEB)
    assert cmdb.one("nginx")["host"] == cmdb.one("web-1")["id"]


def test_a_name_that_two_rows_have_is_not_guessed(cmdb: Cmdb) -> None:
    twin = {"key": "9", "class": "server", "name": "web-1", "serial": "S9"}
    package = {"key": "p", "class": "package", "name": "nginx", "host": "web-1"}
    plan = cmdb.plan(WEB, twin, package)
    assert kinds(plan) == [ProblemKind.AMBIGUOUS]
    assert plan.problems[0].column == "host"


def test_a_name_in_the_file_and_one_on_record_are_two(cmdb: Cmdb) -> None:
    cmdb.bring(WEB)
    twin = {"key": "9", "class": "server", "name": "web-1", "serial": "S9"}
    package = {"key": "p", "class": "package", "name": "nginx", "host": "web-1"}
    assert kinds(cmdb.plan(twin, package, by="other")) == [ProblemKind.AMBIGUOUS]
