"""Pages of choosing: the seeker sees cards without names, the supporter a need without identity (R19, R20)."""

import re

import pytest
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.ledger import reading
from rinnalla.matching import moves
from rinnalla.matching.models import Card, Proposal
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def ask(kirsti):
    return cast.ask(claimed_by=kirsti, claimed_at=clock.now())


@pytest.fixture
def shown(ask, kirsti):
    cast.pekka()
    cast.supporter("Ulla")
    made = moves.shortlist(ask, by=kirsti)
    moves.show(made, made.cards.all(), by=kirsti)
    return made


def page(client, person, name, **codes) -> str:
    client.force_login(person)
    response = client.get(reverse(name, kwargs=codes))
    assert response.status_code == 200
    return response.content.decode()


def press(client, person, name, **codes):
    client.force_login(person)
    return client.post(reverse(name, kwargs=codes))


def asked(shown) -> Proposal:
    card = Card.objects.select_related("shortlist__ask__person", "supporter__person").filter(shortlist=shown).first()
    return moves.choose(card, by=card.shortlist.ask.person)


def main_of(text: str) -> str:
    return re.search(r"<main.*</main>", text, re.S)[0]


def test_the_seeker_sees_cards_without_names_or_places(client, ask, shown):
    text = main_of(page(client, ask.person, "my-cards"))
    assert text.count('<article class="card">') == 2
    assert "I know long nights." in text
    assert "iskias" in text
    for hidden in ("Pekka", "Ulla", "Jyväskylä", "alaselkäkipu", "%"):
        assert hidden not in text


def test_before_any_card_the_page_says_by_when_they_hear(client, ask):
    ask.promises.create(due=clock.working_days_after(clock.today(), 3))
    assert "notice" in page(client, ask.person, "my-cards")


def test_without_a_request_the_page_points_to_asking(client):
    assert reverse("ask-start") in page(client, cast.olli(), "my-cards")


def test_the_seeker_chooses_on_a_page_that_says_what_happens(client, ask, shown):
    card = shown.cards.first()
    assert reverse("card-choose", kwargs={"code": card.code}) in page(client, ask.person, "card-choose", code=card.code)
    assert press(client, ask.person, "card-choose", code=card.code).url == reverse("my-cards")
    proposal = Proposal.objects.get()
    text = page(client, ask.person, "my-cards")
    assert reverse("proposal-take-back", kwargs={"code": proposal.code}) in text
    press(client, ask.person, "proposal-take-back", code=proposal.code)
    proposal.refresh_from_db()
    assert proposal.stage == "taken-back"


def test_others_and_leaving_it_to_the_coordinator(client, ask, shown):
    press(client, ask.person, "cards-others", code=ask.code)
    press(client, ask.person, "cards-leave", code=ask.code)
    ask.refresh_from_db()
    assert (ask.wants_others_at is not None, ask.left_to_us) == (True, True)
    assert page(client, ask.person, "my-cards").count('<article class="card">') == 2


def test_a_stranger_and_another_coordinator_find_nothing(client, ask, shown):
    card, proposal = shown.cards.first(), asked(shown)
    for person in (cast.olli(), cast.maija()):
        client.force_login(person)
        for name, code in [("card-choose", card.code), ("proposal", proposal.code)]:
            assert client.get(reverse(name, kwargs={"code": code})).status_code == 404
        for name, code in [
            ("cards-others", ask.code),
            ("cards-leave", ask.code),
            ("proposal-accept", proposal.code),
            ("proposal-decline", proposal.code),
            ("proposal-take-back", proposal.code),
        ]:
            assert client.post(reverse(name, kwargs={"code": code})).status_code == 404


def test_neither_can_answer_for_the_other(client, ask, shown):
    proposal = asked(shown)
    assert press(client, ask.person, "proposal-accept", code=proposal.code).status_code == 404
    assert press(client, proposal.supporter.person, "proposal-take-back", code=proposal.code).status_code == 404


def test_the_supporter_reads_the_need_without_identity_and_it_is_written_down(client, ask, shown):
    proposal = asked(shown)
    who = proposal.supporter.person
    text = main_of(page(client, who, "proposal", code=proposal.code))
    assert "iskias" in text
    for hidden in ("Aino", "aino@example.org", "It hurts at night.", "60-69", "Jyväskylä", "179"):
        assert hidden not in text
    looked = reading.who_looked(ask.person.code).first()
    assert (looked.actor, looked.purpose) == (who.code, "proposal")


def test_own_words_are_read_only_when_the_seeker_lets_them(client, ask, kirsti):
    ask.seal(story=cast.STORY | {"shares_words": True})
    ask.save()
    cast.pekka()
    made = moves.shortlist(ask, by=kirsti)
    moves.show(made, made.cards.all(), by=kirsti)
    proposal = asked(made)
    assert "It hurts at night." in page(client, proposal.supporter.person, "proposal", code=proposal.code)


def test_a_no_is_one_press_and_nothing_more_is_told(client, ask, shown):
    proposal = asked(shown)
    who = proposal.supporter.person
    led = press(client, who, "proposal-decline", code=proposal.code)
    text = main_of(client.get(led.url).content.decode())
    assert "<textarea" not in text
    assert "iskias" not in text
    seen = main_of(page(client, ask.person, "my-cards"))
    assert seen.count('<article class="card">') == 1


def test_a_yes_introduces_the_two(client, ask, shown):
    proposal = asked(shown)
    led = press(client, proposal.supporter.person, "proposal-accept", code=proposal.code)
    assert led.url == reverse("companionship", kwargs={"code": ask.companionship.code})
    assert press(client, proposal.supporter.person, "proposal-accept", code=proposal.code).status_code == 409
    assert client.get(reverse("my-proposals")).status_code == 200


def test_an_answer_that_comes_too_late_reads_a_kind_sentence(client, ask, shown):
    proposal = asked(shown)
    moves.withdraw(ask_again(ask), by=ask.person)
    response = press(client, proposal.supporter.person, "proposal-accept", code=proposal.code)
    assert response.status_code == 409


def ask_again(ask):
    return type(ask).objects.get(pk=ask.pk)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_in_every_language(client, ask, shown, language):
    ask.person.language = language
    ask.person.save()
    assert f'<html lang="{language}"' in page(client, ask.person, "my-cards")
    proposal = asked(shown)
    who = proposal.supporter.person
    who.language = language
    who.save()
    assert f'<html lang="{language}"' in page(client, who, "proposal", code=proposal.code)
    assert proposal.code in page(client, who, "my-proposals")


def test_the_page_of_cards_asks_the_database_little(client, ask, shown, django_assert_max_num_queries):
    client.force_login(ask.person)
    client.get(reverse("my-cards"))
    with django_assert_max_num_queries(14):
        client.get(reverse("my-cards"))
