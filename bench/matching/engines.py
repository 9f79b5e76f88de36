"""Do the engines agree, and how near the memory's own limit are they? One run, one table, the limits beside it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
from tqdm import tqdm

from bench.matching import population
from bench.matching.population import KINDS, World
from rinnalla.matching import fit, weights
from rinnalla.matching.index import columns
from rinnalla.matching.index.engines import found_in

KEY = b"bench" * 8
SIZES = (1_000, 10_000, 100_000, 1_000_000)
PLAIN = {1_000: 200, 10_000: 60, 100_000: 20, 1_000_000: 1}  # asks that plain Python answers too: it is slow
Line = tuple[str, str, str]


def clock(act) -> float:
    """Milliseconds of this core's own time."""
    started = time.process_time_ns()
    act()
    return (time.process_time_ns() - started) / 1e6


def middle(values: list[float], part: float = 0.5) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def ask(built, world: World, seeker, engine: str, k: int = 10):
    own = seeker.person if seeker.person <= len(built) else 0  # a supporter's number is their person's, here
    known = replace(seeker, own=own)
    return found_in(built, world.atlas, known, k, weighed=weights.FIRST, root=KEY, engine=engine)


def plain(world: World, rows, seeker, k: int = 10):
    ranked = fit.rank(seeker, rows, world.tree, world.atlas.places, weighed=weights.FIRST, key=KEY)[:k]
    return [(found.score, found.rotation, found.row.id) for found in ranked]


