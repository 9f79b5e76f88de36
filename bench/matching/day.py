"""What matching costs: 60 requests against 150 supporters, the day of a whole association, ten cards each.

.venv/bin/python -m bench.matching.day [REQUESTS] [SUPPORTERS]        DATABASE_URL=… for PostgreSQL
"""

import sys
import time

from bench import stage

from django.db import connection  # isort: skip
from django.test.utils import CaptureQueriesContext

from rinnalla.matching import fit
from tests import cast
from tests.proofs import crowd


def main() -> None:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    supporters = int(sys.argv[2]) if len(sys.argv) > 2 else 150
    stage.prepare()
    kirsti, where = cast.kirsti(), cast.association()
    asks = crowd.asks(requests, where)
    crowd.supporters(supporters - 1, where)  # Pekka is one of them
    cpu = []
    for _ in range(5):
        started = time.process_time()
        with CaptureQueriesContext(connection) as found:
            made = fit.best_of_many(asks, 10, by=kirsti)
        cpu.append(time.process_time() - started)
    assert [len(fits) for fits in made] == [min(10, supporters)] * requests
    middle = sorted(cpu)[2]
    print(f"{connection.vendor}: {requests} requests × {supporters} supporters")
    print(f"{middle:.2f} s of one core (goal 0.5), {len(found)} statements (goal 15)")


if __name__ == "__main__":
    main()
