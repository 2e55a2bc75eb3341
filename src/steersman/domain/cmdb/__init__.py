"""The words of the CMDB: classes, their attributes, relation types and life cycle."""

from __future__ import annotations