def cold_pass(built) -> float:
    """One core reads every byte of the index once, after something else has filled the caches."""
    other = np.ones(12_000_000)
    found = []
    arrays = [getattr(built, name) for name in (*columns.KINDS, "order", *columns.BLOCKS)]
    arrays = [array.view(np.uint8)[: array.nbytes // 8 * 8].view(np.uint64) for array in arrays]
    for _ in range(7):
        other += 1
        found.append(clock(lambda: [np.bitwise_or.reduce(array) for array in arrays]))
    return middle(found)


def exactness(world: World, asks: int) -> Iterator[Line]:
    for kind in KINDS[1:]:
        yield _extreme(world, kind)
    for size in SIZES:
        numbers, homes, raw = population.supporters(world, size, size)
        built = columns.from_columns(numbers, homes, raw, world.words)
        asked = population.seekers(world, asks, size + 1, size)
        found = [ask(built, world, seeker, "compiled") for seeker in tqdm(asked, f"compiled, {size:,}", leave=False)]
        sample = min(asks, PLAIN[size])
        differ = sum(_plain_differs(world, numbers, homes, raw, asked[n], found[n]) for n in range(sample))
        yield f"{size:>9,} supporters × {sample} asks: plain Python ≠ compiled", str(differ), "0"
        pairs = zip(found, tqdm(asked, f"NumPy, {size:,}", leave=False), strict=True)
        differ = sum(one != ask(built, world, seeker, "numpy") for one, seeker in pairs)
        empty = sum(not one for one in found)
        ties = sum(len({score for score, _turn, _number in one}) < len(one) for one in found)
        told = f"0; {empty} empty lists, {ties:,} with equals"
        yield f"{size:>9,} supporters × {asks:,} asks: NumPy ≠ compiled", str(differ), told


@cache
def _rows(world: World, size: int, home: int) -> list:
    """Supporters as plain Python knows them: of one association, or (0) of all."""
    numbers, homes, raw = population.supporters(world, size, size)
    own = homes == home if home else np.ones(size, bool)
    return population.decoded(world, numbers[own], homes[own], {name: column[own] for name, column in raw.items()})


def _plain_differs(world: World, numbers, homes, raw, seeker, found) -> bool:
    """Those of the own association first, as the rule is; everybody only when nobody of it fits."""
    home = seeker.association or 0
    told = plain(world, _rows(world, len(numbers), home), seeker)
    if not told and home and seeker.wishes.other_regions:
        told = plain(world, _rows(world, len(numbers), 0), seeker)
    return told != found


def _extreme(world: World, kind: str) -> Line:
    numbers, homes, raw = population.supporters(world, 3_000, 7, kind)
    built = columns.from_columns(numbers, homes, raw, world.words)
    rows, asked = population.decoded(world, numbers, homes, raw), population.seekers(world, 40, 8, 3_000)
    wrong = 0
    for seeker in asked:
        right = plain(world, rows, seeker)
        wrong += any(ask(built, world, seeker, engine) != right for engine in ("numpy", "compiled"))
    return f"    3,000 supporters × 40 asks, {kind}: engines ≠ plain Python", str(wrong), "0"


def speed(world: World, asks: int) -> Iterator[Line]:
    for size in SIZES[1:]:
        numbers, homes, raw = population.supporters(world, size, size)
        built = columns.from_columns(numbers, homes, raw, world.words)
        pass_ms = cold_pass(built)
        yield f"{size:,}: the machine's limit, one cold pass over the bytes", f"{pass_ms:.3f} ms", ""
        for everywhere in (False, True):
            asked = population.seekers(world, asks, size + 2, size, everywhere=everywhere)
            where = "whole country" if everywhere else "as they come"
            for engine in ("compiled", "numpy"):
                some = asked if engine == "compiled" else asked[: max(20, asks // 10)]
                yield _speed(built, world, some, engine, f"{size:,}, {where}, {engine}", pass_ms)
        if size == 100_000:
            yield _against_plain(world, built, numbers, homes, raw)
    yield from _upkeep(world, numbers, homes, raw)


def _speed(built, world: World, asked, engine: str, name: str, pass_ms: float) -> Line:
    for seeker in asked[:20]:
        ask(built, world, seeker, engine)
    taken = [clock(lambda seeker=seeker: ask(built, world, seeker, engine)) for seeker in asked]
    p50, p99 = middle(taken), middle(taken, 0.99)
    figures = f"p50 {p50:.3f}, p99 {p99:.3f} ms; {p50 / pass_ms:.2f} × pass; p99 {p99 / p50:.1f} × p50"
    return name, figures, "≤ 1.0 × pass at 1M, p99 ≤ 3 × p50"


def _against_plain(world: World, built, numbers, homes, raw) -> Line:
    rows, asked = population.decoded(world, numbers, homes, raw), population.seekers(world, 60, 3, len(numbers))
    slow = middle([clock(lambda seeker=seeker: plain(world, rows, seeker)) for seeker in asked[:3]])
    fast = middle([clock(lambda seeker=seeker: ask(built, world, seeker, "compiled")) for seeker in asked])
    return "100,000: plain Python over rows already opened ÷ compiled", f"{slow / fast:,.0f} ×", "≥ 1 000 ×"


def _upkeep(world: World, numbers, homes, raw) -> list[Line]:
    built = columns.from_columns(numbers, homes, raw, world.words)
    rebuilt = middle([clock(lambda: columns.from_columns(numbers, homes, raw, world.words)) for _ in range(5)])
    chosen = np.random.default_rng(9).integers(0, len(numbers), 2_000).tolist()
    told = [(int(numbers[at]), int(homes[at]), tuple(int(raw[name][at]) for name in raw)) for at in chosen]
    put = clock(lambda: [built.put_words(*one) for one in told]) / len(told) * 1000
    copied = middle([clock(lambda: [column.copy() for column in raw.values()]) for _ in range(5)])
    return [
        ("1M: bytes a row, summaries and spare places included", f"{built.bytes / len(numbers):.2f}", "≤ 36"),
        ("1M: the machine's limit, copying the raw columns", f"{copied / 1000:.3f} s", ""),
        ("1M: built anew from columns", f"{rebuilt / 1000:.3f} s", "≤ 0.25 s"),
        ("1M: one row updated", f"{put:.1f} µs", "≤ 10 µs"),
    ]


def rows(asks: int = 10_000) -> Iterator[Line]:
    """Name, figure, goal; the population and the asks come from seeds."""
    world = World()
    ask(columns.from_columns(*population.supporters(world, 100, 1), world.words), world, _first(world), "compiled")
    yield from speed(world, max(200, asks // 10))
    yield from exactness(world, asks)


def _first(world: World):
    return population.seekers(world, 1, 1, 100)[0]
