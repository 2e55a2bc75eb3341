"""``steersman ci attributes``, ``add-attribute``, ``rules``, ``add-rule`` and ``forget-rule``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from steersman.cli.reading import items, part
from steersman.cli.session import Session

Name = Annotated[str, typer.Argument(help="What the rule is called.", show_default=False)]
Choices = Annotated[list[str] | None, typer.Option("--choice", help="A word to choose from.")]


def attributes(session: Session) -> None:
    """The attributes that were added here, with the class that has each."""
    body = session.api.get("/ci/attributes")
    rows = [
        [e["class"], e["name"], e["title"], e["type"], e["mark"]] for e in items(body, "attributes")
    ]
    columns = ["class", "attribute", "title", "type", ""]
    session.show(body, lambda: session.screen.table(columns, rows))


def add_attribute(
    session: Session,
    ci_class: Annotated[str, typer.Argument(metavar="CLASS", help="Which items have it.")],
    name: Name,
    title: Annotated[str, typer.Option(help="How people read it.")],
    type: Annotated[str, typer.Option(help="text, number, date, boolean, choice …")] = "text",
    mark: Annotated[str, typer.Option(help="required, recommended or optional.")] = "optional",
    choice: Choices = None,
    refers_to: Annotated[str, typer.Option(help="Of a reference: a class, or person.")] = "",
) -> None:
    """Give a class, and those below it, an attribute."""
    asked: dict[str, Any] = {"ci_class": ci_class, "name": name, "title": title, "type": type}
    asked |= {"mark": mark, "choices": choice or [], "refers_to": refers_to}
    body = session.api.post("/ci/attributes", asked)
    told = f"{body['class']} has the attribute {body['attribute']['name']}."
    session.show(body, lambda: session.screen.say(told))


def rules(session: Session) -> None:
    """Which source is right about which attribute, in the order in which rules are asked."""
    body = session.api.get("/ci/reconciliation-rules")
    rows = [
        [
            each["name"] or "(shipped)",
            ", ".join(each["fields"]),
            " > ".join(each["sources"]),
            "nobody else" if each["exclusive"] else "",
        ]
        for each in items(body, "rules")
    ]
    columns = ["rule", "attributes", "sources, the best first", ""]
    session.show(body, lambda: session.screen.table(columns, rows))


def add_rule(
    session: Session,
    name: Name,
    field: Annotated[list[str], typer.Option("--attribute", help="Which attributes.")],
    source: Annotated[list[str], typer.Option(help="Who is right; the best first.")],
    exclusive: Annotated[bool, typer.Option("--exclusive", help="Nobody else may.")] = False,
    blank_counts: Annotated[bool, typer.Option("--blank-counts", help="Empty is said.")] = False,
) -> None:
    """Say which source is right; it holds from the next statement on."""
    asked: dict[str, Any] = {"name": name, "fields": field, "sources": source}
    asked |= {"exclusive": exclusive, "blank_counts": blank_counts}
    body = session.api.post("/ci/reconciliation-rules", asked)
    session.show(body, lambda: session.screen.say(f"The rule {body['name']} holds from now on."))


def forget_rule(session: Session, name: Name) -> None:
    """Take a rule out; what it settled stays until a source says more."""
    body = session.api.delete(f"/ci/reconciliation-rules/{part(name)}")
    session.show(body, lambda: session.screen.say(f"Removed {body['removed']}."))
