"""What in a plan a reviewer would stop at."""

from __future__ import annotations

import pytest

from steersman.connectors.terraform.environments.planned import Resource
from steersman.connectors.terraform.environments.risks import risk_of


def _made(kind: str, **after: object) -> Resource:
    return Resource(f"{kind}.x", kind, frozenset({"create"}), after=after)


@pytest.mark.parametrize(
    "resource",
    [
        _made("aws_security_group", ingress=[{"cidr_blocks": ["0.0.0.0/0"], "from_port": 22}]),
        _made("aws_security_group_rule", type="ingress", ipv6_cidr_blocks=["::/0"]),
        _made("google_compute_firewall", direction="INGRESS", source_ranges=["0.0.0.0/0"]),
        _made("azurerm_network_security_rule", direction="Inbound", source_address_prefix="*"),
        _made("aws_db_instance", publicly_accessible=True),
        _made("aws_s3_bucket_acl", acl="public-read-write"),
        _made("aws_s3_bucket_public_access_block", block_public_acls=False),
        _made("aws_iam_policy", policy='{"Statement": [{"Action": "*", "Resource": "*"}]}'),
        Resource("aws_db_instance.x", "aws_db_instance", frozenset({"delete"})),
        Resource("aws_db_instance.x", "aws_db_instance", frozenset({"delete", "create"})),
    ],
)
def test_what_opens_or_loses_something_is_a_high_risk(resource: Resource) -> None:
    level, reasons = risk_of([resource])
    assert level == "high"
    assert all(resource.address in each for each in reasons)


@pytest.mark.parametrize(
    "resource",
    [
        _made("aws_security_group", egress=[{"cidr_blocks": ["0.0.0.0/0"]}]),
        _made("aws_security_group_rule", type="egress", cidr_blocks=["0.0.0.0/0"]),
        _made("aws_route", destination_cidr_block="0.0.0.0/0"),
        _made("aws_route_table", route=[{"cidr_block": "0.0.0.0/0"}]),
        _made("aws_security_group", ingress=[{"cidr_blocks": ["10.0.0.0/8"]}]),
        _made("aws_vpc_security_group_egress_rule", cidr_ipv4="0.0.0.0/0"),
        _made("aws_iam_policy", policy='{"Statement": [{"Action": "s3:*"}]}'),
        _made("aws_db_instance", publicly_accessible=False, storage_encrypted=True),
    ],
)
def test_its_harmless_twin_is_a_low_one(resource: Resource) -> None:
    assert risk_of([resource]) == ("low", [])


def test_what_is_not_encrypted_is_a_medium_one() -> None:
    level, reasons = risk_of([_made("aws_ebs_volume", encrypted=False)])
    assert level == "medium"
    assert reasons == ["medium: aws_ebs_volume.x is not encrypted (encrypted)"]
