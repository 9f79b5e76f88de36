"""Erasing by schedule: every term of `settings.KEPT_FOR` has one small function here or in its own room (R39).

answers not sent, invitations, letters, keys of forms and access needs are forgotten by the rooms that keep them.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from rinnalla.asks.choices import OPEN
from rinnalla.asks.models import Ask
from rinnalla.associations.models import Role
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.companionships.models import Agreement, Companionship, Review
from rinnalla.ledger import book, retention
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.matching import moves as matching
from rinnalla.people.models import Person
from rinnalla.privacy import counting, moves
from rinnalla.privacy.models import Erasure, LastPart, Parting, Reminder, Round
from rinnalla.supporters.choices import ENDED
from rinnalla.supporters.models import Supporter
from rinnalla.training.models import Qualification, Seat

log = logging.getLogger(__name__)
RESTS_NOT = Q(person__restricted_at=None, supporter__person__restricted_at=None)
AT_A_TIME = 200  # things in one transaction, so that nobody waits long for the ledger


@scope.system("privacy")
def forget_due(*, progress: Callable[[str, int], object] | None = None, again: bool = False) -> dict[str, int]:
    """Once a day: go through the whole schedule. Returns how many of each were erased; nothing on a day already done.

    progress  called with the name and the number after each part
    again     also when this day has been gone through
    A part that fails leaves the day open, so that the next hour tries it again.
    """
    today = clock.today()
    if not again and Round.objects.filter(day=today).exists():
        return {}
    found, has_failed = {}, False
    for part in PARTS:
        try:
            found[part.__name__] = part()
        except Exception:
            has_failed = True
            log.exception("The schedule's part %s did not go through", part.__name__)
        if progress:
            progress(part.__name__, found.get(part.__name__, 0))
    _write_down(found)
    if not has_failed:
        Round.objects.filter(day__lt=today).delete()
        Round.objects.bulk_create([Round(day=today)], ignore_conflicts=True)
    return found


def _write_down(found: dict[str, int]) -> None:
    """One line with what and how many; who is in the lines of the things themselves."""
    names = [f"{name}.{count}" for name, count in found.items() if count]
    if names:
        book.write(None, "retention.erased", fields=names, concerns=[])


def before(term: str) -> datetime:
    """The moment before which things of this term have served their purpose."""
    kept_for = settings.KEPT_FOR[term]
    assert kept_for, f"{term} is kept for ever"
    return clock.now() - kept_for


def _in_parts(rows: QuerySet) -> Iterator[list[Any]]:
    """Rows a few at a time, by key, so that what is erased under way does not disturb the walk."""
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:AT_A_TIME]):
        last = found[-1].pk
        yield found


# --- requests -----------------------------------------------------------------------------------------------------
def unmatched() -> QuerySet[Ask]:
    """Requests that led to no companionship, whether they still wait or have ended."""
    alone = ~Exists(Companionship.objects.filter(ask=OuterRef("pk")))
    return Ask.objects.filter(alone, person__restricted_at=None)  # what rests is kept until it may go on (art. 18)


def last_touched(until: datetime) -> Q:
    """Neither a word nor a step since: the last contact, the last step of the request, and its coming in."""
    return Q(last_contact_at__lte=until, stage_at__lte=until, received_at__lte=until)


@scope.system("privacy")
def remind_of_asks() -> int:
    """A month before a waiting request is erased, the person is asked whether they still hope for a peer."""
    soon = before("ask") + settings.REMIND_BEFORE
    told = Reminder.objects.filter(ask=OuterRef("pk"), at__gte=OuterRef("last_contact_at"))
    waiting = unmatched().filter(~Exists(told), last_touched(soon), stage__in=OPEN)
    return sum(_remind(ask) for part in _in_parts(waiting.select_related("person", "association")) for ask in part)


@transaction.atomic
def _remind(ask: Ask) -> int:
    """The row comes first, so that of two workers one writes the letter."""
    Reminder.objects.filter(ask=ask, at__lt=ask.last_contact_at).delete()
    _row, is_new = Reminder.objects.get_or_create(ask=ask)
    if is_new:
        post.later(Kind.REMINDER, to=ask.person, association=ask.association)
    return int(is_new)


def erased_on(ask: Ask) -> datetime | None:
    """When a waiting request is erased, once that is near; None while it is far."""
    kept_for = settings.KEPT_FOR["ask"]
    assert kept_for, "requests are not kept for ever"
    due = max(ask.last_contact_at, ask.stage_at, ask.received_at) + kept_for
    return due if ask.stage in OPEN and due - settings.REMIND_BEFORE <= clock.now() else None


@scope.system("privacy")
@transaction.atomic
def keep_ask(ask: Ask, *, by: Person) -> None:
    """The person still hopes for a peer: the time begins anew."""
    ask.last_contact_at = clock.now()
    ask.save(update_fields=["last_contact_at"])
    Reminder.objects.filter(ask=ask).delete()
    book.write(by, "ask.contacted", about=ask)


def asks() -> int:
    """Requests never matched, six months after the last contact. An open question is taken back first.

    The person was asked a month ago: a request whose reminder is younger waits until that month is over.
    """
    reminded = Reminder.objects.filter(ask=OuterRef("pk"), at__lte=clock.now() - settings.REMIND_BEFORE)
    old = unmatched().filter(Exists(reminded) | ~Q(stage__in=OPEN), last_touched(before("ask")))
    return sum(_erase_asks(part) for part in _in_parts(old.select_related("person", "association")))


@book.together()
def _erase_asks(found: list[Ask]) -> int:
    for ask in found:
        if ask.is_open:
            matching.withdraw(ask, by=None)
        LastPart.note(ask.person_id, ask.last_contact_at)
        book.write(None, "retention.erased", about=ask)
    counting.asks(found)
    Ask.objects.filter(pk__in=[ask.pk for ask in found]).delete()
    return len(found)


# --- companionships -----------------------------------------------------------------------------------------------
def words_of_pairs() -> int:
    """What a pair wrote, three months after the end: the agreement's words and the answers at reviews."""
    ended = Companionship.objects.filter(RESTS_NOT, ended_at__lte=before("conversation"))
    written = Q(words__isnull=False) | Q(parting__isnull=False)
    agreements = Agreement.objects.filter(written, companionship__in=ended.values("pk"))
    answers = Review.objects.filter(companionship__in=ended.values("pk"), purpose__isnull=False)
    with_words = ended.filter(Exists(agreements.filter(companionship=OuterRef("pk"))))
    with_answers = ended.filter(Exists(answers.filter(companionship=OuterRef("pk"))))
    found = Companionship.objects.filter(Q(pk__in=with_words.values("pk")) | Q(pk__in=with_answers.values("pk")))
    return sum(_erase_words(part) for part in _in_parts(found.select_related("person", "supporter__person")))


