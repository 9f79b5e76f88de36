"""What a whole call costs while an index is kept: version, search, opening the found, sentences, lines in the ledger.

.venv/bin/python -m bench.matching.kept [SUPPORTERS]        DATABASE_URL=… for PostgreSQL
"""

import sys
import time
from dataclasses import asdict, replace

from bench import stage

from django.db import connection  # isort: skip
from django.test.utils import CaptureQueriesContext

from rinnalla.matching import cards, changes, finding, fit, keeping, sentences, weights
from rinnalla.matching import pool as reading
from rinnalla.supporters.models import Experience, Facet, Supporter
from rinnalla.vault.fields import seal_many
from tests import cast
from tests.proofs import crowd

Line = tuple[str, str, str]


def main() -> None:
    stage.prepare()
    for line in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, prepared=True):
        print(*line, sep=" | ", flush=True)


def middle(act, times: int = 60) -> float:
    """Milliseconds of this core's own time."""
    taken = []
    for number in range(times):
        started = time.process_time_ns()
        act(number)
        taken.append((time.process_time_ns() - started) / 1e6)
    return sorted(taken)[times // 2]


def rows(size: int = 10_000, *, prepared: bool = False):
    """Name, figure, goal."""
    if not prepared:
        stage.prepare()
    kirsti, where = cast.kirsti(), cast.association()
    asks = crowd.asks(40, where, claimed_by=kirsti)
    _supporters(size, where)
    weighed = weights.in_force()
    started = time.process_time()
    finding.find(asks[:1], 10, by=None, weighed=weighed)
    built = time.process_time() - started
    name = f"{connection.vendor}, {size:,} supporters"
    yield f"{name}: built from sealed rows, once a process", f"{built:.1f} s", ""
    whole = middle(lambda n: _call(asks[n % 40], kirsti))
    with CaptureQueriesContext(connection) as found:
        _call(asks[0], kirsti)
    yield f"{name}: whole call, ten cards with their sentences", f"{whole:.2f} ms, {len(found)} statements", "≤ 1 ms"
    yield from _parts(name, asks, kirsti, weighed)
    first = Supporter.objects.select_related("person").first()
    changed = middle(lambda n: _changed(first, asks[0], n), 20)
    yield f"{name}: whole call after one supporter has changed", f"{changed:.2f} ms", ""
    without = middle(lambda n: reading.gather(asks[:1], by=kirsti), 1)
    yield f"{name}: opening everybody, as without an index", f"{without:,.0f} ms; {without / whole:,.0f} ×", ""


def _supporters(size: int, where) -> None:
    """Each with other experience: two to five topics, from a seed."""
    import random

    lot, made = random.Random(7), []
    for _ in range(0, size, 2_000):
        made += crowd.supporters(min(2_000, size - len(made)), where)
    told = Experience.of(cast.EXPERIENCE)
    topics = ["pain", "nerve", "body", "lbp", "sciatica", "sleep"]
    for first in range(0, len(made), 2_000):
        some = made[first : first + 2_000]
        facets = [tuple(Facet(key, phase="living") for key in lot.sample(topics, lot.randint(1, 5))) for _ in some]
        seal_many(
            (one, {"experience": asdict(replace(told, facets=each))}) for one, each in zip(some, facets, strict=True)
        )
        Supporter.objects.bulk_update(some, ["experience"], batch_size=200)


def _call(ask, kirsti) -> None:
    fits, pool = cards.fits_now(ask, 10, by=kirsti, weighed=weights.in_force())
    _sentences(fits, pool)


def _sentences(fits, pool) -> None:
    for one in fits:
        told = cards.reasons(one, pool, pool.seekers[0])
        terms = {name: (points, told["bits"].get(name, {})) for name, points in told["terms"].items()}
        for name in sentences.strongest(terms, weights.FIRST):
            sentences.sentence(name, terms[name][1], {})


def _changed(supporter, ask, number: int) -> None:
    Supporter.objects.filter(pk=supporter.pk).update(capacity=2 + number % 2)
    finding.find([ask], 10, by=None, weighed=weights.FIRST)


def _parts(name: str, asks, kirsti, weighed):
    """What each part costs by itself."""
    view = keeping.now()
    pool = reading.opened(asks, [], by=None)
    seeker, root = pool.seekers[0], fit.rotation_key()
    ten = [number for _s, _t, number in view.found(seeker, 10, weighed=weighed, root=root)]
    eligible = Supporter.objects.eligible()
    there = list(reading.with_question(eligible.filter(pk__in=ten)))
    fits, small = finding.find(asks[:1], 10, by=kirsti, weighed=weighed)
    parts = {
        "weights in force": lambda n: weights.in_force(),
        "reading the log": lambda n: changes.read(view.mark),
        "search": lambda n: view.found(pool.seekers[n % 40], 10, weighed=weighed, root=root),
        "the seeker, opened, with a line in the ledger": lambda n: reading.seekers_of(asks[:1], by=kirsti),
        "asking the tables for the ten": lambda n: list(reading.with_question(eligible.filter(pk__in=ten))),
        "opening the ten, with a line in the ledger": lambda n: reading.rows_of(there, by=kirsti),
        "opening one drawn by lot, with a line": lambda n: reading.rows_of(there[:1], by=None),
        "scoring the ten in plain Python": lambda n: [
            fit.fit_of(seeker, one, small, weighed=weighed) for one in small.rows
        ],
        "sentences": lambda n: _sentences(fits[0], small),
    }
    for part, act in parts.items():
        yield f"{name}:   {part}", f"{middle(act):.3f} ms", ""


if __name__ == "__main__":
    main()
