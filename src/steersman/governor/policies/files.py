"""The editable policy files and the tests beside them.

Every ``NAME.cedar`` of the folder is loaded; every ``NAME.tests.toml`` beside it must pass, or the
whole load is refused and the policies in force stay.
"""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

from steersman.domain.errors import Permanent
from steersman.governor.decision import Opinion
from steersman.governor.facts import Facts
from steersman.governor.policies.rule import Policies, Request, refusal, request
from steersman.governor.rehearsal import Rehearsal

SHIPPED = Path(__file__).parent / "shipped"
USUAL: Request = {
    "capability": "account.disable",
    "system": "directory",
    "attribute": "sign-in",
    "risk": 2,
    "reversal": "exact",
    "procedure": "leaver",
    "requester": "system:hr-feed",
    "requester_is_system": True,
    "requester_roles": [],
    "subject": "per_1",
    "subject_department": "sales",
    "subject_status": "terminated",
    "for_cause": False,
    "depth": 0,
    "approvals": 0,
}


@dataclass(frozen=True, slots=True)
class Loaded:
    policies: Policies
    files: tuple[str, ...]
    tests: int


class PolicyFiles:
    """The rule that stands in the verdict as ``policies``; reload without a restart."""

    def __init__(self, folder: Path) -> None:
        """Take the shipped policies into ``folder`` when it is new, then load."""
        self.folder = folder
        if not folder.exists():
            shutil.copytree(SHIPPED, folder)
        self._loaded = load(folder)

    def __call__(self, rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
        return self._loaded.policies(rehearsal, facts)

    @property
    def loaded(self) -> Loaded:
        return self._loaded

    def reload(self) -> Loaded:
        """Load again.  Raises ``Permanent`` and keeps the old ones when anything is wrong."""
        self._loaded = load(self.folder)
        return self._loaded


def load(folder: Path) -> Loaded:
    """Read, validate and test every file of ``folder``.  Raises ``Permanent`` naming the fault."""
    files = sorted(folder.glob("*.cedar"))
    if not files:
        raise Permanent(f"{folder}: no *.cedar file, so nothing would be permitted")
    policies = Policies("\n".join(file.read_text() for file in files))
    tests = 0
    for file in sorted(folder.glob("*.tests.toml")):
        tests += _try_out(policies, file)
    return Loaded(policies, tuple(file.name for file in files), tests)


def _try_out(policies: Policies, file: Path) -> int:
    """Each ``[[test]]`` names what differs from the usual request, and what must come of it."""
    try:
        tests = tomllib.loads(file.read_text()).get("test", [])
    except tomllib.TOMLDecodeError as error:
        raise Permanent(f"{file.name}: not TOML: {error}") from error
    for test in tests:
        _try_one(policies, file, test)
    return len(tests)


def _try_one(policies: Policies, file: Path, test: Request) -> None:
    name, wanted = test.get("name", "a test without a name"), test.get("expect")
    if wanted not in ("allow", "forbid"):
        raise Permanent(f"{file.name}: {name!r} must expect 'allow' or 'forbid'")
    differs = {key: value for key, value in test.items() if key not in ("name", "expect")}
    unknown = sorted(set(differs) - set(USUAL))
    if unknown:
        raise Permanent(f"{file.name}: {name!r} sets {', '.join(unknown)}, which no policy sees")
    (answer,) = policies.ask([request({**USUAL, **differs}, "directory:some-id")])
    why = refusal(answer, policies.names)
    if (why is None) != (wanted == "allow"):
        raise Permanent(f"{file.name}: {name!r} expects {wanted}, and it is {why or 'allowed'}")
