"""A proposal for the whole queue: exact at every size, beside NetworkX and SciPy, in bounded memory, and repaired.

Both sides of a ratio are measured in one run, this core's own time. "Anywhere": every ask can reach every supporter,
which is the hardest; "in regions": one of eighteen, as in Finland. Fifty candidates each, nine seats for ten people.

.venv/bin/python -m bench.matching 0 batch
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256

import numpy as np

from bench.stage import ROOT
from rinnalla.matching.batch import certificates, flow
from rinnalla.matching.batch.paths import Standing
from rinnalla.matching.batch.table import NOBODY, Table, cost_of, supporters_of

CANDIDATES = 50
REGIONS = 18
SEATS = 2  # each supporter
Line = tuple[str, str, str]


def drawn(n: int, *, seed: int = 1, regions: int = 1) -> Table:
    """Waits as of people who come every day, fits 10 000 to 80 000 points."""
    chance = np.random.default_rng(seed)
    m = int(n * 0.9 / SEATS)
    to, cost = candidates(chance, n, m, regions)
    days = np.minimum(chance.exponential(20, n), 3650).astype(np.int64)
    turn = chance.integers(0, 2**63, to.shape).astype(np.uint64)
    return Table(to, cost, days, np.full(m, SEATS, np.int64), turn, chance.integers(0, 2**63, n).astype(np.uint64))


def candidates(chance, n: int, m: int, regions: int) -> tuple[np.ndarray, np.ndarray]:
    """Candidates of each, none twice, best first."""
    size = m // regions
    k = min(CANDIDATES, size)
    begin = chance.integers(0, regions, n) * size
    step = size // k  # one from each of k equal parts of the region, so that none comes twice
    to = (begin[:, None] + np.arange(k) * step + chance.integers(0, step, (n, k), dtype=np.int32)).astype(np.int32)
    cost = np.sort(chance.integers(20_000, 90_000, (n, k), dtype=np.int32), axis=1)
    return np.take_along_axis(to, np.argsort(chance.random((n, k), np.float32), axis=1), axis=1), cost


def seconds(act) -> tuple[float, object]:
    started = time.process_time()
    found = act()
    return time.process_time() - started, found


# --- exact ------------------------------------------------------------------------------------------------------
def exact(n: int, regions: int) -> Line:
    table = drawn(n, regions=regions)
    took, solved = seconds(lambda: flow.solve(table))
    seen = solved.certificate
    waits = "agree" if seen.waits_agree else "DIFFER"
    words = f"gap {seen.cost - seen.bound}, {seen.served} of {n} two ways, waits {waits}"
    return f"{n:,} asks {where(regions)}: certificate; whole solution", f"{words}; {took:.2f} s", "gap 0"


def where(regions: int) -> str:
    return "anywhere" if regions == 1 else "in regions"


# --- after a change ---------------------------------------------------------------------------------------------
def repaired(n: int, regions: int) -> Line:
    """One row in a hundred changes altogether. Both sides: optimum, prices, certificates, rotation."""
    table = drawn(n, regions=regions)
    solved = flow.solve(table)
    standing = Standing.of(table, solved.chosen, solved.prices)
    chance, ratios, same = np.random.default_rng(5), [], True
    for _ in range(3):
        asks = chance.choice(n, n // 100, replace=False)
        to, cost = candidates(chance, len(asks), len(table.seats), regions)
        days = np.minimum(chance.exponential(20, len(asks)), 3650).astype(np.int64)
        took, again = seconds(lambda a=asks, t=to, c=cost, d=days: flow.again(standing, a, t, c, d))
        cold, anew = seconds(lambda: flow.solve(table))
        same &= bool((supporters_of(table, again.chosen) == supporters_of(table, anew.chosen)).all())
        same &= again.certificate.holds and again.certificate.cost == anew.certificate.cost
        ratios.append((took / cold, took, cold))
    ratio, took, cold = sorted(ratios)[1]
    words = f"{ratio:.1%} ({took * 1000:.1f} ms of {cold:.3f} s), {'the same pairs' if same else 'OTHER PAIRS'}"
    return f"{n:,} asks {where(regions)}: repaired after 1 % changed ÷ solved anew", words, "≤ 5 %"


# --- beside others ----------------------------------------------------------------------------------------------
def beside_networkx(n: int) -> Line:
    """Its network simplex on the same flow."""
    import networkx

    table = drawn(n)
    took, (chosen, _prices) = seconds(lambda: flow.optimum(table))
    graph = networkx.DiGraph()
    graph.add_node("end", demand=n)
    for ask in range(n):
        graph.add_node(ask, demand=-1)
        graph.add_edge(ask, "end", weight=int(table.leave[ask]), capacity=1)
        for seat, cost in zip(table.to[ask].tolist(), table.cost[ask].tolist(), strict=True):
            graph.add_edge(ask, ("seat", seat), weight=cost, capacity=1)
    for seat, places in enumerate(table.seats.tolist()):
        graph.add_edge(("seat", seat), "end", weight=0, capacity=places)
    theirs, (cost, _flow) = seconds(lambda: networkx.network_simplex(graph))
    same = "same cost" if cost == cost_of(table, chosen) else "OTHER COST"
    return (
        f"{n:,} asks: NetworkX ÷ ours, optimum with prices",
        f"{theirs / took:.0f} × ({theirs:.1f} s, {took:.3f} s), {same}",
        "≥ 100 ×",
    )


def beside_scipy(n: int) -> Line:
    """Its sparse assignment knows no places: a column for each seat, and one of their own for those who are left."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    table = drawn(n)
    took, (chosen, _prices) = seconds(lambda: flow.optimum(table))
    m, k = len(table.seats), table.to.shape[1]
    columns = (table.to[:, :, None] * SEATS + np.arange(SEATS)).reshape(n, -1)
    weights = np.repeat(table.cost, SEATS, axis=1).astype(float) + 1
    columns = np.concatenate([columns, m * SEATS + np.arange(n)[:, None]], axis=1)
    weights = np.concatenate([weights, table.leave[:, None] + 1.0], axis=1)
    begins = np.arange(n + 1) * (k * SEATS + 1)
    matrix = csr_array((weights.ravel(), columns.ravel(), begins), shape=(n, m * SEATS + n))
    theirs, (at, to) = seconds(lambda: min_weight_full_bipartite_matching(matrix))
    cost = int(matrix[at, to].sum()) - n
    same = "same cost" if cost == cost_of(table, chosen) else "OTHER COST"
    return (
        f"{n:,} asks: SciPy ÷ ours, optimum with prices",
        f"{theirs / took:.1f} × ({theirs:.1f} s, {took:.2f} s), {same}",
        "≥ 8 ×",
    )


