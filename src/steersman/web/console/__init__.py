"""The frame of the console: templates, what stands around every page, and what keeps it live."""
