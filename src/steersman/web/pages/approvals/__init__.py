"""What waits for a person's word, and the page on which it is given."""

from steersman.web.pages.approvals.view import router

__all__ = ["router"]
