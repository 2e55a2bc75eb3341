"""Lines of logs that were sent to us: the newest of them, and how many there were of each kind."""

from steersman.records.logs.store import Counted, LogLines, Written
from steersman.records.logs.tables import log_counts, log_lines, log_templates

__all__ = ["Counted", "LogLines", "Written", "log_counts", "log_lines", "log_templates"]
