"""Rows become counts just before they go: year, association, kind and how many, and nothing else (R38, R39)."""

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.companionships.models import Companionship, Contact
from rinnalla.privacy.choices import Kind
from rinnalla.privacy.models import Count, RightsRequest
from rinnalla.privacy.rights.choices import About
from rinnalla.supporters.models import Supporter
from rinnalla.training.models import Qualification


def asks(rows: Iterable[Ask]) -> None:
    """By the year in which they came; and how long they had waited, which the equality page asks."""
    unwilling = objecting()
    counted = [ask for ask in rows if ask.person_id not in unwilling]
    _add(Counter((clock.local_day(ask.received_at).year, ask.association_id, Kind.ASK) for ask in counted))
    import_string(settings.COUNTED_BEFORE_ERASURE)(counted)


def companionships(rows: Iterable[Companionship]) -> None:
    """With their contacts and the time together, by the year of each."""
    unwilling = objecting()
    pairs = [pair for pair in rows if pair.person_id not in unwilling]
    found = Counter((clock.local_day(one.met_at).year, one.association_id, Kind.COMPANIONSHIP) for one in pairs)
    where = {pair.pk: pair.association_id for pair in pairs}
    noted = Contact.objects.filter(companionship__in=where).values_list("companionship", "day", "minutes")
    for pair, day, minutes in noted:
        found[day.year, where[pair], Kind.CONTACT] += 1
        found[day.year, where[pair], Kind.MINUTES] += minutes
    _add(found)


def supporter(one: Supporter) -> None:
    """By the year in which they applied."""
    first = one.steps.first()
    began = clock.local_day(first.at if first else one.stage_at)
    _add(Counter({(began.year, one.association_id, Kind.SUPPORTER): 1}))


def qualifications(rows: QuerySet[Qualification], association: int | None) -> None:
    standing = rows.filter(withdrawn_at=None).values_list("day", flat=True)
    _add(Counter((day.year, association, Kind.QUALIFICATION) for day in standing))


def objecting() -> set[int]:
    """Who has objected to being counted (GDPR art. 21)."""
    return set(RightsRequest.objects.standing(About.COUNTS).values_list("person", flat=True))


def _add(found: Counter) -> None:
    """In one order always, so that two who count at once do not wait for each other in a circle."""
    for (year, association, kind), amount in sorted(found.items(), key=lambda row: str(row[0])):
        Count.add(year, association, kind, amount)
