"""From alerts to situations: what is held back, what belongs together, and what is its cause."""
