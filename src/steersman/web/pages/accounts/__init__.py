"""Who may sign in, with what, in which roles; and ending it."""

from fastapi import APIRouter

from steersman.web.pages.accounts import acting, view

router = APIRouter(include_in_schema=False)
for part in (view, acting):
    router.include_router(part.router)

__all__ = ["router"]
