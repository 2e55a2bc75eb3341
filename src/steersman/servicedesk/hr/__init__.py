"""The HR feed: who works here, who leaves and when, by signed webhook and by polled file."""

from __future__ import annotations

from steersman.servicedesk.hr.feed import FeedStatus, HrFeed
from steersman.servicedesk.hr.poll import PollReport
from steersman.servicedesk.hr.request import leaver_request
from steersman.servicedesk.hr.signature import Refused
from steersman.servicedesk.hr.webhook import Received

__all__ = ["FeedStatus", "HrFeed", "PollReport", "Received", "Refused", "leaver_request"]
