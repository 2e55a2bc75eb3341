"""Where documents come from: list the sources, add one, read it again, remove it.

Folders and paths of this machine are named on its command line only: nothing from outside may
make Steersman read a file of its machine.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.readers import kept, readers
from steersman.knowledge.sources.git import protocol_of
from steersman.records.knowledge.sources import KnowledgeSource, Place
from steersman.web.api.bodies import Body, Short
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.errors import invalid

router = APIRouter(prefix="/knowledge/sources", tags=["knowledge"])
TYPE = "knowledge_source"
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,60}$", examples=["runbooks"])]


class Source(Body):
    """``address``: of a git repository (https or ssh), or the name of a declared system.

    ``readers``: who may find its documents at most; nobody but administrators without it.
    ``stale_after``: days after which a document must be looked at again; 0: never.
    """

    name: Name
    kind: Literal["git", "system", "work"]
    address: Annotated[str, Field(max_length=1000)] = ""
    readers: Annotated[list[Short], Field(max_length=100)] = Field(default_factory=list)
    owner: Annotated[str, Field(max_length=200)] = ""
    stale_after: Annotated[int, Field(ge=0, le=36500)] = 365


@router.get("")
def sources(core: CoreDep, caller: Annotated[Caller, needs("read", "view", TYPE)]) -> Json:
    """Every source with its readers, when it was last read, and what could not be read."""
    return {"sources": [shown(each) for each in core.library.sources.all()]}


@router.post("", status_code=201)
def add(core: CoreDep, caller: Annotated[Caller, needs("act", "add", TYPE)], body: Source) -> Json:
    """Add a source or change it, and read it; its documents are found from then on."""
    before = {each.name: each for each in core.library.sources.all()}.get(body.name)
    if before is not None and before.kind is not Place(body.kind):
        raise invalid(f"{body.name} is a source of another kind already", "choose another name")
    try:
        spelled = kept(readers(body.readers))
        if body.kind == "git" and protocol_of(body.address.partition("#")[0]) == "file":
            raise Permanent("a path of this machine is named on its command line only")
    except Permanent as error:
        raise invalid(str(error)) from error
    if body.owner and core.people.find(body.owner) is None:
        raise invalid(f"there is no person {body.owner}", "name the owner by their id")
    made = KnowledgeSource(
        name=body.name,
        kind=Place(body.kind),
        address=body.address,
        readers=spelled,
        owner=body.owner,
        stale_after=body.stale_after,
    )
    core.library.keep(made)
    return read(core, caller, body.name)


@router.post("/{source}/read")
def read(
    core: CoreDep, caller: Annotated[Caller, needs("act", "change", TYPE)], source: str
) -> Json:
    """Read one source again now: what is new, changed or gone."""
    return {"source": shown(core.library.read(source))}


@router.delete("/{source}")
def remove(
    core: CoreDep, caller: Annotated[Caller, needs("act", "delete", TYPE)], source: str
) -> Json:
    """Forget a source and all its documents; what is at the source stays there."""
    core.library.remove(source)
    return {"removed": source}


def shown(each: KnowledgeSource) -> Json:
    """What the API, the command line and the page tell of a source."""
    return {
        "name": each.name,
        "kind": each.kind.value,
        "place": each.place,
        "readers": each.readers.split("\n") if each.readers else [],
        "owner": each.owner,
        "stale_after": each.stale_after,
        "files": each.files,
        "read_at": each.read_at,
        "failed_at": each.failed_at,
        "failure": each.failure,
        "troubles": list(each.troubles),
    }
