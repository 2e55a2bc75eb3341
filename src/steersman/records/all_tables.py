"""Every table of the record, found by importing every module that may declare one.

Walking the package means that nobody has to remember to list a new module here.
"""

from __future__ import annotations

import importlib
import pkgutil

import sqlalchemy as sa

import steersman.records
from steersman.records.store import metadata

_MIGRATIONS = "steersman.records.migrations"


def all_tables() -> sa.MetaData:
    for module in pkgutil.walk_packages(steersman.records.__path__, "steersman.records."):
        if not module.name.startswith(_MIGRATIONS) and module.name != __name__:
            importlib.import_module(module.name)
    return metadata
