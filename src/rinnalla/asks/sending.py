"""Sending answers half a page long or fourteen pages long: once, whatever happens to the press of the button."""

from functools import partial

from django.db import transaction
from django.utils.translation import get_language

from rinnalla.asks import answers as told
from rinnalla.asks import moves
from rinnalla.asks.choices import Channel
from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.associations.models import Association, Municipality
from rinnalla.associations.places import association_for
from rinnalla.base.codes import new_code
from rinnalla.boundary import scope
from rinnalla.ledger import book
from rinnalla.people import drafts
from rinnalla.people import moves as people
from rinnalla.people.choices import Given
from rinnalla.people.models import Draft, Identity, Person
from rinnalla.people.wizard import Answers
from rinnalla.vault.keyring import keyring


@scope.system("asking")
@book.together()
def send(draft: Draft, *, by: Person | None, answers: Answers | None = None) -> Ask:
    """The answers of a draft become a request; the draft keeps only where to find it. Sent twice, it is one (R15).

    by       the person, when signed in; otherwise they become known by this
    answers  those of the draft, when the page has opened them already
    """
    code = new_code()
    fresh = Draft.objects.filter(pk=draft.pk, sent_reference="")
    if not fresh.update(sent_reference=code, answers=None):
        draft.refresh_from_db()
        return Ask.objects.get(code=draft.sent_reference)
    answers = drafts.answers(draft) if answers is None else answers
    person = by or people.new_person(told.identity(answers), get_language() or "fi", by=None)
    ask = moves.receive(
        person=person,
        association=told.association(answers),
        story=told.story(answers),
        wishes=told.wishes(answers),
        channel=Channel.REFERRAL if "via" in answers else Channel.SELF,
        age_band=told.age_band(answers),
        language=told.language(answers),
        by=person,
        given=Given.SELF,
        code=code,
    )
    transaction.on_commit(partial(_forget_key, draft.code))
    return ask


def _forget_key(code: str) -> None:
    """What the answers were sealed with is gone, so that a backup of them stays closed."""
    keyring().destroy(code)


@scope.system("asking")
@book.together()
def refer(identity: Identity, *, language: str, referred_by: str) -> Ask:
    """A referrer sends a request with the person's recorded consent, and can read nothing of it afterwards (R15).

    language      the one the person wishes to talk in
    referred_by   role and workplace of the referrer; sealed in the story
    """
    municipality = Municipality.objects.filter(code=identity.municipality).first()
    return moves.receive(
        person=people.new_person(identity, language, by=None),
        association=association_for(municipality),
        story=Story(referred_by=referred_by),
        wishes=Wishes(municipality=identity.municipality),
        channel=Channel.REFERRAL,
        age_band="",
        language=language,
        by=None,
        given=Given.REFERRER,
    )


def recorded(answers: Answers, *, association: Association | None, by: Person, given: str = Given.PHONE) -> Ask:
    """A coordinator writes down what someone tells on the phone (R15); they have it in care from the first moment."""
    with book.together():
        spoken = told.language(answers)
        return moves.receive(
            person=people.new_person(told.identity(answers), spoken, by=by),
            association=association,
            story=told.story(answers),
            wishes=told.wishes(answers),
            channel=Channel.PHONE,
            age_band=told.age_band(answers),
            language=spoken,
            by=by,
            given=given,
        )
