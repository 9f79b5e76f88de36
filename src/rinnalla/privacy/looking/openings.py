"""Opening one person's requests in an exceptional situation: half an hour, told at once to two others (security)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rinnalla.asks import stories
from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Role
from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Identity, Person
from rinnalla.privacy.looking.choices import Ground, Verdict
from rinnalla.privacy.looking.models import LEAST_REASON, OPEN_FOR, Opening
from rinnalla.privacy.looking.questions import administrators


def second_persons(ask: Ask, *, besides: Person) -> list[Person]:
    """Who is told at once: the other coordinators of the association; without them, the other administrators; without
    them, who coordinates the union's own queue.
    """
    roles = Role.objects.standing().filter(kind=RoleKind.COORDINATOR).exclude(person=besides)
    people = Person.objects.filter(is_active=True).exclude(pk__in=[besides.pk, ask.person_id])
    here = people.filter(pk__in=roles.filter(association=ask.association_id).values("person"))
    union = administrators().exclude(pk__in=[besides.pk, ask.person_id])
    return list(here) or list(union)


@scope.system("privacy")
@transaction.atomic
def begin(ask: Ask, ground: Ground, reason: str, *, by: Person) -> Opening:
    """Open the requests of the one who asked, in that association, for thirty minutes.

    The second person and the one concerned are told in the same transaction, whatever happens to the opening later.
    Raises   RuleBroken for too short a reason, a second opening at once, or when there is nobody to be told
    """
    if len(reason.strip()) < LEAST_REASON:
        raise RuleBroken(_("Write in at least 20 characters why this is needed."))
    seconds = second_persons(ask, besides=by)
    if not seconds:
        raise RuleBroken(_("Nobody else works here who could be told, so nothing is opened. Invite a second person."))
    end_expired()
    at = clock.now()
    opening = Opening(
        person=ask.person, association=ask.association, by=by, ground=ground, opened_at=at, until=at + OPEN_FOR
    )
    opening.seal(reason=reason.strip())
    try:
        with transaction.atomic():
            opening.save()
    except IntegrityError:
        raise RuleBroken(_("You have one person open already. End that first.")) from None
    book.write(by, "break_glass.opened", about=opening, purpose=Purpose.BREAK_GLASS)
    post.later(Kind.OPENED, to=ask.person, association=ask.association)
    post.later_many([(Kind.WORK, one) for one in seconds], association=ask.association)
    return opening


@dataclass(frozen=True)
class Shown:
    """What an opening shows: who the person is, and what they told in their requests. Never what a pair wrote."""

    identity: Identity
    told: list[tuple[Ask, Story, Wishes]]


@scope.system("privacy")
def show(opening: Opening, *, by: Person) -> Shown | None:
    """None once the half hour is over, by the clock of this very reading, or when another opened it."""
    fresh = Opening.objects.live().filter(pk=opening.pk, by=by).select_related("person").first()
    if fresh is None:
        return None
    who = reading.opened(fresh.person, "identity", by=by, purpose=Purpose.BREAK_GLASS)
    asks = Ask.objects.filter(person=fresh.person, association=fresh.association_id).select_related("person")
    told = [(ask, *stories.tell(ask, by=by, purpose=Purpose.BREAK_GLASS)) for ask in asks.order_by("-received_at")]
    return Shown(Identity.of(who.identity), told)


def reason_of(opening: Opening, *, by: Person) -> str:
    return reading.opened(opening, "reason", by=by, purpose=Purpose.BREAK_GLASS).reason or ""


def remark_of(opening: Opening, *, by: Person) -> str:
    if opening.remark is None:
        return ""
    return reading.opened(opening, "remark", by=by, purpose=Purpose.BREAK_GLASS).remark or ""


@scope.system("privacy")
@transaction.atomic
def end(opening: Opening, *, by: Person) -> None:
    """Ended before its time; ended twice, it is ended."""
    if Opening.objects.filter(pk=opening.pk, ended_at=None).update(ended_at=clock.now()):
        book.write(by, "break_glass.closed", about=opening)


@scope.system("privacy")
def end_expired() -> int:
    """Write down those whose half hour is over; nothing has been readable since. Returns how many."""
    over = Opening.objects.filter(ended_at=None, until__lte=clock.now()).select_related("person")
    return sum(_expire(one) for one in list(over))


@transaction.atomic
def _expire(one: Opening) -> int:
    if not Opening.objects.filter(pk=one.pk, ended_at=None).update(ended_at=F("until")):
        return 0
    book.write(None, "break_glass.closed", about=one)
    return 1


@scope.system("privacy")
@transaction.atomic
def look(opening: Opening, verdict: Verdict, remark: str = "", *, by: Person) -> None:
    """The second person has looked. A question ends the opening at once and goes to the union.

    Raises   Overtaken when another second person was first
    """
    if remark.strip():
        opening.seal(remark=remark.strip())
    facts = {"seen_by": by, "seen_at": clock.now(), "verdict": verdict, "remark": opening.remark}
    if not Opening.objects.filter(pk=opening.pk, seen_at=None).update(**facts):
        raise Overtaken(_("Someone has looked at this already."))
    if verdict == Verdict.QUESTIONED:
        end(opening, by=by)
        told = administrators().exclude(pk__in=[by.pk, opening.by_id])
        post.later_many([(Kind.WORK, one) for one in told], association=None)
    book.write(by, f"break_glass.{verdict}", about=opening)


@scope.system("privacy")
@transaction.atomic
def settle(opening: Opening, *, by: Person) -> None:
    """The union has looked into a questioned opening."""
    same = Opening.objects.filter(pk=opening.pk, verdict=Verdict.QUESTIONED, settled_at=None)
    if not same.update(settled_at=clock.now(), settled_by=by):
        raise Overtaken(_("Someone has looked at this already."))
    book.write(by, "break_glass.settled", about=opening)
