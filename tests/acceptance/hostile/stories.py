"""Every family of stories; importing them fills ``judge.SCENARIOS``."""

from __future__ import annotations

from tests.acceptance.hostile import approvals, feed, identity, lying, races, words

FAMILIES = (identity, lying, approvals, feed, races, words)
