"""The dependency graph as the API and the pages tell it, in the same words and numbers."""
