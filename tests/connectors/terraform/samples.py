"""States as providers write them, with secrets where real ones have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from steersman.capabilities.inventory import Inventory, InventoryItem
from steersman.connectors.terraform.client import Held
from steersman.connectors.terraform.fake import FakeStates
from steersman.connectors.terraform.settings import TerraformSettings
from steersman.connectors.terraform.source import TerraformSource

DATA = Path(__file__).parent / "data"  # written by Terraform 1.11.4 itself
AWS = 'provider["registry.terraform.io/hashicorp/aws"]'


def resource(type: str, name: str, *instances: dict[str, Any], **more: Any) -> dict[str, Any]:
    held = {"mode": "managed", "type": type, "name": name, "instances": list(instances)}
    return {**held, "provider": AWS, **more}


def state(*resources: Any, lineage: str = "L1", serial: int = 7) -> dict[str, Any]:
    told = {"version": 4, "terraform_version": "1.9.0", "serial": serial, "lineage": lineage}
    secret = {"db_password": {"value": "hunter2", "sensitive": True}}
    return {**told, "outputs": secret, "resources": list(resources)}


def gateway(number: int) -> dict[str, Any]:
    return {
        "index_key": number,
        "attributes": {
            "id": f"i-0abc12345678900{number}",
            "private_ip": f"10.0.0.{number}",
            "private_dns": f"ip-10-0-0-{number}.eu-west-2.compute.internal",
            "instance_type": "t3.large",
            "availability_zone": "eu-west-2a",
            "user_data": "password=hunter2",
            "tags": {"Name": f"gw{number}", "Env": "prod", "api_token": "hunter2"},
        },
        "dependencies": ["aws_subnet.edge", "aws_vpc.main"],
    }


STATE = state(
    resource(
        "aws_vpc",
        "main",
        {"attributes": {"id": "vpc-0a1b2c3d", "cidr_block": "10.0.0.0/16", "arn": "arn:aws:ec2:x"}},
    ),
    resource(
        "aws_subnet",
        "edge",
        {
            "attributes": {"id": "subnet-1", "cidr_block": "10.0.0.0/24", "vpc_id": "vpc-0a1b2c3d"},
            "dependencies": ["aws_vpc.main"],
        },
    ),
    resource("aws_instance", "gw", gateway(1), gateway(2), module="module.edge"),
    resource(
        "aws_db_instance",
        "ledger",
        {
            "attributes": {
                "identifier": "ledger",
                "engine": "postgres",
                "engine_version": "15.4",
                "password": "hunter2",
                "endpoint": "hunter2",
                "port": 5432,
                "region": "hunter2",
            },
            "sensitive_attributes": [[{"type": "get_attr", "value": "region"}]],
            "dependencies": ["aws_subnet.edge", "aws_vpc.main", "module.edge.aws_instance.gw"],
        },
    ),
    resource("aws_iam_role_policy_attachment", "glue", {"attributes": {"id": "x"}}),
    {**resource("aws_ami", "debian", {"attributes": {"id": "ami-1"}}), "mode": "data"},
)


def collect(*states: Any, **more: object) -> Inventory:
    held = [Held(f"{number}.tfstate", each) for number, each in enumerate(states, 1)]
    settings = TerraformSettings.model_validate({"state": "x.tfstate", **more})
    return TerraformSource(FakeStates(held), settings).collect()


def item(inventory: Inventory, name: str) -> InventoryItem:
    (found,) = [each for each in inventory.items if each.name == name]
    return found


def edges(inventory: Inventory) -> set[tuple[str, str]]:
    names = {each.key: each.name for each in inventory.items}
    return {(names[each.source], names[each.target]) for each in inventory.relations}


def real(name: str) -> Any:
    return json.loads((DATA / name).read_text())
