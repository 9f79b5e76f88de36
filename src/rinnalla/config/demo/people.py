"""The people to sign in as, each with a life of their own."""

from collections.abc import Iterator

from rinnalla.config.demo import asking
from rinnalla.config.demo.experiences import FOR_AINO, PEKKA, SOLVEIG
from rinnalla.config.demo.plans import Plan
from rinnalla.config.demo.stories import AINO, ELSA, HILJA, LEO, TOLD, VAINO, VIENO
from rinnalla.config.demo.supporting import Road, life
from rinnalla.config.demo.timeline import Life
from rinnalla.config.demo.union import World

JYVASKYLA, VAASA = "179", "905"
OPEN = {"peer_gender": "", "times": (), "modes": ("phone", "meeting"), "distance_km": 40}


def lives(world: World) -> Iterator[Life]:
    yield life(world, Road("keski-suomi", "active", 520, PEKKA, "Pekka", 3, "pekka@example.org"), as_="Pekka")
    yield life(world, Road("pohjanmaa", "active", 560, SOLVEIG, "Solveig", 3, "solveig@example.org"), as_="Solveig")
    for name, lived in FOR_AINO.items():
        yield life(world, Road("keski-suomi", "active", 170, lived, name, 2, f"{name.lower()}@example.org"), as_=name)
    for plan in _plans():
        yield asking.life(world, plan)


def _plans() -> Iterator[Plan]:
    kirsti = {"by": "Kirsti", "place": JYVASKYLA}
    days = {"received": 6.2, "claimed": 5.1, "cards": 1.6}
    yield Plan("keski-suomi", "choosing", AINO, "Aino", days, "self", "aino@example.org", wishes=OPEN, **kirsti)
    days = {"received": 57.5, "claimed": 57, "cards": 56.5, "chosen": 56, "yes": 54, "written": 52, "signed": 50}
    coast = {"peer": "Solveig", "place": VAASA}
    yield Plan("pohjanmaa", "review-due", ELSA, "Elsa", days, "self", "elsa@example.org", wishes=OPEN, **coast)
    days = {"received": 190, "claimed": 189, "cards": 187, "chosen": 185, "yes": 183, "written": 181, "ended": 20.5}
    told = next(one for one in TOLD if one.language == "sv")
    yield Plan("pohjanmaa", "changed", told, "Gunnel", days, "phone", wishes=OPEN, **coast)
    days = {"received": 150, "claimed": 149, "cards": 147, "chosen": 145, "yes": 143, "written": 141, "ended": 1.3}
    yield Plan(
        "keski-suomi", "supporter-stopped", VAINO, "Väinö", days, "self", "vaino@example.org", wishes=OPEN, **kirsti
    )
    days = {"received": 7, "claimed": 6, "cards": 0.9}
    yield Plan("keski-suomi", "choosing", VIENO, "Vieno", days, "phone", wishes=OPEN, **kirsti)
    kirsti["peer"] = "Pekka"
    days = {"received": 56, "claimed": 55, "cards": 53, "chosen": 51, "yes": 49}
    yield Plan("keski-suomi", "walking", LEO, "Leo", days, "self", "leo@example.org", wishes=OPEN, **kirsti)
    days = {"received": 15, "claimed": 14, "cards": 9, "chosen": 4.3}
    yield Plan("keski-suomi", "proposed", HILJA, "Hilja", days, "phone", wishes=OPEN, **kirsti)
