"""The pages of a proposal for the queue: claim, then read; one press an act; no names for the union (R19, R21)."""

import pytest
from django.urls import reverse
from django.utils import translation

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.matching import moves
from rinnalla.matching.choices import LineStage
from rinnalla.matching.models import Proposal, QueueLine, QueueProposal
from rinnalla.supporters.models import Supporter
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def union():
    cast.union()


def claimed(called="Aino", *, by, **changes) -> Ask:
    facts = {"claimed_by": by, "claimed_at": clock.now()}
    return cast.ask(cast.person(called, f"{called.lower()}@example.org", language="en"), **(facts | changes))


def page(client, address: str) -> str:
    with translation.override("en"):
        answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def proposed(kirsti) -> QueueProposal:
    return moves.propose_queue(cast.association(), by=kirsti)


def of(proposal) -> str:
    return reverse("desk-queue-one", args=[proposal.code])


# --- made ---------------------------------------------------------------------------------------------------------
def test_the_list_says_how_many_wait_and_makes_a_proposal(client):
    kirsti = cast.kirsti()
    cast.pekka()
    claimed(by=kirsti)
    client.force_login(kirsti)
    assert reverse("desk-queue-make", args=[cast.association().code]) in page(client, reverse("desk-queue"))
    answer = client.post(reverse("desk-queue-make", args=[cast.association().code]), {"once": "a"})
    assert answer.url == of(QueueProposal.objects.get())


@pytest.mark.parametrize("where", ["union", "elsewhere"])
def test_nobody_makes_one_for_a_queue_that_is_not_theirs(client, where):
    kirsti, maija = cast.kirsti(), cast.maija()
    client.force_login(kirsti)
    code = maija.roles.get().association.code if where == "elsewhere" else where
    assert client.post(reverse("desk-queue-make", args=[code])).status_code == 404
    assert QueueProposal.objects.count() == 0


def test_the_unions_own_coordinator_makes_one_for_its_own_queue(client):
    vuokko = cast._staff("Vuokko", "coordinator", None)
    cast.pekka()
    ask = claimed(by=vuokko)
    Ask.objects.filter(pk=ask.pk).update(association=None)
    client.force_login(vuokko)
    client.post(reverse("desk-queue-make", args=["union"]))
    shown = page(client, of(QueueProposal.objects.get()))
    assert "Aino" in shown
    assert "Pekka" not in shown, "a supporter of an association is not known by name to the union"


# --- read ---------------------------------------------------------------------------------------------------------
def test_of_a_request_in_ones_care_the_page_says_who_and_why(client):
    kirsti = cast.kirsti()
    cast.pekka()
    claimed(by=kirsti)
    client.force_login(kirsti)
    shown = page(client, of(proposed(kirsti)))
    assert [word in shown for word in ("Aino", "Pekka", 'class="reasons"')] == [True, True, True]


def test_of_one_in_nobodys_care_and_of_a_colleagues_it_says_neither(client):
    kirsti, kaarina = cast.kirsti(), cast._staff("Kaarina", "coordinator", cast.association())
    cast.pekka(capacity=3)
    claimed("Aino", by=kaarina)
    claimed("Eino", by=None, claimed_at=None)
    client.force_login(kirsti)
    shown = page(client, of(proposed(kirsti)))
    assert [word in shown for word in ("Aino", "Eino", "Pekka", 'class="reasons"')] == [False] * 4
    assert shown.count("/care/") == 1
    assert "/take/" not in shown


def test_claiming_from_the_page_shows_why(client):
    kirsti = cast.kirsti()
    cast.pekka()
    ask = claimed(by=None, claimed_at=None)
    client.force_login(kirsti)
    made = proposed(kirsti)
    line = QueueLine.objects.get()
    answer = client.post(reverse("desk-queue-claim", args=[line.code]))
    ask.refresh_from_db()
    assert (answer.url, ask.claimed_by) == (f"{of(made)}#{line.code}", kirsti)
    assert "Pekka" in page(client, of(made))


def test_someone_left_reads_why_also_when_others_came_before(client):
    kirsti = cast.kirsti()
    cast.pekka(capacity=1)
    claimed("Aino", by=kirsti)
    claimed("Eino", by=kirsti)
    client.force_login(kirsti)
    made = proposed(kirsti)
    line = QueueLine.objects.get(stage=LineStage.WITHOUT)
    shown = page(client, of(made))
    with translation.override("fi"):
        assert "odottaneet" in shown or "waited longer" in shown
    assert line.code in shown


