"""Somebody wishes to be called: sealed without a key, claimed before it is read, wiped when the call is made (R15)."""

from datetime import timedelta

import pytest
from django.conf import settings as in_force
from django.db import IntegrityError, transaction

from rinnalla.asks import calling
from rinnalla.asks.choices import CallStage
from rinnalla.asks.models import Caller, CallWish
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed, Overtaken, Unreadable
from rinnalla.ledger import checking, reading
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.vault import keyring as rings
from rinnalla.vault import letterbox
from rinnalla.vault.keyring import Closed
from tests import cast

pytestmark = pytest.mark.django_db
CALLER = Caller("Soili", "+358401119999", "179")


def receive(**changes) -> CallWish:
    facts = {"association": cast.association(), "language": "fi", "time_of_day": "any"}
    return calling.receive(CALLER, **(facts | changes))


def acts() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("action", flat=True))


@pytest.fixture
def away(settings):
    """Takes the keyring away, and gives it back."""
    letterbox.public_key()
    before = settings.KEYRING, settings.KEYRING_SOCKET

    def turn(is_away: bool):
        rings.forget()
        settings.KEYRING, settings.KEYRING_SOCKET = ("process", "/nonexistent/s") if is_away else before

    return turn


# --- taken in -------------------------------------------------------------------------------------------------------
def test_it_waits_at_the_association_with_a_promise_and_the_desk_is_told(django_capture_on_commit_callbacks):
    kirsti = cast.kirsti()
    with django_capture_on_commit_callbacks(execute=True):
        wish = receive()
    wish.refresh_from_db()
    assert (wish.stage, wish.due, wish.claimed_by) == (
        CallStage.WAITING,
        clock.working_days_after(clock.today(), 3),
        None,
    )
    assert [letter.to for letter in Letter.objects.all()] == [kirsti]
    assert acts() == ["call.wished"]
    assert calling.announce() == 0


def test_it_is_taken_in_while_the_keyring_is_away_and_told_when_it_is_back(away, django_capture_on_commit_callbacks):
    kirsti = cast.kirsti()
    away(True)
    with django_capture_on_commit_callbacks(execute=True):
        wish = receive()
    _taken(wish, kirsti)
    with pytest.raises(Closed), transaction.atomic():
        calling.told(wish, by=kirsti)
    assert (acts(), Letter.objects.count()) == ([], 0)
    away(False)
    assert calling.announce() == 1
    assert calling.told(wish, by=kirsti) == CALLER
    assert acts() == ["call.wished", "read.opened"]


def _taken(wish: CallWish, person) -> None:
    """In the desk's hands without a line, which cannot be written while the keyring is away."""
    CallWish.objects.filter(pk=wish.pk).update(claimed_by=person, claimed_at=clock.now())
    wish.refresh_from_db()


# --- called -----------------------------------------------------------------------------------------------------------
def test_it_is_claimed_then_read_and_each_is_a_line():
    kirsti, wish = cast.kirsti(), receive()
    with pytest.raises(NotAllowed):
        calling.told(wish, by=kirsti)
    calling.claim(wish, by=kirsti)
    calling.claim(wish, by=kirsti)
    assert calling.told(wish, by=kirsti) == CALLER
    assert acts() == ["call.claimed", "read.opened"]
    line = Event.objects.latest("seq")
    assert (line.actor, line.subject, line.names, line.purpose) == (kirsti.code, wish.code, "caller", "claimed")
    assert checking.verify().is_whole


def test_of_two_coordinators_one_has_it_and_may_be_relieved():
    kirsti, kaarina = cast.kirsti(), cast._staff("Kaarina", "coordinator", cast.association())
    wish = receive()
    seen_by_both = CallWish.objects.get(pk=wish.pk)
    calling.claim(wish, by=kirsti)
    with pytest.raises(Overtaken):
        calling.claim(seen_by_both, by=kaarina)
    again = CallWish.objects.get(pk=wish.pk)
    calling.claim(again, by=kaarina)
    assert calling.told(again, by=kaarina) == CALLER
    wish.refresh_from_db()
    with pytest.raises(NotAllowed):
        calling.told(wish, by=kirsti)


@pytest.mark.parametrize("who", [cast.maija, cast.olli, cast.taru, cast.leena])
def test_nobody_else_may_take_it_or_know_of_it(who):
    person, wish = who(), receive()
    assert not CallWish.objects.visible_to(person).exists()
    with pytest.raises(NotAllowed):
        calling.claim(wish, by=person)


@pytest.mark.parametrize(
    ("act", "stage", "line"),
    [
        (calling.reached, CallStage.REACHED, "call.made"),
        (calling.not_reached, CallStage.UNREACHED, "call.tried"),
    ],
)
def test_when_the_call_is_made_what_was_told_is_gone_and_a_count_stays(act, stage, line):
    kirsti, wish = cast.kirsti(), receive()
    with pytest.raises(NotAllowed):
        act(wish, by=kirsti)
    calling.claim(wish, by=kirsti)
    act(wish, by=kirsti)
    (row,) = CallWish.objects.values("stage", "key", "caller", "language", "association__fi")
    assert row["association__fi"] == cast.association().fi
    assert (row["stage"], row["key"], row["caller"], row["language"]) == (stage, None, None, "fi")
    assert acts()[-1] == line
    assert not CallWish.objects.waiting().exists()


def test_a_request_that_came_of_it_shows_its_person_the_call():
    kirsti, wish = cast.kirsti(), receive()
    calling.claim(wish, by=kirsti)
    ask = cast.ask()
    calling.became(wish, ask, by=kirsti)
    assert wish.stage == CallStage.ASKED
    assert [one.action for one in reading.who_looked(ask.person.code)] == ["call.made"]


def test_what_nobody_called_in_time_is_wiped_by_schedule():
    fresh, old = receive(), receive()
    long_ago = clock.now() - in_force.KEPT_FOR["call"] - timedelta(minutes=1)
    CallWish.objects.filter(pk=old.pk).update(received_at=long_ago)
    assert (calling.forget_old(), calling.forget_old()) == (1, 0)
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.stage, old.caller, old.key, fresh.stage) == (CallStage.LAPSED, None, None, CallStage.WAITING)


def test_the_row_tells_nothing_in_the_clear_and_an_ended_one_nothing_at_all():
    wish = receive()
    wish.refresh_from_db()
    whole = b"".join(bytes(value) if isinstance(value, bytes) else str(value).encode() for value in vars(wish).values())
    assert b"Soili" not in whole
    assert b"401119999" not in whole
    with pytest.raises(IntegrityError), transaction.atomic():
        CallWish.objects.update(stage=CallStage.REACHED)


def test_one_moved_to_another_row_does_not_open():
    kirsti, one, other = cast.kirsti(), receive(), receive()
    CallWish.objects.filter(pk=other.pk).update(key=one.key, caller=one.caller)
    other.refresh_from_db()
    calling.claim(other, by=kirsti)
    with pytest.raises(Unreadable):
        calling.told(other, by=kirsti)
