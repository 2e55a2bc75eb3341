"""Cedar policies: what may never happen, in files that people read, test and change."""
