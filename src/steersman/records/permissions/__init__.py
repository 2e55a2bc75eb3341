"""Permissions by object type, action and filter, compiled to SQL so that lists cannot leak."""

from __future__ import annotations

from steersman.records.permissions.compiler import compile_constraints
from steersman.records.permissions.rules import Rules, Visible
from steersman.records.permissions.tables import permissions, role_assignments

__all__ = ["Rules", "Visible", "compile_constraints", "permissions", "role_assignments"]
