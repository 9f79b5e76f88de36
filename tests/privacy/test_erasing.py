"""Erasing a person: everything of theirs goes, nobody who stays is left alone, counts stay (R25, R38)."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client

from rinnalla.asks.models import Ask
from rinnalla.associations.models import Role
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken, Unreadable
from rinnalla.companionships.models import Companionship
from rinnalla.ledger import checking, reading
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.people import moves as people
from rinnalla.people.models import Identity, Person
from rinnalla.privacy import moves
from rinnalla.privacy.models import Count, Erasure, Parting
from rinnalla.supporters.models import Supporter
from rinnalla.vault.keyring import keyring
from tests import addresses, cast, village
from tests.companionships import pairs

pytestmark = pytest.mark.django_db


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def pair(kirsti):
    return pairs.walking(kirsti=kirsti)


def counted() -> dict[str, int]:
    return {row.kind: row.amount for row in Count.objects.all()}


def traces(person_key: int, code: str) -> list[str]:
    """Rows outside the ledger and the counts that still point at a person, or carry their code."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label == "ledger":
            continue
        for field in model._meta.local_fields:
            if field.related_model is Person:
                found += [model._meta.label] * model.objects.filter(**{field.attname: person_key}).count()
            elif field.name == "code" and model.objects.filter(code=code).exists():
                found.append(model._meta.label)
    return found


def test_nothing_of_the_one_who_is_erased_is_left_but_counts(pair, django_capture_on_commit_callbacks):
    aino = pair.person
    people.consent(aino, "ask", by=aino)
    EmailAddress.objects.create(user=aino, email="aino@example.org", verified=True)
    key, code = aino.pk, aino.code
    with django_capture_on_commit_callbacks(execute=True):
        moves.erase(aino, by=aino)
    assert traces(key, code) == []
    assert counted() == {"ask": 1, "companionship": 1}
    assert keyring().holders([code]) == set()
    assert list(keyring().tombstones()) == [code]
    assert Erasure.objects.count() == 0
    assert Event.objects.about(code).first().action == "person.erased"
    assert checking.verify().is_whole


def test_the_supporter_who_stays_reads_the_agreed_words_and_has_room_again(pair):
    aino, pekka = pair.person, pair.supporter
    moves.erase(aino, by=aino)
    said = Parting.objects.get()
    assert (said.person, said.ask) == (pekka.person, None)
    assert reading.opened(said, "words", by=pekka.person, purpose="pair").words == "Kiitos yhteisestä matkasta"
    assert Supporter.objects.get().places_taken == 0
    assert "parting" in pairs.letters_to(pekka.person)


def test_the_supported_person_who_stays_asks_again_with_the_same_answers(pair, django_capture_on_commit_callbacks):
    aino, pekka = pair.person, pair.supporter.person
    with django_capture_on_commit_callbacks(execute=True):
        moves.erase(pekka, by=pekka)
    said = Parting.objects.get(person=aino)
    anew = moves.ask_again(said, by=aino)
    assert reading.opened(anew, "story", by=aino, purpose="own").story["own_words"] == "It hurts at night."
    with pytest.raises(RuleBroken):
        moves.ask_again(said, by=aino)
    assert (Companionship.objects.count(), Supporter.objects.count()) == (0, 0)


def test_a_proposal_that_waits_frees_the_place_of_its_supporter(kirsti):
    from rinnalla.matching import moves as matching

    ask, pekka = cast.ask(claimed_by=kirsti, claimed_at=clock.now()), cast.pekka()
    shown = matching.shortlist(ask, by=kirsti)
    matching.show(shown, shown.cards.all(), by=kirsti)
    matching.choose(shown.cards.get(), by=ask.person)
    pekka.refresh_from_db()
    assert pekka.places_taken == 1
    moves.erase(ask.person, by=ask.person)
    pekka.refresh_from_db()
    assert (pekka.places_taken, pekka.proposals.count()) == (0, 0)


def test_a_supporter_who_is_asked_and_is_erased_leaves_the_seeker_in_the_queue(kirsti):
    from rinnalla.matching import moves as matching

    ask, pekka = cast.ask(claimed_by=kirsti, claimed_at=clock.now()), cast.pekka()
    shown = matching.shortlist(ask, by=kirsti)
    matching.show(shown, shown.cards.all(), by=kirsti)
    matching.choose(shown.cards.get(), by=ask.person)
    moves.erase(pekka.person, by=pekka.person)
    ask.refresh_from_db()
    assert (ask.stage, ask.proposals.count()) == ("received", 0)


def test_the_session_of_another_stays_and_ones_own_goes(kirsti):
    aino, olli = cast.aino(), cast.olli()
    for one in (aino, olli):
        addresses.signed_in(one)
    moves.erase(aino, by=aino)
    assert [one.get_decoded()["_auth_user_id"] for one in Session.objects.all()] == [str(olli.pk)]


def test_staff_end_their_roles_first_and_the_last_administrator_cannot_go(kirsti):
    leena = cast.leena()
    for one in (kirsti, leena):
        with pytest.raises(RuleBroken):
            moves.erase(one, by=one)
        with pytest.raises(RuleBroken):
            moves.ask_erasure(one, by=one)
    assert Person.objects.filter(pk__in=[kirsti.pk, leena.pk]).count() == 2


def test_nobody_erases_another(kirsti):
    aino = cast.aino()
    with pytest.raises(RuleBroken):
        moves.erase(aino, by=cast.olli())
    with pytest.raises(RuleBroken):
        moves.ask_erasure(aino, by=kirsti)
    assert Person.objects.filter(pk=aino.pk).exists()


