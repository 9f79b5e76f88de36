"""Small things that several moves do: tell the desk, promise the next word, notice that someone was faster."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.functional import Promise as Words

from rinnalla.asks import promises
from rinnalla.asks.choices import Stage
from rinnalla.asks.models import Ask
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Role
from rinnalla.base.errors import RuleBroken
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person

GOING_ON = (Stage.RECEIVED, Stage.SHORTLISTED)


def tell_desk(ask: Ask, *, by: Person | None) -> None:
    """There is work: for the coordinator in whose care the ask is, or else for each of its association."""
    roles = Role.objects.standing().filter(association=ask.association_id, kind=RoleKind.COORDINATOR)
    if ask.claimed_by_id:
        roles = roles.filter(person=ask.claimed_by_id)
    for role in roles.select_related("person"):
        if role.person != by:
            post.later(Kind.WORK, to=role.person, association=ask.association)


def promise_word(ask: Ask, *, by: Person | None) -> None:
    """The person waits for us again, and sees by when they hear (R17). No letter: they have just heard or asked."""
    promises.make(ask, promises.first_word_due(ask.association), by=by)


@contextmanager
def first_come(sentence: str | Words) -> Iterator[None]:
    """A savepoint with the database as witness: where it refuses, someone was faster, and `sentence` says so."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise RuleBroken(sentence) from None
