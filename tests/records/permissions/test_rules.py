from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.domain.people import Person
from steersman.domain.permissions import Constraints, Rule
from steersman.domain.roles import CONTACT, DEFAULT_RULES, ROLES
from steersman.domain.sources import Value
from steersman.records import people as people_records
from steersman.records.assets import Assets, assets
from steersman.records.field_changes import history
from steersman.records.guard.tables import workers
from steersman.records.people import People
from steersman.records.permissions import Rules
from steersman.runtime.clock import ManualClock
from tests.fixtures.record import console, hr

TABLE = people_records.people


@pytest.fixture
def rules(record: sa.Engine, noon: ManualClock) -> Rules:
    rules = Rules(record, noon)
    rules.install_defaults(by="system:setup")
    return rules


def hire(people: People, number: str, **values: Value) -> Person:
    return people.add({"employee_number": number, **values}, by="system:hr", source=hr(key=number))


def visible_to(rules: Rules, people: People, principal: str) -> set[str]:
    seen = rules.visible(rules.principal(principal), "view", TABLE)
    return {person.id for person in people.search(visible=seen.where).people}


def test_an_employee_sees_themselves_and_their_reports(rules: Rules, people: People) -> None:
    ann = hire(people, "1001")
    bob = hire(people, "1002", manager=ann.id)
    hire(people, "1003")
    assert visible_to(rules, people, ann.id) == {ann.id, bob.id}
    assert visible_to(rules, people, bob.id) == {bob.id}


def test_whoever_has_left_sees_nothing_whatever_role_they_had(rules: Rules, people: People) -> None:
    ann = hire(people, "1001", employment_status="terminated")
    rules.assign(ann.id, "administrator", by="per_boss")
    assert visible_to(rules, people, ann.id) == set()


def test_a_stranger_sees_nothing_and_is_told_that_no_rule_applies(
    rules: Rules, people: People
) -> None:
    hire(people, "1001")
    nothing = rules.visible(rules.principal("per_stranger"), "view", TABLE)
    assert people.search(visible=nothing.where).people == ()
    assert nothing.why == (
        "per_stranger (no role) may not view this person: no rule allows view on person"
    )


def test_a_denial_names_the_rule_whose_filter_did_not_fit(rules: Rules, people: People) -> None:
    ann, bob = hire(people, "1001"), hire(people, "1002")
    decision = rules.decide(rules.principal(ann.id), "view", TABLE, bob.id)
    assert not decision.allowed
    assert decision.rules == ("employee-self-and-reports",)
    assert "outside the filter of employee-self-and-reports" in decision.why


def test_seeing_is_not_changing(rules: Rules, people: People) -> None:
    ann = hire(people, "1001")
    decision = rules.decide(rules.principal(ann.id), "change", TABLE, ann.id)
    assert (decision.allowed, decision.rules) == (False, ())
    assert "no rule allows change on person" in decision.why


def test_a_technician_sees_contact_fields_of_others_only(rules: Rules, people: People) -> None:
    ann, bob = hire(people, "1001"), hire(people, "1002")
    rules.assign(ann.id, "technician", by="per_boss")
    technician = rules.principal(ann.id)
    assert rules.decide(technician, "view", TABLE, bob.id).fields == frozenset(CONTACT)
    assert rules.decide(technician, "view", TABLE, ann.id).fields is None
    assert rules.visible(technician, "view", TABLE).fields == frozenset(CONTACT)


def test_an_auditor_reads_everything_and_writes_nothing(rules: Rules, people: People) -> None:
    ann, bob = hire(people, "1001"), hire(people, "1002")
    rules.assign(ann.id, "auditor", by="per_boss")
    auditor = rules.principal(ann.id)
    assert rules.decide(auditor, "view", TABLE, bob.id).allowed
    assert not rules.decide(auditor, "change", TABLE, bob.id).allowed


def test_a_manager_sees_the_devices_of_their_reports(
    rules: Rules, people: People, record: sa.Engine, noon: ManualClock
) -> None:
    ann = hire(people, "1001")
    bob = hire(people, "1002", manager=ann.id)
    laptop = Assets(record, noon).add(
        {"tag": "A1", "assigned_to": bob.id, "state": "assigned"}, by="x", source=console()
    )
    assert rules.decide(rules.principal(ann.id), "view", assets, laptop.id).allowed


def test_a_withdrawn_role_is_gone(rules: Rules, people: People) -> None:
    ann = hire(people, "1001")
    rules.assign(ann.id, "auditor", by="per_boss")
    rules.withdraw(ann.id, "auditor", by="per_boss")
    assert rules.principal(ann.id).roles == {"employee"}


