"""What a person holds: the things lent to them, and the sessions that systems reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.assets import Asset
from steersman.records.accounts import accounts
from steersman.records.assets import Assets, assets
from steersman.records.cmdb.tables import configuration_items
from steersman.records.device_names import DeviceName, device_names
from steersman.records.sessions import sessions
from steersman.records.store import reading
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

MOST = 100
_s, _a, _t = sessions.c, accounts.c, assets.c


@dataclass(frozen=True, slots=True)
class Device:
    """``name``: of its configuration item, else its tag; ``path``: of that item, where seen."""

    name: str
    tag: str
    path: str
    what: str
    state: str
    serial: str


@dataclass(frozen=True, slots=True)
class Session:
    """Times are seconds since 1970; ``ended`` None: open when it was last seen."""

    system: str
    account: str
    started: float
    last_seen: float
    ended: float | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """None: the visitor may see none of anybody's."""

    devices: Sequence[Device] | None
    sessions: Sequence[Session] | None


def holdings_of(core: Core, visitor: Visitor, person: str) -> Holdings:
    return Holdings(_devices(core, visitor, person), _sessions(core, visitor, person))


def _devices(core: Core, visitor: Visitor, person: str) -> list[Device] | None:
    may = core.permissions.visible(visitor.caller.principal, "view", assets)
    if not may.rules:
        return None
    wanted = sa.select(_t.id).where(_t.assigned_to == person, may.where)
    with reading(core.store) as connection:
        seen = set(connection.scalars(wanted.order_by(_t.tag).limit(MOST)))
    held = [each for each in Assets(core.store, core.clock).held_by(person) if each.id in seen]
    with reading(core.store) as connection:
        names = device_names(connection, held)
    items = core.permissions.visible(visitor.caller.principal, "view", configuration_items)
    return [_device(each, names[each.id], linked=bool(items.rules)) for each in held]


def _device(asset: Asset, called: DeviceName, *, linked: bool) -> Device:
    return Device(
        name=called.name if linked else asset.tag,
        tag=asset.tag,
        path=f"/ci/{called.item}" if called.item and linked else "",
        what=f"{asset.kind} {asset.model}".strip(),
        state=asset.state.value.replace("_", " "),
        serial=asset.serial,
    )


def _sessions(core: Core, visitor: Visitor, person: str) -> list[Session] | None:
    may = core.permissions.visible(visitor.caller.principal, "view", sessions)
    if not may.rules:
        return None
    told = (_s.system, _a.label, _a.native_id, _s.started, _s.last_seen, _s.ended)
    wanted = sa.select(*told).join(accounts, _a.id == _s.account)
    wanted = wanted.where(_a.person == person, may.where)
    newest = wanted.order_by(_s.ended.is_not(None), _s.last_seen.desc()).limit(MOST)
    with reading(core.store) as connection:
        rows = connection.execute(newest).all()
    return [
        Session(r.system, r.label or r.native_id, r.started, r.last_seen, r.ended) for r in rows
    ]
