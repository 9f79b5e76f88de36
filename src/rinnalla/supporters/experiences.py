"""Opening what supporters have told of their lived experience (P3): each reading is a line in the ledger."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Person
from rinnalla.supporters.models import Experience, Supporter


def of(supporter: Supporter, *, by: Person | None, purpose: Purpose) -> Experience:
    """The experience of one supporter. Raises Unreadable when it has been erased."""
    return Experience.of(reading.opened(supporter, "experience", by=by, purpose=purpose).experience)


def of_many(supporters: Iterable[Supporter], *, by: Person | None, purpose: Purpose) -> list[Experience]:
    """The experiences in order, with one line in the ledger; an erased one comes empty, so it matches nobody."""
    supporters = list(supporters)
    prefetch_related_objects(supporters, "person")
    opened = reading.opened_many(supporters, "experience", by=by, purpose=purpose)
    return [Experience.of(row.experience) for row in opened]
