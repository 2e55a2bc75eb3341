"""What the frame asks for by itself: the event stream, the state of automation, the palette."""

from steersman.web.pages.frame.view import router

__all__ = ["router"]
