"""The connected systems: whether they answer, with which rights, how well, and connecting more."""

from fastapi import APIRouter

from steersman.web.pages.systems import setup, view

router = APIRouter()
router.include_router(setup.router)  # first: /systems/new is no system
router.include_router(view.router)

__all__ = ["router"]
