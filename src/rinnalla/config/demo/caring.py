"""What the union does for its supporters: course days, named guides, thanks (R7, R8, R10)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from rinnalla.associations.choices import RoleKind
from rinnalla.associations.moves import give_role
from rinnalla.base import clock
from rinnalla.config.demo.timeline import Life, after, in_office
from rinnalla.config.demo.union import World
from rinnalla.guidance import moves as guidance
from rinnalla.guidance.choices import MeetingKind, Ready
from rinnalla.guidance.models import Spot
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Supporter
from rinnalla.training.choices import Plan
from rinnalla.training.models import Course
from rinnalla.training.moves import seats, sittings

SEATS, RUNS_FROM, QUOTA = 12, 7, 3


def lives(world: World) -> Iterator[Life]:
    yield _guides(world)
    yield _thanks(world)
    for key in world.associations:
        yield _yearly_talks(world, key)
    yield _course(world, Plan.BASIC, Stage.ACCEPTED, ahead=17, place="Tampere, Selkäpolun talo")
    yield _course(world, Plan.CONTINUING, Stage.ACTIVE, ahead=38, place="Jyväskylä, Selkäpolun talo")


def _guides(world: World) -> Life:
    """Each association names guides: its coordinator, or the union's own."""
    yield in_office(world.ago(40))
    taru = world.staff["Taru"]
    give_role(taru, RoleKind.GUIDE, None, by=world.staff["Leena"])
    for key, association in world.associations.items():
        by = world.coordinator(key)
        guided = Supporter.objects.filter(association=association, stage=Stage.ACTIVE).select_related("person")
        for number, supporter in enumerate(guided.order_by("pk")):
            if by and number % 8 != 7:
                guidance.name_guide(supporter, by if number % 3 else taru, by=by)


def _yearly_talks(world: World, key: str) -> Life:
    """The coordinator talks with each of their supporters once a year; one or two still wait for it."""
    waiting = Supporter.objects.filter(association=world.associations[key], stage=Stage.ACTIVE).order_by("pk")
    talked: set[int] = set()
    for days in range(250, 30, -22):
        yield in_office(world.ago(days))
        supporter = waiting.exclude(pk__in=talked).select_related("person").first()
        by = world.coordinator(key)
        if by is None or supporter is None or len(talked) + 1 >= waiting.count():
            return
        talked.add(supporter.pk)
        where, on_the_phone = world.associations[key], Spot(place="Puhelimessa")
        meeting = guidance.plan(
            MeetingKind.YEARLY, after(2), on_the_phone, by=by, association=where, supporter=supporter
        )
        yield after(2.1)
        guidance.mark(meeting.places.get(), True, by=by)


def _thanks(world: World) -> Life:
    yield in_office(world.ago(12))
    pekka = Supporter.objects.get(pk=world.supporters["Pekka"].pk)
    guidance.thank(pekka, ready=Ready.LISTENING, by=world.staff["Kirsti"])


def _course(world: World, plan: Plan, stage: Stage, *, ahead: int, place: str) -> Life:
    """A day that is still to come, and those who have signed up for it."""
    yield in_office(world.ago(28))
    taru = world.staff["Taru"]
    sitting = sittings.plan(Course.objects.get(pk=plan), _facts(world, ahead, place), [taru], by=taru)
    for days in (6, 3, 2):
        yield in_office(world.ago(days))
        signed_up = set(sitting.seats.values_list("person", flat=True))
        willing = Supporter.objects.filter(stage=stage).exclude(person__in=signed_up)
        for supporter in willing.select_related("person", "association").order_by("pk")[:4]:
            seats.register(supporter.person, sitting, association=supporter.association, by=supporter.person)


def _facts(world: World, ahead: int, place: str) -> dict:
    day = clock.local_day(world.now) + timedelta(days=ahead)
    while day.weekday() != 5:  # a Saturday
        day += timedelta(days=1)
    begins, ends = (datetime.combine(day, time(hour), clock.HELSINKI) for hour in (9, 16))
    return {
        "starts_at": begins,
        "ends_at": ends,
        "place": place,
        "link": "",
        "language": "fi",
        "size": SEATS,
        "minimum": RUNS_FROM,
        "quota": QUOTA,
        "open_to_all_on": day - timedelta(days=14),
    }
