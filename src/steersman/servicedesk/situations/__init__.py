"""Live situations: stored alerts are judged in order, and people see, act and are told."""
