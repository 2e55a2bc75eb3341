"""What depends on what: impact, ways between two things, single points of failure."""

from steersman.domain.graph.edges import Dependency, Reader, Way
from steersman.domain.graph.walk import Reached, Walk, walk

__all__ = ["Dependency", "Reached", "Reader", "Walk", "Way", "walk"]
