"""Is it well?  For load balancers and for people: no token, no secrets, quick."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from steersman.records.store import reading
from steersman.web.auth import CoreDep
from steersman.web.core import Core

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz(core: CoreDep) -> JSONResponse:
    """503 with the reasons when the database does not answer."""
    reason = _silent(core)
    told = {
        "status": "unavailable" if reason else "ok",
        "store": core.store.dialect.name,
        "version": _version(),
        "faults": {**_faults(core), **({"database": reason} if reason else {})},
        "worker": core.settings.worker,
    }
    return JSONResponse(told, 503 if reason else 200)


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