@book.together()
def _erase_words(pairs: list[Companionship]) -> int:
    for pair in pairs:
        book.write(None, "retention.erased", about=pair, fields=["words", "purpose"])
    Agreement.objects.filter(companionship__in=pairs).update(words=None, parting=None)
    Review.objects.filter(companionship__in=pairs).update(purpose=None)
    return len(pairs)


def companionships() -> int:
    """That a pair walked together, twelve months after the end: a count stays. The request goes with it."""
    old = Companionship.objects.filter(RESTS_NOT, ended_at__lte=before("companionship"))
    return sum(_erase_pairs(part) for part in _in_parts(old.select_related("person", "supporter__person", "ask")))


@book.together()
def _erase_pairs(pairs: list[Companionship]) -> int:
    for pair in pairs:
        LastPart.note(pair.person_id, pair.ended_at)
        LastPart.note(pair.supporter.person_id, pair.ended_at)
        book.write(None, "retention.erased", about=pair)
    counting.companionships(pairs)
    counting.asks(pair.ask for pair in pairs)
    Ask.objects.filter(pk__in=[pair.ask_id for pair in pairs]).delete()
    return len(pairs)


def partings() -> int:
    """Parting words kept for the one who stayed."""
    return Parting.objects.filter(said_at__lte=before("conversation")).delete()[0]


# --- supporters ---------------------------------------------------------------------------------------------------
def supporters() -> int:
    """A supporter's road, papers and courses, two years after it ended."""
    old = Supporter.objects.filter(stage__in=ENDED, stage_at__lte=before("training"), companionships=None)
    old = old.filter(person__restricted_at=None)
    return sum(_erase_supporters(part) for part in _in_parts(old.select_related("person")))


@book.together()
def _erase_supporters(found: list[Supporter]) -> int:
    for supporter in found:
        mine = Qualification.objects.filter(person=supporter.person_id)
        counting.supporter(supporter)
        counting.qualifications(mine, supporter.association_id)
        LastPart.note(supporter.person_id, supporter.stage_at)
        book.write(None, "retention.erased", about=supporter)
        mine.delete()
        Seat.objects.filter(person=supporter.person_id, sitting__ends_at__lte=before("training")).delete()
        supporter.delete()
    return len(found)


# --- persons, sign-ins, reads -------------------------------------------------------------------------------------
def people() -> int:
    """Who has had no part for two years: name, contact details, sign-in and key go."""
    old = before("account")
    this = {"person": OuterRef("pk")}
    parts = (
        Ask.objects.filter(**this),
        Supporter.objects.filter(**this),
        Companionship.objects.filter(**this),
        Role.objects.filter(Q(until=None) | Q(until__gt=old), **this),
        LastPart.objects.filter(at__gt=old, **this),
        Seat.objects.filter(registered_at__gt=old, **this),
        Qualification.objects.filter(recorded_at__gt=old, **this),
        Erasure.objects.filter(code=OuterRef("code")),
    )
    idle = Person.objects.filter(*(~Exists(rows) for rows in parts), created_at__lte=old, restricted_at=None)
    idle = idle.filter(Q(last_login=None) | Q(last_login__lte=old))
    found = [person for part in _in_parts(idle) for person in part]
    for person in found:
        moves.remove(person)
    return len(found)


def sign_ins() -> int:
    """Sessions that are over, and when someone last signed in, after thirty days."""
    over = Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
    seen = Person.objects.filter(last_login__lte=before("security"))
    return over + seen.update(last_login=None)


def reads() -> int:
    """The oldest lines of who did and saw what, after two years."""
    return retention.shorten(before("reads"))


PARTS = (remind_of_asks, asks, words_of_pairs, companionships, partings, supporters, people, sign_ins, reads)
