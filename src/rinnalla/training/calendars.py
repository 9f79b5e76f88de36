"""Course days for one's own calendar. A title says "Meeting" and nothing else: no course, union, place or topic.

Times are written in UTC, so that no calendar has to know when Finland changes its clocks (RFC 5545).
"""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.people.models import Person
from rinnalla.training.choices import SeatStage, SittingStage
from rinnalla.training.models import Sitting


@scope.system("calendar")
def of_person(person: Person) -> list[Sitting]:
    """Days at which the person has a place, or trains, from three months back on."""
    since = clock.now() - timedelta(days=92)
    seats = person.seats.filter(stage__in=(SeatStage.REGISTERED, SeatStage.ATTENDED, SeatStage.QUALIFIED))
    own = Sitting.objects.filter(pk__in=seats.values("sitting"))
    led = Sitting.objects.filter(trainers=person)
    keys = {*own.values_list("pk", flat=True), *led.values_list("pk", flat=True)}
    return list(Sitting.objects.filter(pk__in=keys, ends_at__gt=since))


def written(sittings: Iterable[Sitting], language: str) -> bytes:
    """The days as an iCalendar file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Rinnalla//Rinnalla//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    with translation.override(language):
        for sitting in sittings:
            calendar.add_component(_event(sitting))
    return calendar.to_ical()


def _event(sitting: Sitting) -> Event:
    event = Event()
    event.add("uid", f"{sitting.code}@rinnalla")
    event.add("summary", _("Meeting"))
    event.add("dtstart", sitting.starts_at.astimezone(UTC))
    event.add("dtend", sitting.ends_at.astimezone(UTC))
    event.add("dtstamp", clock.now().astimezone(UTC))
    event.add("sequence", sitting.sequence)
    event.add("class", "PRIVATE")
    event.add("status", _status(sitting))
    event.add("description", _("Sign in to see more:") + f" {settings.SITE_ADDRESS}/")
    return event


def _status(sitting: Sitting) -> str:
    if sitting.stage == SittingStage.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if sitting.stage == SittingStage.PLANNED else "CONFIRMED"
