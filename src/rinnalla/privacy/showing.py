"""What one's first page says of erasing: a wish that waits, parting words, a request that is soon erased."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Person
from rinnalla.privacy import forget
from rinnalla.privacy.models import Erasure, Opening, Parting, Question

FLAGS = ("wishes", "parted", "looked")
NEWS = timedelta(days=14)  # so long the first page says that there is something new on "who has looked"


def flags() -> dict[str, Exists]:
    """For a query of persons: whether there is a wish that waits, and parting words that are unread."""
    wishes = Erasure.objects.filter(code=OuterRef("code"), done_at=None)
    unread = Parting.objects.unread().filter(person=OuterRef("pk"))
    return {"wishes": Exists(wishes), "parted": Exists(unread), "looked": _looked()}


def _looked() -> Exists:
    """An answer about a look, or an exceptional opening, of the last two weeks."""
    since, mine = clock.now() - NEWS, {"person": OuterRef("pk")}
    answered = Question.objects.filter(answered_at__gte=since, **mine).order_by()
    opened = Opening.objects.filter(opened_at__gte=since, **mine).order_by()
    return Exists(answered.values("code").union(opened.values("code"), all=True))


def news(person: Person, ask: Ask | None, *, wishes: bool, parted: bool, looked: bool = False) -> dict[str, Any]:
    """Asks for what there is, as `flags` told it: nothing for most people."""
    return {
        "looked": looked,
        "erasure": Erasure.objects.filter(code=person.code, done_at=None).first() if wishes else None,
        "partings": _partings(person) if parted else [],
        "erased_on": forget.erased_on(ask) if ask else None,
    }


def _partings(person: Person) -> list[dict]:
    rows = list(Parting.objects.unread().visible_to(person).select_related("person"))
    opened = reading.opened_many(rows, "words", by=person, purpose=Purpose.PAIR)
    return [{"parting": one, "words": found.words} for one, found in zip(rows, opened, strict=True)]
