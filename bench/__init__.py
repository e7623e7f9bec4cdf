"""What we claim about speed, runnable: ``python -m bench`` (``README.md`` says how each figure is measured)."""
