"""A new version of the weights, and taking away one whose day has not come."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.matching.weights import FIRST, TERMS, WHOLE, Weighing
from rinnalla.people.models import Person


@scope.system("matching")
@transaction.atomic
def weigh(numbers: dict[str, int], *, why: str, in_force_from: date, by: Person | None) -> Weighing:
    """The nine, from `in_force_from` on. Cards made before keep the version that they were made with.

    Raises   RuleBroken when they do not add up to 100 or the day has passed
    """
    if set(numbers) != set(TERMS) or sum(numbers.values()) != WHOLE or min(numbers.values()) < 0:
        raise RuleBroken(_("The nine numbers add up to 100. Change them until they do."))
    if in_force_from < clock.today():
        raise RuleBroken(_("Choose today or a later day."))
    book.write(by, "weights.set", concerns=[])  # one writer at a time, so that two versions cannot get one number
    return Weighing.objects.create(
        version=_next(), why=why, in_force_from=in_force_from, made_at=clock.now(), made_by=by, **numbers
    )


def _next() -> str:
    used = [int(version) for version in Weighing.objects.values_list("version", flat=True) if version.isdecimal()]
    return str(max([int(FIRST.version), *used]) + 1)


@scope.system("matching")
@transaction.atomic
def take_away(weighing: Weighing, *, by: Person) -> None:
    """Only while its day has not come: after that it has been used, or may have been.

    Raises   Overtaken when it has come into force meanwhile or is gone already
    """
    book.write(by, "weights.taken_away", concerns=[])
    coming = Weighing.objects.filter(pk=weighing.pk, in_force_from__gt=clock.today())
    if not coming.delete()[0]:
        raise Overtaken(_("These weights are in force already, or someone took them away just now."))
