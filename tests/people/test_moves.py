"""Becoming known, changing details, consenting (R15, R37)."""

import pytest
from django.urls import reverse

from rinnalla.ledger.models import Event
from rinnalla.people import consent_texts, moves
from rinnalla.people.choices import ConsentPurpose, Given, Language
from rinnalla.people.models import Consent, Identity, Person
from tests import addresses, cast

pytestmark = pytest.mark.django_db


def _lines():
    return list(Event.objects.order_by("seq").values_list("action", flat=True))


def test_a_nickname_is_enough():
    person = moves.new_person(Identity(called="Sisu"), "sv", by=None)
    assert (person.email_index, person.phone_index, person.language) == ("", "", "sv")
    assert moves.identity_of(person) == Identity(called="Sisu")
    assert _lines() == ["person.joined"]


def test_a_coordinator_who_writes_someone_down_is_the_one_who_did_it():
    kirsti = cast.kirsti()
    person = moves.new_person(Identity(called="Sisu", phone="+358401234567"), "xx", by=kirsti)
    line = Event.objects.get(action="person.recorded")
    assert (line.actor, line.concerns(), person.language) == (kirsti.code, [person.code], "fi")


def test_a_new_address_is_unproven_and_the_same_one_stays_proven():
    aino = cast.aino()
    assert moves.prove_address(aino, by=aino)
    assert not moves.prove_address(aino, by=aino)
    moves.change_identity(aino, Identity(called="Aino", email="AINO@example.org"), by=aino)
    assert aino.email_proven_at
    moves.change_identity(aino, Identity(called="Aino", email="uusi@example.org"), by=aino)
    aino.refresh_from_db()
    assert aino.email_proven_at is None
    assert list(Person.objects.with_email("uusi@example.org")) == [aino]
    assert list(Person.objects.with_email("aino@example.org")) == []


def test_an_address_is_proven_by_one_person_only():
    first, second = cast.aino(), cast.aino()
    assert moves.prove_address(first, by=first)
    assert not moves.prove_address(second, by=second)
    second.refresh_from_db()
    assert second.email_proven_at is None


def test_what_was_asked_with_the_same_address_can_be_brought_home_by_who_proved_it():
    first, second, _olli = cast.aino(), cast.aino(), cast.olli()
    assert list(moves.same_address(first)) == []
    moves.prove_address(first, by=first)
    assert list(moves.same_address(first)) == [second]
    assert list(moves.same_address(second)) == []


def test_persons_without_an_address_are_not_the_same():
    moves.new_person(Identity(called="A"), "fi", by=None)
    moves.new_person(Identity(called="B"), "fi", by=None)
    assert list(Person.objects.with_email_index("")) == []


def test_a_consent_is_given_and_taken_back_without_touching_another():
    aino = cast.aino()
    moves.consent(aino, ConsentPurpose.ASK, by=aino)
    moves.consent(aino, ConsentPurpose.FEEDBACK, by=aino)
    moves.withdraw(aino, ConsentPurpose.ASK, by=aino)
    moves.withdraw(aino, ConsentPurpose.ASK, by=aino)
    assert not moves.has_consented(aino, ConsentPurpose.ASK)
    assert moves.has_consented(aino, ConsentPurpose.FEEDBACK)
    assert not moves.has_consented(cast.olli(), ConsentPurpose.FEEDBACK)
    assert _lines() == ["consent.given", "consent.given", "consent.withdrawn"]


def test_the_same_yes_twice_is_one_and_a_yes_to_new_words_replaces_the_old(monkeypatch):
    aino = cast.aino()
    first = moves.consent(aino, ConsentPurpose.ASK, by=aino)
    assert moves.consent(aino, ConsentPurpose.ASK, by=aino) == first
    monkeypatch.setitem(consent_texts.VERSIONS, ConsentPurpose.ASK, "2")
    second = moves.consent(aino, ConsentPurpose.ASK, by=aino)
    assert [yes.version for yes in aino.consents.filter(withdrawn_at=None)] == ["2"]
    assert Consent.objects.count() == 2
    assert second != first


def test_a_yes_on_the_phone_says_who_recorded_it():
    aino, kirsti = cast.aino(), cast.kirsti()
    yes = moves.consent(aino, ConsentPurpose.ASK, by=kirsti, given=Given.PHONE, language="sv")
    assert (yes.given, yes.recorded_by, yes.language) == ("phone", kirsti, "sv")


def test_every_purpose_has_words_in_every_language():
    for purpose in ConsentPurpose:
        texts = [consent_texts.words(purpose, language) for language in Language.values]
        assert len(set(texts)) == 3
        assert all(len(text) > 40 for text in texts)
    assert consent_texts.words(ConsentPurpose.ASK, "de") == consent_texts.words(ConsentPurpose.ASK, "fi")


def test_a_purpose_that_is_not_one_is_refused():
    aino = cast.aino()
    with pytest.raises(ValueError, match="no purpose"):
        moves.consent(aino, "newsletter", by=aino)


def test_consents_are_given_and_taken_back_on_ones_own_page(client):
    aino = cast.aino()
    client.force_login(aino)
    page = reverse("change-consent", args=["ask"])
    assert client.post(page, {"answer": "yes"}).url == reverse("my-consents")
    assert moves.has_consented(aino, "ask")
    assert consent_texts.words("ask", "fi")[:30] in client.get(reverse("my-consents")).content.decode()
    client.post(page, {"answer": "no"})
    assert not moves.has_consented(aino, "ask")
    assert client.post(reverse("change-consent", args=["newsletter"]), {"answer": "yes"}).status_code == 404


def test_details_are_changed_on_ones_own_page_and_the_municipality_stays():
    aino = cast.aino()
    client = addresses.signed_in(aino)
    form = {"called": "Aino K.", "full_name": "", "email": "aino@example.org", "phone": "040 123 4567"}
    assert client.post(reverse("my-details"), form).url == reverse("my-details")
    aino.refresh_from_db()
    told = Identity(called="Aino K.", email="aino@example.org", phone="+358401234567", municipality="179")
    assert moves.identity_of(aino) == told


@pytest.mark.parametrize("broken", [{"called": ""}, {"phone": "soita"}, {"email": "aino"}, {"called": "A\x00"}])
def test_a_wrong_answer_changes_nothing_and_keeps_what_was_typed(broken):
    aino = cast.aino()
    client = addresses.signed_in(aino)
    form = {"called": "Uusi", "full_name": "Aino Uusi", "email": "uusi@example.org", "phone": "040 123 4567"}
    answer = client.post(reverse("my-details"), form | broken)
    assert answer.status_code == 200
    assert "Aino Uusi" in answer.content.decode()
    aino.refresh_from_db()
    assert moves.identity_of(aino).called == "Aino"
    assert _lines() == []


def test_own_pages_need_signing_in(client):
    for name in ("my-details", "my-consents", "who-looked"):
        assert client.get(reverse(name)).url.startswith("/sign-in/login/")
