"""The supporters' roads, from the application to where each stands today (R6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rinnalla.associations.choices import Mode, Time
from rinnalla.base import clock
from rinnalla.companionships.moves import stop_supporting
from rinnalla.config.demo import names
from rinnalla.config.demo.experiences import LIVED, Lived
from rinnalla.config.demo.timeline import Life, after, in_office
from rinnalla.config.demo.union import PLEDGE_ANEW_AGO, World
from rinnalla.config.demo.words import APPLICATIONS, INTERVIEWS, NOT_NOW
from rinnalla.people import moves as knowing
from rinnalla.people.models import Identity, Person
from rinnalla.supporters import agreeing, counting, interviews, moves
from rinnalla.supporters.choices import Way
from rinnalla.supporters.models import Application, Experience, Facet, Supporter
from rinnalla.training.choices import Ground, Plan


@dataclass(frozen=True)
class Road:
    """One supporter's plan.

    ends_as   the stage to stand at today: applied … active, resting, stopped, not-now, withdrawn; "at-limit" and
              "old-pledge" are active ones with that besides
    applied   days ago
    """

    key: str  # of the association
    ends_as: str
    applied: float
    lived: Lived
    called: str
    capacity: int = 2
    email: str = ""


# association: how many of whom, in the order in which they applied
COUNTS = {
    "helsinki": "active×4 at-limit resting stopped applied interviewed",
    "lansi": "active×3 resting",
    "keski-uusimaa": "active×3 at-limit stopped accepted",
    "lounais": "active×3 resting old-pledge stopped interviewed trained",
    "pirkanmaa": "active×4 at-limit resting stopped applied accepted",
    "hame": "active×3 at-limit stopped trained",
    "kaakko": "active×3 resting applied",
    "savo": "active×3 resting stopped not-now accepted",
    "karjala": "active×3 stopped",
    "keski-suomi": "active×8 at-limit old-pledge resting applied applied interviewed accepted trained not-now",
    "pohjanmaa": "active×3 resting applied",
    "etela-pohjanmaa": "active×2 applied",
    "oulu": "active×2 at-limit resting interviewed withdrawn",
    "lappi": "accepted interviewed applied",
}
SWEDISH_IN = {"pohjanmaa": 3, "lansi": 2, "helsinki": 1, "lounais": 1}  # so many of the first active ones
ENGLISH_IN = {"helsinki": 1, "pirkanmaa": 1, "keski-suomi": 1}
LONG_ON_THE_ROAD = ("active", "at-limit", "old-pledge", "resting", "stopped")


def lives(world: World) -> Iterator[Life]:
    for key, plan in COUNTS.items():
        for road in _roads(world, key, plan):
            yield life(world, road)


def _roads(world: World, key: str, plan: str) -> Iterator[Road]:
    stages = [name for part in plan.split() for name in _repeated(part)]
    stages = stages if world.scale == 1 or key == "keski-suomi" else _fewer(world, stages)
    swedish, english = SWEDISH_IN.get(key, 0), ENGLISH_IN.get(key, 0)
    for number, stage in enumerate(stages):
        language = "sv" if number < swedish else "en" if number < swedish + english else "fi"
        lived = pick(world, LIVED, language)
        called = name(world, language, lived.gender)
        capacity = world.chance.choice((1, 2, 3, 3, 4, 4))
        email = "" if world.chance.random() < 0.2 else address(world, called)
        yield Road(key, stage, _applied(world, stage), lived, called, capacity, email)


def _repeated(part: str) -> list[str]:
    stage, _, times = part.partition("×")
    return [stage] * int(times or 1)


def _fewer(world: World, stages: list[str]) -> list[str]:
    """Not all of the active ones; one of each other stage."""
    active = [stage for stage in stages if stage == "active"][: max(2, world.scaled(len(stages)))]
    return active + [stage for stage in dict.fromkeys(stages) if stage != "active"]


def _applied(world: World, stage: str) -> float:
    if stage in LONG_ON_THE_ROAD:
        return world.chance.uniform(470, 630)
    if stage in ("not-now", "withdrawn"):
        return world.chance.uniform(60, 200)
    return {"applied": 3, "interviewed": 14, "accepted": 30, "trained": 50}[stage] + world.chance.uniform(0, 6)


# --- who they are -------------------------------------------------------------------------------------------
def pick(world: World, options: list, language: str):
    """In turn, so that each is used before any comes again."""
    mine = [option for option in options if option.language == language]
    place = world.used.get(f"{id(options)} {language}", 0)
    world.used[f"{id(options)} {language}"] = place + 1
    return mine[place % len(mine)]


def name(world: World, language: str, gender: str) -> str:
    known = names.OF[language, gender]
    place = world.used.get(f"{language}{gender}", 0)
    world.used[f"{language}{gender}"] = place + 1
    return known[place % len(known)]


def address(world: World, called: str) -> str:
    """An address that nobody has; numbered, since a first name comes more than once."""
    world.used["address"] = world.used.get("address", 0) + 1
    plain = called.lower().translate(str.maketrans("äöå", "aoa"))
    return f"{plain}.{world.used['address']}@example.org"


def experience(world: World, lived: Lived) -> Experience:
    year, chance = world.now.year, world.chance
    facets = tuple(
        Facet(topic, year - int(years), phase, talk)
        for topic, phase, talk, years in (facet.split() for facet in lived.facets.split(", "))
    )
    modes = [Mode.PHONE, *chance.sample([Mode.VIDEO, Mode.WRITING, Mode.MEETING], chance.choice((1, 1, 2)))]
    return Experience(
        facets=facets,
        needs=tuple(lived.needs.split()),
        about=lived.about,
        modes=tuple(modes),
        times=tuple(chance.sample(Time.values, 3)),
        distance_km=chance.choice((20, 40, 60, 100)) if Mode.MEETING in modes else None,
        gender={"w": "woman", "m": "man"}[lived.gender],
        age_band=chance.choice(("45-59", "60-69", "60-69", "70-79")),
    )


# --- the road -----------------------------------------------------------------------------------------------
def life(world: World, road: Road, *, as_: str = "") -> Life:
    """as_   the name by which a plan asks for this very supporter"""
    yield world.ago(road.applied)
    chance = world.chance
    where = world.associations[road.key]
    for _enquiry in range(chance.choice((1, 1, 1, 2, 3))):  # some begin and do not send
        counting.enquired(where)
    languages = {"sv": ("sv", "fi"), "en": ("en", "fi")}.get(road.lived.language, ("fi",))
    by = world.coordinator(road.key)
    identity = Identity(road.called, "", road.email, world.phone(road.key), world.place(road.key).code)
    person = knowing.new_person(identity, road.lived.language, by=None)
    supporter = moves.apply(
        person=person,
        association=where,
        application=Application.of(chance.choice(APPLICATIONS[road.lived.language])),
        experience=experience(world, road.lived),
        languages=languages,
        by=person,
    )
    if as_:
        world.supporters[as_] = supporter
    if road.ends_as == "applied":
        if by and chance.random() < 0.5:
            yield after(chance.uniform(0.5, 2))
            at = datetime.combine(clock.today() + timedelta(days=chance.choice((5, 6, 7))), time(14), clock.HELSINKI)
            interviews.book_interview(supporter, at, chance.choice(list(Way)), by=by)
        return
    yield in_office(after(chance.uniform(3, 8)))
    if road.ends_as == "withdrawn":
        moves.withdraw(supporter, by=person)
        return
    yield from _accepted(world, road, supporter, by)
    if road.ends_as in LONG_ON_THE_ROAD:
        yield from serving(world, road, supporter)


def _accepted(world: World, road: Road, supporter: Supporter, by: Person | None) -> Life:
    """Interview, answer, course, pledge, the coordinator's agreement; or as far as the plan says."""
    chance, person = world.chance, supporter.person
    if by is None:
        return
    moves.interview(supporter, clock.today(), chance.choice(INTERVIEWS), by=by)
    if road.ends_as == "interviewed":
        return
    yield in_office(after(chance.uniform(1, 5)))
    if road.ends_as == "not-now":
        back = clock.today() + timedelta(days=chance.choice((90, 180)))
        moves.not_now(supporter, chance.choice(NOT_NOW), by=by, return_on=back)
        return
    moves.accept(supporter, by=by)
    if road.ends_as == "accepted":
        return
    yield in_office(after(chance.uniform(8, 25)))
    _course(world, supporter, by)
    yield after(chance.uniform(0.2, 3))
    if road.ends_as == "trained":
        return
    moves.sign_pledge(supporter, by=person, language=person.language)
    agreement = agreeing.sign_agreement(supporter, by=person, language=person.language)
    yield in_office(after(chance.uniform(0.5, 3)))
    agreeing.confirm_agreement(agreement, by=by)
    moves.activate(supporter, by=by)
    moves.set_capacity(supporter, road.capacity, by=person)


