"""Building the shipped models: one command, fixed seeds, the same bytes from the same data."""
