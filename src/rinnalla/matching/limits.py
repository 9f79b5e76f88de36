"""The hard limits, never broken (R21). Each has a name; the first that fails says why not. Pure: no database here."""

from collections.abc import Callable

from rinnalla.asks.choices import Must
from rinnalla.associations.choices import Mode
from rinnalla.matching.rows import PARENT_OR_CHILD, Places, Row, Seeker, Tree, common_modes

Limit = Callable[[Seeker, Row, Tree, Places], bool]


def own_self(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    return row.person == seeker.person


def blocked(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    return row.id in seeker.blocked


def walked(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    return row.id in seeker.walked


def declined(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    return row.id in seeker.declined


def asked(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    """One question at a time to one supporter (lessons: first to accept wins, hurts)."""
    return row.is_asked


def full(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    return row.taken >= row.capacity


def language(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    return seeker.language not in row.languages


def region(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    """The own association, unless the ask is in the union's queue or the person agreed to other regions (R18)."""
    elsewhere = seeker.association is not None and row.association != seeker.association
    return elsewhere and not seeker.wishes.other_regions


def mode(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    return not common_modes(seeker, row)


def distance(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    """When meeting is the only way in common, the two must be able to reach each other: each comes part of the way."""
    if common_modes(seeker, row) != (Mode.MEETING,):
        return False
    km = places.km(seeker.place, row.place)
    if km is None:
        return row.association != seeker.association
    return km > (seeker.wishes.distance_km or 0) + (row.experience.distance_km or 0)


def gender(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    wished = seeker.wishes.peer_gender
    return bool(wished) and Must.GENDER in seeker.wishes.musts and row.experience.gender != wished


def topic(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    """At least one of the experiences named: the same, or one step up or down the tree; only published ones count."""
    named = seeker.story.topics
    if Must.TOPIC not in seeker.wishes.musts or not named:
        return False
    return not any(tree.likeness(one, other) >= PARENT_OR_CHILD for one in named for other in row.topics)


def seen(seeker: Seeker, row: Row, tree: Tree, places: Places) -> bool:
    return row.id in seeker.seen


LIMITS: dict[str, Limit] = {
    "own-self": own_self,
    "blocked": blocked,
    "walked": walked,
    "declined": declined,
    "asked": asked,
    "full": full,
    "language": language,
    "region": region,
    "mode": mode,
    "distance": distance,
    "gender": gender,
    "topic": topic,
    "seen": seen,
}


def first_broken(seeker: Seeker, row: Row, tree: Tree, places: Places, *, but: frozenset[str] = frozenset()) -> str:
    """The name of the first limit that says no, "" when none does; those named in `but` are not asked."""
    for name, says_no in LIMITS.items():
        if name not in but and says_no(seeker, row, tree, places):
            return name
    return ""


def only_broken(seeker: Seeker, row: Row, tree: Tree, places: Places) -> str:
    """The one limit that stands between the two, "" when none or more than one does."""
    broken = [name for name, says_no in LIMITS.items() if says_no(seeker, row, tree, places)]
    return broken[0] if len(broken) == 1 else ""
