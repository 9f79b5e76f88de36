"""Somebody wishes to be called (R15): taken in also while the keyring is away, then claimed, called and wiped."""

import logging
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks import policies, promises
from rinnalla.asks.choices import CallStage
from rinnalla.asks.models import Ask, Caller, CallWish
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, Role
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed, Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people.models import Person
from rinnalla.vault import letterbox

log = logging.getLogger(__name__)


# --- taken in -------------------------------------------------------------------------------------------------------
@scope.system("asking")
@transaction.atomic
def receive(caller: Caller, *, association: Association | None, language: str, time_of_day: str) -> CallWish:
    """Keep it, sealed to the letterbox; needs no key. The desk is told at once, or when the keyring is back.

    Raises   Closed when the keyring is away and the letterbox was never opened here
    """
    due = promises.first_word_due(association)
    wish = CallWish(association=association, language=language, time_of_day=time_of_day, due=due)
    wish.key = letterbox.put_in(wish, letterbox.public_key(), caller=asdict(caller))
    wish.save()
    transaction.on_commit(_announce_if_possible)
    return wish


def _announce_if_possible() -> None:
    """A ledger that cannot be written must not stop anyone from asking; the regular work tells the desk later."""
    try:
        announce()
    except RuleBroken as broken:
        log.warning("A wish to be called is told to the desk later: %s", type(broken).__name__)


@scope.system("asking")
def announce() -> int:
    """Tell the desks of what they have not heard of, with a line in the ledger; returns how many."""
    rows = CallWish.objects.waiting().filter(announced_at=None).select_related("association").order_by("pk")
    return sum(_announce(wish) for wish in rows)


@transaction.atomic
def _announce(wish: CallWish) -> int:
    if not CallWish.objects.waiting().filter(pk=wish.pk, announced_at=None).update(announced_at=clock.now()):
        return 0
    book.write(None, "call.wished", about=wish)
    roles = Role.objects.standing().filter(association=wish.association, kind=RoleKind.COORDINATOR)
    notices = [(Kind.WORK, role.person) for role in roles.select_related("person")]
    post.later_many(notices, association=wish.association)
    return 1


def keep_open() -> int:
    """The public key of the letterbox lies ready for the day on which the keyring is away; a new one each week."""
    letterbox.public_key()
    return 0


# --- called ---------------------------------------------------------------------------------------------------------
@scope.system("asking")
@transaction.atomic
def claim(wish: CallWish, *, by: Person) -> None:
    """Take the call, also over from a colleague; only then may name and number be read. One hand wins.

    Raises   Overtaken when it changed hands, or was called, meanwhile
    """
    _require(policies.may_call(by, wish))
    if wish.claimed_by_id == by.pk:
        return
    same = CallWish.objects.waiting().filter(pk=wish.pk, claimed_by=wish.claimed_by_id)
    if not same.update(claimed_by=by, claimed_at=clock.now()):
        raise Overtaken(_("Someone else has taken this call, or it has been made."))
    wish.refresh_from_db()
    book.write(by, "call.claimed", about=wish)


def told(wish: CallWish, *, by: Person) -> Caller:
    """Name, number and place, for the one who makes the call; each opening is a line in the ledger."""
    _require(policies.has_taken(by, wish))
    return Caller.of(reading.opened(wish, "caller", by=by, purpose=Purpose.CLAIMED).caller)


@scope.system("asking")
@transaction.atomic
def reached(wish: CallWish, *, by: Person) -> None:
    """The two talked, and nothing more is to be kept."""
    _end(wish, CallStage.REACHED, by=by)


@scope.system("asking")
@transaction.atomic
def not_reached(wish: CallWish, *, by: Person) -> None:
    _end(wish, CallStage.UNREACHED, by=by)


@scope.system("asking")
@transaction.atomic
def became(wish: CallWish, ask: Ask, *, by: Person) -> None:
    """The two talked, and a request was written down; the person sees how it began (R38)."""
    _end(wish, CallStage.ASKED, by=by, concerns=ask.concerns())


def _end(wish: CallWish, how: CallStage, *, by: Person, concerns: list[str] | None = None) -> None:
    _require(policies.has_taken(by, wish))
    wish.end(how)
    book.write(by, "call.made" if how != CallStage.UNREACHED else "call.tried", about=wish, concerns=concerns)


@scope.system("asking")
def forget_old() -> int:
    """What nobody could call in time is wiped by schedule (R39); returns how many. The rows stay as a count."""
    kept_for = settings.KEPT_FOR["call"]
    assert kept_for, "a wish to be called is not kept for ever"
    old = CallWish.objects.waiting().filter(received_at__lte=clock.now() - kept_for)
    return sum(_lapse(wish) for wish in old.order_by("pk"))


@transaction.atomic
def _lapse(wish: CallWish) -> int:
    wish.end(CallStage.LAPSED)
    book.write(None, "call.lapsed", about=wish)
    return 1


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(_("This call is not yours to make. Take it first."))
