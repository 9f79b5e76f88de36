"""Gunnel guides for the whole union; meetings to come, and meetings that were."""

from contextlib import contextmanager
from datetime import timedelta

import time_machine

from rinnalla.base import clock
from rinnalla.guidance import moves
from rinnalla.guidance.choices import MeetingKind
from rinnalla.guidance.models import Meeting, Spot
from rinnalla.people.models import Person
from tests import cast

SECRET_LINK = "https://video.example.org/room-7"
SPOT = Spot(place="Yhdistyksen toimisto", link=SECRET_LINK)


def gunnel(where=None) -> Person:
    """A guide; of the union unless `where` is an association."""
    return cast._staff("Gunnel", "guide", where)


def in_days(days: float):
    return clock.now() + timedelta(days=days)


def group(*, by: Person, where=None, seats: int = 2, days: float = 7) -> Meeting:
    return moves.plan(MeetingKind.GROUP, in_days(days), SPOT, by=by, association=where, seats=seats)


def talk(supporter, *, by: Person, kind=MeetingKind.ALONE, days: float = 7) -> Meeting:
    return moves.plan(kind, in_days(days), SPOT, by=by, association=supporter.association, supporter=supporter)


@contextmanager
def days_later(days: float):
    with time_machine.travel(in_days(days), tick=False):
        yield
