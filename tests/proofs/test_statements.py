"""A page asks the database as much for three hundred rows as for one (lessons.md: at most twelve statements)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.matching import moves as matching
from tests import cast
from tests.companionships import pairs
from tests.proofs import crowd

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def statements(client, address: str) -> int:
    """Of a page read again, the lesser of two: once a minute a page also notes in the session that someone is there."""
    assert client.get(address).status_code == 200, address
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        counts.append(len(found))
    return min(counts)


@pytest.mark.parametrize("name", ["desk", "desk-asks", "desk-queue", "supporters", "desk-companionships"])
def test_a_list_of_the_desk_costs_the_same_for_any_length(client, name):
    cast.union()
    kirsti = cast.kirsti()
    client.force_login(kirsti)
    found = []
    for count in (1, 2, 297):  # 1, 3 and 300 of each kind in all
        crowd.association_of(count, kirsti=kirsti)
        found.append(statements(client, reverse(name)))
    most = 16 if name == "desk" else 12  # the worklist has three lists more, and asks after the mail
    assert found[0] == found[1] == found[2] <= most


def test_a_supporters_own_pages_cost_the_same_for_twelve_pairs_as_for_one(client):
    cast.union()
    pekka = cast.pekka(capacity=12)
    client.force_login(pekka.person)
    found = []
    for count in (1, 2, 9):  # 1, 3 and 12 in all
        for _ in range(count):
            ask = crowd.asks(1, pekka.association)
            crowd.pairs(ask, [pekka])
        found.append((statements(client, reverse("home")), statements(client, reverse("my-proposals"))))
    assert found[0] == found[1] == found[2] <= (14, 12)  # four of them for the line in the ledger


@pytest.mark.parametrize("name", ["home", "my-cards"])
def test_a_seekers_own_pages_cost_the_same_for_any_number_of_cards(client, name):
    cast.union()
    kirsti, where = cast.kirsti(), cast.association()
    found = []
    for count in (1, 2, 297):
        crowd.supporters(count, where)
        ask = cast.ask(cast.person("Aino", f"aino{count}@example.org"), claimed_by=kirsti, claimed_at=clock.now())
        made = matching.shortlist(ask, by=kirsti)
        matching.show(made, made.cards.all()[:5], by=kirsti)
        client.force_login(ask.person)
        found.append(statements(client, reverse(name)))
    assert found[0] == found[1] == found[2] <= 14  # four of them for the line in the ledger


def test_a_page_of_a_pair_costs_the_same_for_fifty_contacts(client):
    cast.union()
    pair = pairs.walking(kirsti=cast.kirsti())
    client.force_login(pair.supporter.person)
    found = []
    for count in (1, 2, 47):
        for _ in range(count):
            pair.contacts.create(day=clock.today(), way="phone", minutes=20, noted_by=pair.supporter.person)
        found.append(statements(client, reverse("companionship", args=[pair.code])))
    assert found[0] == found[1] == found[2] <= 20  # two readings are two lines in the ledger, four statements each


def test_the_unions_equality_page_costs_the_same_for_any_number_of_requests(client):
    cast.union()
    client.force_login(cast.leena())
    where, found = cast.association(), []
    for count in (1, 2, 297):
        crowd.asks(count, where, received_at=clock.now() - timedelta(days=100))
        found.append((statements(client, reverse("equality")), statements(client, reverse("equality-numbers"))))
    assert found[0] == found[1] == found[2] <= (12, 12)
