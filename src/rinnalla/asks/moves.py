"""What happens to a request. Each move is one transaction, one line in the ledger, letters after commit."""

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from rinnalla.asks import policies, promises
from rinnalla.asks.choices import OPEN, Channel, Stage
from rinnalla.asks.models import Ask, Promise, Story, Wishes
from rinnalla.associations.choices import RoleKind
from rinnalla.associations.models import Association, Role
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed, Overtaken, RuleBroken
from rinnalla.boundary import scope
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters import post
from rinnalla.letters.choices import Kind
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose, Given
from rinnalla.people.models import Person

WRITTEN_AS = {
    Given.SELF: "ask.received",
    Given.PHONE: "ask.recorded",
    Given.PAPER: "ask.recorded",
    Given.REFERRER: "ask.referred",
}


# --- it comes ---------------------------------------------------------------------------------------------
@scope.system("asking")
@book.together()
def receive(
    *,
    person: Person,
    association: Association | None,
    story: Story,
    wishes: Wishes,
    channel: str,
    age_band: str,
    language: str,
    by: Person | None,
    given: str,
    code: str = "",
) -> Ask:
    """A request arrives, with its promise of the next word (R15, R17, R18).

    association   None: the union's own queue
    by            who wrote it down; the person themself when they did it in this service
    given         a key of Given: how the consent was given
    code          when the caller has told it already; a new one else
    """
    if person.is_restricted:
        raise RuleBroken(_("Everything of yours rests now. Let it go on first, on the page of your rights."))
    ask = Ask(person=person, association=association, channel=channel, language=language, age_band=age_band)
    ask.code, ask.left_to_us = code or ask.code, wishes.leave_to_us
    if channel == Channel.PHONE and by and policies.may_claim(by, ask):
        ask.claimed_by, ask.claimed_at = by, clock.now()  # who wrote the story down has read it
    ask.seal(story=asdict(story), wishes=asdict(wishes))
    ask.save()
    ask.promises.create(due=promises.first_word_due(association), made_by=by)
    _consent(person, wishes, by=by, given=given, language=language)
    book.write(by, WRITTEN_AS[Given(given)], about=ask)
    heard = person.hears_by_mail or given == Given.REFERRER  # others have just seen or heard the same
    own = [(Kind.RECEIVED, person)] if heard else []
    post.later_many(own + _to_coordinators(ask, by=by), association=association)
    return ask


def _consent(person: Person, wishes: Wishes, *, by: Person | None, given: str, language: str) -> None:
    purposes = [ConsentPurpose.ASK, *([ConsentPurpose.OTHER_REGIONS] if wishes.other_regions else [])]
    people.consent_to_all(person, purposes, by=by, given=given, language=language)


def _tell_coordinators(ask: Ask, *, by: Person | None) -> None:
    post.later_many(_to_coordinators(ask, by=by), association=ask.association)


def _to_coordinators(ask: Ask, *, by: Person | None) -> list[tuple[Kind, Person]]:
    """There is something on the desk: to the one who has it in care, or else to each coordinator of the place."""
    roles = Role.objects.standing().filter(association=ask.association, kind=RoleKind.COORDINATOR)
    if ask.claimed_by_id:
        roles = roles.filter(person=ask.claimed_by_id)
    return [(Kind.WORK, role.person) for role in roles.select_related("person") if role.person != by]


CARED_FOR = (*OPEN, Stage.COMPANIONSHIP)  # who cares for a request also records for the pair that came of it


# --- someone takes care of it -------------------------------------------------------------------------------
@scope.system("asking")
@transaction.atomic
def claim(ask: Ask, *, by: Person) -> None:
    """Take it into care; only then may its story be read. One hand wins; claiming one's own again changes nothing.

    Raises   Overtaken when another coordinator was faster (it does not tell who)
    """
    _require(policies.may_claim(by, ask))
    free = Ask.objects.open().filter(pk=ask.pk, association=ask.association, claimed_by=None)
    if free.update(claimed_by=by, claimed_at=clock.now()):
        ask.refresh_from_db()
        book.write(by, "ask.claimed", about=ask)
        return
    ask.refresh_from_db()
    if ask.claimed_by_id != by.pk:
        raise Overtaken(_("Someone else has taken this request into care, or it has moved on."))