def test_roles_and_rules_leave_audit_rows(rules: Rules, record: sa.Engine) -> None:
    rules.assign("per_a", "hr", by="per_boss")
    rules.withdraw("per_a", "hr", by="per_boss")
    assert [(r.before, r.after) for r in history(record, "role_assignment", "per_a")] == [
        (None, "hr"),
        ("hr", None),
    ]
    assert len(history(record, "permission", "hr-people")) == 1


def test_installing_the_defaults_again_keeps_what_was_changed(rules: Rules) -> None:
    changed = Rule(
        name="hr-people", roles=("hr",), object_types=("person",), actions=("view",), constraints={}
    )
    rules.keep(changed, by="per_boss")
    rules.install_defaults(by="system:setup")
    assert changed in rules.all()
    assert len(rules.all()) == len(DEFAULT_RULES)


def test_the_rules_read_back_as_they_were_kept(rules: Rules) -> None:
    assert sorted(rules.all(), key=str) == sorted(DEFAULT_RULES, key=str)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"constraints": {"salary": 1}}, "no field 'salary'"),
        ({"object_types": ("persn",)}, "no object type 'persn'"),
        ({"fields": ("salary",)}, "no field salary"),
        ({"roles": ()}, "roles or principals"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_when_it_is_kept(
    rules: Rules, change: dict[str, object], message: str
) -> None:
    good: dict[str, object] = {
        "name": "new",
        "roles": ("hr",),
        "object_types": ("person",),
        "actions": ("view",),
        "constraints": {},
    }
    with pytest.raises(Permanent, match=message):
        rules.keep(Rule(**{**good, **change}), by="per_boss")  # type: ignore[arg-type]  # the wrong ones are the point


def test_an_unknown_role_is_refused(rules: Rules) -> None:
    with pytest.raises(Permanent, match=ROLES[0]):
        rules.assign("per_a", "king", by="per_boss")


def test_a_removed_rule_allows_nothing_any_more(rules: Rules, people: People) -> None:
    ann = hire(people, "1001")
    rules.remove("employee-self-and-reports", by="per_boss")
    assert visible_to(rules, people, ann.id) == set()


def test_removing_a_rule_that_is_not_there_says_so(rules: Rules) -> None:
    with pytest.raises(Permanent, match="there is no rule 'nobody-knows'"):
        rules.remove("nobody-knows", by="per_boss")


def test_a_removed_rule_leaves_what_it_said_in_the_audit_rows(
    rules: Rules, record: sa.Engine
) -> None:
    rules.remove("hr-people", by="per_boss")
    kept, removed = history(record, "permission", "hr-people")
    assert (removed.before, removed.after, removed.by) == (kept.after, None, "per_boss")


def test_a_rule_may_be_for_principals_alone(rules: Rules) -> None:
    mine = Rule(
        name="mine",
        principals=("per_a",),
        object_types=("person",),
        actions=("view",),
        constraints={},
    )
    rules.keep(mine, by="per_boss")
    assert rules.visible(rules.principal("per_a"), "view", TABLE).rules == ("mine",)
    assert rules.visible(rules.principal("per_b"), "view", TABLE).rules == ()


def test_holders_of_a_role_are_those_who_work_here_and_have_it(
    rules: Rules, people: People
) -> None:
    ann, bob, cid = (hire(people, number) for number in ("1001", "1002", "1003"))
    gone = hire(people, "1004", employment_status="terminated")
    for person in (ann, bob, gone):
        rules.assign(person.id, "approver", by="per_boss")
    rules.assign(cid.id, "hr", by="per_boss")
    assert set(rules.holders("approver")) == {ann.id, bob.id}


@pytest.mark.parametrize(
    ("constraints", "may"),
    [({}, True), ([{"department": "it"}, {}], True), ({"department": "it"}, False)],
)
def test_adding_an_object_needs_a_rule_for_every_object(
    rules: Rules, constraints: Constraints, may: bool
) -> None:
    rule = Rule(
        name="adds",
        principals=("per_a",),
        object_types=("person",),
        actions=("add",),
        constraints=constraints,
    )
    rules.keep(rule, by="per_boss")
    assert rules.may(rules.principal("per_a"), "add", "person").allowed is may


def test_a_table_that_rules_do_not_speak_of_is_never_shown(rules: Rules) -> None:
    with pytest.raises(Permanent, match="workers holds no objects"):
        rules.visible(rules.principal("per_a"), "view", workers)
