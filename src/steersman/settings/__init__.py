"""One typed tree of settings, and the only place that reads the environment."""
