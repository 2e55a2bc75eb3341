"""Items and relations as people list, change and retire them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.cmdb.attributes import Attribute, AttributeType
from steersman.domain.cmdb.items import ConfigurationItem
from steersman.domain.errors import Permanent
from steersman.domain.permissions import Principal
from steersman.records.cmdb.items import ConfigurationItems, Wanted
from steersman.records.cmdb.relations import Relations
from steersman.records.cmdb.schema import add_attribute
from steersman.records.cmdb.tables import configuration_items
from steersman.records.field_changes import field_changes, history
from steersman.records.people import People
from steersman.records.permissions.compiler import compile_constraints
from tests.fixtures.cmdb import BY, Cmdb, relation
from tests.fixtures.record import console

ANN = "per_ann"


@pytest.fixture
def items(cmdb: Cmdb) -> ConfigurationItems:
    return ConfigurationItems(cmdb.engine, cmdb.clock)


def server(items: ConfigurationItems, name: str, **more: str) -> ConfigurationItem:
    return items.add({"ci_class": "server", "name": name, **more}, by=ANN)


def only(**constraints: object) -> sa.ColumnElement[bool]:
    return compile_constraints(constraints, configuration_items, Principal("nobody"))


def test_an_item_is_kept_with_who_added_it(items: ConfigurationItems, cmdb: Cmdb) -> None:
    made = server(items, "web-1", os="Debian", criticality="high")
    assert (made.criticality, made.attributes) == ("2", {"os": "Debian"})
    told = history(cmdb.engine, "configuration_item", made.id)
    assert {(c.field, c.after, c.by) for c in told} >= {("name", "web-1", ANN)}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"ci_class": "server"}, "needs ci_class and name"),
        ({"ci_class": "serverr", "name": "x"}, "did you mean server"),
        ({"ci_class": "functional_ci", "name": "x"}, "only the parent of classes"),
        ({"ci_class": "server", "name": "x", "oss": "y"}, "did you mean os"),
        ({"ci_class": "server", "name": "x", "ip_address": "300.1.1.1"}, "192.0.2.10"),
        ({"ci_class": "server", "name": "x", "owner": "nobody"}, "is not in the record"),
        (
            {
                "ci_class": "server",
                "name": "x",
                "life_cycle_stage": "design",
                "life_cycle_status": "in_use",
            },
            "in stage design cannot be in_use",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_mend(
    items: ConfigurationItems, values: dict[str, str], message: str
) -> None:
    with pytest.raises(Permanent, match=message):
        items.add(values, by=ANN)


def test_a_bulk_edit_is_one_audit_row_for_each_item_and_field(
    items: ConfigurationItems, cmdb: Cmdb
) -> None:
    ids = [server(items, f"web-{n}").id for n in range(3)]
    cmdb.clock.advance(1)
    items.change(ids, {"environment": "prod", "criticality": "1"}, by="per_bob")
    c = field_changes.c
    wanted = sa.select(c.object_id, c.field, c.after).where(c.by == "per_bob")
    with cmdb.engine.connect() as connection:
        told = {tuple(row) for row in connection.execute(wanted)}
    assert told == {
        pair
        for item in ids
        for pair in ((item, "environment", "production"), (item, "criticality", "1"))
    }


def test_a_bulk_edit_with_one_wrong_item_changes_none(items: ConfigurationItems) -> None:
    one = server(items, "web-1")
    place = items.add({"ci_class": "location", "name": "London"}, by=ANN)
    with pytest.raises(Permanent, match="a location has no attribute 'os'"):
        items.change([one.id, place.id], {"os": "Debian"}, by=ANN)
    with pytest.raises(Permanent, match="'ci_none'"):
        items.change([one.id, "ci_none"], {"os": "Debian"}, by=ANN)
    assert items.get(one.id).attributes == {}


def test_a_retired_item_stays_in_the_record(items: ConfigurationItems, cmdb: Cmdb) -> None:
    one = server(items, "web-1")
    cmdb.clock.advance(1)
    items.retire([one.id], by=ANN)
    now = items.get(one.id)
    assert (now.life_cycle_stage, now.life_cycle_status) == ("end_of_life", "retired")


def test_pages_hold_every_item_once_in_the_order_of_names(items: ConfigurationItems) -> None:
    made = [server(items, f"web-{n % 3}") for n in range(7)]
    found: list[str] = []
    after: str | None = None
    while True:
        page = items.page(Wanted(), limit=2, after=after)
        assert page.total == 7
        found += [each.id for each in page.items]
        after = page.after
        if after is None:
            break
    assert found == [each.id for each in sorted(made, key=lambda each: (each.name, each.id))]


def test_a_list_is_narrowed_by_words_class_and_values(items: ConfigurationItems) -> None:
    web = server(items, "web-1", os="Debian", serial="ÄB12")
    items.add({"ci_class": "hypervisor", "name": "hyp-1", "cpu_count": "16"}, by=ANN)
    items.add({"ci_class": "laptop", "name": "lap-1"}, by=ANN)

    def names(wanted: Wanted) -> list[str]:
        return [each.name for each in items.page(wanted).items]

    assert names(Wanted(words="äb WEB")) == ["web-1"]
    assert names(Wanted(ci_class="server")) == ["hyp-1", "web-1"]
    assert names(Wanted(values={"os": "Debian"})) == ["web-1"]
    assert names(Wanted(values={"cpu_count": "16"})) == ["hyp-1"]
    assert names(Wanted(values={"serial": web.serial})) == ["web-1"]
    with pytest.raises(Permanent, match="did you mean serial"):
        names(Wanted(values={"seriall": "x"}))


def test_what_is_hidden_is_in_no_list_no_count_and_no_page_mark(
    items: ConfigurationItems,
) -> None:
    shown = server(items, "web-1", location="London")
    hidden = server(items, "web-0", location="Paris")
    london = only(location="London")
    page = items.page(Wanted(), visible=london)
    assert ([each.id for each in page.items], page.total) == ([shown.id], 1)
    assert items.find(hidden.id, london) is None
    with pytest.raises(Permanent, match="page mark"):
        items.page(Wanted(), visible=london, after=hidden.id)
    with pytest.raises(Permanent, match="that you may change"):
        items.change([shown.id, hidden.id], {"os": "x"}, by=ANN, visible=london)


def test_a_rule_may_speak_of_the_owner(
    items: ConfigurationItems, people: People, cmdb: Cmdb
) -> None:
    ann = people.add({"given_name": "Ann", "mail": "ann@example.org"}, by=BY, source=console())
    hers = server(items, "web-1", owner="ann@example.org")
    server(items, "web-2")
    page = items.page(Wanted(), visible=only(owner__mail="ann@example.org"))
    assert [each.id for each in page.items] == [hers.id]
    assert hers.owner == ann.id


def test_a_custom_attribute_holds_for_the_class_and_those_below_it(
    items: ConfigurationItems, cmdb: Cmdb
) -> None:
    badge = Attribute(
        name="colour", title="Colour", type=AttributeType.CHOICE, choices=("red", "blue")
    )
    add_attribute(cmdb.engine, cmdb.clock, "physical_device", badge, by=ANN)
    made = server(items, "web-1", colour="Red")
    assert made.attributes == {"colour": "red"}
    with pytest.raises(Permanent, match="red, blue"):
        server(items, "web-2", colour="green")
    with pytest.raises(Permanent, match="a location has no attribute 'colour'"):
        items.add({"ci_class": "location", "name": "x", "colour": "red"}, by=ANN)
    with pytest.raises(Permanent, match="has an attribute colour already"):
        add_attribute(cmdb.engine, cmdb.clock, "server", badge, by=ANN)


def test_relations_are_read_from_both_ends(items: ConfigurationItems, cmdb: Cmdb) -> None:
    web, database = server(items, "web-1"), server(items, "db-1")
    relations = Relations(cmdb.engine, cmdb.clock)
    relations.add(web.id, "Depends on", database.id, by=ANN)
    assert [(each.phrase, each.name) for each in relations.of(web.id)] == [("Depends on", "db-1")]
    assert [(each.phrase, each.name) for each in relations.of(database.id)] == [
        ("Used by", "web-1")
    ]


def test_a_relation_to_what_is_hidden_is_not_told(items: ConfigurationItems, cmdb: Cmdb) -> None:
    web, secret = server(items, "web-1", location="London"), server(items, "secret")
    relations = Relations(cmdb.engine, cmdb.clock)
    relations.add(web.id, "depends_on", secret.id, by=ANN)
    assert relations.of(web.id, items=only(location="London")) == ()


def test_a_relation_that_is_withdrawn_stays_in_the_history(
    items: ConfigurationItems, cmdb: Cmdb
) -> None:
    web, database = server(items, "web-1"), server(items, "db-1")
    relations = Relations(cmdb.engine, cmdb.clock)
    made = relations.add(web.id, "depends_on", database.id, by=ANN)
    relations.remove(made, by="per_bob")
    assert relations.of(web.id) == ()
    told = history(cmdb.engine, "ci_relation", made)
    assert [(c.field, c.by) for c in told] == [
        ("child", ANN),
        ("parent", ANN),
        ("type", ANN),
        ("removed", "per_bob"),
    ]


def test_a_person_cannot_make_things_contain_each_other(cmdb: Cmdb) -> None:
    cmdb.bring(*({"key": n, "class": "location", "name": n} for n in "abc"))
    cmdb.relate(relation("a", "contains", "b"), relation("c", "located_in", "b"))
    relations = Relations(cmdb.engine, cmdb.clock)
    upper, lower = str(cmdb.one("a")["id"]), str(cmdb.one("c")["id"])
    with pytest.raises(Permanent, match="they would contain each other"):
        relations.add(lower, "contains", upper, by=ANN)
