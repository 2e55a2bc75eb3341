"""How a durable run looks: each look is one checkpoint, so that a replay sees what was seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from steersman.domain.canonical import Json
from steersman.governor.attempt import Powers
from steersman.governor.checking import Check, Proof
from steersman.governor.proving import OFTEN, OPEN, Look, Standing, is_short, look

Note = Callable[[str, str, Json], None]  # name, kind, body of an entry of this run
READING = "reading"  # the kind of the ledger's entries
TRIES = 3


@dataclass(frozen=True, slots=True)
class Checks:
    powers: Powers
    note: Note

    def now(self, step: str, check: Check) -> Look:
        """What holds now; a silent system is asked again a few times."""
        for place in range(1, TRIES + 1):
            seen = self._look(f"read {step} {place}", (check,))
            if not seen.retry_after or place == TRIES:
                break
            self.powers.clock.pause(OFTEN * place)
        self._tell(step, seen)
        return seen

    def until(self, step: str, check: Check, within: float) -> Look:
        """The look at which it held, or the last one, ``within`` seconds after the first."""
        seen = self._look(f"read {step} 1", (check,))
        begun, place = seen.at, 1
        while not seen and seen.at - begun < within:
            self.powers.clock.pause(OFTEN)
            place += 1
            seen = self._look(f"read {step} {place}", (check,))
        self._tell(step, seen)
        return seen

    def prove(self, step: str, proof: Proof, standing: Standing | None) -> tuple[Standing, Look]:
        """How it stands after this run's looks; open: a later run must look again."""
        place = 1
        seen = self._look(f"read {step} {place}", proof.checks)
        standing = (standing or Standing.begun(proof, seen.at)).after(seen, proof)
        while standing.verdict == OPEN and is_short(proof):
            self.powers.clock.pause(standing.wait(proof, seen.at))
            place += 1
            seen = self._look(f"read {step} {place}", proof.checks)
            standing = standing.after(seen, proof)
        self._tell(step, seen)
        return standing, seen

    def _look(self, name: str, checks: Sequence[Check]) -> Look:
        told = self.powers.checkpoint(name, partial(self._see, tuple(checks)))
        return Look.from_json(told)

    def _see(self, checks: tuple[Check, ...]) -> Json:
        return look(checks, self.powers.probes, self.powers.clock.now()).as_json()

    def _tell(self, step: str, seen: Look) -> None:
        self.note(f"{step}/{READING}", READING, {"step": step, **seen.as_json()})
