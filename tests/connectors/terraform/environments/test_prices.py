"""What an environment costs a month."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.connectors.terraform.environments.planned import Resource
from steersman.connectors.terraform.environments.prices import cost_after, load_prices
from steersman.domain.errors import Permanent


def _resource(kind: str, **after: object) -> Resource:
    return Resource(f"{kind}.x", kind, frozenset({"create"}), after={"name": "x", **after})


def test_known_prices_are_added_up() -> None:
    table = load_prices(None)
    cost = cost_after(
        [
            _resource("aws_instance", instance_type="t3.micro"),
            _resource("aws_ebs_volume", size=100),
            _resource("aws_vpc"),
            _resource("aws_nat_gateway"),
        ],
        table,
    )
    assert cost.as_text() == f"{7.59 + 8.0 + 32.85:.2f}"
    assert cost.by_use == ("aws_nat_gateway.x",)


@pytest.mark.parametrize(
    "resource",
    [
        _resource("aws_instance", instance_type="p5.48xlarge"),
        _resource("aws_instance"),
        _resource("aws_ebs_volume", size=True),
        _resource("oci_core_instance"),
    ],
)
def test_what_has_no_price_is_never_taken_for_nothing(resource: Resource) -> None:
    cost = cost_after([resource, _resource("aws_eip")], load_prices(None))
    assert cost.as_text() == f"unknown: 3.65 and {resource.address}"


def test_what_is_removed_costs_nothing() -> None:
    gone = Resource("aws_eip.x", "aws_eip", frozenset({"delete"}), before={"id": "e"})
    assert cost_after([gone], load_prices(None)).as_text() == "0.00"


def test_a_company_s_own_table_counts(tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    own.write_text('source = "our contract"\n[price.aws_eip]\neach = 1.5\n')
    assert cost_after([_resource("aws_eip")], load_prices(own)).as_text() == "1.50"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "source"),
        ("source = 'x'\n[price.aws_eip]\neach = -1", "each"),
        ("source = 'x'\nprise = 1", "prise"),
        ("source", "prices.toml"),
    ],
)
def test_a_faulty_table_is_refused_with_the_place(tmp_path: Path, text: str, told: str) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(text)
    with pytest.raises(Permanent, match=told):
        load_prices(own)
