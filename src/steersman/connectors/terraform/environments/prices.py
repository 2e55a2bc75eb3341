"""What an environment costs a month, from a table that people keep."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from steersman.connectors.terraform.environments.planned import Resource
from steersman.domain.errors import Permanent

SHIPPED = "prices.toml"


class Price(BaseModel):
    """The price of one type of resource, in US dollars a month.

    ``each``: for one.  ``by`` and ``of``: an attribute, and the price of each of its values.
    ``per`` and ``unit``: an attribute that is a number, and the price of one of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    each: float = Field(default=0.0, ge=0)
    by: str = ""
    of: Mapping[str, float] = Field(default_factory=dict)
    per: str = ""
    unit: float = Field(default=0.0, ge=0)
    by_use: bool = False  # more is billed for what is used: nobody knows that before

    def of_one(self, attributes: Mapping[str, object]) -> float | None:
        """``None``: the table does not know this value."""
        total = self.each
        if self.by:
            kind = attributes.get(self.by)
            if not isinstance(kind, str) or kind not in self.of:
                return None
            total += self.of[kind]
        if self.per:
            amount = attributes.get(self.per)
            if isinstance(amount, bool) or not isinstance(amount, int | float):
                return None
            total += self.unit * amount
        return total


class PriceTable(BaseModel):
    """Prices by type; ``free`` are patterns of types that cost nothing themselves."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    free: tuple[str, ...] = ()
    price: Mapping[str, Price] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cost:
    """US dollars a month; what has no price is named, and is never taken for nothing."""

    known: float
    unpriced: tuple[str, ...] = ()  # addresses
    by_use: tuple[str, ...] = ()  # addresses that are billed for their use as well

    def as_text(self) -> str:
        """ "92.16", or "unknown" with what lacks a price."""
        if not self.unpriced:
            return f"{self.known:.2f}"
        named = ", ".join(self.unpriced[:5]) + (" …" if len(self.unpriced) > 5 else "")
        return f"unknown: {self.known:.2f} and {named}"


def load_prices(path: Path | None) -> PriceTable:
    """The company's own table, or the one that ships.  Raises ``Permanent`` naming the fault."""
    named = path or SHIPPED
    try:
        text = path.read_text("utf-8") if path else files(__package__).joinpath(SHIPPED).read_text()
        return PriceTable.model_validate(tomllib.loads(text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Permanent(f"{named}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Permanent(f"{named}: {where}: {first['msg']}") from error


def cost_after(resources: Iterable[Resource], table: PriceTable) -> Cost:
    """What all of these cost once the plan was carried out, those that stay included."""
    known, unpriced, by_use = 0.0, list[str](), list[str]()
    for each in resources:
        if not each.after or any(fnmatchcase(each.type, free) for free in table.free):
            continue
        price = table.price.get(each.type)
        amount = price.of_one(each.after) if price else None
        if price is None or amount is None:
            unpriced.append(each.address)
            continue
        known += amount
        if price.by_use:
            by_use.append(each.address)
    return Cost(known, tuple(sorted(unpriced)), tuple(sorted(by_use)))
