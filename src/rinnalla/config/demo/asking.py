"""The requests, from the first word to where each stands today."""

from collections.abc import Iterator

from rinnalla.config.demo.timeline import Life
from rinnalla.config.demo.union import World


def lives(world: World) -> Iterator[Life]:
    return iter(())
