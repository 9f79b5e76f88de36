"""Each person sees who opened what about them, and nothing about others (R38)."""

import pytest
from django.urls import reverse

from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.people import moves
from rinnalla.people.models import Identity
from tests import cast

pytestmark = pytest.mark.django_db


def _lines(client, **query):
    context = client.get(reverse("who-looked"), query).context
    return [(line.who, line.sentence) for line in context["others"]], len(context["own"])


def test_aino_sees_what_kirsti_opened_and_her_own_looks_apart(client):
    aino, olli, kirsti = cast.aino(), cast.olli(), cast.kirsti()
    kirsti.acting_as = "coordinator"
    reading.opened(cast.ask(aino), "story", by=kirsti, purpose=Purpose.CLAIMED)
    reading.opened(cast.ask(olli), "story", by=kirsti, purpose=Purpose.CLAIMED)
    moves.speak(aino, "sv", by=aino)
    moves.speak(aino, "en", by=aino)
    client.force_login(aino)
    others, own = _lines(client)
    assert [who for who, _ in others] == ["Coordinator"]
    assert "take care of a request" in others[0][1]
    assert own == 2


def test_fifty_lines_a_page(client):
    aino = cast.aino()
    for number in range(53):
        moves.change_identity(aino, Identity(called=f"Aino {number}"), by=None)
    client.force_login(aino)
    first = client.get(reverse("who-looked"))
    assert len(first.context["others"]) == 50
    second = client.get(reverse("who-looked") + first.context["next_url"])
    assert len(second.context["others"]) == 3
    assert second.context["next_url"] == ""
    seen = {line.at for answer in (first, second) for line in answer.context["others"]}
    assert len(seen) == 53


@pytest.mark.parametrize("before", ["x", "-1", "9" * 400, "1'", "٣"])
def test_a_strange_place_to_begin_is_not_minded(client, before):
    client.force_login(cast.aino())
    assert client.get(reverse("who-looked"), {"before": before}).status_code == 200


def test_a_page_of_lines_asks_as_much_of_the_database_as_one_line(client, django_assert_num_queries):
    aino = cast.aino()
    client.force_login(aino)
    client.get(reverse("who-looked"))
    for count in (1, 3):
        for number in range(count):
            moves.change_identity(aino, Identity(called=f"Aino {count} {number}"), by=None)
        with django_assert_num_queries(QUERIES):
            client.get(reverse("who-looked"))


QUERIES = 5  # session, person, lines; the frame asks for the union and for roles
