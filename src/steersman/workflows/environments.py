"""Environments on request: built as agreed, set back on request, taken down at their end."""

from __future__ import annotations

from steersman.capabilities.environments import CORRECT, CREATE, EXPIRE, REMOVE
from steersman.domain.work import Work
from steersman.governor.procedure import Run, all_or_nothing

SYSTEM, ENVIRONMENT = "system", "environment"  # parameters: where, and which by its id
TEMPLATE, ANSWERS, DAYS = "template", "answers", "days"
DISPOSABLE = "disposable"  # parameter: "yes": it may end without anybody looking
ENDS = "environment_ends"  # the obligation that ends it


def provide(run: Run, work: Work) -> None:
    """All of it or nothing; the day on which it ends is owed from the moment that it stands."""
    told = work.params
    with all_or_nothing(run, "build") as stage:
        run.do(
            CREATE,
            told[SYSTEM],
            environment=told[ENVIRONMENT],
            template=told[TEMPLATE],
            answers=told[ANSWERS],
        )
    if stage.complete:
        run.owe(
            ENDS,
            f"Take down {told[TEMPLATE]} ({told[ENVIRONMENT]})",
            days=float(told[DAYS]),
            procedure="end_environment",
            params={name: told[name] for name in (SYSTEM, ENVIRONMENT, DISPOSABLE)},
        )


def end(run: Run, work: Work) -> None:
    """A disposable one goes by itself; of any other a person says that nothing in it is missed."""
    capability = EXPIRE if work.params.get(DISPOSABLE) == "yes" else REMOVE
    run.do(capability, work.params[SYSTEM], environment=work.params[ENVIRONMENT])


def correct(run: Run, work: Work) -> None:
    run.do(CORRECT, work.params[SYSTEM], environment=work.params[ENVIRONMENT])
