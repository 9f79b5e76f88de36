"""A wish about one's own details is made, and answered in writing within a month (GDPR art. 12, 16, 21)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks.models import Ask
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, Role
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed, Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.letters import post
from rinnalla.letters.choices import Kind as LetterKind
from rinnalla.people.choices import Given
from rinnalla.people.models import Person
from rinnalla.privacy.rights import policies
from rinnalla.privacy.rights.choices import CORRECTABLE, OBJECTABLE, About, Kind, Outcome
from rinnalla.privacy.rights.models import RightsRequest
from rinnalla.supporters.models import Supporter

ANSWERED_IN = timedelta(days=30)  # one month (GDPR art. 12(3)); the shortest month that leaves no doubt


@dataclass(frozen=True)
class Told:
    """How a coordinator heard of a wish. through: the request in their care, or the supporter of their association."""

    through: Ask | Supporter
    given: Given = Given.PHONE


@scope.system("privacy")
def association_of(person: Person) -> Association | None:
    """Who keeps this person's details: the association of their supporting, else of their newest request."""
    supporter = Supporter.objects.filter(person=person).select_related("association").first()
    if supporter:
        return supporter.association
    ask = Ask.objects.filter(person=person).select_related("association").order_by("-received_at", "-pk").first()
    return ask.association if ask else None


@scope.system("privacy")
@transaction.atomic
def ask(person: Person, kind: str, about: str, words: str, *, by: Person, told: Told | None = None) -> RightsRequest:
    """The wish is recorded with its day. An objection stops what it is about from this moment on.

    told     how, when a coordinator writes it down for someone (R15)
    Raises   RuleBroken when the same wish waits for its answer already
    """
    must_be_own(person, told, by=by)
    if about not in (CORRECTABLE if kind == Kind.CORRECT else OBJECTABLE):
        raise ValueError(f"{about} is nothing that one can {kind}")
    if RightsRequest.objects.waiting().filter(person=person, kind=kind, about=about).exists():
        raise RuleBroken(_("You have asked this already. The answer comes on the day that you see below."))
    due = clock.today() + ANSWERED_IN
    where = told.through.association if told else association_of(person)
    wish = RightsRequest(person=person, association=where, kind=kind, about=about, due=due, **_recorded(by, told))
    wish.seal(words=words)
    wish.save()
    book.write(by, "rights.recorded" if told else "rights.asked", about=wish)
    if told:
        tell(wish)
        return wish
    for role in _who_answer(wish):
        if role.person_id != person.pk:
            post.later(LetterKind.WORK, to=role.person, association=wish.association)
    return wish


def must_be_own(person: Person, told: Told | None, *, by: Person) -> None:
    """One's own, or told to someone who may write it down. Raises NotAllowed for anyone else."""
    if by != person and not (told and told.through.person_id == person.pk and policies.may_record(by, told.through)):
        raise NotAllowed(_("Everyone decides alone on what is done with their own details."))


def _recorded(by: Person, told: Told | None) -> dict[str, Any]:
    return {"recorded_by": by, "given": told.given} if told else {}


def tell(wish: RightsRequest) -> None:
    """It was written down on the phone: who hears by mail gets a notice; the others have heard it in that very call."""
    if wish.person.hears_by_mail:
        post.later(LetterKind.RIGHTS, to=wish.person, association=wish.association)


def record_done(person: Person, kind: Kind, words: str, *, by: Person, told: Told) -> RightsRequest:
    """A rest or an erasure wished on the phone, as a wish that needs no answer; whoever calls this does it."""
    at, facts = clock.now(), {"kind": kind, "about": About.ALL, "outcome": Outcome.DONE}
    wish = RightsRequest(person=person, association=told.through.association, due=clock.today(), answered_at=at,
                         answered_by=by, **facts, **_recorded(by, told))  # fmt: skip
    wish.seal(words=words)
    wish.save()
    book.write(by, "rights.recorded", about=wish)
    tell(wish)
    return wish


def _who_answer(wish: RightsRequest):
    kind = RoleKind.COORDINATOR if wish.association_id else RoleKind.ADMINISTRATOR
    roles = Role.objects.standing().filter(association=wish.association_id, kind=kind)
    return roles.select_related("person")


@scope.system("privacy")
@transaction.atomic
def answer(wish: RightsRequest, outcome: str, words: str, *, by: Person) -> None:
    """Answered in writing, once. The person reads it on their own page, and gets a notice even while all rests."""
    if not policies.may_answer(by, wish):
        raise NotAllowed(_("This wish is answered by someone else."))
    wish.seal(answer=words)
    facts = {"answered_at": clock.now(), "answered_by": by, "outcome": Outcome(outcome), "answer": wish.answer}
    if not RightsRequest.objects.waiting().filter(pk=wish.pk).update(**facts):
        raise Overtaken(_("Someone has answered this already."))
    wish.refresh_from_db()
    book.write(by, "rights.answered", about=wish)
    post.later(LetterKind.RIGHTS, to=wish.person, association=wish.association)


def objects(person: Person, about: str) -> bool:
    """Whether an objection of this person to this holds now."""
    return RightsRequest.objects.standing(about).filter(person=person).exists()


@scope.system("privacy")
def forget_old() -> int:
    """Wishes answered so long ago that nobody needs to show any more that they were answered (R39)."""
    kept_for = settings.KEPT_FOR["rights"]
    assert kept_for, "wishes are not kept for ever"
    return RightsRequest.objects.filter(answered_at__lte=clock.now() - kept_for).delete()[0]
