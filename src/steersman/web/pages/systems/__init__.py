"""The connected systems: whether they answer, with which rights, how well, and connecting more."""

from fastapi import APIRouter

from steersman.web.pages.systems import hr, restart, setup, view

router = APIRouter()
router.include_router(hr.router)  # HR is no kind of system
router.include_router(setup.router)  # first: /systems/new and /systems/restart are no systems
router.include_router(restart.router)
router.include_router(view.router)

__all__ = ["router"]
