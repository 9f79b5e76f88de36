"""How a proposal treats groups: how many are served of each region, language, age band and channel (R21)."""

from collections.abc import Iterable
from dataclasses import dataclass

from rinnalla.supporters.counting import SMALL


@dataclass(frozen=True)
class Group:
    """One group of people: how many hope for a peer, how many are served, and the mean of their fits (whole points).

    served and fit are None when either those served or those left are so few that one might recognise them.
    """

    kind: str
    key: str
    total: int
    served: int | None
    fit: int | None


def groups(people: Iterable[tuple[dict[str, str], int | None]]) -> list[Group]:
    """`people` each with the keys of their groups by kind, and the score of their pair, None when left."""
    found: dict[tuple[str, str], list[int | None]] = {}
    for keys, score in people:
        for kind, key in keys.items():
            found.setdefault((kind, key), []).append(score)
    return [_group(kind, key, scores) for (kind, key), scores in sorted(found.items())]


def is_telling(total: int, served: int) -> bool:
    """So few are served, or left, or there at all, that one might recognise them."""
    return total < SMALL or 0 < served < SMALL or 0 < total - served < SMALL


def _group(kind: str, key: str, scores: list[int | None]) -> Group:
    fits = [score for score in scores if score is not None]
    if is_telling(len(scores), len(fits)):
        return Group(kind, key, len(scores), None, None)
    return Group(kind, key, len(scores), len(fits), sum(fits) // len(fits) if fits else None)
