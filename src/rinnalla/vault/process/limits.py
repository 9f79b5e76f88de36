"""How many people's keys one actor may open: a bucket each, that fills again as time goes.

A limit delays before it refuses, and never locks anybody out for good.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_BUCKETS = 10_000  # full buckets are forgotten when there are more


@dataclass(frozen=True)
class Limit:
    """burst how many at once; a_second how fast the bucket fills again."""

    burst: float
    a_second: float


class Limits:
    """Buckets of all actors. patience: the longest delay in seconds; what would take longer is refused."""

    def __init__(self, person: Limit, system: Limit, patience: float, now: Callable[[], float] = time.monotonic):
        self.person, self.system, self.patience = person, system, patience
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}  # actor → how much was left, and when

    def delay(self, actor: str, count: int, *, is_system: bool) -> float | None:
        """Seconds to wait before `count` keys are opened; None when that is too many."""
        limit = self.system if is_system else self.person
        with self._lock:
            now = self._now()
            left, at = self._buckets.get(actor, (limit.burst, now))
            left = min(limit.burst, left + (now - at) * limit.a_second) - count
            wait = max(0.0, -left / limit.a_second)
            if count > limit.burst or wait > self.patience:
                return None
            self._buckets[actor] = (left, now)
            if len(self._buckets) > MOST_BUCKETS:
                self._forget_full(now)
        return wait

    def _forget_full(self, now: float) -> None:
        slowest = self.person.burst / self.person.a_second
        self._buckets = {actor: (left, at) for actor, (left, at) in self._buckets.items() if now - at < slowest}