def test_a_wish_is_done_after_three_days_and_not_a_minute_before():
    aino = cast.aino()
    moves.ask_erasure(aino, by=aino)
    Erasure.objects.update(due_at=clock.now() + timedelta(minutes=1))
    assert (moves.erase_due(), Person.objects.count()) == (0, 1)
    Erasure.objects.update(due_at=clock.now())
    assert (moves.erase_due(), Person.objects.count()) == (1, 0)


def test_a_wish_is_taken_back_with_one_press():
    aino = cast.aino()
    asked = moves.ask_erasure(aino, by=aino)
    assert timedelta(hours=71) < asked.due_at - clock.now() <= timedelta(hours=72)
    moves.take_back(aino, by=aino)
    Erasure.objects.update(due_at=clock.now())
    assert (moves.erase_due(), Person.objects.count()) == (0, 1)
    assert [event.action for event in Event.objects.about(aino.code)] == [
        "person.erasure_withdrawn",
        "person.erasure_asked",
    ]


def test_a_wish_asked_twice_keeps_its_first_day():
    aino = cast.aino()
    first = moves.ask_erasure(aino, by=aino)
    assert moves.ask_erasure(aino, by=aino).due_at == first.due_at


def test_a_wish_waits_while_its_person_works_for_the_programme():
    kirsti = cast.kirsti()
    Role.objects.update(until=clock.now())
    moves.ask_erasure(kirsti, by=kirsti)
    Role.objects.update(until=None)
    Erasure.objects.update(due_at=clock.now())
    kept = Person.objects.get(pk=kirsti.pk)
    assert (moves.erase_due(), moves.asked_by(kept).code) == (0, kirsti.code)


def test_a_machine_that_stopped_before_the_key_was_destroyed_finishes_it_later():
    aino = cast.aino()
    moves.erase(aino, by=aino)  # what follows the commit is not run here, as if the machine had stopped
    assert list(keyring().holders([aino.code])) == [aino.code]
    moves.erase_due()
    assert (keyring().holders([aino.code]), Erasure.objects.count()) == (set(), 0)


def test_a_restored_person_is_removed_again_and_the_other_one_has_room(pair):
    """A backup brings rows back; the keys of the erased stay destroyed."""
    aino, pekka = pair.person, pair.supporter
    keyring().destroy(aino.code)
    with pytest.raises(Unreadable):
        reading.opened(aino, "identity", by=aino, purpose="own")
    assert (moves.replay(), moves.replay()) == (1, 0)
    pekka.refresh_from_db()
    assert (Person.objects.filter(code=aino.code).count(), pekka.places_taken) == (0, 0)


def test_an_earlier_unsigned_request_of_the_same_address_goes_too():
    aino = cast.aino()
    aino.email_proven_at = clock.now()
    aino.save(update_fields=["email_proven_at"])
    twin = people.new_person(Identity(called="Aino", email="AINO@example.org"), "fi", by=None)
    cast.ask(twin)
    moves.erase(aino, by=aino)
    assert (Person.objects.filter(pk__in=[aino.pk, twin.pk]).count(), Ask.objects.count()) == (0, 0)


def test_everyone_of_the_village_can_be_erased_once_their_roles_have_ended(django_capture_on_commit_callbacks):
    """Whoever has recorded, signed, thanked or led for others: no row of theirs stands in the way."""
    people_of_it = village.build().people
    Role.objects.update(until=clock.now())
    from rinnalla.guidance.models import Meeting

    Meeting.objects.filter(stage="planned").update(begins_at=clock.now() - timedelta(days=1))
    someone = list({person.pk for person in people_of_it.values()})
    for key in someone:
        one = Person.objects.filter(pk=key).first()
        if one:
            with django_capture_on_commit_callbacks(execute=True):
                moves.erase(one, by=one)
    assert Person.objects.filter(pk__in=someone).count() == 0
    assert checking.verify().is_whole
    assert Letter.objects.filter(to__in=someone).count() == 0
    assert Count.objects.exists()


# --- pages --------------------------------------------------------------------------------------------------------
def test_erasing_at_once_signs_out_and_says_so(pair):
    aino = pair.person
    client = addresses.signed_in(aino)
    page = client.get("/my/erasure/").content.decode()
    assert "Pekka" in page
    answer = client.post("/my/erasure/", {"when": "now"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert Person.objects.filter(pk=aino.pk).count() == 0
    assert client.get("/my/").status_code == 302


def test_the_wish_shows_on_the_first_page_until_it_is_taken_back():
    aino = cast.aino()
    client = addresses.signed_in(aino)
    client.post("/my/erasure/", {"when": "later"})
    assert "/my/erasure/take-back/" in client.get("/my/").content.decode()
    client.post("/my/erasure/take-back/")
    assert "/my/erasure/take-back/" not in client.get("/my/").content.decode()


def test_parting_words_wait_on_the_first_page_and_go_when_they_are_read(pair):
    aino, pekka = pair.person, pair.supporter.person
    moves.erase(pekka, by=pekka)
    client = addresses.signed_in(aino)
    said = Parting.objects.get()
    assert "Kiitos yhteisestä matkasta" in client.get("/my/").content.decode()
    assert addresses.signed_in(cast.olli()).post(f"/my/partings/{said.code}/").status_code == 404
    client.post(f"/my/partings/{said.code}/", {"step": "again"})
    page = client.get("/my/").content.decode()
    assert "Kiitos yhteisestä matkasta" not in page
    assert Ask.objects.open().filter(person=aino).count() == 1


def test_staff_see_the_reason_and_no_button(kirsti):
    client: Client = addresses.signed_in(kirsti)
    assert 'name="when"' not in client.get("/my/erasure/").content.decode()
    assert client.post("/my/erasure/", {"when": "now"}).status_code == 409
    assert Person.objects.filter(pk=kirsti.pk).exists()
