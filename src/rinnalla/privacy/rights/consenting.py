"""Giving and taking back a consent, with what follows in the same transaction (R37)."""

from collections.abc import Callable
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import F

from rinnalla.asks.choices import OPEN, Stage
from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.companionships.models import Companionship
from rinnalla.companionships.moves.rules import with_side
from rinnalla.ledger import book, reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters.choices import LetterStage, Way
from rinnalla.letters.models import Letter
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card, Proposal
from rinnalla.people import consent_texts
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose, Given
from rinnalla.people.models import Person
from rinnalla.privacy.rights.restricting import leave_matching
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.choices import Stage as SupporterStage
from rinnalla.supporters.models import Supporter

BEFORE_ACCEPTED = (SupporterStage.APPLIED, SupporterStage.INTERVIEWED)
REACHED = (Stage.INTRODUCED, Stage.COMPANIONSHIP)


@scope.system("privacy")
@transaction.atomic
def give(person: Person, purpose: str, *, by: Person, language: str = "") -> None:
    """A yes in the present words, and what it opens."""
    people.consent(person, purpose, by=by, language=language)
    if purpose == ConsentPurpose.OTHER_REGIONS:
        for ask in Ask.objects.filter(person=person, stage__in=(Stage.RECEIVED, Stage.SHORTLISTED)):
            _wish_for_regions(ask, True, by=by)
    if purpose == ConsentPurpose.MAIL:
        _by_mail(person, True)


@scope.system("privacy")
@transaction.atomic
def take_back(person: Person, purpose: str, *, by: Person) -> None:
    """The yes is taken back, and what it allowed stops before anyone can see otherwise. Twice is once."""
    if purpose == ConsentPurpose.MAIL and not person.consents.filter(purpose=purpose).exists():
        _remember_address(person)
    STOPS.get(ConsentPurpose(purpose), _nothing)(person, by=by)
    people.withdraw(person, purpose, by=by)


# --- what stops -----------------------------------------------------------------------------------------------------
def _nothing(person: Person, *, by: Person) -> None:
    """Being asked afterwards: whoever asks looks at the consent first, so nothing is under way."""


def _stop_asking(person: Person, *, by: Person) -> None:
    """Open requests are taken back, and no coordinator holds the story of any request any more.

    Two who have been introduced stay so; they end it on their own page.
    """
    for ask in Ask.objects.open().filter(person=person).exclude(stage__in=REACHED).select_related("person"):
        matching.withdraw(ask, by=by)
    Ask.objects.filter(person=person).update(claimed_by=None, claimed_at=None)


def _stop_other_regions(person: Person, *, by: Person) -> None:
    """The wish changes, a question to a supporter elsewhere is taken back, and cards from elsewhere go."""
    here = F("shortlist__ask__association")
    asked = Proposal.objects.open().filter(ask__person=person, ask__association__isnull=False)
    for proposal in asked.exclude(supporter__association=F("ask__association")).select_related("ask", "supporter"):
        matching.take_back(proposal, by=by)
    cards = Card.objects.filter(shortlist__ask__person=person, shortlist__ask__association__isnull=False)
    matching.take_cards(cards.exclude(supporter__association=here), by=by)
    matching.take_need_away(person, by=by)
    for ask in Ask.objects.filter(person=person, stage__in=OPEN).select_related("person"):
        _wish_for_regions(ask, False, by=by)


def _wish_for_regions(ask: Ask, wished: bool, *, by: Person) -> None:
    told = reading.opened(ask, "story", "wishes", by=by, purpose=Purpose.OWN)
    wishes = Wishes.of(told.wishes)
    if wishes.other_regions != wished:
        ask.seal(story=asdict(Story.of(told.story)), wishes=asdict(replace(wishes, other_regions=wished)))
        Ask.objects.filter(pk=ask.pk).update(story=ask.story, wishes=ask.wishes)
        book.write(by, "ask.changed", about=ask, fields=["wishes"])


def _stop_supporting(person: Person, *, by: Person) -> None:
    """Not proposed to anyone; an application that is not answered yet is taken back. Pairs that walk go on."""
    for supporter in Supporter.objects.filter(person=person).select_related("person", "association"):
        if supporter.stage in BEFORE_ACCEPTED:
            supporters.withdraw(supporter, by=by)
        leave_matching(supporter, by=by)


def _stop_showing(person: Person, *, by: Person) -> None:
    """No phone number and no address of mine shows to the one I walk with."""
    for pair in Companionship.objects.standing().of(person).select_related("person", "supporter__person"):
        side = pair.side_of(person)
        if side in pair.shows_phone.split() or side in pair.shows_email.split():
            pair.shows_phone = with_side(pair.shows_phone, side, False)
            pair.shows_email = with_side(pair.shows_email, side, False)
            pair.save(update_fields=["shows_phone", "shows_email"])
            book.write(by, "channel.closed", about=pair)


def _stop_mail(person: Person, *, by: Person) -> None:
    """Notices that wait are told by a call instead; codes for signing in still come when they are asked for."""
    _by_mail(person, False)
    waiting = Letter.objects.filter(to=person, way=Way.MAIL, stage=LetterStage.WAITING)
    waiting.update(way=Way.CALL, leased_until=None, due_at=clock.now())


def _by_mail(person: Person, allowed: bool) -> None:
    Person.objects.filter(pk=person.pk).update(by_mail=allowed)
    person.by_mail = allowed


def _remember_address(person: Person) -> None:
    """The yes that lay in giving the address, so that taking it back has something to take back."""
    facts = {"given": Given.DETAILS, "given_at": person.created_at, "language": person.language}
    version = consent_texts.VERSIONS[ConsentPurpose.MAIL]
    person.consents.create(purpose=ConsentPurpose.MAIL, version=version, **facts)


STOPS: dict[str, Callable[..., None]] = {
    ConsentPurpose.ASK: _stop_asking,
    ConsentPurpose.OTHER_REGIONS: _stop_other_regions,
    ConsentPurpose.SUPPORTER: _stop_supporting,
    ConsentPurpose.CONTACT: _stop_showing,
    ConsentPurpose.MAIL: _stop_mail,
}
