"""Which columns each type of object has in a file, and how a cell becomes a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from steersman.domain.accounts import account_id
from steersman.domain.assets import AssetState
from steersman.domain.people import EmploymentStatus
from steersman.domain.sources import Fields, Value
from steersman.records.accounts import Accounts
from steersman.records.assets import Assets
from steersman.records.business import BusinessObligations
from steersman.records.on_call import OnCallRota
from steersman.records.organisation import OrgUnits, Positions
from steersman.records.people import People
from steersman.records.repository import Repository

Parse = Callable[[str], Value]  # raises ValueError with the mend


def text(cell: str) -> Value:
    return cell


def mail(cell: str) -> Value:
    """In lower case: servers take addresses in any case, and we compare them."""
    name, at, host = cell.partition("@")
    if cell and (not name or not at or "." not in host or "@" in host or " " in cell):
        raise ValueError("write one address such as ann@example.org")
    return cell.lower()


def day(cell: str) -> Value:
    try:
        if cell and date.fromisoformat(cell).isoformat() != cell:
            raise ValueError(cell)
    except ValueError as error:
        raise ValueError("write a date as 2026-01-31") from error
    return cell


def moment(cell: str) -> Value:
    try:
        parsed = datetime.fromisoformat(cell)
    except ValueError as error:
        raise ValueError("write a time as 2026-01-31T08:00:00+00:00") from error
    if parsed.tzinfo is None:
        raise ValueError("say the time zone: 2026-01-31T08:00:00+00:00")
    return parsed.timestamp()


def flag(cell: str) -> Value:
    words: Mapping[str, bool] = {"true": True, "yes": True, "1": True}
    words = {**words, "false": False, "no": False, "0": False}
    if cell.lower() not in words:
        raise ValueError("write true or false")
    return words[cell.lower()]


def word(cell: str) -> Value:
    """A word of a fixed list, however it is capitalised: "On leave" is on_leave."""
    return cell.lower().replace(" ", "_").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Column:
    """``refers_to``: the cell holds the key of an object of this type.

    An empty cell of a column that ``may_be_silent`` says nothing; of any other, "empty".
    """

    field: str
    parse: Parse = text
    required: bool = False
    refers_to: str = ""
    may_be_silent: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How a type of object looks in a file.

    ``key`` are the columns that together name it at the source; ``is_over`` says that its absence
    is no news; ``hierarchy`` is the reference that must not run in a circle.
    """

    repository: type[Repository[Any]]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    label: tuple[str, ...]
    natural_key: bool = True  # whether the key is a field of the object, unique at all sources
    hierarchy: str = ""
    is_over: Callable[[Fields, float], bool] = lambda values, now: False
    id_of: Callable[[Fields], str] | None = None

    @property
    def object_type(self) -> str:
        return self.repository.kind.name

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.field for column in self.columns if column.required)


PEOPLE = Shape(
    repository=People,
    columns=(
        Column("employee_number", required=True),
        Column("given_name", required=True),
        Column("family_name", required=True),
        Column("mail", mail),
        Column("login"),
        Column("title"),
        Column("department"),
        Column("location"),
        Column("manager", refers_to="person"),
        Column("employment_status", word, may_be_silent=True),
        Column("start_date", day),
        Column("end_date", day),
        Column("kind", word, may_be_silent=True),
        Column("protected", flag, may_be_silent=True),
    ),
    key=("employee_number",),
    label=("given_name", "family_name"),
    natural_key=False,  # a number is unique at one HR source only
    hierarchy="manager",
    is_over=lambda values, now: values["employment_status"] == EmploymentStatus.TERMINATED,
)
ORG_UNITS = Shape(
    repository=OrgUnits,
    columns=(
        Column("code", required=True),
        Column("name"),
        Column("parent", refers_to="org_unit"),
        Column("head", refers_to="person"),
        Column("cost_centre"),
    ),
    key=("code",),
    label=("name",),
    hierarchy="parent",
)
POSITIONS = Shape(
    repository=Positions,
    columns=(
        Column("code", required=True),
        Column("title"),
        Column("org_unit", refers_to="org_unit"),
        Column("holder", refers_to="person"),
    ),
    key=("code",),
    label=("title",),
)
ASSETS = Shape(
    repository=Assets,
    columns=(
        Column("tag", required=True),
        Column("kind"),
        Column("model"),
        Column("serial"),
        Column("assigned_to", refers_to="person"),
        Column("state", word, may_be_silent=True),
        Column("location"),
        Column("purchased", day),
        Column("warranty_ends", day),
        Column("supplier"),
        Column("order_number"),
        Column("ordered", day),
        Column("contract"),
        Column("contract_ends", day),
        Column("retired", day),
    ),
    key=("tag",),
    label=("tag",),
    is_over=lambda values, now: values["state"] == AssetState.RETIRED,
)
ACCOUNTS = Shape(
    repository=Accounts,
    columns=(
        Column("system", required=True),
        Column("native_id", required=True),
        Column("person", refers_to="person", may_be_silent=True),
        Column("label"),
        Column("kind", word, may_be_silent=True),
        Column("active", flag, may_be_silent=True),
        Column("matched_by"),
    ),
    key=("system", "native_id"),
    label=("label",),
    is_over=lambda values, now: values["active"] is False,
    id_of=lambda values: account_id(str(values["system"]), str(values["native_id"])),
)
BUSINESS_OBLIGATIONS = Shape(
    repository=BusinessObligations,
    columns=(
        Column("person", required=True, refers_to="person"),
        Column("text", required=True),
        Column("until", moment, required=True),
    ),
    key=("person", "text"),
    label=("text",),
    natural_key=False,
    is_over=lambda values, now: float(values["until"] or 0) <= now,
)
ON_CALL = Shape(
    repository=OnCallRota,
    columns=(
        Column("service", required=True),
        Column("person", required=True, refers_to="person"),
        Column("starts", moment, required=True),
        Column("ends", moment, required=True),
    ),
    key=("service", "person", "starts"),
    label=("service", "starts"),
    natural_key=False,
    is_over=lambda values, now: float(values["ends"] or 0) <= now,
)
SHAPES = {
    shape.object_type: shape
    for shape in (
        PEOPLE,
        ORG_UNITS,
        POSITIONS,
        ASSETS,
        ACCOUNTS,
        BUSINESS_OBLIGATIONS,
        ON_CALL,
    )
}
