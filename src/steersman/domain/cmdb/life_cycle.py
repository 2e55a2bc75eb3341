"""The stages of an item's life and what it may be doing in each; in step with the asset's state."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.domain.assets import AssetState

# The pair of ServiceNow's common service data model: stage, then its statuses, the usual one first.
LIFE_CYCLE: Mapping[str, tuple[str, ...]] = {
    "design": ("planned", "in_design"),
    "purchase": ("on_order", "received"),
    "inventory": ("available", "reserved", "in_repair"),
    "deploy": ("installing", "testing"),
    "operational": ("in_use", "in_maintenance", "degraded", "not_operational"),
    "end_of_life": ("retired", "retirement_scheduled", "disposed", "lost", "stolen"),
}
STAGES = tuple(LIFE_CYCLE)
STATUSES = tuple(status for statuses in LIFE_CYCLE.values() for status in statuses)
OPERATIONAL, IN_USE = "operational", "in_use"
END_OF_LIFE, RETIRED = "end_of_life", "retired"

OF_ASSET: Mapping[AssetState, tuple[str, str]] = {
    AssetState.ORDERED: ("purchase", "on_order"),
    AssetState.IN_STOCK: ("inventory", "available"),
    AssetState.ASSIGNED: (OPERATIONAL, IN_USE),
    AssetState.IN_REPAIR: ("inventory", "in_repair"),
    AssetState.RETIRED: (END_OF_LIFE, RETIRED),
}


def stage_of(status: str) -> str:
    return next(stage for stage, statuses in LIFE_CYCLE.items() if status in statuses)


def fault_of(stage: str, status: str) -> str:
    """What is wrong with the pair, with the mend; empty: nothing."""
    if stage and status and status not in LIFE_CYCLE[stage]:
        known = ", ".join(LIFE_CYCLE[stage])
        return f"an item in stage {stage} cannot be {status}: write one of {known}"
    return ""


# Once a thing is there, it is neither designed nor ordered any more.
_BEFORE_IT_IS_THERE = ("design", "purchase")
_DISPOSED = "disposed"


def step_fault(before: tuple[str, str], after: tuple[str, str]) -> str:
    """Why a person may not say this next, with the mend; empty: they may.

    Both are stage and status.  Sources are not asked: they report what is.
    """
    (stage, status), (next_stage, next_status) = before, after
    if stage == next_stage or not stage or not next_stage:
        return ""
    if status == _DISPOSED:
        told = f"it was disposed of and cannot be {next_status or next_stage}"
        return f"{told}: if that was wrong, say {RETIRED} first"
    if next_stage in _BEFORE_IT_IS_THERE and stage not in _BEFORE_IT_IS_THERE:
        told = f"it is {status or stage} and cannot go back to {next_stage}"
        return f"{told}: say available if it went back into stock"
    return ""
