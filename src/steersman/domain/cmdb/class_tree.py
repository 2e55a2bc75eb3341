"""The classes of configuration items as data: who descends from whom, with which attributes.

The tree follows the CMDBs in use: iTop's functional items, ServiceNow's ``cmdb_ci`` tables and
its common service data model, NetBox's network inventory.
"""

from __future__ import annotations

from steersman.domain.cmdb.class_parts import EVERY, ROOT, CiClass
from steersman.domain.cmdb.devices import DEVICES
from steersman.domain.cmdb.networks import NETWORKS
from steersman.domain.cmdb.papers import PAPERS
from steersman.domain.cmdb.software import SOFTWARE

CLASSES: tuple[CiClass, ...] = (
    CiClass(
        name=ROOT,
        title="Configuration item",
        parent="",
        attributes=EVERY,
        abstract=True,
        wire="cmdb_ci",
    ),
    *DEVICES,
    *SOFTWARE,
    *NETWORKS,
    *PAPERS,
)
