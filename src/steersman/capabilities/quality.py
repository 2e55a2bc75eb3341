"""The quality file of a connector: which test proves each rule, and the tier that follows.

The file is ``quality.toml`` in the connector's folder; ``docs/reference/connector-quality.md``
explains the rules.  The tier caps the autonomy level, so it is checked by
``tests/conformance/test_quality_files.py``, never taken on trust.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from steersman.capabilities.connector import Tier

RULES: Mapping[Tier, tuple[str, ...]] = {
    Tier.BRONZE: ("fake_conformance", "settings_validated", "errors_mapped"),
    Tier.SILVER: (
        "real_conformance",
        "second_route_verify",
        "secrets_never_logged",
        "check_tells_missing_rights",
    ),
    Tier.GOLD: ("conditional_writes", "survives_faults", "undo_leaves_newer_edits"),
}
KNOWN = frozenset(rule for rules in RULES.values() for rule in rules)
KEYS = frozenset({"tier", "rules", "not_applicable", "tested_against"})


class BadQualityFile(ValueError):
    """The file cannot be read as one; the message names the line to mend."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What a connector claims, and what it offers as proof."""

    tier: Tier
    rules: Mapping[str, str]  # rule -> pytest node id, or its beginning
    not_applicable: Mapping[str, str] = field(default_factory=dict)  # rule -> reason
    tested_against: str = ""  # the real server and its version

    @property
    def proven(self) -> Tier | None:
        """The highest tier all of whose rules, and those below it, are met; ``None``: none."""
        reached = None
        for tier in Tier:
            if not all(rule in self.rules or rule in self.not_applicable for rule in RULES[tier]):
                return reached
            reached = tier
        return reached


def load(text: str) -> Quality:
    """Read a quality file.  Raises ``BadQualityFile`` for anything that it does not know."""
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadQualityFile(str(error)) from error
    _refuse_unknown(body.keys(), KEYS, "key")
    rules = _strings(body, "rules")
    exempt = _strings(body, "not_applicable")
    _refuse_unknown({*rules, *exempt}, KNOWN, "rule")
    _refuse_unknown(exempt, frozenset(RULES[Tier.GOLD]), "rule that may be not applicable")
    return Quality(_tier(body.get("tier")), rules, exempt, str(body.get("tested_against", "")))


def _tier(name: object) -> Tier:
    names = {tier.name.lower(): tier for tier in Tier}
    if not isinstance(name, str) or name not in names:
        raise BadQualityFile(f"tier must be one of {', '.join(names)}, not {name!r}")
    return names[name]


def _strings(body: Mapping[str, object], table: str) -> Mapping[str, str]:
    held = body.get(table, {})
    if not isinstance(held, dict):
        raise BadQualityFile(f"[{table}] must be a table")
    for name, value in held.items():
        if not isinstance(value, str) or not value.strip():
            raise BadQualityFile(f"{table}.{name} must be a text that is not empty")
    return held


def _refuse_unknown(names: Iterable[str], known: frozenset[str], kind: str) -> None:
    unknown = sorted(set(names) - known)
    if unknown:
        raise BadQualityFile(f"unknown {kind}: {', '.join(unknown)}; known: {sorted(known)}")