def test_a_rewritten_request_is_not_opened_from_what_was_sealed_before(client):
    kirsti = cast.kirsti()
    cast.pekka()
    ask = claimed(by=kirsti)
    client.force_login(kirsti)
    made = proposed(kirsti)
    ask.seal(story=cast.STORY | {"topics": ["lbp"]})
    ask.save()
    shown = page(client, of(made))
    assert ('class="reasons"' in shown, "/take/" in shown, "/change/" in shown) == (False, True, False)


def test_strangers_and_other_associations_find_nothing(client):
    kirsti, maija = cast.kirsti(), cast.maija()
    cast.pekka()
    claimed(by=kirsti)
    made = proposed(kirsti)
    line = QueueLine.objects.get()
    acts = [reverse(f"desk-queue-{act}", args=[line.code]) for act in ("take", "change", "leave", "claim")]
    for person in (maija, cast.olli(), cast.leena()):
        client.force_login(person)
        assert client.get(of(made)).status_code == 404
        assert [client.post(act).status_code for act in acts] == [404] * 4
    assert QueueLine.objects.get().stage == LineStage.OPEN


# --- decided ------------------------------------------------------------------------------------------------------
def test_one_pair_is_taken_one_changed_and_one_left(client):
    kirsti = cast.kirsti()
    for called in ("Pekka", "Ulla", "Seppo", "Toini"):
        cast.supporter(called)
    asks = [claimed(called, by=kirsti) for called in ("Aino", "Eino", "Hilkka")]
    client.force_login(kirsti)
    proposed(kirsti)
    lines = [QueueLine.objects.get(ask=ask) for ask in asks]
    for line, act in zip(lines, ("take", "change", "leave"), strict=True):
        assert client.post(reverse(f"desk-queue-{act}", args=[line.code])).status_code == 302
    after = [QueueLine.objects.get(ask=ask) for ask in asks]
    assert [line.stage for line in after] == [LineStage.TAKEN, LineStage.OPEN, LineStage.LEFT]
    assert after[1].supporter_id not in {line.supporter_id for line in lines}
    assert Proposal.objects.count() == 0


def test_what_changed_meanwhile_is_said_calmly_and_stands_on_the_page(client):
    kirsti, pekka = cast.kirsti(), cast.pekka()
    claimed(by=kirsti)
    client.force_login(kirsti)
    made = proposed(kirsti)
    Supporter.objects.filter(pk=pekka.pk).update(at_limit=True)
    answer = client.post(reverse("desk-queue-take", args=[QueueLine.objects.get().code]))
    assert answer.status_code == 409
    assert QueueLine.objects.get().stage == LineStage.GONE
    assert "/take/" not in page(client, of(made))


def test_the_same_press_twice_is_one_act(client):
    kirsti = cast.kirsti()
    cast.pekka()
    claimed(by=kirsti)
    client.force_login(kirsti)
    proposed(kirsti)
    address = reverse("desk-queue-take", args=[QueueLine.objects.get().code])
    assert [client.post(address, {"once": "same-key"}).status_code for _ in range(2)] == [302, 302]


# --- the union ----------------------------------------------------------------------------------------------------
def test_the_union_sees_counts_and_nobody(client):
    kirsti, leena = cast.kirsti(), cast.leena()
    cast.pekka(capacity=12)
    for number in range(8):
        claimed(f"Aino{number}", by=kirsti, language="fi" if number < 6 else "sv")
    client.force_login(leena)
    client.post(reverse("union-queue-make"))
    shown = page(client, reverse("union-queue"))
    assert [word in shown for word in ("Aino", "Pekka", "desk/requests")] == [False] * 3
    answer = client.post(reverse("union-queue-bound"), {"group": "language.fi", "least": "10"})
    assert (answer.status_code, b'class="table"' in answer.content) == (200, True)


def test_a_bound_is_looked_at_and_changes_nothing(client):
    kirsti = cast.kirsti()
    cast.pekka(capacity=12)
    for number in range(10):
        claimed(f"Aino{number}", by=kirsti, age_band="60-69" if number < 5 else "70-79")
    client.force_login(kirsti)
    made = proposed(kirsti)
    answer = client.post(reverse("desk-queue-bound", args=[made.code]), {"group": "age.60-69", "least": "1"})
    assert answer.status_code == 200
    assert b'class="table"' in answer.content
    assert client.post(reverse("desk-queue-bound", args=[made.code]), {"group": "x", "least": ""}).status_code == 200
    assert QueueLine.objects.open().count() == 10


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_as_much_for_three_as_for_one(client, count, django_assert_num_queries):
    kirsti = cast.kirsti()
    for number in range(count):
        cast.supporter(f"Pekka{number}")
        claimed(f"Aino{number}", by=kirsti)
    client.force_login(kirsti)
    made = proposed(kirsti)
    client.get(of(made))
    with django_assert_num_queries(20):
        client.get(of(made))
