"""A small record in which everybody may see something and nobody but some may see all."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.permissions import Rule
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.cmdb.relations import Relations
from steersman.records.knowledge import KnowledgeIndex, ToIndex, ToIndexPassage
from tests.web.office import Office

BY = "system:test"
MERGER = "The takeover of Initech, called Zorbatron, closes in May."


@dataclass(frozen=True)
class Secrets:
    """What is hidden from an employee who owns ``own``."""

    own: str
    vault: str
    paper: str


def furnish(office: Office) -> Secrets:
    """An item of the employee's own, one that it stands on and they may not see, and a paper."""
    core = office.steersman
    items = ConfigurationItems(core.store, core.clock)
    own = {"ci_class": "server", "name": "kitchen-display", "owner": office.id("employee")}
    vault = {"ci_class": "server", "name": "quexolvault-7", "location": "Zanthorpe"}
    one, other = (items.add(values, by=BY).id for values in (own, vault))
    Relations(core.store, core.clock).add(one, "depends_on", other, by=BY)
    index = KnowledgeIndex(core.store, core.clock)
    index.put([_paper("doc_open", "everyone", "Lunch is at noon."), _paper("doc_m", "", MERGER)])
    return Secrets(one, other, "doc_m")


def _paper(id: str, readers: str, text: str) -> ToIndex:
    terms = tuple(text.casefold().replace(".", "").replace(",", "").split())
    return ToIndex(
        id=id,
        source="papers",
        name=f"{id}.md",
        title=id,
        content="0",
        made_with="test",
        readers=readers,
        passages=(ToIndexPassage(path=(id,), text=text, terms=terms),),
    )


def show_items_to(office: Office, role: str) -> None:
    """A rule that lets a role see some items: those in Rome."""
    rule = Rule(
        name=f"{role}-rome",
        roles=(role,),
        object_types=("configuration_item",),
        actions=("view",),
        constraints={"location": "Rome"},
    )
    office.steersman.permissions.keep(rule, by=BY)
