"""Every family of stories; importing them fills ``judge.SCENARIOS``."""

from __future__ import annotations

from tests.acceptance.hostile import identity

FAMILIES = (identity,)
