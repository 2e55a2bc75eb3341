"""The oracle says what the rules say, object by object, without the SQL that the product uses."""

from __future__ import annotations

from itertools import product

import pytest
import sqlalchemy as sa

from steersman.domain.permissions import Principal, Rule
from steersman.domain.roles import EMPLOYEE, ROLES
from steersman.records.cmdb.tables import configuration_items
from steersman.records.people import people
from steersman.web.leaks.oracle import Oracle
from steersman.web.leaks.things import key_of, tables_of_kinds
from tests.web.leaks.estate import furnish
from tests.web.office import Office


def test_it_agrees_with_the_filter_of_the_product_on_every_object(office: Office) -> None:
    furnish(office)
    core = office.steersman
    who = [core.permissions.principal(id) for id in office.people.values()]
    who += [Principal("x", frozenset({EMPLOYEE, role})) for role in ROLES]
    compared = 0
    with core.store.connect() as connection:
        oracle = Oracle(connection, core.permissions.all())
        for asker, (kind, table) in product(who, tables_of_kinds().items()):
            where = core.permissions.visible(asker, "view", table).where
            listed = {str(x) for x in connection.scalars(sa.select(key_of(table)).where(where))}
            known = {str(x) for x in connection.scalars(sa.select(key_of(table)))}
            assert {each for each in known if oracle.sees(asker, kind, each)} == listed
            compared += len(known)
    assert compared > 200


def test_a_field_that_no_rule_shows_is_hidden(office: Office) -> None:
    core, technician = office.steersman, Principal("x", frozenset({"technician"}))
    with core.store.connect() as connection:
        oracle = Oracle(connection, core.permissions.all())
        jane = office.id("jane")
        assert oracle.sees(technician, "person", jane, "mail")
        assert not oracle.sees(technician, "person", jane, "start_date")
        assert not oracle.sees_all(technician, "person")
        assert oracle.sees_all(technician, "configuration_item")


def test_a_filter_through_a_relation_is_followed(office: Office) -> None:
    furnish(office)
    core = office.steersman
    rule = Rule(
        name="of-the-it-department",
        roles=("hr",),
        object_types=("configuration_item",),
        actions=("view",),
        constraints={"owner__department": "it"},
    )
    core.permissions.keep(rule, by="system:test")
    with core.store.connect() as connection:
        oracle = Oracle(connection, core.permissions.all())
        assert oracle.count(Principal("x", frozenset({"hr"})), "configuration_item") == 1
        assert connection.scalar(sa.select(sa.func.count()).select_from(configuration_items)) == 2


@pytest.mark.parametrize("kind", ["ledger", "configuration_item", "person"])
def test_whoever_has_no_role_sees_nothing(office: Office, kind: str) -> None:
    furnish(office)
    with office.steersman.store.connect() as connection:
        oracle = Oracle(connection, office.steersman.permissions.all())
        assert oracle.count(Principal("nobody"), kind) == 0
        some = connection.scalar(sa.select(people.c.id))
        assert not oracle.sees(Principal("nobody"), "person", str(some))
