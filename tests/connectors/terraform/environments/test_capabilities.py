"""The four capabilities, on a workshop in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from steersman.capabilities.conformance import check_capability
from steersman.capabilities.environments import COST, RISK
from steersman.connectors.terraform.environments.fake import Resources
from steersman.domain.errors import Permanent, Transient
from tests.connectors.terraform.environments.workshops import (
    ENVIRONMENT,
    MANIFEST,
    one_machine,
    site_in_memory,
    write_template,
)


def test_environment_create_keeps_the_contract(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path)
    check_capability(site.capability("environment.create"), site.create(), site.workshop.state)


@pytest.mark.parametrize("name", ["environment.remove", "environment.expire"])
def test_a_removal_plans_all_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    site = site_in_memory(tmp_path).built()
    remove = site.capability(name)
    params = remove.params(environment=ENVIRONMENT)
    plan = remove.plan(params)
    assert {row.attribute for row in plan} >= {"template", "values", "resource"}
    assert not remove.verify(plan)
    remove.apply(plan, key="1")
    assert remove.verify(plan)
    assert site.workshop.standing == {}
    assert not remove.plan(params).changes
    remove.apply(plan, key="1")


def test_an_expired_one_is_built_again_when_that_is_undone(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path).built()
    expire = site.capability("environment.expire")
    plan = expire.plan(expire.params(environment=ENVIRONMENT))
    before = site.workshop.state()
    expire.apply(plan, key="1")
    expire.undo(plan, key="1/undo")
    assert site.workshop.state() == before
    assert not expire.verify(plan)


def test_one_that_may_be_missed_does_not_expire(tmp_path: Path) -> None:
    kept = MANIFEST.replace("disposable = true", "disposable = false")
    site = site_in_memory(tmp_path, manifest=kept).built()
    expire = site.capability("environment.expire")
    with pytest.raises(Permanent, match="not declared disposable"):
        expire.plan(expire.params(environment=ENVIRONMENT))


def test_cost_and_risk_stand_in_the_plan(tmp_path: Path) -> None:
    def open_machine(values: Mapping[str, object]) -> Resources:
        ingress: list[object] = [{"cidr_blocks": ["0.0.0.0/0"]}]
        return {**one_machine(values), "aws_security_group.web": {"ingress": ingress}}

    site = site_in_memory(tmp_path, open_machine)
    plan = site.capability("environment.create").plan(site.create(size="m5.large"))
    told = {row.attribute: row.after or "" for row in plan if row.attribute in (COST, RISK)}
    assert told[COST] == "70.08"
    assert told[RISK].startswith("high; high: aws_security_group.web is open to the whole")


def test_a_template_changed_between_decision_and_write_is_not_built(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path)
    create = site.capability("environment.create")
    plan = create.plan(site.create())
    changed = write_template(tmp_path / "web-server", configuration="# something else")
    site.workshop.offered["web-server"] = changed, one_machine
    with pytest.raises(Permanent, match="has changed since"):
        create.apply(plan, key="1")
    assert site.workshop.standing == {}


def test_what_was_not_decided_is_not_built(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path)
    create = site.capability("environment.create")
    plan = create.plan(site.create())
    template, _ = site.workshop.offered["web-server"]

    def more(values: Mapping[str, object]) -> Resources:
        return {**one_machine(values), "aws_eip.more": {"domain": "vpc"}}

    site.workshop.offered["web-server"] = template, more
    with pytest.raises(Permanent, match=r"changed since it was decided: .*aws_eip\.more"):
        create.apply(plan, key="1")
    assert site.workshop.standing == {}


def test_what_broke_half_way_is_taken_down_by_undo(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path)
    create = site.capability("environment.create")
    plan = create.plan(site.create())
    site.workshop.breaks_after = 1
    with pytest.raises(Permanent, match="quota"):
        create.apply(plan, key="1")
    assert site.workshop.standing[ENVIRONMENT]
    create.undo(plan, key="1/undo")
    assert site.workshop.standing == {}
    assert not create.verify(plan)


def test_what_broke_half_way_can_be_completed(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path)
    create = site.capability("environment.create")
    plan = create.plan(site.create())
    site.workshop.breaks_after = 1
    with pytest.raises(Permanent, match="quota"):
        create.apply(plan, key="1")
    fresh = create.plan(site.create())
    assert plan.covers(fresh)
    create.apply(fresh, key="1")
    assert create.verify(plan)


def test_undo_takes_nothing_down_that_it_did_not_build(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path)
    create = site.capability("environment.create")
    plan = create.plan(site.create())
    create.apply(plan, key="1")
    site.workshop.standing[ENVIRONMENT]["aws_db_instance.kept"] = {"name": "since"}
    with pytest.raises(Permanent, match=r"others would go too: aws_db_instance\.kept"):
        create.undo(plan, key="1/undo")
    assert "aws_db_instance.kept" in site.workshop.standing[ENVIRONMENT]


def test_drift_is_set_back_and_nothing_else(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path).built()
    site.workshop.standing[ENVIRONMENT]["aws_instance.web"]["tags"] = {"purpose": "mining"}
    correct = site.capability("environment.correct")
    params = correct.params(environment=ENVIRONMENT)
    plan = correct.plan(params)
    target = f"labs:{ENVIRONMENT}/aws_instance.web"
    ((told),) = [(row.target, row.attribute, row.before, row.after) for row in plan]
    assert told == (target, "tags", '{"purpose":"mining"}', '{"purpose":"trial"}')
    assert not correct.verify(plan)
    correct.apply(plan, key="1")
    assert correct.verify(plan)
    assert not correct.plan(params).changes


def test_drift_is_told_in_lines(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path).built()
    source = site.connector.environments()
    assert source is not None
    assert source.drifted(ENVIRONMENT) == ()
    site.workshop.standing[ENVIRONMENT]["aws_instance.web"]["instance_type"] = "m5.4xlarge"
    assert source.drifted(ENVIRONMENT) == ("aws_instance.web: instance_type",)
    assert source.drifted("env-ffffffffffff") == ()


def test_one_that_stands_is_not_built_over(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path).built()
    with pytest.raises(Permanent, match="stands already"):
        site.capability("environment.create").plan(site.create(size="m5.large"))


def test_a_provider_that_is_away_is_transient_and_the_next_call_works(tmp_path: Path) -> None:
    site = site_in_memory(tmp_path)
    create = site.capability("environment.create")
    site.workshop.fails = Transient("no such host", 20.0)
    with pytest.raises(Transient, match="no such host"):
        create.plan(site.create())
    assert create.plan(site.create()).changes


def test_the_offer_says_what_is_asked(tmp_path: Path) -> None:
    source = site_in_memory(tmp_path).connector.environments()
    assert source is not None
    (offer,) = source.offers()
    assert (offer.title, offer.longest_days, offer.disposable) == (
        "Web server for a test",
        14.0,
        True,
    )
    assert [(each.name, each.kind, each.default) for each in offer.asks] == [
        ("size", "choice", "t3.micro"),
        ("purpose", "text", ""),
    ]
    with pytest.raises(Permanent, match="purpose is missing"):
        source.check("web-server", {})
