"""Why is this supporter not offered? The first limit in a sentence, to the coordinator who has the request in care."""

import pytest
from django.urls import reverse

from rinnalla.asks import moves as asks
from rinnalla.ledger.models import Event
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
