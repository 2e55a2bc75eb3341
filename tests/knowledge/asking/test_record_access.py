"""Who is in which group and gets in where: answered from what the asker may read, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
import sqlalchemy as sa

from steersman.domain.permissions import Rule
from steersman.knowledge.asking.answer import Answer, State
from steersman.knowledge.asking.record import ask_query, ask_record
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.records.accounts import accounts
from steersman.records.entitlements import entitlements
from steersman.records.people import people
from steersman.records.permissions import Rules
from steersman.runtime.clock import ManualClock
from tests.knowledge.asking.test_record_world import TODAY
from tests.records.graph.world import nothing_in

ALL = ("configuration_item", "person", "account", "entitlement")
READERS: Mapping[str, Sequence[str]] = {
    "administrator": ALL,
    "technician": ("configuration_item",),
    "approver": ("person", "account"),
    "security": ("account", "entitlement"),
}


class Directory:
    """Ann in two groups, Bob who left and is still in one, a service account of nobody."""

    def __init__(self, record: sa.Engine, clock: ManualClock) -> None:
        self.record, self.rules = record, Rules(record, clock)
        named = {"given_name": "Ann", "family_name": "Smith", "department": "Trading"}
        self.row(people, id="ann", login="asmith", **named)
        gone = {"employment_status": "terminated", "department": "Risk"}
        self.row(people, id="bob", given_name="Bob", family_name="Lee", **gone)
        self.account("ldap:1", "asmith", "ann", "vpn-users", "domain-admins")
        self.account("erp:1", "asmith", "ann", roles=("approver",))
        self.account("ldap:2", "blee", "bob", "vpn-users")
        self.account("erp:2", "blee", "bob", active=False)
        self.account("ldap:3", "svc-backup", None, "domain-admins", kind="service")
        for role, kinds in READERS.items():
            for kind in kinds:
                self.allow(role, kind)

    def account(
        self,
        id: str,
        label: str,
        person: str | None,
        *groups: str,
        roles: Sequence[str] = (),
        active: bool = True,
        kind: str = "person",
    ) -> None:
        system, _, native = id.partition(":")
        told = {"native_id": native, "label": label, "kind": kind, "seen_at": 1_700_000_000.0}
        self.row(accounts, id=id, system=system, person=person, active=active, **told)
        for sort, values in (("group", groups), ("role", roles)):
            for value in values:
                self.row(entitlements, id=f"{id}{value}", account=id, kind=sort, value=value)

    def row(self, table: sa.Table, **values: object) -> None:
        with self.record.begin() as connection:
            connection.execute(sa.insert(table), [{**nothing_in(table), **values}])

    def allow(self, role: str, kind: str, **constraints: str) -> None:
        rule = Rule(
            name=f"{role}-{kind}",
            roles=(role,),
            object_types=(kind,),
            actions=("view",),
            constraints=constraints,
        )
        self.rules.keep(rule, by="system:test")

    def ask(self, role: str, question: str) -> Answer:
        self.rules.assign(f"system:{role}", role, by="system:test")
        with self.record.connect() as connection:
            world = RecordWorld(connection, self.rules, self.rules.principal(f"system:{role}"))
            if question.startswith("?"):
                return ask_query(question[1:], world)
            return ask_record(question, world, TODAY)


@pytest.fixture
def directory(record: sa.Engine, noon: ManualClock) -> Directory:
    return Directory(record, noon)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("who is in vpn-users", "2 people: Ann Smith, Bob Lee."),
        ("who's got domain-admins?", "1 person: Ann Smith."),
        ("members of the group vpn-users who left", "1 person: Bob Lee."),
        ("who has access to the erp", "1 person: Ann Smith."),
        ("who can log in to ldap but has left", "1 person: Bob Lee."),
        ("people with access to both erp and ldap", "1 person: Ann Smith."),
        ("how many people have access to ldap", "2 people."),
        ("does Ann Smith have access to the erp", "Yes: Ann Smith."),
        ("can Bob Lee access the erp?", "No, as far as the record knows."),
        ("is Bob Lee in domain-admins", "No, as far as the record knows."),
        (
            "which groups is Ann Smith in",
            "2 groups: domain-admins in ldap, vpn-users in ldap.",
        ),
        ("groups of svc-backup", "1 group: domain-admins in ldap."),
        ("how many groups does Ann Smith have", "2 groups."),
        ("what accounts does Bob Lee have", "2 accounts: blee in ldap, blee in erp."),
        ("active accounts of people who left", "1 account: blee in ldap."),
        ("accounts nobody owns", "1 account: svc-backup in ldap."),
        ("which accounts are disabled", "1 account: blee in erp."),
        ("service accounts", "1 account: svc-backup in ldap."),
        ("who has the role approver in the erp", "1 person: Ann Smith."),
        (
            "what can Ann Smith access",
            "2 accounts: asmith in ldap, asmith in erp. "
            "3 entitlements: approver in erp, domain-admins in ldap, vpn-users in ldap.",
        ),
    ],
)
@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # the same words on either store
def test_who_gets_in_where(directory: Directory, question: str, answer: str) -> None:
    told = directory.ask("administrator", question)
    assert sorted(told.text.split(", ")) == sorted(answer.split(", ")) or told.text == answer
    assert directory.ask("administrator", f"?{told.query}").text == told.text


def test_accounts_of_nobody_that_are_in_as_well_are_named(directory: Directory) -> None:
    (note,) = directory.ask("administrator", "who is in domain-admins").notes
    assert note == "Besides, 1 account more that belongs to nobody on record: svc-backup in ldap."
    assert directory.ask("administrator", "who is in vpn-users").notes == (
        "1 person has left of these: Bob Lee.",
    )


ASKED = (
    *("who is in vpn-users", "who has access to the erp", "which groups is Ann Smith in"),
    *("what can Ann Smith access", "how many accounts are there", "members of domain-admins"),
    '?list person where has accounts (system = "erp")',
    '?list group where has accounts (has owner (name = "Ann Smith"))',
    '?count person where not (has accounts (has entitlements (name = "vpn-users")))',
    "?count account by system",
    "?count account by entitlements.name",
    '?list person where has accounts (name = "blee")',
)
HIDDEN = {
    "technician": ("asmith", "Ann Smith", "ldap", "blee", "svc-backup", "Bob"),
    "approver": ("domain-admins", "approver in", "vpn-users"),
    "security": ("Ann Smith", "Bob Lee"),
}


@pytest.mark.parametrize("role", HIDDEN)
def test_who_may_not_read_both_sides_learns_nothing(directory: Directory, role: str) -> None:
    for question in ASKED:
        told = directory.ask(role, question)
        seen = f"{told.text}{told.table}{told.citations}{told.notes}{told.instead}"
        leaked = [each for each in HIDDEN[role] if each in seen and each not in question]
        assert not leaked, question
        if role == "technician":
            assert told.state is not State.ANSWERED, question


def test_an_account_that_may_not_be_read_is_in_no_group(directory: Directory) -> None:
    directory.allow("administrator", "account", system="erp")
    assert directory.ask("administrator", "who is in vpn-users").state is not State.ANSWERED
    assert directory.ask("administrator", "?list group").state is not State.ANSWERED
    assert directory.ask("administrator", "?list role").text == "1 role: approver in erp."
    told = directory.ask("administrator", "?count account by system")
    assert told.text == "2 accounts. erp: 2."


@pytest.mark.parametrize("hidden", ["value", "account", "kind"])
def test_a_holding_is_told_by_all_of_its_fields_or_not_at_all(
    directory: Directory, hidden: str
) -> None:
    rule = Rule(
        name="administrator-entitlement",
        roles=("administrator",),
        object_types=("entitlement",),
        actions=("view",),
        constraints={},
        fields=tuple({"id", "account", "kind", "value"} - {hidden}),
    )
    directory.rules.keep(rule, by="system:test")
    for question in ("?list group", '?list account where has entitlements (name = "vpn-users")'):
        told = directory.ask("administrator", question)
        assert told.state is State.FORBIDDEN
        assert "vpn-users" not in f"{told.text}{told.table}{told.citations}"


def test_whose_an_account_is_is_told_by_no_link_where_the_field_is_hidden(
    directory: Directory,
) -> None:
    rule = Rule(
        name="administrator-account",
        roles=("administrator",),
        object_types=("account",),
        actions=("view",),
        constraints={},
        fields=("id", "label", "native_id", "system", "kind", "active"),
    )
    directory.rules.keep(rule, by="system:test")
    for question in (
        "who has access to the erp",
        "which groups is Ann Smith in",
        "accounts nobody owns",
        '?list account where owner = "Ann Smith"',
        "?list account where has owner",
        "?count account by owner.department",
    ):
        assert directory.ask("administrator", question).state is State.FORBIDDEN, question


def test_what_changed_of_a_group_is_not_told_as_nothing(directory: Directory) -> None:
    told = directory.ask("administrator", '?history of group where name = "vpn-users"')
    assert told.state is State.UNKNOWN
    assert "accounts that hold it" in told.text


def test_access_to_what_reports_no_accounts_is_not_known(directory: Directory) -> None:
    for question in ("who has access to the vault", "who has admin rights on ldap"):
        assert directory.ask("administrator", question).state is State.UNKNOWN
