"""The contract between outside systems and the governor, and the kit that checks it."""
