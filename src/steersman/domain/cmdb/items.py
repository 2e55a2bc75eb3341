"""A configuration item and a relation between two, as the record keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.domain.cmdb.life_cycle import IN_USE, OPERATIONAL
from steersman.domain.cmdb.relations import Origin
from steersman.domain.sources import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationItem:
    """One thing that has to be managed so that a service can be delivered (ITIL 4).

    Text is empty where a fact is not known.  Dates are ISO 8601, moments seconds since 1970;
    ``attributes`` are those of the class that are no fields here, empty ones left out.
    """

    id: str
    ci_class: str
    name: str
    description: str = ""
    life_cycle_stage: str = OPERATIONAL
    life_cycle_status: str = IN_USE
    owner: str = ""  # a person's id
    managed_by: str = ""  # the name of a team
    criticality: str = ""  # "1" most to "4" least
    environment: str = ""
    location: str = ""
    serial: str = ""
    asset_tag: str = ""
    fqdn: str = ""
    ip_address: str = ""
    installed_on: str = ""
    retired_on: str = ""
    last_patched_on: str = ""
    created_at: float = 0.0
    updated_at: float = 0.0
    last_seen: float = 0.0  # when any source last listed it
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CiRelation:
    """Read "parent, type, child": order-gateway depends_on db-01."""

    id: str
    parent_id: str
    type: str
    child_id: str
    origin: Origin = Origin.DECLARED
    source: str = ""  # who said so first
    created_at: float = 0.0
    last_seen: float = 0.0
