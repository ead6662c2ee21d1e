"""annotating: see ``docs/architecture.md``."""
