"""The union's weights: seen before they are saved, versioned, never changed (R21)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.ledger.models import Event
from rinnalla.matching import cards, comparing, moves, weights
from rinnalla.matching.models import Weighing
from rinnalla.matching.weights import FIRST, TERMS
from tests import cast
from tests.proofs import crowd

pytestmark = pytest.mark.django_db
NEEDS_FIRST = {"condition": 14, "treatment": 12, "situation": 12, "needs": 26, "stage": 10, "times": 12} | {
    "distance": 6,
    "closeness": 4,
    "load": 4,
}


@pytest.fixture
def leena(client):
    cast.union()
    someone = cast.leena()
    client.force_login(someone)
    return someone


def weigh(by=None, day=None, **numbers):
    return moves.weigh(NEEDS_FIRST | numbers, why="Toiveet edellä.", in_force_from=day or clock.today(), by=by)


# --- versions -----------------------------------------------------------------------------------------------
def test_the_first_version_is_the_programmes_own():
    assert (weights.in_force(), weights.known()) == (FIRST, {"1": FIRST})


def test_the_newest_whose_day_has_come_is_in_force():
    weigh()
    weigh(day=clock.today() + timedelta(days=1), condition=0, load=18)
    assert weights.in_force() == weights.Weights("2", **NEEDS_FIRST)
    assert sorted(weights.known()) == ["1", "2", "3"]


def test_a_version_is_never_changed():
    row = weigh()
    row.needs = 0
    with pytest.raises(TypeError):
        row.save()
    assert weights.in_force().needs == 26


def test_the_database_itself_refuses_nine_that_do_not_make_a_hundred():
    facts = NEEDS_FIRST | {"needs": 27}
    with pytest.raises(IntegrityError):
        Weighing.objects.create(version="9", why="x", **facts)


def test_nine_that_do_not_make_a_hundred_are_answered_kindly():
    with pytest.raises(RuleBroken):
        weigh(needs=27)
    with pytest.raises(RuleBroken):
        weigh(day=clock.today() - timedelta(days=1))


def test_one_that_has_begun_cannot_be_taken_away(leena):
    with pytest.raises(Overtaken):
        moves.take_away(weigh(), by=leena)
    coming = weigh(day=clock.today() + timedelta(days=2))
    moves.take_away(coming, by=leena)
    assert weights.in_force().version == "2"
    with pytest.raises(Overtaken):
        moves.take_away(coming, by=leena)


def test_cards_keep_the_version_they_were_made_with():
    kirsti = cast.kirsti()
    cast.pekka()
    made = moves.shortlist(cast.ask(), by=kirsti)
    before = [face.reasons for face in cards.faces(made, by=kirsti)]
    weigh()
    assert made.weights_version == "1"
    assert [face.reasons for face in cards.faces(made, by=kirsti)] == before
    assert moves.shortlist(cast.ask(cast.olli()), by=kirsti).weights_version == "2"


# --- what would change --------------------------------------------------------------------------------------
def test_nothing_changes_when_the_numbers_are_the_same():
    where = cast.association()
    crowd.supporters(12, where)
    crowd.asks(6, where)
    found = comparing.compare(FIRST, FIRST.called("tried"), by=None)
    assert (found.waiting, found.looked_at, found.differ, found.new_first, found.examples) == (6, 6, 0, 0, ())


def test_what_would_change_is_counted_and_named_without_anyone(leena):
    cast.pekka(experience={"needs": []})
    cast.supporter("Ulla", experience={"facets": []})
    cast.ask()
    only_needs = weights.Weights("tried", 0, 0, 0, 100, 0, 0, 0, 0, 0)
    found = comparing.compare(FIRST, only_needs, by=leena)
    assert (found.differ, found.new_first) == (1, 1)
    (example,) = found.examples
    assert (example.before[0], example.after) == ("condition", ["needs"])
    assert Event.objects.filter(action="weights.compared", actor=leena.code).count() == 1


def test_those_who_are_opened_to_be_counted_are_opened_by_the_system(leena):
    cast.pekka()
    cast.ask()
    comparing.compare(FIRST, FIRST, by=leena)
    assert not Event.objects.filter(actor=leena.code, action__startswith="read.").exists()
    assert Event.objects.filter(action="read.listed", purpose="matching").count() == 2


def test_a_long_queue_is_compared_by_a_sample_and_its_size_is_told(monkeypatch):
    monkeypatch.setattr(comparing, "MOST", 3)
    monkeypatch.setattr(comparing, "LEAST", 3)
    where = cast.association()
    crowd.supporters(3, where)
    crowd.asks(5, where)
    found = comparing.compare(FIRST, FIRST, by=None)
    assert (found.waiting, found.looked_at, found.is_sample) == (5, 3, True)


@pytest.mark.parametrize("count", [1, 3])
def test_comparing_asks_as_much_of_the_database_for_one_as_for_many(count):
    where = cast.association()
    crowd.supporters(count, where)
    crowd.asks(count, where)
    with CaptureQueriesContext(connection) as caught:
        comparing.compare(FIRST, FIRST, by=None)
    assert len([q for q in caught.captured_queries if "SAVEPOINT" not in q["sql"]]) == 17


# --- the pages ----------------------------------------------------------------------------------------------
def send(client, numbers, **more):
    return client.post(reverse("weights-change"), numbers | more)


def test_the_union_sees_what_would_change_before_it_saves(client, leena):
    cast.pekka(experience={"needs": []})
    cast.supporter("Ulla", experience={"facets": []})
    cast.ask()
    only_needs = dict.fromkeys(TERMS, 0) | {"needs": 100}
    page = send(client, only_needs)
    assert (page.status_code, Weighing.objects.count()) == (200, 0)
    assert (page.context["found"].differ, page.context["found"].new_first) == (1, 1)
    saved = send(client, only_needs, reason="Toiveet edellä.", in_force_from=clock.today().isoformat())
    assert saved.headers["Location"] == reverse("weights")
    row = Weighing.objects.get()
    assert (row.version, row.needs, row.why, row.made_by) == ("2", 100, "Toiveet edellä.", leena)
    assert Event.objects.filter(action="weights.set", actor=leena.code).count() == 1


def test_it_is_not_saved_without_a_reason(client, leena):
    page = send(client, NEEDS_FIRST, reason="", in_force_from=clock.today().isoformat())
    assert (page.status_code, Weighing.objects.count()) == (200, 0)
    assert 'href="#decide_reason"' in page.content.decode()


@pytest.mark.parametrize(("needs", "told"), [(20, "6"), (30, "4")])
def test_a_sum_that_is_not_a_hundred_says_how_much_is_amiss(client, leena, needs, told):
    page = send(client, NEEDS_FIRST | {"needs": needs})
    assert page.context["form"].non_field_errors()[0].endswith(f": {told}")
    assert page.context["decision"] is None


@pytest.mark.parametrize("numbers", [{}, {"needs": "x"}, {"needs": -1}, {"needs": "9" * 30}, {"needs": "\0"}])
def test_strange_numbers_are_answered_kindly(client, leena, numbers):
    page = send(client, NEEDS_FIRST | {"condition": ""} | numbers)
    assert (page.status_code, Weighing.objects.count()) == (200, 0)


def test_an_earlier_version_can_be_taken_again(client, leena):
    weigh(by=leena)
    page = client.get(reverse("weights"))
    assert [one.weights.version for one in page.context["earlier"]] == ["1"]
    assert "Leena" in page.content.decode()
    again = client.get(reverse("weights-change") + "?from=1").context["form"]
    assert {name: again[name].value() for name in TERMS} == {name: FIRST.of(name) for name in TERMS}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_versions_reads_no_more_for_many(client, leena, count):
    for number in range(count):
        weigh(by=leena, needs=26 - number, load=4 + number)
    client.get(reverse("weights"))
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("weights"))
    assert len([q for q in caught.captured_queries if "SAVEPOINT" not in q["sql"]]) == 9
