"""What matching holds in memory of one seeker and of one supporter, and the tree of topics. No database here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rinnalla.asks.models import Story, Wishes
from rinnalla.supporters.models import Experience, Facet

SAME, PARENT_OR_CHILD, SIBLING = 1000, 600, 450


@dataclass(frozen=True)
class Tree:
    """The two-level tree of topics: key → (kind, parent key or "")."""

    topics: dict[str, tuple[str, str]] = field(default_factory=dict)

    def kind(self, key: str) -> str:
        return self.topics.get(key, ("", ""))[0]

    def likeness(self, one: str, other: str) -> int:
        """How close two topics are, 0..1000: the same, one above the other, or under the same one."""
        if one == other:
            return SAME
        above, other_above = self.topics.get(one, ("", ""))[1], self.topics.get(other, ("", ""))[1]
        if other in (above,) or one in (other_above,):
            return PARENT_OR_CHILD
        return SIBLING if above and above == other_above else 0


@dataclass(frozen=True)
class Places:
    """Whole kilometres between two municipalities; None when either is not known."""

    points: dict[str, Any] = field(default_factory=dict)  # code → what `measure` takes two of
    measure: Callable[[Any, Any], float] = lambda one, other: 0.0
    _known: dict[tuple[str, str], int] = field(default_factory=dict)

    def km(self, one: str, other: str) -> int | None:
        if one not in self.points or other not in self.points:
            return None
        pair = (one, other) if one <= other else (other, one)
        if pair not in self._known:
            self._known[pair] = round(self.measure(self.points[pair[0]], self.points[pair[1]]))
        return self._known[pair]


@dataclass(frozen=True)
class Seeker:
    """One ask, opened.

    own                    supporter id of this very person, 0 when they are none
    blocked, walked        supporter ids: never together again; have already walked together
    declined, seen         supporter ids on this very ask: did not go on; shown in an earlier round
    """

    code: str
    person: int
    association: int | None
    language: str
    age_band: str
    story: Story
    wishes: Wishes
    blocked: frozenset[int] = frozenset()
    walked: frozenset[int] = frozenset()
    declined: frozenset[int] = frozenset()
    seen: frozenset[int] = frozenset()
    own: int = 0

    @property
    def place(self) -> str:
        return self.wishes.municipality


@dataclass(frozen=True)
class Row:
    """One eligible supporter, opened. `is_asked` while a question to them is open."""

    id: int
    code: str
    person: int
    association: int
    languages: tuple[str, ...]
    capacity: int
    taken: int
    experience: Experience
    place: str = ""
    is_asked: bool = False

    @cached_property
    def published(self) -> tuple[Facet, ...]:
        """Only these may score or be named (R3)."""
        return tuple(facet for facet in self.experience.facets if facet.is_published)

    @cached_property
    def topics(self) -> frozenset[str]:
        return frozenset(facet.topic for facet in self.published)


def common_modes(seeker: Seeker, row: Row) -> tuple[str, ...]:
    """Ways both can use, in the supporter's order; no wish means that any will do."""
    wished = seeker.wishes.modes
    return tuple(mode for mode in row.experience.modes if not wished or mode in wished)
