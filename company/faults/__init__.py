"""Faults that can be injected into the shop, each knowing how the world tells that it is over."""

from company.faults.all_faults import KNOWN as KNOWN
from company.faults.all_faults import UNKNOWN as UNKNOWN
from company.faults.fault import Database as Database
from company.faults.fault import Fault as Fault
from company.faults.fault import World as World
