"""The tables of the ServiceNow contract server, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Row = dict[str, str]
_CI = """sys_class_name name short_description serial_number asset_tag fqdn ip_address mac_address
environment install_status operational_status install_date purchase_date warranty_expiration"""
_PEOPLE = {"owned_by": "sys_user", "assigned_to": "sys_user", "managed_by": "sys_user"}
_OF_CI = {
    **_PEOPLE,
    "support_group": "sys_user_group",
    "managed_by_group": "sys_user_group",
    "manufacturer": "core_company",
    "vendor": "core_company",
    "model_id": "cmdb_model",
    "location": "cmn_location",
}


@dataclass(frozen=True, slots=True)
class Table:
    """``fields`` are plain, ``references`` lead to other tables; both besides the parent's."""

    parent: str = ""
    fields: tuple[str, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)


def _table(parent: str, fields: str, /, **references: str) -> Table:
    return Table(parent, tuple(fields.split()), references)


TABLES: Mapping[str, Table] = {
    "sys_db_object": _table("", "name", super_class="sys_db_object"),
    "sys_user": _table("", "user_name name email"),
    "sys_user_group": _table("", "name"),
    "sys_user_role": _table("", "name"),
    "sys_user_has_role": _table("", "", user="sys_user", role="sys_user_role"),
    "core_company": _table("", "name"),
    "cmdb_model": _table("", "name"),
    "cmn_location": _table("", "name"),
    "cmdb_ci": _table("", _CI, **_OF_CI),
    "cmdb_ci_hardware": _table("cmdb_ci", ""),
    "cmdb_ci_computer": _table("cmdb_ci_hardware", "os os_version cpu_count ram disk_space"),
    "cmdb_ci_server": _table("cmdb_ci_computer", "used_for"),
    "cmdb_ci_linux_server": _table("cmdb_ci_server", ""),
    "cmdb_ci_pc_hardware": _table("cmdb_ci_computer", ""),
    "cmdb_ci_netgear": _table("cmdb_ci_hardware", "firmware_version ports"),
    "cmdb_ci_ip_switch": _table("cmdb_ci_netgear", ""),
    "cmdb_ci_service": _table("cmdb_ci", "busines_criticality used_for"),
    "cmdb_ci_service_business": _table("cmdb_ci_service", ""),
    "u_cmdb_ci_robot": _table("cmdb_ci_hardware", ""),
    "u_cmdb_ci_appliance": _table("cmdb_ci_linux_server", ""),
    "cmdb_rel_type": _table("", "name"),
    "cmdb_rel_ci": _table("", "", parent="cmdb_ci", child="cmdb_ci", type="cmdb_rel_type"),
    "alm_asset": _table(
        "", "serial_number asset_tag warranty_expiration purchase_date", ci="cmdb_ci"
    ),
    "ast_contract": _table(
        "",
        "number short_description state starts ends renewal_date",
        vendor="core_company",
        contract_administrator="sys_user",
    ),
    "contract_rel_ci": _table("", "", contract="ast_contract", ci_item="cmdb_ci"),
    "kb_knowledge_base": _table("", "title"),
    "kb_knowledge": _table(
        "",
        "number short_description text wiki workflow_state valid_to sys_updated_on",
        kb_knowledge_base="kb_knowledge_base",
        author="sys_user",
    ),
    "incident": _table(
        "",
        "number short_description description state close_notes close_code sys_updated_on",
        cmdb_ci="cmdb_ci",
        caller_id="sys_user",
    ),
}
DISPLAYED = ("name", "title", "number")  # the field that a reference shows, the first there is
CHOICES: Mapping[str, Mapping[str, str]] = {
    "install_status": {"1": "Installed", "6": "In stock", "7": "Retired"},
    "operational_status": {"1": "Operational", "2": "Non-Operational"},
    "state": {"1": "New", "6": "Resolved", "7": "Closed"},
}


def sys_id(number: int) -> str:
    return f"{number:032x}"


def row(identifier: int, /, **fields: str) -> Row:
    return {"sys_id": sys_id(identifier), **fields}


def ci(number: int, table: str, name: str, **fields: str) -> Row:
    told = {"install_status": "1", "operational_status": "1", "support_group": sys_id(3)}
    return row(number, sys_class_name=table, name=name, **{**told, **fields})


def related(number: int, parent: int, type_of: int, child: int) -> Row:
    return row(number, parent=sys_id(parent), type=sys_id(type_of), child=sys_id(child))


