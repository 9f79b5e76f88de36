"""What the house itself does over the months: reminders, a new pledge, a role that ends, old letters forgotten."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import F

from rinnalla.associations import moves as associations
from rinnalla.base import clock
from rinnalla.companionships import moves as companionships
from rinnalla.config.demo.timeline import Life
from rinnalla.config.demo.union import LEFT_AGO, PLEDGE_ANEW_AGO, SECOND_PLEDGE, World
from rinnalla.letters.choices import LetterStage, Way
from rinnalla.letters.models import Letter
from rinnalla.matching import moves as matching
from rinnalla.supporters.publishing import publish_pledge

YEAR_OF_ASKS = 425  # days; fourteen months


def lives(world: World) -> Iterator[Life]:
    yield _upkeep(world)
    yield _pledge_anew(world)
    yield _only_coordinator_leaves(world)


def _upkeep(world: World) -> Life:
    """What the worker does every hour in earnest, here once a day."""
    moment = world.ago(YEAR_OF_ASKS)
    while True:
        yield moment
        matching.remind_and_expire()
        companionships.remind_reviews()
        moment += timedelta(days=1)


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
    old = Letter.objects.filter(made_at__lt=world.now - settings.KEPT_FOR["letter"])
    old.exclude(way=Way.CALL, stage=LetterStage.WAITING).delete()
    sent = Letter.objects.filter(way=Way.MAIL, stage=LetterStage.WAITING)
    sent.update(stage=LetterStage.SENT, done_at=F("made_at") + timedelta(minutes=1), tries=1)
