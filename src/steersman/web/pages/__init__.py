"""Pages for people, each in a folder of its own."""
