"""Making the demo union from nothing."""

import random
from collections.abc import Callable

from rinnalla.associations import facts
from rinnalla.base import clock
from rinnalla.config.demo import asking, caring, elsewhere, house, numbers, people, rights, supporting, timeline
from rinnalla.config.demo.union import BEGINNING, World, found

DAYS_TOLD = BEGINNING.days


def fill(progress: Callable[[int], object] | None = None, *, scale: float = 1.0) -> World:
    """Make the union and tell its last fourteen months; about twenty seconds in full.

    progress   called with the days told since it was called last; of all, DAYS_TOLD
    scale      how much of it, for tests; the people to sign in as are always there
    """
    facts.load()
    now = clock.now()
    world = World(now=now, chance=random.Random(20260101), scale=scale)  # noqa: S311 the same demo every time  # nosec
    found(world)
    lives = [
        *house.lives(world),
        *numbers.lives(world),
        *supporting.lives(world),
        *caring.lives(world),
        *asking.lives(world),
        *people.lives(world),
        *rights.lives(world),
        *elsewhere.lives(world),
    ]
    timeline.tell(lives, now, progress=progress)
    house.tidy(world)
    numbers.count(world)
    return world
