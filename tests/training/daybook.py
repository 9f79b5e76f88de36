"""Course days for tests."""

from datetime import date, datetime, time, timedelta

from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.people.models import Person
from rinnalla.training import days, moves, plans
from rinnalla.training.models import Seat, Sitting
from tests import cast


def sitting(course: str = "basic", *, taru: Person | None = None, in_days: int = 30, **changes) -> Sitting:
    """A course day, planned by its trainer; free seats open to all the day before unless `changes` say otherwise."""
    taru = taru or cast.taru()
    day = clock.today() + timedelta(days=in_days)
    facts = {
        "starts_at": days.moment(day, time(9)),
        "ends_at": days.moment(day, time(16)),
        "place": "Sokeain talo, Jyväskylä",
        "open_to_all_on": day - timedelta(days=1),
        "minimum": min(7, changes.get("size", 12)),
    } | changes
    return moves.plan(plans.known(course), facts, [taru], by=taru)


def on(day: date, begins: time, ends: time) -> tuple[datetime, datetime]:
    return days.moment(day, begins), days.moment(day, ends)


def person(called: str) -> Person:
    return cast.person(called, f"{called.lower().replace(' ', '.')}@example.org")


def joins(sitting: Sitting, called: str, association: Association | None, **more) -> Seat:
    """Someone of this association signs up themself."""
    someone = person(called)
    return moves.register(someone, sitting, association=association, by=someone, **more)


def has_begun(sitting: Sitting) -> None:
    """The day is today, and began a moment ago."""
    Sitting.objects.filter(pk=sitting.pk).update(
        starts_at=clock.now() - timedelta(hours=7), ends_at=clock.now() - timedelta(minutes=1)
    )
    sitting.refresh_from_db()


def stages(sitting: Sitting) -> list[str]:
    """The stage of every seat in the order in which they came."""
    return list(Seat.objects.filter(sitting=sitting).order_by("pk").values_list("stage", flat=True))
