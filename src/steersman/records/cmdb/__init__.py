"""The CMDB: items, their relations, where each fact comes from, and how good they are."""
