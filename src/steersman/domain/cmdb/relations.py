"""How configuration items relate to each other, and which end suffers when the other fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from steersman.domain.errors import Permanent


class Impact(StrEnum):
    """Which end of a relation is affected when the other one fails."""

    PARENT = "parent"  # the parent needs the child
    CHILD = "child"  # the child needs the parent
    BOTH = "both"
    NONE = "none"


class Origin(StrEnum):
    """Whether somebody said that the relation exists, or a machine found it."""

    DECLARED = "declared"
    DISCOVERED = "discovered"


@dataclass(frozen=True, slots=True)
class RelationType:
    """Read "parent ``forward`` child" and "child ``backward`` parent".

    ``hierarchy``: relations of the type form a tree and must not run in a circle.
    """

    name: str
    forward: str
    backward: str
    impact: Impact
    hierarchy: bool = False

    @property
    def wire(self) -> str:
        """The name of the type in ServiceNow's ``cmdb_rel_type``."""
        return f"{self.forward}::{self.backward}"


_P, _C, _NONE, _BOTH = Impact.PARENT, Impact.CHILD, Impact.NONE, Impact.BOTH
_ALL = (
    RelationType("depends_on", "Depends on", "Used by", _P),
    RelationType("runs_on", "Runs on", "Runs", _P),
    RelationType("hosted_on", "Hosted on", "Hosts", _P),
    RelationType("installed_on", "Installed on", "Has installed", _P),
    RelationType("virtualized_by", "Virtualized by", "Virtualizes", _P),
    RelationType("stored_on", "Stored on", "Stores", _P),
    RelationType("powered_by", "Powered by", "Powers", _P),
    RelationType("connected_to", "Connects to", "Connected by", _P),
    RelationType("secured_by", "Secured by", "Secures", _P),
    RelationType("receives_data_from", "Receives data from", "Sends data to", _P),
    RelationType("exchanges_data_with", "Exchanges data with", "Exchanges data with", _BOTH),
    RelationType("provides", "Provides", "Provided by", _C),
    RelationType("member_of", "Member of", "Members", _C),
    RelationType("contains", "Contains", "Contained by", _C, hierarchy=True),
    RelationType("located_in", "Located in", "Houses", _P, hierarchy=True),
    RelationType("backed_up_by", "Backed up by", "Backs up", _NONE),
    RelationType("fails_over_to", "Fails over to", "Takes over from", _NONE),
    RelationType("covered_by", "Covered by", "Covers", _NONE),
    RelationType("licensed_by", "Licensed by", "Licenses", _NONE),
    RelationType("documented_by", "Documented by", "Documents", _NONE),
    RelationType("managed_by", "Managed by", "Manages", _NONE),
    RelationType("monitored_by", "Monitored by", "Monitors", _NONE),
    RelationType("patched_by", "Patched by", "Patches", _NONE),
    RelationType("applies_to", "Applies to", "Subject to", _NONE),
    RelationType("assigned_to", "Assigned to", "Has assigned", _NONE),
    RelationType("related_to", "Related to", "Related to", _NONE),
)
RELATION_TYPES: Mapping[str, RelationType] = {each.name: each for each in _ALL}


def relation_type(name: str) -> RelationType:
    """``Permanent`` names the nearest known type."""
    found, _ = spelled(name)
    if found is None:
        raise Permanent(unknown_relation(name))
    return found


def spelled(word: str) -> tuple[RelationType | None, bool]:
    """The type that ``word`` means, and whether it is read backwards (child first).

    Names, phrases ("Used by") and ServiceNow's double names ("Depends on::Used by") are known.
    """
    return _SPELLINGS.get(_plain(word.partition("::")[0]), (None, False))


def unknown_relation(word: str) -> str:
    close = get_close_matches(_plain(word), _SPELLINGS, n=1, cutoff=0.5)
    near = f": did you mean {_SPELLINGS[close[0]][0].name}?" if close else ""  # type: ignore[union-attr]  # every spelling has a type
    known = "" if near else f"; known are {', '.join(RELATION_TYPES)}"
    return f"there is no relation type {word!r}{near}{known}"


def _plain(word: str) -> str:
    return word.strip().casefold().replace(" ", "_").replace("-", "_")


# Later entries win: where both directions share a phrase, it is read forwards.
_SPELLINGS: dict[str, tuple[RelationType | None, bool]] = {
    **{_plain(each.backward): (each, True) for each in _ALL},
    **{_plain(each.forward): (each, False) for each in _ALL},
    **{each.name: (each, False) for each in _ALL},
}