@scope.system("asking")
@transaction.atomic
def take_over(ask: Ask, *, by: Person) -> None:
    """Another coordinator of the same association goes on with it, for example during a holiday.

    Raises   Overtaken when it changed hands meanwhile
    """
    _require(policies.may_claim(by, ask))
    asking = ask.person.consents.filter(purpose=ConsentPurpose.ASK)
    if asking.exists() and not asking.filter(withdrawn_at=None).exists():
        raise RuleBroken(_("The person has taken back the consent to handle this request, so nobody opens it."))
    same = Ask.objects.filter(pk=ask.pk, association=ask.association, claimed_by=ask.claimed_by_id, stage__in=CARED_FOR)
    if not same.update(claimed_by=by, claimed_at=clock.now()):
        raise Overtaken(_("This request changed hands just now. Open the page again to see where it stands."))
    ask.refresh_from_db()
    book.write(by, "ask.claimed", about=ask)


@scope.system("asking")
@transaction.atomic
def hand_over(ask: Ask, association: Association | None, *, by: Person) -> None:
    """It moves to another association (None: the union's own queue), unclaimed, with a new promise (R18)."""
    _require(policies.may_claim(by, ask) or policies.may_act_for(by, ask))
    if ask.association == association:
        raise RuleBroken(_("The request is already there. Choose another association."))
    here = Ask.objects.open().filter(pk=ask.pk, association=ask.association_id)
    if not here.update(association=association, claimed_by=None, claimed_at=None):
        raise Overtaken(_("Someone changed this just now. Open the page again to see where it stands."))
    ask.refresh_from_db()
    promises.close(ask)
    ask.promises.create(due=promises.first_word_due(association), made_by=by)
    book.write(by, "ask.moved", about=ask)
    _write_to(ask, Kind.PROMISE)
    _tell_coordinators(ask, by=by)


# --- the promise ---------------------------------------------------------------------------------------------
@scope.system("asking")
@transaction.atomic
def promise(ask: Ask, due: date, *, by: Person | None) -> Promise:
    """The person was heard now, and hears again by `due` (R17).

    Raises   RuleBroken for a day that has passed, or an ask that waits for nobody any more
    """
    if due < clock.today():
        raise RuleBroken(_("Promise a day that is still to come."))
    if not ask.is_open:
        raise RuleBroken(_("This request is no longer waiting."))
    made = promises.make(ask, due, by=by)
    _heard(ask)
    book.write(by, "ask.promised", about=ask)
    _write_to(ask, Kind.PROMISE)
    return made


@scope.system("asking")
@transaction.atomic
def word_given(ask: Ask, *, by: Person | None) -> None:
    """The person heard from someone: the promise is kept. While they wait on, the next one stands at once (R17)."""
    promises.close(ask)
    if ask.is_open:
        ask.promises.create(due=promises.next_word_due(), made_by=by)
    _heard(ask)
    book.write(by, "ask.contacted", about=ask)


def _heard(ask: Ask) -> None:
    ask.last_contact_at = clock.now()
    ask.save(update_fields=["last_contact_at"])


def _write_to(ask: Ask, kind: Kind) -> None:
    """A notice by e-mail; whoever has none hears it from the coordinator who is making the call."""
    if ask.person.hears_by_mail:
        post.later(kind, to=ask.person, association=ask.association)


