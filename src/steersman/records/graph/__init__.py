"""The dependency graph as the record has it, asked only for what the asker may see."""

from steersman.records.graph.neighbourhood import Neighbourhood, neighbourhood
from steersman.records.graph.questions import Graph, Impact
from steersman.records.graph.sight import EVERYTHING, Sight, sight_of

__all__ = ["EVERYTHING", "Graph", "Impact", "Neighbourhood", "Sight", "neighbourhood", "sight_of"]