def article(number: int, words: str, state: str = "published", **fields: str) -> Row:
    told = {"kb_knowledge_base": sys_id(70), "author": sys_id(1), "text": "<p>Restart it.</p>"}
    changed = "2026-01-31 23:30:00"  # in UTC; a user in Sydney is shown the next day
    told |= {"number": f"KB{number:07}", "workflow_state": state, "sys_updated_on": changed}
    return row(number, short_description=words, **{**told, **fields})


def incident(number: int, words: str, state: str, **fields: str) -> Row:
    told = {"number": f"INC{number:07}", "state": state, "caller_id": sys_id(2)}
    told |= {"sys_updated_on": "2026-02-01 08:00:00", "close_notes": "Cleared the queue."}
    return row(number, short_description=words, **{**told, **fields})


def tables() -> dict[str, list[Row]]:
    """A small company; a fresh one each time, to be changed by a test."""
    ann, bo, acme, london = (sys_id(n) for n in (1, 2, 4, 6))
    web = {"owned_by": ann, "manufacturer": acme, "model_id": sys_id(5), "location": london}
    web |= {"serial_number": "SN00001", "fqdn": "web-1.example.test", "ip_address": "192.0.2.10"}
    web |= {"os": "Linux Ubuntu", "os_version": "24.04", "ram": "16384", "disk_space": "200"}
    web |= {"install_date": "2026-01-31 08:00:00", "environment": "Production"}
    return {
        "sys_user": [
            row(1, user_name="ann", name="Ann Sato", email="ann.sato@example.test"),
            row(2, user_name="bo", name="Bo Berg", email="bo.berg@example.test"),
            row(9, user_name="steersman", name="Steersman", email=""),
        ],
        "sys_user_group": [row(3, name="Operations")],
        "sys_user_role": [row(7, name="cmdb_read"), row(8, name="admin")],
        "sys_user_has_role": [row(80, user=sys_id(9), role=sys_id(7))],
        "core_company": [row(4, name="Acme")],
        "cmdb_model": [row(5, name="Model 1")],
        "cmn_location": [row(6, name="London DC1")],
        "cmdb_ci": [
            ci(20, "cmdb_ci_linux_server", "web-1", **web),
            ci(21, "cmdb_ci_ip_switch", "sw-1", ports="48"),
            ci(22, "cmdb_ci_service_business", "Shop", busines_criticality="1 - most critical"),
            ci(23, "cmdb_ci_pc_hardware", "lap-1", assigned_to=bo, install_status="6"),
        ],
        "cmdb_rel_type": [
            row(30, name="Depends on::Used by"),
            row(31, name="Members::Member of"),
            row(32, name="IP Connection::IP Connection"),
        ],
        "cmdb_rel_ci": [related(40, 22, 30, 20), related(41, 20, 30, 21)],
        "alm_asset": [
            row(50, ci=sys_id(20), warranty_expiration="2027-05-01", asset_tag="T-1"),
            row(51, ci="", asset_tag="T-2"),
        ],
        "ast_contract": [
            row(
                60,
                number="CNT0001",
                short_description="Support",
                vendor=acme,
                state="active",
                starts="2026-01-01",
                ends="2026-12-31",
                contract_administrator=ann,
            )
        ],
        "contract_rel_ci": [row(61, contract=sys_id(60), ci_item=sys_id(20))],
        "kb_knowledge_base": [row(70, title="IT"), row(71, title="HR")],
        "kb_knowledge": [
            article(90, "Restart the shop"),
            article(91, "Old way", "retired"),
            article(92, "Not yet", "draft"),
            article(93, "Only last year", valid_to="2020-12-31"),
            article(94, "Salaries", kb_knowledge_base=sys_id(71)),
        ],
        "incident": [
            incident(100, "Shop is slow", "6", cmdb_ci=sys_id(22), description="Since 9."),
            incident(101, "Still open", "1"),
            incident(102, "Closed without a word", "7", close_notes=""),
        ],
        "sys_db_object": _own_list(),
    }


def _own_list() -> list[Row]:
    """The instance's own list of its tables, each with the one above it."""
    numbers = {name: number for number, name in enumerate(TABLES, 1000)}
    above = {name: numbers.get(each.parent) for name, each in TABLES.items()}
    return [
        row(number, name=name, super_class=sys_id(up) if (up := above[name]) else "")
        for name, number in numbers.items()
    ]
