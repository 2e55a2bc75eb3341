"""``steersman people``: who is on record."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online

app = typer.Typer(cls=ListFirst, help="Who is on record.")
Query = Annotated[str, typer.Argument(help="A name, mail address, login or employee number.")]
Person = Annotated[str, typer.Argument(help="A person's id (per_…).", show_default=False)]


@online(app, "list")
def list_people(session: Session, query: Query = "") -> None:
    """People whose name, mail address, login or employee number fits."""
    body = session.api.get("/people", {"q": query})
    rows = [
        [
            each.get("id"),
            name_of(each),
            each.get("employee_number"),
            each.get("mail"),
            each.get("department"),
            each.get("employment_status"),
        ]
        for each in items(body, "people")
    ]
    columns = ["id", "name", "number", "mail", "department", "status"]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "show")
def show(session: Session, person: Person) -> None:
    """One person, as far as you may see."""
    body = session.api.get(f"/people/{part(person)}")
    facts = body.get("person", body)
    plain = {k.replace("_", " "): v for k, v in facts.items() if not isinstance(v, dict | list)}
    session.show(body, lambda: session.screen.facts(plain))


def name_of(person: dict[str, Any]) -> str:
    """Given and family name, as far as the asker may see them."""
    names = (person.get("given_name"), person.get("family_name"))
    return " ".join(str(name) for name in names if name)
