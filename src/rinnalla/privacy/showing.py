"""What one's first page says of erasing: a wish that waits, parting words, a request that is soon erased."""

from typing import Any

from django.db.models import Exists, OuterRef

from rinnalla.asks.models import Ask
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people.models import Person
from rinnalla.privacy import forget
from rinnalla.privacy.models import Erasure, Parting


def news(person: Person, ask: Ask | None) -> dict[str, Any]:
    """One statement for most people, who have none of these; more only for what there is."""
    wishes = Erasure.objects.filter(code=OuterRef("code"), done_at=None)
    unread = Parting.objects.unread().filter(person=OuterRef("pk"))
    same = Person.objects.filter(pk=person.pk)
    found = same.annotate(wishes=Exists(wishes), parted=Exists(unread)).values_list("wishes", "parted").get()
    return {
        "erasure": Erasure.objects.filter(code=person.code, done_at=None).first() if found[0] else None,
        "partings": _partings(person) if found[1] else [],
        "erased_on": forget.erased_on(ask) if ask else None,
    }


def _partings(person: Person) -> list[dict]:
    rows = list(Parting.objects.unread().visible_to(person).select_related("person"))
    opened = reading.opened_many(rows, "words", by=person, purpose=Purpose.PAIR)
    return [{"parting": one, "words": found.words} for one, found in zip(rows, opened, strict=True)]
