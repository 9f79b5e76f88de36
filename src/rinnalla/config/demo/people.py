"""The people to sign in as, each with a life of their own."""

from collections.abc import Iterator

from rinnalla.config.demo.timeline import Life
from rinnalla.config.demo.union import World


def lives(world: World) -> Iterator[Life]:
    return iter(())
