"""Why is this supporter not offered? The first limit in a sentence, to the coordinator who has the request in care."""

import pytest
from django.urls import reverse

from rinnalla.asks import moves as asks
from rinnalla.ledger.models import Event
from rinnalla.matching import moves as matching
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(client):
    cast.union()
    kirsti, ask = cast.kirsti(), cast.ask()
    asks.claim(ask, by=kirsti)
    client.force_login(kirsti)
    return ask


def look(client, ask, supporter):
    return client.get(reverse("desk-ask-why-not", args=[ask.code]), {"supporter": supporter.code})


def test_the_first_limit_is_told(client, claimed):
    page = look(client, claimed, cast.pekka(languages="sv"))
    assert page.context["sentence"] == "Ei puhu tukipyynnön kieltä."
    assert "Ei puhu tukipyynnön kieltä." in page.content.decode()


def test_one_who_could_be_offered_is_told_so_and_the_reading_is_written_down(client, claimed):
    pekka = cast.pekka()
    assert look(client, claimed, pekka).context["sentence"] == ""
    lines = Event.objects.filter(actor=claimed.claimed_by.code, purpose="matching")
    assert lines.exists()


def test_a_supporter_of_elsewhere_and_a_request_not_in_care_are_not_looked_up(client, claimed):
    elsewhere = cast.supporter("Ulla", where=cast.association("Pohjanmaan Selkäyhdistys", "17"))
    assert look(client, claimed, elsewhere).status_code == 404
    client.force_login(cast.maija())
    assert look(client, claimed, elsewhere).status_code == 404


# --- no more names than are shown ---------------------------------------------------------------------------
def test_ten_names_are_opened_at_a_time_in_one_line(client, claimed):
    for number in range(12):
        cast.supporter(f"Peer {number:02}")
    page = client.get(reverse("desk-ask-why-not", args=[claimed.code]))
    assert [name for _code, name in page.context["people"]] == [f"Peer {number:02}" for number in range(10)]
    line = Event.objects.filter(action="read.listed", actor=claimed.claimed_by.code).latest("seq")
    assert line.mentions.count() == 10
    rest = client.get(page.context["next_url"])
    assert [name for _code, name in rest.context["people"]] == ["Peer 10", "Peer 11"]
    assert rest.context["next_url"] == ""


def test_the_answer_opens_one_name_alone(client, claimed):
    others = [cast.supporter(f"Peer {number}") for number in range(3)]
    before = Event.objects.count()
    page = look(client, claimed, others[1])
    read = Event.objects.filter(seq__gt=before, actor=claimed.claimed_by.code, action__startswith="read.")
    assert "Peer 1" in page.content.decode()
    named = [line for line in read if "identity" in line.names]
    assert {mention.code for line in named for mention in line.mentions.all()} == {others[1].person.code}


def test_the_page_of_cards_leads_there(client, claimed):
    cast.pekka()
    matching.shortlist(claimed, by=claimed.claimed_by)
    page = client.get(reverse("desk-ask-cards", args=[claimed.code]))
    assert reverse("desk-ask-why-not", args=[claimed.code]) in page.content.decode()


@pytest.mark.parametrize("asked", ["after", "supporter"])
@pytest.mark.parametrize("code", ["\0", "x" * 500, "'; --"])
def test_a_strange_address_is_not_there(client, claimed, asked, code):
    assert client.get(reverse("desk-ask-why-not", args=[claimed.code]), {asked: code}).status_code == 404
