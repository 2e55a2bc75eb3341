"""On call: imported shifts, schedules, escalation policies, pages, how people are reached."""

from steersman.records.on_call.book import OnCallBook
from steersman.records.on_call.contacts import Contacts
from steersman.records.on_call.pages import Pages
from steersman.records.on_call.policies import Policies
from steersman.records.on_call.schedules import Schedules
from steersman.records.on_call.shifts import ON_CALL, OnCallRota, on_call

__all__ = [
    "ON_CALL",
    "Contacts",
    "OnCallBook",
    "OnCallRota",
    "Pages",
    "Policies",
    "Schedules",
    "on_call",
]
