"""Exports as the tools of the field write them, with made-up data: read as far as is sound."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook

from steersman.domain.sources import Fields
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.files.streams import File
from steersman.records.people import People
from tests.fixtures.cmdb import BY, Cmdb, source
from tests.fixtures.record import NOON

SERVICENOW = """sys_id,name,sys_class_name,serial_number,install_status,operational_status,\
owned_by,ip_address,warranty_expiration,u_strange
a1,web-1,Linux Server,S1,Installed,Operational,Nobody Known,10.0.0.1,2027-01-31 00:00:00,x
a2,rob-1,u_cmdb_ci_robot,S2,Installed,Operational,,10.0.0.999,,
a3,sw-1,IP Switch,S3,Retired,Non-Operational,ann.lee@example.org,,,
"""
LANSWEEPER = """AssetName;AssetType;IPAddress;Manufacturer;Model;Serialnumber;Mac;\
PurchaseDate;Memory
PC-7;Windows;10.0.0.7;Contoso;X1;SN7;00:11:22:33:44:55;31.12.2024;16384
LAP-8;Notebook;;Müller;Y2;SN8;;03/04/2025;
"""
GLPI = """"Name";"Status";"Manufacturer";"Serial number";"Type";"Inventory number";"Location";
"nb-1";"In use";"Contoso";"G1";"Laptop";"INV-1";"Paris > Floor 2";
"nb-2";"In stock";"Contoso";"G2";"Desktop";"INV-2";"";
"""
SNIPE_IT = """ID,Company,Asset Name,Asset Tag,Model,Category,Serial,Purchased,Purchase Cost,Status,\
Warranty Expires,Location
1,Meridian,lap-1,A-1,X1,Laptops,N1,2025-02-01,"$1,299.00",Deployed,2028-02-01,London
2,Meridian,lap-2,A-2,X1,Laptops,N2,2025-02-01,"$1,299.00",Ready to Deploy,2028-02-01,London
3,Meridian,lap-3,A-3,X1,Laptops,N3,,,Blue,,London
"""
NETBOX = """name,role,manufacturer,device_type,serial,asset_tag,status,site,rack,description,id
sw-1,access-switch,Contoso,S48,F1,A1,active,LON1,R1,"core, floor 2",11
"""
INTUNE = """Device ID,Device name,Serial number,Manufacturer,Model,OS,OS version,Wi-Fi MAC,\
Primary user UPN,Total storage
g-1,LAP-1,I1,Contoso,X1,Windows,10.0.22631.1,001122334455,ann.lee@example.org,475136
"""
AWS_CONFIG = {
    "fileVersion": "1.0",
    "configurationItems": [
        {
            "resourceType": "AWS::EC2::Instance",
            "resourceId": "i-1",
            "resourceName": "web-1",
            "awsRegion": "eu-west-1",
            "configuration": {"instanceType": "t3.small", "tags": [{"key": "a", "value": "b"}]},
            "relationships": [],
        },
        {"resourceType": "AWS::S3::Bucket", "resourceId": "b-1", "resourceName": "logs"},
    ],
}


def bring(cmdb: Cmdb, file: File, ci_class: str = "", **mapping: str) -> CmdbPlan:
    """As the page does where nobody changed anything."""
    request = CmdbRequest(
        file=file,
        source=source("export", NOON),
        mapping=mapping,
        default_class=ci_class,
        keep_unknown=True,
        keep_rows=True,
    )
    plan = cmdb.importer.plan_items(request)
    assert not any(each.is_of_file for each in plan.problems), plan.problems
    return cmdb.importer.apply(plan, by=BY, partial=True)


def csv(text: str, encoding: str = "utf-8") -> File:
    return File("csv", text.encode(encoding), encoding="utf-8" if "utf" in encoding else encoding)


def some(item: Fields, *names: str) -> tuple[Any, ...]:
    return tuple(item.get(name, "") for name in names)


def test_a_table_of_servicenow_is_taken_but_for_what_makes_no_sense(
    cmdb: Cmdb, people: People
) -> None:
    facts = {"given_name": "Ann", "family_name": "Lee", "mail": "ann.lee@example.org"}
    ann = people.add(facts, source=source("hr"), by=BY)
    plan = bring(cmdb, csv(SERVICENOW))
    assert (plan.created, plan.refused) == (3, 0)
    assert some(cmdb.one("web-1"), "ci_class", "owner") == ("server", "")
    assert cmdb.one("web-1")["warranty_ends_on"] == "2027-01-31"
    assert some(cmdb.one("rob-1"), "ci_class", "stated_kind", "ip_address") == (
        "unclassified",
        "u_cmdb_ci_robot",
        "",
    )
    switch = cmdb.one("sw-1")
    assert some(switch, "ci_class", "life_cycle_status", "owner") == ("switch", "retired", ann.id)
    told = "\n".join(map(str, plan.problems))
    for word in ("Nobody Known", "10.0.0.999", "u_strange", "operational_status"):
        assert word in told


def test_an_export_of_lansweeper_keeps_each_row_whose_cell_is_in_doubt(cmdb: Cmdb) -> None:
    plan = bring(cmdb, csv(LANSWEEPER, "cp1252"))
    assert (plan.created, plan.refused) == (2, 0)
    pc = cmdb.one("PC-7")
    assert some(pc, "stated_kind", "purchased_on") == ("Windows", "2024-12-31")
    laptop = cmdb.one("LAP-8")
    assert some(laptop, "ci_class", "manufacturer", "purchased_on") == ("laptop", "Müller", "")
    assert "it may be 2025-04-03 or 2025-03-04" in "\n".join(map(str, plan.problems))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_export_of_glpi_ends_each_line_with_a_separator(cmdb: Cmdb, encoding: str) -> None:
    plan = bring(cmdb, csv(GLPI, encoding))
    assert (plan.created, plan.problems) == (2, ())
    assert some(cmdb.one("nb-1"), "ci_class", "asset_tag", "location") == (
        "laptop",
        "INV-1",
        "Paris > Floor 2",
    )
    assert some(cmdb.one("nb-2"), "ci_class", "life_cycle_status") == ("workstation", "available")


def test_an_export_of_snipe_it_knows_categories_and_money(cmdb: Cmdb) -> None:
    plan = bring(cmdb, csv(SNIPE_IT))
    assert (plan.created, plan.refused) == (3, 0)
    assert {item["ci_class"] for item in cmdb.items()} == {"laptop"}
    assert some(cmdb.one("lap-2"), "purchased_on", "life_cycle_status") == (
        "2025-02-01",
        "available",
    )
    assert "Blue" in "\n".join(map(str, plan.problems))


def test_an_export_of_netbox_needs_the_class_of_its_rows(cmdb: Cmdb) -> None:
    plan = bring(cmdb, csv(NETBOX), "switch")
    assert (plan.created, plan.refused) == (1, 0)
    switch = cmdb.one("sw-1")
    assert some(switch, "serial", "location", "description", "rack") == (
        "F1",
        "LON1",
        "core, floor 2",
        "",
    )
    assert "no such item" in "\n".join(map(str, plan.problems)), "its rack is not on record"


def test_an_export_of_intune_is_of_the_class_that_is_said(cmdb: Cmdb) -> None:
    plan = bring(cmdb, csv(INTUNE, "utf-8-sig"), "laptop")
    assert plan.created == 1
    assert some(cmdb.one("LAP-1"), "os", "os_version", "mac_address") == (
        "Windows",
        "10.0.22631.1",
        "001122334455",
    )


def test_a_workbook_of_rvtools_is_read_below_its_title(cmdb: Cmdb) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["vSphere report", None, None, None, None])
    sheet.append([])
    sheet.append(["VM", "Powerstate", "DNS Name", "CPUs", "Creation date", "VM UUID"])
    sheet.append(["web-1", "poweredOn", "web-1.example.org", 4, datetime(2024, 5, 1, 9), "u-1"])
    kept = io.BytesIO()
    book.save(kept)
    plan = bring(cmdb, File("xlsx", kept.getvalue()), "virtual_machine")
    assert plan.created == 1
    assert some(cmdb.one("web-1"), "fqdn", "cpu_count") == ("web-1.example.org", 4)


def test_a_snapshot_of_aws_config_is_a_list_within_an_object(cmdb: Cmdb) -> None:
    plan = bring(cmdb, File("json", json.dumps(AWS_CONFIG).encode()))
    assert (plan.created, plan.refused) == (2, 0)
    assert cmdb.one("web-1")["ci_class"] == "virtual_machine"
    assert cmdb.one("logs")["stated_kind"] == "AWS::S3::Bucket"


def test_an_answer_of_a_web_api_names_what_it_refers_to(cmdb: Cmdb) -> None:
    row = {"sys_id": {"value": "a1"}, "name": "web-1", "class": "server"}
    row |= {"location": {"display_value": "London", "link": "https://x"}, "serial": ["S1"]}
    plan = bring(cmdb, File("json", json.dumps({"result": [row]}).encode()))
    assert plan.created == 1
    assert some(cmdb.one("web-1"), "location", "serial") == ("London", "S1")


def test_groups_above_the_names_and_columns_without_one_cost_nothing(cmdb: Cmdb) -> None:
    text = "Hardware,,,Contract,,\nname,class,serial,,serial,location\nweb-1,server,S1,z,S9,Rome\n"
    plan = bring(cmdb, csv(text))
    assert plan.created == 1
    assert some(cmdb.one("web-1"), "serial", "location") == ("S1", "Rome")
    told = "\n".join(map(str, plan.problems))
    assert "two columns are for serial (2); this one is left out" in told
    assert "column 4" in told


def test_excel_may_say_its_separator(cmdb: Cmdb) -> None:
    assert bring(cmdb, csv("sep=;\nname;class\nweb-1;server\n")).created == 1


def test_a_line_of_a_fault_is_counted_from_the_top_of_the_file(cmdb: Cmdb) -> None:
    plan = bring(cmdb, csv("List of 2026,,\n,,\nkey,class,name\n1,server,\n"))
    assert [each.line for each in plan.problems] == [4]


def test_what_identifies_an_item_is_never_left_out(cmdb: Cmdb) -> None:
    text = "key,class,name,cidr\n1,subnet,lan,10.0.0.1/8\n2,subnet,wan,10.0.0.0/8\n"
    plan = bring(cmdb, csv(text))
    assert (plan.created, plan.refused) == (1, 1)


def test_without_being_asked_to_a_row_is_refused_whole(cmdb: Cmdb) -> None:
    request = CmdbRequest(file=csv(SERVICENOW), source=source(), keep_unknown=True)
    assert cmdb.importer.plan_items(request).refused == 3


def test_a_long_cell_in_the_first_rows_hides_no_names(cmdb: Cmdb) -> None:
    text = f"key,class,name,description\n1,server,web-1,{'x' * 5}\n2,server,web-2,{'y' * 200_000}\n"
    plan = bring(cmdb, csv(text))
    assert (plan.created, [each.line for each in plan.problems]) == (2, [3])
