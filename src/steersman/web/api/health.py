"""Is it well?  For load balancers and for people: no token, no secrets, quick."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from steersman.domain.condition import UNAVAILABLE
from steersman.records.store import reading
from steersman.web.auth import CoreDep
from steersman.web.core import Core

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz(core: CoreDep) -> JSONResponse:
    """``ok``, ``degraded`` (it answers, something does not work) or 503 ``unavailable``."""
    now, silent = core.condition(), _silent(core)
    status = UNAVAILABLE if silent else now.status
    reasons = [silent] if silent else list(now.reasons)
    told = {
        "status": status,
        "acts": now.acts and not silent,
        "store": core.store.dialect.name,
        "version": _version(),
        "reasons": reasons,
        "faults": {**_faults(core), **({"database": silent} if silent else {})},
        "worker": core.settings.worker,
    }
    return JSONResponse(told, 503 if status == UNAVAILABLE else 200)


def _faults(core: Core) -> dict[str, str]:
    """Which job fails by what kind of error; its text is for the log, not for strangers."""
    return {job: fault.partition(":")[0] for job, fault in core.faults.items()}


def _silent(core: Core) -> str:
    try:
        with reading(core.store) as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError as error:
        return f"the database does not answer: {type(error).__name__}"
    return ""


def _version() -> str:
    try:
        return version("steersman")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"
