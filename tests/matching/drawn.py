"""Seekers and rows of the small tree of worlds.py, drawn from a seed, for tests that ask a database each time."""

from random import Random

from rinnalla.asks.choices import Must
from rinnalla.asks.models import Story, Wishes
from rinnalla.associations.choices import Mode, Need, Phase, Talk, Time
from rinnalla.matching.rows import Row, Seeker
from rinnalla.people.choices import AgeBand
from rinnalla.supporters.models import Experience, Facet
from tests.matching.worlds import KM, TREE


def some(lot: Random, values, most: int = 4) -> tuple:
    values = list(values)
    return tuple(lot.sample(values, lot.randint(0, min(most, len(values)))))


def row(lot: Random, number: int) -> Row:
    told = Experience(
        facets=tuple(
            Facet(key, phase=lot.choice(["", *Phase.values]), talk=lot.choice(Talk.values))
            for key in some(lot, TREE.topics, 5)
        ),
        needs=some(lot, Need.values),
        modes=some(lot, Mode.values),
        times=some(lot, Time.values),
        distance_km=lot.choice([None, 10, 60, 200]),
        gender=lot.choice(["", "woman", "man"]),
        age_band=lot.choice(AgeBand.values),
    )
    spoken = lot.choice([("fi",), ("sv",), ("fi", "sv")])
    facts = {"taken": lot.randint(0, 2), "place": lot.choice([*KM, ""]), "is_asked": lot.random() < 0.1}
    return Row(number, f"S{number}", number, lot.choice([1, 2]), spoken, 2, experience=told, **facts)


def seeker(lot: Random) -> Seeker:
    story = Story(needs=some(lot, Need.values), topics=some(lot, TREE.topics), phase=lot.choice(["", *Phase.values]))
    wishes = Wishes(
        modes=some(lot, Mode.values),
        times=some(lot, Time.values),
        municipality=lot.choice([*KM, ""]),
        distance_km=lot.choice([None, 20, 100]),
        peer_gender=lot.choice(["", "woman", "man"]),
        musts=some(lot, Must.values),
        other_regions=lot.random() < 0.5,
    )
    near = {"association": lot.choice([None, 1, 2]), "language": lot.choice(["fi", "sv"])}
    kept = {name: frozenset(some(lot, range(1, 9), 2)) for name in ("blocked", "declined", "seen")}
    return Seeker("ASK", 1, age_band=lot.choice(AgeBand.values), story=story, wishes=wishes, **near, **kept)