def _course(world: World, supporter: Supporter, by: Person) -> None:
    """Most have been to the basic course; of a few the union recognised what they knew (R8)."""
    day: date = clock.today()
    if world.chance.random() < 0.12:
        words = "Toiminut vertaistukihenkilönä toisessa järjestössä, todistus nähty."
        moves.record_course(supporter, Plan.BASIC, day, Ground.RECOGNISED, words, by=world.staff["Leena"])
        return
    moves.record_course(supporter, Plan.BASIC, day, Ground.ATTENDED, by=by)


def serving(world: World, road: Road, supporter: Supporter) -> Life:
    """A supporter's months: rests and comes back, signs the new pledge, says where the limit is, stops."""
    chance, person = world.chance, supporter.person
    if chance.random() < 0.3:
        yield world.ago(chance.uniform(300, 400))
        _again(supporter)
        moves.rest(supporter, by=person)
        yield after(chance.uniform(20, 50))
        _again(supporter)
        moves.return_(supporter, by=person)
    yield world.ago(PLEDGE_ANEW_AGO) + (after(chance.uniform(0.2, 12)) - clock.now())
    if road.ends_as != "old-pledge":
        _again(supporter)
        moves.sign_pledge(supporter, by=person, language=person.language)
    yield from _lately(world, road, supporter)


def _lately(world: World, road: Road, supporter: Supporter) -> Life:
    if road.ends_as == "stopped":
        yield world.ago(world.chance.uniform(4, 50))
        _again(supporter)
        stop_supporting(supporter, by=supporter.person)
    elif road.ends_as == "resting":
        yield world.ago(world.chance.uniform(5, 55))
        _again(supporter)
        moves.rest(supporter, by=supporter.person)
    elif road.ends_as == "at-limit":
        yield world.ago(world.chance.uniform(1, 20))
        _again(supporter)
        moves.set_at_limit(supporter, True, by=supporter.person)


def _again(supporter: Supporter) -> None:
    """Others have moved the row meanwhile."""
    supporter.refresh_from_db()
