"""One's own account: sessions, password, second factors, passkeys, tokens, appearance."""

from fastapi import APIRouter

from steersman.web.pages.account import factors, passkeys, tokens, view

router = APIRouter(include_in_schema=False)
for part in (view, factors, passkeys, tokens):
    router.include_router(part.router)

__all__ = ["router"]
