"""Makes what the files of the installation declare: systems, the HR feed, changes of policies."""

from __future__ import annotations

from dataclasses import replace

from steersman.bootstrap.connect import Connected, connect
from steersman.governor.policies.proposals import Changing
from steersman.records.assets import Assets
from steersman.records.guard.policy_proposals import PolicyProposals
from steersman.servicedesk.handover import own_capabilities
from steersman.servicedesk.hr import HrFeed
from steersman.settings.secrets import secret
from steersman.web.core import Core


def connected_to(core: Core, assets: Assets) -> Connected:
    """What is declared, and the capabilities on our own record."""
    given = core.duty, core.permissions, assets, core.desk.work_items, core.clock
    return replace(connect(core.declared), extra=own_capabilities(*given))


def changing(core: Core, connected: Connected) -> Changing:
    """Changes of policies, tried on what each capability is now."""
    specs = {key: capability.spec for key, capability in connected.registry.items()}
    proposals = PolicyProposals(core.store, core.clock)
    return Changing(core.policies, proposals, core.ledger, specs, core.clock)


def hr_feed(core: Core) -> HrFeed | None:
    """None: no HR source is declared."""
    hr, folder = core.declared.hr, core.declared.folder
    if hr is None:
        return None
    key = secret(hr.webhook_secret, folder=folder) if hr.webhook_secret else None
    return HrFeed(core.store, core.clock, hr, folder, key)
