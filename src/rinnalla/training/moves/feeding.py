"""The secret address of a person's own calendar feed."""

import secrets

from django.db import transaction

from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.people.models import Person
from rinnalla.training.models import Feed
from rinnalla.vault import blind


@scope.system("course")
@transaction.atomic
def make_feed(*, by: Person) -> str:
    """A new secret, shown this once; the one before it stops working. Only a blind index of it is kept."""
    secret = secrets.token_urlsafe(24)
    Feed.objects.update_or_create(person=by, defaults={"secret_index": index(secret), "made_at": clock.now()})
    return secret


def stop_feed(*, by: Person) -> None:
    """The address stops working at once."""
    Feed.objects.filter(person=by).delete()


def index(secret: str) -> str:
    return blind.index("training.feed", secret)


@scope.system("calendar")
def whose(secret: str) -> Person | None:
    """The person whose feed this is; None for any other address."""
    feed = Feed.objects.select_related("person").filter(secret_index=index(secret), person__is_active=True).first()
    return feed.person if feed else None