# --- it changes, ends, begins again -----------------------------------------------------------------------------
@scope.system("asking")
@transaction.atomic
def change(ask: Ask, *, story: Story, wishes: Wishes, by: Person) -> None:
    """Other answers in place of the old, while no peer has been asked yet."""
    _require(policies.may_act_for(by, ask))
    ask.seal(story=asdict(story), wishes=asdict(wishes))
    changeable = Ask.objects.filter(pk=ask.pk, stage__in=(Stage.RECEIVED, Stage.SHORTLISTED))
    if not changeable.update(story=ask.story, wishes=ask.wishes, left_to_us=wishes.leave_to_us):
        raise RuleBroken(_("A peer has been asked already, so the answers stay as they are."))
    ask.refresh_from_db()
    given = Given.SELF if by == ask.person else Given.PHONE
    if wishes.other_regions:  # a yes that stands was given to words that were shown; it is not taken for newer ones
        if not people.has_consented(ask.person, ConsentPurpose.OTHER_REGIONS):
            people.consent(ask.person, ConsentPurpose.OTHER_REGIONS, by=by, given=given, language=ask.language)
    else:
        people.withdraw(ask.person, ConsentPurpose.OTHER_REGIONS, by=by)
    book.write(by, "ask.changed", about=ask)


@scope.system("asking")
@transaction.atomic
def become_companionship(ask: Ask) -> None:
    """The two have an agreement, or parted before they had one: what comes next is heard from the pair (R20, R25)."""
    ask.move(Stage.COMPANIONSHIP)
    promises.close(ask)


@scope.system("asking")
@transaction.atomic
def withdraw(ask: Ask, *, by: Person | None) -> None:
    """The person takes it back, without a reason (R25). Pages call `matching.moves.withdraw`, which calls this."""
    _require(by is None or policies.may_withdraw(by, ask))
    ask.move(Stage.WITHDRAWN)
    promises.let_go(ask)
    book.write(by, "ask.withdrawn", about=ask)


@scope.system("asking")
@transaction.atomic
def signpost(ask: Ask, words: str, *, by: Person) -> None:
    """The person is shown the way to other help (R11). Pages call `matching.moves.signpost`, which calls this."""
    _require(policies.has_claimed(by, ask))
    ask.seal(signpost=words)
    ask.move(Stage.SIGNPOSTED, signpost=ask.signpost, last_contact_at=clock.now())
    promises.close(ask)
    book.write(by, "ask.signposted", about=ask)


@scope.system("asking")
@transaction.atomic
def again(ask: Ask, *, by: Person | None) -> Ask:
    """After a parting: the same story in a new ask, in the same hands, with a next step the same day (R25)."""
    told = reading.opened(ask, "story", "wishes", by=None, purpose=Purpose.MATCHING)
    copied = ("person", "association", "channel", "language", "age_band", "left_to_us")
    anew = Ask(follows=ask, **{name: getattr(ask, name) for name in copied})
    if ask.claimed_by and policies.may_claim(ask.claimed_by, ask):
        anew.claimed_by, anew.claimed_at = ask.claimed_by, clock.now()
    anew.seal(story=told.story, wishes=told.wishes)
    anew.save()
    anew.promises.create(due=clock.today(), made_by=by)
    book.write(by, "ask.reopened", about=anew)
    _tell_coordinators(anew, by=by)
    return anew


# --- it comes home ---------------------------------------------------------------------------------------------
BEFORE_CARDS = (Stage.RECEIVED, Stage.WITHDRAWN, Stage.SIGNPOSTED)


@scope.system("asking")
@transaction.atomic
def bring_home(person: Person) -> int:
    """What was asked without signing in, with the address this person has proven, becomes theirs. Returns how many.

    Only asks without cards: what was shown is sealed under the earlier key.
    """
    strays = Ask.objects.filter(person__in=people.same_address(person), stage__in=BEFORE_CARDS)
    moved = [_bring(ask, person) for ask in strays.select_related("person")]
    return len(moved)


def _bring(ask: Ask, person: Person) -> Ask:
    told = reading.opened(ask, "story", "wishes", "signpost", by=person, purpose=Purpose.OWN)
    earlier, ask.person = ask.person, person
    ask.seal(story=told.story, wishes=told.wishes, signpost=told.signpost)
    ask.save(update_fields=["person", "story", "wishes", "signpost"])
    for yes in earlier.consents.filter(withdrawn_at=None):
        people.consent(person, yes.purpose, by=person, given=yes.given, language=yes.language)
    book.write(person, "ask.changed", concerns=[earlier.code, person.code])
    return ask


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(_("This request is not in your care. Take it into care first."))
