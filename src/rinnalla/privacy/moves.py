"""Erasing a person: asked for, taken back, done; and what the one who stays hears (R25, R38)."""

from functools import partial

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks import moves as asks
from rinnalla.asks.choices import OPEN
from rinnalla.asks.models import Ask
from rinnalla.associations.models import administers, is_staff
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed, Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.companionships import moves as companionships
from rinnalla.companionships import stories
from rinnalla.companionships.choices import Ending
from rinnalla.companionships.models import Companionship
from rinnalla.guidance import moves as guidance
from rinnalla.guidance.models import Meeting
from rinnalla.ledger import book
from rinnalla.matching import moves as matching
from rinnalla.people import moves as people
from rinnalla.people.models import Person
from rinnalla.privacy import counting
from rinnalla.privacy.models import Erasure, Parting
from rinnalla.privacy.rights import asking, policies
from rinnalla.privacy.rights.choices import About
from rinnalla.privacy.rights.choices import Kind as Wish
from rinnalla.privacy.rights.models import RightsRequest
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Supporter
from rinnalla.training import moves as training
from rinnalla.training.choices import STANDING
from rinnalla.vault.keyring import keyring


# --- asking for it, and taking it back ----------------------------------------------------------------------------
@scope.system("privacy")
def why_not(person: Person) -> str:
    """The sentence that says what has to come first; "" when nothing stands in the way."""
    if administers(person):
        return _("You administer the union. Another administrator ends your role first; the union always has one.")
    if is_staff(person):
        return _("You work for the programme. Ask the union to end your role first, so that nobody is left alone.")
    if Meeting.objects.coming().filter(led_by=person).exists():
        return _("You lead a guidance meeting that is still to come. Call it off or let it be held first.")
    return ""


def asked_by(person: Person) -> Erasure | None:
    """The wish that waits, if there is one."""
    return Erasure.objects.filter(code=person.code, done_at=None).first()


@scope.system("privacy")
@transaction.atomic
def ask_erasure(person: Person, *, by: Person, words: str = "", told: asking.Told | None = None) -> Erasure:
    """Everything is erased in three days, unless the person takes it back. Asked twice, the first day stands.

    told, words   when a coordinator writes it down for someone on the phone (R15): how, and what they said
    """
    asking.must_be_own(person, told, by=by)
    _must_be_possible(person, person)
    erasure, is_new = Erasure.objects.get_or_create(
        code=person.code, defaults={"due_at": clock.now() + settings.ERASED_AFTER}
    )
    if is_new:
        book.write(by, "person.erasure_asked", about=person)
        if told:
            asking.record_done(person, Wish.ERASE, words, by=by, told=told)
    return erasure


@scope.system("privacy")
@transaction.atomic
def take_back(person: Person, *, by: Person, wish: RightsRequest | None = None) -> None:
    """The wish is taken back, in one press; taken back twice, it is taken back.

    wish   as it was written down, when someone takes it back by a call
    """
    if by != person and not (wish and wish.person == person and policies.may_end(by, wish)):
        raise NotAllowed(_("Everyone decides alone on the erasure of what is their own."))
    if Erasure.objects.filter(code=person.code, done_at=None).delete()[0]:
        RightsRequest.objects.filter(person=person, kind=Wish.ERASE).delete()
        book.write(by, "person.erasure_withdrawn", about=person)


def _must_be_possible(person: Person, by: Person) -> None:
    reason = why_not(person)
    if by != person:
        reason = _("Everyone decides alone on the erasure of what is their own.")
    if reason:
        raise RuleBroken(reason)


# --- doing it -----------------------------------------------------------------------------------------------------
@scope.system("privacy")
@transaction.atomic
def erase(person: Person, *, by: Person) -> None:
    """Everything of this person goes: what is open is ended first, so that nobody who stays is left alone (R25).

    The key is destroyed after commit; should the machine stop between the two, the next round does it.
    """
    _must_be_possible(person, by)
    asks.bring_home(person)
    for twin in people.same_address(person).filter(asks=None, supporter=None, companionships=None, roles=None):
        remove(twin)
    _end_all(person)
    remove(person)


def _end_all(person: Person) -> None:
    """Everything open is ended in the person's own name, by the verbs that tell those who stay."""
    _leave_courses(person, by=person)
    for pair in Companionship.objects.standing().of(person).select_related("ask", "person", "supporter__person"):
        _part(pair, by=person)
    for ask in Ask.objects.open().filter(person=person):
        matching.withdraw(ask, by=person)
    supporter = Supporter.objects.filter(person=person).select_related("person", "association").first()
    if supporter:
        _leave_supporting(supporter, by=person)


def _leave_courses(person: Person, *, by: Person) -> None:
    """Places go to those who wait."""
    for seat in person.seats.filter(stage__in=STANDING).select_related("sitting", "person"):
        if seat.may_be_given_up:
            training.give_up(seat, by=by)


