"""What matching costs, and whether its engines agree: see `python -m bench.matching`."""
