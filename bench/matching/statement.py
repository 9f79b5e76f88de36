"""The one PostgreSQL statement, rows handed over as arrays: does it agree, and what does it cost beside the others?

DATABASE_URL=… .venv/bin/python -m bench.matching 200 statement
"""

import time
from collections.abc import Iterator

from bench import stage

from django.db import connection  # isort: skip

from bench.matching import engines, population
from bench.matching.population import World
from rinnalla.matching.index import columns

SAMPLES = {1_000: 200, 10_000: 60, 100_000: 2}


def rows() -> Iterator[tuple[str, str, str]]:
    """Name, figure, goal; nothing without PostgreSQL."""
    if connection.vendor != "postgresql":
        yield f"not on {connection.vendor}, {stage.HOME.name}", "–", ""
        return
    world = World()
    for size, sample in SAMPLES.items():
        numbers, homes, raw = population.supporters(world, size, size)
        built = columns.from_columns(numbers, homes, raw, world.words)
        differ, taken = 0, []
        for seeker in population.seekers(world, sample, size + 1, size):
            started = time.perf_counter()
            found = engines.ask(built, world, seeker, "statement")
            taken.append((time.perf_counter() - started) * 1000)
            differ += found != engines.ask(built, world, seeker, "compiled")
        yield f"{size:>9,} supporters × {sample} asks: one statement ≠ compiled", str(differ), "0"
        told = f"{engines.middle(taken):,.0f} ms by the clock"
        yield f"{size:>9,}: one statement, rows handed over as arrays", told, ""