def _part(pair: Companionship, *, by: Person) -> None:
    """The pair parts, and what it had agreed on is kept for the other, under the other's own key (R25)."""
    other = pair.other(by)
    gone = keyring().tombstones([by.code, other.code])  # after a restore the words may be unreadable already
    if other.code not in gone:
        parting = Parting(person=other, ask=pair.ask if other == pair.person else None)
        parting.seal(words="" if by.code in gone else stories.parting_words(pair, by=by))
        parting.save()
    companionships.end(pair, Ending.STOPPED, by=by)


def _leave_supporting(supporter: Supporter, *, by: Person) -> None:
    places = supporter.guidance_places.filter(stage="coming", meeting__in=Meeting.objects.coming())
    for place in places.select_related("meeting__led_by", "supporter__person"):
        if not place.meeting.has_begun:
            guidance.leave(place, by=by)
    if supporter.may_become(Stage.STOPPED):
        companionships.stop_supporting(supporter, by=by)
    elif supporter.may_become(Stage.WITHDRAWN):
        supporters.withdraw(supporter, by=by)


@scope.system("privacy")
@transaction.atomic
def remove(person: Person) -> None:
    """Counts stay, rows go, then the key. Nothing may be open any more; `erase` sees to that.

    Whoever objected to being counted is not counted (GDPR art. 21).
    """
    if not asking.objects(person, About.COUNTS):
        _count(person)
    book.write(None, "person.erased", about=person)
    Erasure.objects.update_or_create(
        code=person.code, defaults={"done_at": clock.now()}, create_defaults=_done_at_once(person)
    )
    _forget_sign_ins(person)
    person.delete()
    transaction.on_commit(partial(finish, person.code))


def _done_at_once(person: Person) -> dict:
    at = clock.now()
    return {"code": person.code, "due_at": at, "done_at": at}


def _count(person: Person) -> None:
    pairs = Companionship.objects.of(person)
    counting.companionships(pairs)
    counting.asks(Ask.objects.filter(person=person))
    supporter = Supporter.objects.filter(person=person).first()
    if supporter:
        counting.supporter(supporter)
    counting.qualifications(person.qualifications.all(), supporter.association_id if supporter else None)


def _forget_sign_ins(person: Person) -> None:
    """Sessions hold the key of the person inside; those that still live are looked through."""
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


@scope.system("privacy")
def finish(code: str) -> None:
    """The rows are gone for sure: destroy the key, then forget the wish. Doing it twice is doing it once."""
    keyring().destroy(code)
    Erasure.objects.filter(code=code, done_at__isnull=False).delete()


@scope.system("privacy")
def erase_due() -> int:
    """Once an hour: do what was asked three days ago, and finish what a stopped machine left half; returns how many."""
    for code in Erasure.objects.filter(done_at__isnull=False).values_list("code", flat=True):
        finish(code)
    due = Erasure.objects.filter(done_at=None, due_at__lte=clock.now()).values_list("code", flat=True)
    return sum(_erase_asked(code) for code in list(due))


@transaction.atomic
def _erase_asked(code: str) -> bool:
    """One wish whose day has come. Writing the row first makes a press of "take this back" wait, or come first."""
    if not Erasure.objects.filter(code=code, done_at=None).update(due_at=clock.now()):
        return False
    person = Person.objects.filter(code=code).first()
    if person is None:
        Erasure.objects.filter(code=code).delete()
    elif why_not(person):  # a role was given meanwhile: the wish waits for its end
        return False
    else:
        erase(person, by=person)
    return person is not None


@scope.system("privacy")
def replay() -> int:
    """After a restore: persons whose key was destroyed since the backup are removed again; returns how many (R38).

    What was sealed is unreadable already; this takes the rows that the backup brought back.
    """
    codes = list(keyring().tombstones())
    gone = 0
    for start in range(0, len(codes), 500):
        for person in Person.objects.filter(code__in=codes[start : start + 500]):
            _remove_again(person)
            gone += 1
    return gone


@transaction.atomic
def _remove_again(person: Person) -> None:
    _end_all(person)
    remove(person)


# --- the one who stays --------------------------------------------------------------------------------------------
@scope.system("privacy")
@transaction.atomic
def read(parting: Parting, *, by: Person) -> None:
    """The words have been read, and go from the first page."""
    if not Parting.objects.unread().filter(pk=parting.pk).update(read_at=clock.now()):
        raise Overtaken(_("You have answered this already. Your own page shows what comes next."))


@scope.system("privacy")
@transaction.atomic
def ask_again(parting: Parting, *, by: Person) -> Ask:
    """The next step after a parting: the same request, without telling it all again (R25)."""
    read(parting, by=by)
    if parting.ask is None:
        raise RuleBroken(_("There is no request to begin again from."))
    if Ask.objects.filter(person=parting.person, stage__in=OPEN).exists():
        raise RuleBroken(_("You have asked already. Your own page shows where your request stands."))
    anew = asks.again(parting.ask, by=by)
    matching.begin(anew, by=by)
    return anew
