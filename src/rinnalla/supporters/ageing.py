"""Experience changes: once a year a supporter is asked whether what they told still describes them (R3)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Supporter

HOLDS_FOR = timedelta(days=365)
ASKS_ANEW = timedelta(days=60)  # once more; after that the line on their own page stays
ASKS_UNTIL = HOLDS_FOR + 2 * ASKS_ANEW
SERVING = (Stage.ACTIVE, Stage.RESTING)


def is_due(supporter: Supporter) -> bool:
    """A year has passed since what they told was last known to hold. Twin of `due`."""
    return supporter.stage in SERVING and supporter.experience_confirmed_on <= clock.today() - HOLDS_FOR


def due() -> QuerySet[Supporter]:
    return Supporter.objects.filter(stage__in=SERVING, experience_confirmed_on__lte=clock.today() - HOLDS_FOR)


@scope.system("supporting")
@transaction.atomic
def confirm(supporter: Supporter, *, by: Person) -> None:
    """It still describes me: one tap, and nothing else changes."""
    supporter._guarded(experience_confirmed_on=clock.today(), experience_asked_at=None)
    book.write(by, "experience.confirmed", about=supporter)


@scope.system("supporting")
def ask_who_is_due() -> int:
    """Once an hour: ask by letter those whose year is full, and those who have not answered once more.

    Returns how many were asked
    """
    first, at = Q(experience_asked_at=None), clock.now()
    again = Q(experience_asked_at__lte=at - ASKS_ANEW, experience_confirmed_on__gt=clock.today() - ASKS_UNTIL)
    rows = due().filter(first | again).select_related("person", "association")
    return sum(_ask(supporter) for supporter in rows)


@transaction.atomic
def _ask(supporter: Supporter) -> bool:
    """False when another worker asked meanwhile, or the supporter answered."""
    same = due().filter(pk=supporter.pk, experience_asked_at=supporter.experience_asked_at)
    if not same.update(experience_asked_at=clock.now()):
        return False
    post.later(Kind.EXPERIENCE, to=supporter.person, association=supporter.association)
    return True
