"""On call: who is and who comes next, overrides, policies, pages under way, and a mailed link."""

from fastapi import APIRouter

from steersman.web.pages.on_call import acts, mailed, view

router = APIRouter()
for each in (view, acts, mailed):
    router.include_router(each.router)

__all__ = ["router"]
