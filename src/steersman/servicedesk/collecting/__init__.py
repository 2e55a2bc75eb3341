"""What connected systems know of the estate, brought into the record of configuration items."""

from steersman.servicedesk.collecting.collecting import Changed, Collecting
from steersman.servicedesk.collecting.collector import Collector
from steersman.servicedesk.collecting.plan import CollectionPlan

__all__ = ["Changed", "Collecting", "CollectionPlan", "Collector"]
