"""A consent is taken back as easily as it was given, and what it allowed stops in the same transaction (R37)."""

import pytest

from rinnalla.asks import moves as asks
from rinnalla.asks.models import Ask, Wishes
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.companionships import moves as companionships
from rinnalla.companionships import stories
from rinnalla.ledger import reading
from rinnalla.ledger.models import Event
from rinnalla.letters import post
from rinnalla.letters.models import Letter
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card, Proposal
from rinnalla.people import consent_texts, looks
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose
from rinnalla.privacy.rights import consenting
from rinnalla.supporters.models import Supporter
from tests import addresses, cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db


def wishes(ask: Ask) -> Wishes:
    ask.refresh_from_db()
    return Wishes.of(reading.opened(ask, "wishes", by=ask.person, purpose="own").wishes)


def shown(ask: Ask, kirsti) -> list[Card]:
    made = matching.shortlist(ask, by=kirsti)
    matching.show(made, made.cards.all(), by=kirsti)
    return list(Card.objects.select_related("shortlist__ask__person", "supporter__person").filter(shortlist=made))


@pytest.fixture
def kirsti():
    return cast.kirsti()


def claimed(kirsti, **changes) -> Ask:
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now(), **changes)
    people.consent_to_all(ask.person, ["ask", "other-regions"], by=ask.person)
    return ask


# --- asking ---------------------------------------------------------------------------------------------------------
def test_taking_back_asking_takes_back_the_request_and_the_question_that_waits(kirsti):
    ask, pekka = claimed(kirsti), cast.pekka()
    matching.choose(shown(ask, kirsti)[0], by=ask.person)
    consenting.take_back(ask.person, "ask", by=ask.person)
    ask.refresh_from_db()
    pekka.refresh_from_db()
    assert (ask.stage, ask.claimed_by, pekka.places_taken) == ("withdrawn", None, 0)
    assert not Ask.objects.readable_by(kirsti).exists()
    assert not people.has_consented(ask.person, "ask")
    assert Event.objects.about(ask.person.code).filter(action="consent.withdrawn").count() == 1


def test_nobody_takes_the_story_of_a_pair_into_care_again(kirsti):
    pair = pairs.walking(kirsti=kirsti)
    people.consent(pair.person, "ask", by=pair.person)
    consenting.take_back(pair.person, "ask", by=pair.person)
    pair = pairs.fresh(pair)
    assert pair.is_standing and pair.ask.claimed_by is None
    with pytest.raises(RuleBroken):
        asks.take_over(pair.ask, by=kirsti)
    consenting.give(pair.person, "ask", by=pair.person)
    asks.take_over(pair.ask, by=kirsti)


# --- other regions --------------------------------------------------------------------------------------------------
def test_taking_back_other_regions_takes_away_cards_and_the_question_elsewhere(kirsti):
    elsewhere = cast.association("Pohjanmaan Selkäyhdistys", "17")
    far = cast.supporter("Rauha", elsewhere)
    ask = claimed(kirsti, wishes={"other_regions": True})
    (card,) = shown(ask, kirsti)
    matching.choose(card, by=ask.person)
    consenting.take_back(ask.person, "other-regions", by=ask.person)
    assert not Proposal.objects.open().exists()
    assert not wishes(ask).other_regions
    assert (ask.stage, Card.objects.get().stage) == ("received", "gone")
    assert ask.promises.filter(kept_at=None).exists()
    far.refresh_from_db()
    assert far.places_taken == 0
    consenting.give(ask.person, "other-regions", by=ask.person)
    assert wishes(ask).other_regions


def test_cards_of_the_own_region_stay(kirsti):
    cast.pekka()
    ask = claimed(kirsti, wishes={"other_regions": True})
    shown(ask, kirsti)
    consenting.take_back(ask.person, "other-regions", by=ask.person)
    ask.refresh_from_db()
    assert (ask.stage, Card.objects.get().stage) == ("shortlisted", "offered")


# --- supporting -----------------------------------------------------------------------------------------------------
def test_a_supporter_who_takes_back_is_offered_no_more_and_the_seeker_goes_on(kirsti):
    ask, pekka = claimed(kirsti), cast.pekka()
    people.consent(pekka.person, "supporter", by=pekka.person)
    matching.choose(shown(ask, kirsti)[0], by=ask.person)
    consenting.take_back(pekka.person, "supporter", by=pekka.person)
    ask.refresh_from_db()
    assert (ask.stage, Proposal.objects.get().stage) == ("received", "declined")
    assert not Supporter.objects.eligible().exists()
    consenting.give(pekka.person, "supporter", by=pekka.person)
    assert Supporter.objects.eligible().get() == pekka


