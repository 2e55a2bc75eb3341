"""One metric over time: how unusual each point is, and where the line is heading."""
