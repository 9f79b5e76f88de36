"""What the house itself does over the months: reminders, a new pledge, a role that ends, old letters forgotten."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import F

from rinnalla.asks import moves as asks
from rinnalla.asks.models import Ask
from rinnalla.associations import moves as associations
from rinnalla.base import clock
from rinnalla.companionships import moves as companionships
from rinnalla.config.demo.timeline import Life, in_office
from rinnalla.config.demo.union import LEFT_AGO, PLEDGE_ANEW_AGO, SECOND_PLEDGE, World
from rinnalla.letters import post
from rinnalla.letters.choices import Kind, LetterStage, Way
from rinnalla.letters.models import Letter
from rinnalla.matching import moves as matching
from rinnalla.people.models import Person
from rinnalla.supporters.publishing import publish_pledge

A_DAY = timedelta(days=1)
CALLS_LEFT = 3  # days of calls that are still to be made
YEAR_OF_ASKS = 425  # days; fourteen months


def lives(world: World) -> Iterator[Life]:
    yield _upkeep(world)
    yield _pledge_anew(world)
    yield _only_coordinator_leaves(world)


def _upkeep(world: World) -> Life:
    """What the worker does every hour in earnest, here once a week, and every day of the last month."""
    moment = world.ago(YEAR_OF_ASKS)
    while True:
        yield in_office(moment)
        matching.remind_and_expire()
        companionships.remind_reviews()
        _calls_made(world)
        moment += timedelta(days=1 if moment > world.ago(30) else 7)


def _calls_made(world: World) -> None:
    """Coordinators tell by telephone what waited since the day before; a person waiting for word has had it (R17)."""
    if clock.now() > world.ago(CALLS_LEFT):
        return
    waiting = Letter.objects.filter(way=Way.CALL, stage=LetterStage.WAITING, made_at__lt=clock.now() - A_DAY)
    carers: dict[int | None, list[Person]] = {
        where.pk: world.coordinators[key] for key, where in world.associations.items()
    }
    for letter in waiting.select_related("to", "association"):
        found = carers.get(letter.association_id, world.coordinators[""])
        if found and letter.to_id != found[0].pk:
            post.told(letter, by=found[0])
            if letter.kind in (Kind.CARDS, Kind.NOT_ON):
                _heard(letter.to, by=found[0])


def _heard(person: Person, *, by: Person) -> None:
    for ask in Ask.objects.open().filter(person=person, promises__kept_at=None):
        asks.word_given(ask, by=by)


def _pledge_anew(world: World) -> Life:
    yield world.ago(PLEDGE_ANEW_AGO)
    publish_pledge(**SECOND_PLEDGE, in_force_from=clock.today(), by=world.staff["Leena"])


def _only_coordinator_leaves(world: World) -> Life:
    yield world.ago(LEFT_AGO)
    role = world.staff["Terttu"].roles.standing().get()
    associations.end_role(role, by=world.staff["Leena"])
    world.coordinators["etela-pohjanmaa"] = []


def tidy(world: World) -> None:
    """Letters of the past were sent in the past, and those older than the schedule are forgotten."""
    old = Letter.objects.filter(made_at__lt=world.now - (settings.KEPT_FOR["letter"] or timedelta()))
    old.exclude(way=Way.CALL, stage=LetterStage.WAITING).delete()
    sent = Letter.objects.filter(way=Way.MAIL, stage=LetterStage.WAITING)
    sent.update(stage=LetterStage.SENT, done_at=F("made_at") + timedelta(minutes=1), tries=1)