def test_an_application_that_waits_is_taken_back():
    pekka = cast.pekka(stage="applied")
    people.consent(pekka.person, "supporter", by=pekka.person)
    consenting.take_back(pekka.person, "supporter", by=pekka.person)
    pekka.refresh_from_db()
    assert pekka.stage == "withdrawn"


# --- contact and mail -----------------------------------------------------------------------------------------------
def test_the_tick_is_the_consent_and_taking_it_back_hides_the_number(kirsti):
    pair = pairs.walking(kirsti=kirsti)
    pekka, aino = pair.supporter.person, pair.person
    companionships.show_contact(pair, phone=False, email=True, by=pekka)
    assert people.has_consented(pekka, "contact")
    assert stories.other(pairs.fresh(pair), by=aino).email == "pekka@example.org"
    consenting.take_back(pekka, "contact", by=pekka)
    assert stories.other(pairs.fresh(pair), by=aino).email == ""
    assert not people.has_consented(pekka, "contact")


def test_whoever_wants_no_mail_is_called_and_still_gets_a_code():
    aino = cast.aino()
    waiting = post.later("cards", to=aino)
    consenting.take_back(aino, "mail", by=aino)
    waiting.refresh_from_db()
    assert (waiting.way, post.later("cards", to=aino).way) == ("call", "call")
    (yes,) = aino.consents.filter(purpose="mail")
    assert (yes.given, yes.given_at, yes.withdrawn_at is None) == ("details", aino.created_at, False)
    consenting.give(aino, "mail", by=aino)
    assert Letter.objects.filter(way="mail").count() == 0
    assert post.later("cards", to=aino).way == "mail"


# --- words and the page ---------------------------------------------------------------------------------------------
def test_new_words_that_mean_more_are_asked_anew_and_others_are_not(monkeypatch):
    aino = cast.aino()
    people.consent(aino, "feedback", by=aino)
    texts = consent_texts.TEXTS[ConsentPurpose.FEEDBACK, "1"]
    monkeypatch.setitem(consent_texts.TEXTS, (ConsentPurpose.FEEDBACK, "2"), texts | {"fi": "Uudet sanat."})
    monkeypatch.setitem(consent_texts.VERSIONS, ConsentPurpose.FEEDBACK, "2")
    client = addresses.signed_in(aino)
    assert "Uudet sanat." not in client.get("/my/consents/").content.decode()
    monkeypatch.setattr(consent_texts, "ASKED_ANEW", {(ConsentPurpose.FEEDBACK, "2")})
    assert "Uudet sanat." in client.get("/my/consents/").content.decode()
    assert client.post("/my/consents/feedback/", {"answer": "yes"}).status_code == 302
    line = next(one for one in looks.consents(aino) if one.purpose == "feedback")
    assert (line.yes.version, line.is_older) == ("2", False)


def test_every_purpose_has_words_in_three_languages_a_button_and_a_place_where_it_stops():
    aino = cast.aino()
    people.consent_to_all(aino, list(ConsentPurpose.values), by=aino)
    client = addresses.signed_in(aino)
    page = client.get("/my/consents/").content.decode()
    for purpose in ConsentPurpose:
        assert {*consent_texts.TEXTS[purpose, consent_texts.VERSIONS[purpose]]} == {"fi", "sv", "en"}
        assert f'action="/my/consents/{purpose.value}/"' in page
        assert client.post(f"/my/consents/{purpose.value}/", {"answer": "no"}).status_code == 302
        assert not people.has_consented(aino, purpose)
    assert {*consenting.STOPS} == {*ConsentPurpose} - {ConsentPurpose.FEEDBACK}


def test_an_answer_that_is_none_changes_nothing():
    aino = cast.aino()
    people.consent(aino, "ask", by=aino)
    client = addresses.signed_in(aino)
    assert client.post("/my/consents/ask/", {"answer": "perhaps"}).status_code == 400
    assert client.post("/my/consents/nothing/", {"answer": "no"}).status_code == 404
    assert people.has_consented(aino, "ask")
