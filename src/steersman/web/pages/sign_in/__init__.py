"""Signing in, giving a second factor, setting a password by a link, and signing out."""

from fastapi import APIRouter

from steersman.web.pages.sign_in import again, company, link, passkey, view

router = APIRouter(include_in_schema=False)
for part in (view, again, link, passkey, company):
    router.include_router(part.router)

__all__ = ["router"]
