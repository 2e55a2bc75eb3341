"""The columns of a list of people or things: what each is for, also under another name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from steersman.records.files.columns import LOOKED_AT, Column
from steersman.records.files.reading import Unreadable
from steersman.records.imports.listing import read_list
from steersman.records.imports.plans import Listed
from steersman.records.imports.shapes import Shape

# What HR systems and spreadsheets call our fields, as plain words.
SPELLINGS: Mapping[str, str] = {
    **dict.fromkeys(
        ("employee id", "employee no", "personnel number", "personnel id", "staff id", "worker id"),
        "employee_number",
    ),
    **dict.fromkeys(("first name", "firstname", "forename", "vorname"), "given_name"),
    **dict.fromkeys(("last name", "lastname", "surname", "nachname"), "family_name"),
    **dict.fromkeys(("email", "e mail", "email address", "mail address", "work email"), "mail"),
    **dict.fromkeys(("user", "username", "user name", "account name", "samaccountname"), "login"),
    **dict.fromkeys(("job title", "position title", "role"), "title"),
    **dict.fromkeys(("dept", "department name"), "department"),
    **dict.fromkeys(("office", "site", "work location"), "location"),
    **dict.fromkeys(
        ("manager id", "line manager", "reports to", "supervisor", "manager number"), "manager"
    ),
    **dict.fromkeys(("status", "employee status"), "employment_status"),
    **dict.fromkeys(("hire date", "entry date", "joined", "start"), "start_date"),
    **dict.fromkeys(("leaving date", "termination date", "exit date", "last day"), "end_date"),
    **dict.fromkeys(("asset tag", "inventory number"), "tag"),
    **dict.fromkeys(("serial number", "serial no"), "serial"),
    **dict.fromkeys(("owner", "user id"), "assigned_to"),
}


def columns_of(listed: Listed, shape: Shape, mapping: Mapping[str, str]) -> list[Column]:
    """In the order of the file; none where it cannot be read.

    What ``mapping`` does not name is for the field that is called so, or is meant by its words.
    """
    try:
        reading = read_list(listed)
    except Unreadable:
        return []  # the plan says what is wrong with it
    meant = fields_for(reading.columns, shape, mapping)
    found = {name: Column(name, meant[name]) for name in reading.columns}
    for row in reading.rows[:LOOKED_AT]:
        for name, cell in row.cells.items():
            found[name].see(cell.strip())
    return list(found.values())


def fields_for(
    columns: tuple[str, ...], shape: Shape, mapping: Mapping[str, str]
) -> dict[str, str]:
    """Column → field, each field at most once by guessing; empty: it is left out."""
    known = [column.field for column in shape.columns]
    found = {name: mapping[name] for name in columns if name in mapping}
    found |= {name: name for name in columns if name not in found and name in known}
    for name in columns:
        if name not in found:
            field = _meant(name, known)
            found[name] = field if field not in found.values() else ""
    return found


def _meant(column: str, known: list[str]) -> str:
    words = " ".join(re.findall(r"[^\W_]+", column.casefold()))
    plain = words.replace(" ", "_")
    field = plain if plain in known else SPELLINGS.get(words, "")
    return field if field in known else ""
