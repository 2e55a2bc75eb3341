"""The ledger: search it, verify it, follow one piece of work from signal to evidence."""

from steersman.web.pages.ledger.view import router

__all__ = ["router"]
