"""What senders of alerts write, format by format, turned into one shape.  All of it is data."""

from steersman.signals.intake.formats import FORMATS, Format, Taken, taken

__all__ = ["FORMATS", "Format", "Taken", "taken"]
