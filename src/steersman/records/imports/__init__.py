"""Bringing people and things in from CSV and JSON: first what would change, then the change."""

from __future__ import annotations

from steersman.records.files.problems import Problem, ProblemKind, Threshold
from steersman.records.imports.importer import Importer
from steersman.records.imports.plans import ImportPlan, Planned

__all__ = ["ImportPlan", "Importer", "Planned", "Problem", "ProblemKind", "Threshold"]
