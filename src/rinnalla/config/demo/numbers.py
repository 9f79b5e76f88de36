"""What the union sees of itself: a second version of the weights, and counts of those whose details are gone by now."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from rinnalla.asks.choices import Channel
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.config.demo.plans import WEIGHTS
from rinnalla.config.demo.timeline import Life
from rinnalla.config.demo.union import World
from rinnalla.matching import moves as matching
from rinnalla.people.choices import AgeBand
from rinnalla.reports import counting
from rinnalla.reports.choices import BOUNDS, HORIZON, KEPT, NOT
from rinnalla.reports.models import Quarter, Wait
from rinnalla.reports.periods import A_QUARTER, Period

SECOND_WEIGHTS_AGO = 210  # days
SECOND_WEIGHTS = {"condition": 20, "treatment": 12, "situation": 14, "needs": 18, "stage": 10, "times": 12} | {
    "distance": 6,
    "closeness": 4,
    "load": 4,
}
WHY = "Tuettavat kertovat, että arjen asiat ja toiveet yhdistävät enemmän kuin sama diagnoosi."
QUARTERS = 8
ASKED_IN_A_QUARTER = (66, 84)
LANGUAGES = {"fi": 88, "sv": 9, "en": 3}
AGES = {AgeBand.YOUNG: 3, AgeBand.THIRTIES: 9, AgeBand.MIDDLE: 19, AgeBand.SIXTIES: 30, AgeBand.SEVENTIES: 26} | {
    AgeBand.OLD: 9,
    AgeBand.UNSAID: 4,
}
CHANNELS = {Channel.PHONE: 60, Channel.SELF: 30, Channel.REFERRAL: 10}
SLOW_LANGUAGES = ("sv", "en")
SLOW_REGIONS = ("lappi", "etela-pohjanmaa", "kaakko")


def lives(world: World) -> Iterator[Life]:
    yield _weighed_anew(world)


def _weighed_anew(world: World) -> Life:
    yield world.ago(SECOND_WEIGHTS_AGO)
    matching.weigh(SECOND_WEIGHTS, why=WHY, in_force_from=clock.today(), by=world.staff["Leena"])


@scope.system("counts")
def count(world: World) -> None:
    """Quarters that are over: people whose details were erased long ago, and then those of the demo's own past."""
    chance = random.Random(20260102)  # noqa: S311 the same demo every time  # nosec
    period, rows = Period.of(clock.today() - timedelta(days=HORIZON), A_QUARTER).before, []
    for _number in range(QUARTERS):
        quarter = Quarter.objects.create(begins=period.begins)
        groups = Counter(row for _person in range(chance.randint(*ASKED_IN_A_QUARTER)) for row in _one(world, chance))
        rows += [
            Wait(quarter=quarter, kind=k, key=key, offer=o, pair=p, amount=n) for (k, key, o, p), n in groups.items()
        ]
        period = period.before
    Wait.objects.bulk_create(rows)
    counting.close_due()


def _one(world: World, chance: random.Random) -> list[tuple[str, str, int, int]]:
    """Someone who asked, once in each kind of group."""
    region, language, age, channel = (_drawn(chance, shares) for shares in (WEIGHTS, LANGUAGES, AGES, CHANNELS))
    slow = (language in SLOW_LANGUAGES) + (region in SLOW_REGIONS)
    offer = chance.choices([*BOUNDS[:6], NOT], [6, 18, 26, 22 + 8 * slow, 14 + 14 * slow, 6 + 8 * slow, 4 + 5 * slow])[
        0
    ]
    later = [bound for bound in BOUNDS if bound > offer]
    finds = offer != NOT and chance.random() < 0.82 - 0.16 * slow
    pair = chance.choices(later, range(len(later), 0, -1))[0] if finds else NOT
    code = world.associations[region].code if region else ""
    return [(kind.value, key, offer, pair) for kind, key in zip(KEPT, (code, language, age, channel), strict=True)]


def _drawn(chance: random.Random, shares: Mapping[Any, int]) -> str:
    return str(chance.choices(list(shares), list(shares.values()))[0])