# --- a million --------------------------------------------------------------------------------------------------
def million(n: int, regions: int) -> Line:
    """In a process of its own, whose largest memory the system tells."""
    command = [sys.executable, "-m", "bench.matching.batch", "--alone", str(n), str(regions)]
    started = time.monotonic()
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    what = f"{n:,} asks {where(regions)}: largest memory; whole solution"
    if ended.returncode:
        return what, f"died ({ended.returncode}) after {time.monotonic() - started:.0f} s", "≤ 4 GB"
    told = json.loads(ended.stdout.splitlines()[-1])
    words = f"{told['gib']:.2f} GiB, gap {told['gap']}, {told['served']:,} served two ways, {told['seconds']:.0f} s"
    return what, words, "≤ 4 GB"


def alone(n: int, regions: int) -> None:
    table = drawn(n, regions=regions)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took, solved = seconds(lambda: flow.solve(table))
    seen = solved.certificate
    told = {
        "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "before": before / 2**20,
        "gap": seen.cost - seen.bound if seen.holds else -1,
        "served": seen.served,
        "seconds": took,
    }
    print(json.dumps(told))


# --- the same everywhere ----------------------------------------------------------------------------------------
def same(n: int) -> Line:
    """The pairs of one table on one core, on two, and shuffled, each in a process of its own; and few levels of fit."""
    found = set()
    for cores in ("0", "0,1"):
        for seed in (0, 1):
            command = [
                "taskset",
                "-c",
                cores,
                sys.executable,
                "-m",
                "bench.matching.batch",
                "--digest",
                str(n),
                str(seed),
            ]
            found.add(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip())
    words = "one answer, byte for byte" if len(found) == 1 else f"{len(found)} ANSWERS"
    return f"{n:,} asks, 12 levels of fit: on 1 and 2 cores, shuffled", words, "one answer"


def digest(n: int, seed: int) -> None:
    table = drawn(n)
    table.cost = table.cost // 6_000 * 6_000  # so that many fit alike and the rotation decides
    order = np.random.default_rng(seed).permutation(n) if seed else np.arange(n)
    mixed = Table(
        table.to[order], table.cost[order], table.days[order], table.seats, table.turn[order], table.turn_left[order]
    )
    found = np.empty(n, np.int64)
    found[order] = supporters_of(mixed, flow.solve(mixed).chosen)
    print(sha256(found.tobytes()).hexdigest())


def warm() -> None:
    """Let numba compile what it will."""
    table = drawn(2_000)
    solved = flow.solve(table)
    standing = Standing.of(table, solved.chosen, solved.prices)
    asks = np.arange(200)
    flow.again(standing, asks, table.to[200:400], table.cost[200:400], table.days[200:400])
    certificates.certify(table, np.full(table.size, NOBODY), np.zeros(len(table.seats), np.int64))


def rows() -> Iterator[Line]:
    """What `bench.matching` prints."""
    warm()
    for n in (1_000, 10_000, 100_000):
        yield exact(n, 1)
        if n > 1_000:
            yield exact(n, REGIONS)
    yield same(10_000)
    yield beside_networkx(1_000)
    yield beside_scipy(10_000)
    for n in (1_000, 10_000, 100_000):
        yield repaired(n, 1)
        if n > 1_000:
            yield repaired(n, REGIONS)
    yield million(1_000_000, REGIONS)


if __name__ == "__main__":
    {"--alone": alone, "--digest": digest}[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
