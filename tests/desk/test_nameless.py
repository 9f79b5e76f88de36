"""Another region's need at the desk: heard without a name, answered in one press, hidden by "not now" (R18)."""

import pytest
from django.urls import reverse

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.ledger.models import Event
from rinnalla.matching import moves
from rinnalla.matching.models import NamelessAnswer, NamelessNeed
from rinnalla.people import moves as people
from rinnalla.people.choices import ConsentPurpose
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def both():
    cast.union()
    return cast.kirsti(), cast.maija()


def unmet(kirsti) -> Ask:
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now(), wishes={"other_regions": True, "modes": ["phone"]})
    people.consent(ask.person, ConsentPurpose.OTHER_REGIONS, by=ask.person, language="fi")
    moves.shortlist(ask, by=kirsti)
    return ask


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_stands_on_the_worklist_of_others_without_anything_that_names(client, both):
    kirsti, maija = both
    ask = unmet(kirsti)
    need = NamelessNeed.objects.get()
    client.force_login(maija)
    for address in (reverse("desk"), reverse("desk") + "?show=elsewhere", reverse("desk-need", args=[need.code])):
        shown = text(client, address)
        assert need.code in shown
        telling = ("Aino", ask.code, ask.reference, ask.person.code, "Jyväskylä", "Keski-Suomen", "60–69")
        assert [word for word in telling if word in shown] == []
    client.force_login(kirsti)
    assert need.code not in text(client, reverse("desk"))


def test_topics_are_opened_on_its_own_page_and_written_down_for_the_person(client, both):
    kirsti, maija = both
    ask = unmet(kirsti)
    client.force_login(maija)
    client.get(reverse("desk"))
    seen = Event.objects.about(ask.person.code).filter(actor=maija.code)
    assert seen.count() == 0
    assert "hermo-oireet" in text(client, reverse("desk-need", args=[NamelessNeed.objects.get().code]))
    assert [event.field_names for event in seen] == [["told"]]


def test_someone_is_named_and_the_own_coordinator_looks_at_the_card(client, both):
    kirsti, maija = both
    ask = unmet(kirsti)
    rauha = cast.supporter("Rauha", maija.roles.get().association)
    need = NamelessNeed.objects.get()
    client.force_login(maija)
    assert rauha.code in text(client, reverse("desk-need", args=[need.code]))
    client.post(reverse("desk-need-someone", args=[need.code]), {"supporter": rauha.code})
    answer = NamelessAnswer.objects.get()
    assert need.code not in text(client, reverse("desk"))
    client.force_login(kirsti)
    assert reverse("desk-ask", args=[ask.code]) in text(client, reverse("desk"))
    assert reverse("desk-ask-named", args=[ask.code, answer.code]) in text(client, reverse("desk-ask", args=[ask.code]))
    client.post(reverse("desk-ask-named", args=[ask.code, answer.code]))
    shown = text(client, reverse("desk-ask-cards", args=[ask.code]))
    assert ("Rauha" in shown, ask.shortlists.open().get().cards.get().supporter) == (False, rauha)


def test_whom_another_region_names_shows_also_before_anyone_looked_for_cards(client, both):
    kirsti, maija = both
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now(), wishes={"other_regions": True, "modes": ["phone"]})
    people.consent(ask.person, ConsentPurpose.OTHER_REGIONS, by=ask.person, language="fi")
    moves.propose_queue(cast.association(), by=kirsti)
    rauha = cast.supporter("Rauha", maija.roles.get().association)
    answer = moves.has_someone(NamelessNeed.objects.select_related("ask__person").get(), rauha, by=maija)
    client.force_login(kirsti)
    assert reverse("desk-ask-named", args=[ask.code, answer.code]) in text(client, reverse("desk-ask", args=[ask.code]))
    assert text(client, reverse("desk") + "?show=choosing").count(f'href="{reverse("desk-ask", args=[ask.code])}"') == 1


def test_only_ones_own_supporters_can_be_named(client, both):
    kirsti, maija = both
    unmet(kirsti)
    own = cast.supporter("Rauha", maija.roles.get().association)
    others = cast.supporter("Ulla", cast.association("Kainuun Selkäyhdistys", "15"))
    address = reverse("desk-need-someone", args=[NamelessNeed.objects.get().code])
    client.force_login(maija)
    assert [client.post(address, {"supporter": code}).status_code for code in (others.code, "", own.code)] == [
        404,
        404,
        302,
    ]


def test_one_without_room_is_counted_and_not_named(client, both):
    kirsti, maija = both
    unmet(kirsti)
    full = cast.supporter("Rauha", maija.roles.get().association, places_taken=1)
    client.force_login(maija)
    shown = text(client, reverse("desk-need", args=[NamelessNeed.objects.get().code]))
    assert full.code not in shown


def test_not_now_takes_it_off_the_worklist(client, both):
    kirsti, maija = both
    unmet(kirsti)
    need = NamelessNeed.objects.get()
    client.force_login(maija)
    assert client.post(reverse("desk-need-not-now", args=[need.code])).status_code == 302
    assert need.code not in text(client, reverse("desk"))
    assert client.get(reverse("desk-need", args=[need.code])).status_code == 404


def test_a_consent_taken_back_makes_it_not_there(client, both):
    kirsti, maija = both
    ask = unmet(kirsti)
    address = reverse("desk-need", args=[NamelessNeed.objects.get().code])
    client.force_login(maija)
    assert client.get(address).status_code == 200
    people.withdraw(ask.person, ConsentPurpose.OTHER_REGIONS, by=ask.person)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["kirsti", "olli", "leena", "aino"])
def test_nobody_else_opens_it(client, both, name):
    ask = unmet(both[0])
    person = {"kirsti": both[0], "aino": ask.person}.get(name) or getattr(cast, name)()
    client.force_login(person)
    assert client.get(reverse("desk-need", args=[NamelessNeed.objects.get().code])).status_code == 404
