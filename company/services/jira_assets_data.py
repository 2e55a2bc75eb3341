"""What the contract server for Jira Assets holds at first: types, objects, resolved requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Body = dict[str, Any]
TEXT, REFERENCE, USER, STATUS = 0, 1, 2, 7  # the kinds of an attribute
HOSTILE = "=cmd|'/C calc'!A0 <script>alert(1)</script>"


def attribute(number: int, name: str, kind: int = TEXT, reference: str = "") -> Body:
    row: Body = {"id": str(number), "name": name, "label": name == "Name", "type": kind}
    if kind == REFERENCE:
        row["referenceType"] = {"id": "1", "name": reference or "Reference"}
        row["referenceObjectTypeId"] = "10"
    return row


def object_type(
    number: int, name: str, *attributes: Body, parent: int = 0, schema: int = 1
) -> Body:
    row: Body = {"id": str(number), "name": name, "objectSchemaId": str(schema)}
    if parent:
        row["parentObjectTypeId"] = str(parent)
    return {**row, "abstractObjectType": False, "attributes": list(attributes)}


def types() -> list[Body]:
    hardware = [
        attribute(1, "Name"),
        attribute(2, "Serial Number"),
        attribute(3, "Owner", REFERENCE),
    ]
    hardware += [attribute(4, "Status", STATUS), attribute(5, "Location", REFERENCE)]
    server = [attribute(6, "IP address"), attribute(7, "Rack", REFERENCE, "Installed")]
    application = [attribute(8, "Name"), attribute(9, "Depends on", REFERENCE)]
    application += [attribute(11, "Owner", USER), attribute(12, "Feeds", REFERENCE)]
    application += [attribute(13, "Host", REFERENCE, "Runs on"), attribute(14, "Criticality")]
    return [
        object_type(20, "Hardware", *hardware),
        object_type(21, "Servers", *server, parent=20),
        object_type(22, "Linux boxes", parent=21),
        object_type(23, "Applications", *application),
        object_type(24, "Racks", attribute(15, "Name"), attribute(16, "Location", REFERENCE)),
        object_type(25, "Employees", attribute(17, "Name"), attribute(18, "Email")),
        object_type(26, "Gizmos", attribute(19, "Name")),
        object_type(40, "Sites", attribute(30, "Name"), schema=2),
    ]


def thing(number: int, label: str, kind: int, values: Mapping[int, object]) -> Body:
    """An object; ``values`` are texts, or the value's own body, by the attribute's number."""
    return {
        "id": str(number),
        "globalId": f"workspace:{number}",
        "label": label,
        "objectKey": f"ITAM-{number}",
        "objectType": {"id": str(kind)},
        "attributes": [
            {
                "id": f"{number}{place}",
                "objectTypeAttributeId": str(place),
                "objectAttributeValues": [
                    {"value": told, "displayValue": told} if isinstance(told, str) else told
                    for told in (given if isinstance(given, list) else [given])
                ],
            }
            for place, given in values.items()
        ],
    }


def refers(number: int, label: str = "", schema: int = 1) -> Body:
    kind = {"id": "0", "objectSchemaId": str(schema)}
    key = f"ITAM-{number}"
    told = {"id": str(number), "label": label, "objectKey": key, "objectType": kind}
    return {"referencedType": True, "displayValue": label, "referencedObject": told}


def status(name: str) -> Body:
    return {"displayValue": name, "status": {"id": "1", "name": name, "category": 1}}


def account(mail: str, *, deleted: bool = False) -> Body:
    told = {"emailAddress": mail, "displayName": mail, "name": mail, "isDeleted": deleted}
    return {"value": "557058:1", "displayValue": mail, "user": told}


def people() -> list[Body]:
    return [thing(100, "Aiko Sato", 25, {17: "Aiko Sato", 18: "asato@meridian.test"})]


def objects() -> list[Body]:
    london = refers(300, "London DC1", schema=2)
    server: dict[int, object] = {2: "SN-1", 3: refers(100, "Aiko Sato"), 4: status("In Service")}
    server |= {5: london, 6: "192.0.2.10", 7: refers(201, "R01")}
    app: dict[int, object] = {9: [refers(202, "db")], 11: account("jdoe@meridian.test")}
    app |= {12: refers(203, "gizmo"), 13: refers(200, "lon-web-1"), 14: "high"}
    return [
        *people(),
        thing(200, "lon-web-1", 22, server),
        thing(201, "R01", 24, {16: london}),
        thing(202, HOSTILE, 23, {11: account("gone@meridian.test", deleted=True)}),
        thing(204, "order-gateway", 23, app),
        thing(300, "London DC1", 40, {30: "London DC1"}),
    ]


def document(*blocks: Body) -> Body:
    return {"type": "doc", "version": 1, "content": list(blocks)}


def paragraph(told: str) -> Body:
    return {"type": "paragraph", "content": [{"type": "text", "text": told}]}


def steps(*told: str) -> Body:
    entries = [{"type": "listItem", "content": [paragraph(each)]} for each in told]
    return {"type": "orderedList", "content": entries}


def comment(number: int, body: Body, author: str = "agent", **told: object) -> Body:
    created = f"2026-07-{number:02}T10:00:00.000+0000"
    own = {"id": str(number), "author": {"accountId": author}, "created": created}
    return {**own, "body": body, "jsdPublic": True, **told}


def issue(
    number: int, summary: str, *comments: Body, project: str = "HELP", **more: object
) -> Body:
    fields: Body = {
        "summary": summary,
        "description": document(paragraph("It drops every hour.")),
        "reporter": {"accountId": "customer"},
        "assignee": {"accountId": "agent", "emailAddress": "asato@meridian.test"},
        "project": {"key": project},
        "resolution": {"name": "Done"},
        "updated": "2026-07-13T10:00:00.000+0000",
        "comment": list(comments),
    }
    return {"id": str(10_000 + number), "key": f"{project}-{number}", "fields": {**fields, **more}}


def issues() -> list[Body]:
    answer = document(paragraph("Do:"), steps("Quit the client", "Start it again"))
    secret = document(paragraph("the password is hunter2"))
    thanks = document(paragraph("Thanks!"))
    return [
        issue(
            1,
            "VPN drops",
            comment(1, answer),
            comment(2, secret, jsdPublic=False),
            comment(3, secret, visibility={"type": "role", "value": "Service Desk Team"}),
            comment(4, thanks, "customer"),
        ),
        issue(2, "Nobody answered"),
        issue(3, "Still open", comment(5, answer), resolution=None),
        issue(4, HOSTILE, comment(6, document(paragraph(HOSTILE)))),
        issue(5, "Pay", comment(7, answer), project="PAY"),
    ]
