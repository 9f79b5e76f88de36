"""The outbox: nothing is lost, whatever stops in the middle; a letter goes out again only when its lease is over."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction

from rinnalla.base import clock
from rinnalla.letters import post, worker
from rinnalla.letters.choices import Kind, LetterStage, Way
from rinnalla.letters.models import Letter
from tests import cast
from tests.letters import backends

ticked: list[str] = []


def tick_well():
    ticked.append("well")


def tick_badly():
    raise RuntimeError("broken")


@pytest.fixture(autouse=True)
def empty_boxes():
    backends.sent.clear()
    ticked.clear()


def let_leases_end():
    Letter.objects.filter(leased_until__isnull=False).update(leased_until=clock.now() - timedelta(seconds=1))


def let_waiting_end():
    Letter.objects.filter(stage="waiting").update(due_at=clock.now())


# --- one worker ---------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_letter_is_sent_once_and_marked():
    letter = post.later(Kind.CARDS, to=cast.aino())
    assert (worker.send_due(), worker.send_due()) == (1, 0)
    letter.refresh_from_db()
    assert (letter.stage, letter.tries, len(mail.outbox)) == (LetterStage.SENT, 1, 1)
    assert letter.done_at is not None


@pytest.mark.django_db
def test_several_notices_to_one_person_go_as_one_mail():
    aino, olli = cast.aino(), cast.olli()
    for kind in (Kind.CARDS, Kind.PROMISE, Kind.REVIEW):
        post.later(kind, to=aino)
    post.later(Kind.CARDS, to=olli)
    assert worker.send_due() == 4
    assert sorted(message.to[0] for message in mail.outbox) == ["aino@example.org", "olli@example.org"]


@pytest.mark.django_db
def test_what_is_not_due_waits():
    post.later(Kind.CARDS, to=cast.aino())
    Letter.objects.update(due_at=clock.now() + timedelta(minutes=5))
    assert worker.send_due() == 0


@pytest.mark.django_db
def test_a_letter_of_a_move_that_did_not_happen_is_not_sent():
    aino = cast.aino()
    with pytest.raises(RuntimeError), transaction.atomic():
        post.later(Kind.CARDS, to=aino)
        raise RuntimeError
    assert (worker.send_due(), mail.outbox) == (0, [])


@pytest.mark.django_db
def test_a_pass_sends_as_many_as_it_may():
    for number in range(12):
        post.later(Kind.CARDS, to=cast.person("Joku", f"joku{number}@example.org"))
    assert (worker.send_due(limit=7), worker.send_due()) == (7, 5)


# --- a worker that dies -------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_worker_killed_before_sending_loses_nothing():
    letter = post.later(Kind.CARDS, to=cast.aino())
    assert worker.claim(5) == [letter]
    assert (worker.send_due(), mail.outbox) == (0, [])
    let_leases_end()
    assert (worker.send_due(), worker.send_due(), len(mail.outbox)) == (1, 0, 1)


@pytest.mark.django_db
def test_a_worker_killed_after_sending_sends_once_more_with_the_same_id(settings):
    post.later(Kind.CARDS, to=cast.aino())
    settings.EMAIL_BACKEND = "tests.letters.backends.Killed"
    with pytest.raises(KeyboardInterrupt):
        worker.send_due()
    settings.EMAIL_BACKEND = "tests.letters.backends.Recording"
    assert worker.send_due() == 0
    let_leases_end()
    assert (worker.send_due(), worker.send_due()) == (1, 0)
    assert len(backends.sent) == 2
    assert len({message.extra_headers["Message-ID"] for message in backends.sent}) == 1


@pytest.mark.django_db
def test_a_worker_that_was_slow_does_not_undo_what_another_did():
    post.later(Kind.CARDS, to=cast.aino())
    (slow,) = worker.claim(1)
    let_leases_end()
    assert worker.send_due() == 1
    worker._try_again(slow)
    slow.refresh_from_db()
    assert slow.stage == LetterStage.SENT


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_letter_once(settings):
    settings.EMAIL_BACKEND = "tests.letters.backends.Recording"
    for number in range(24):
        post.later(Kind.CARDS, to=cast.person("Joku", f"joku{number}@example.org"))
    start, counts = threading.Barrier(3), []

    def work():
        start.wait()
        total = 0
        while went := worker.send_due(limit=4):
            total += went
        counts.append(total)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    addresses = [message.to[0] for message in backends.sent]
    assert (sum(counts), len(addresses), len(set(addresses))) == (24, 24, 24)


# --- a mail server that fails -------------------------------------------------------------------------------
@pytest.mark.django_db
def test_mail_down_is_shown_to_staff_and_everything_goes_when_it_is_up(settings, caplog):
    for number in range(3):
        post.later(Kind.CARDS, to=cast.person("Joku", f"joku{number}@example.org"))
    settings.EMAIL_BACKEND = "tests.letters.backends.Down"
    for tries in range(3):
        assert post.mail_is_down() is (tries >= 3)
        assert worker.send_due() == 0
        let_waiting_end()
    assert post.mail_is_down() is True
    assert "example.org" not in caplog.text
    settings.EMAIL_BACKEND = "tests.letters.backends.Recording"
    assert (worker.send_due(), post.mail_is_down(), len(backends.sent)) == (3, False, 3)


@pytest.mark.django_db
def test_each_try_waits_longer():
    letter = post.later(Kind.CARDS, to=cast.aino())
    waits = []
    for tries in range(1, worker.MOST_TRIES):
        letter.tries = tries
        worker._try_again(letter)
        letter.refresh_from_db()
        waits.append((letter.due_at - clock.now()).total_seconds() / 60)
    assert [round(wait) for wait in waits] == [1, 3, 9, 27, 81, 243, 720]


@pytest.mark.django_db
def test_one_address_that_is_refused_holds_up_nobody(settings):
    for someone in (cast.aino(), cast.olli()):
        post.later(Kind.CARDS, to=someone)
    settings.EMAIL_BACKEND = "tests.letters.backends.Refusing"
    assert worker.send_due() == 1
    assert [message.to for message in backends.sent] == [["olli@example.org"]]


@pytest.mark.django_db
def test_after_eight_tries_the_coordinator_calls_instead(settings):
    kirsti, where = cast.kirsti(), cast.association()
    letter = post.later(Kind.CARDS, to=cast.aino(), association=where)
    settings.EMAIL_BACKEND = "tests.letters.backends.Down"
    for _try in range(worker.MOST_TRIES):
        let_waiting_end()
        worker.send_due()
    letter.refresh_from_db()
    assert (letter.stage, letter.tries) == (LetterStage.FAILED, 8)
    (call,) = post.waiting_calls(kirsti)
    assert (call.kind, call.way, call.to) == (Kind.CARDS, Way.CALL, letter.to)
    assert post.mail_is_down() is False


@pytest.mark.django_db
def test_staff_who_cannot_be_mailed_are_not_called(settings):
    post.later(Kind.WORK, to=cast.kirsti(), association=cast.association())
    Letter.objects.update(tries=worker.MOST_TRIES - 1)
    settings.EMAIL_BACKEND = "tests.letters.backends.Down"
    worker.send_due()
    assert list(Letter.objects.values_list("stage", "way")) == [("failed", "mail")]


@pytest.mark.django_db
def test_an_address_that_was_taken_away_leads_to_a_call():
    aino = cast.aino()
    post.later(Kind.CARDS, to=aino, association=cast.association())
    aino.email_index = ""
    aino.save()
    assert worker.send_due() == 0
    assert sorted(Letter.objects.values_list("stage", "way")) == [("failed", "mail"), ("waiting", "call")]


# --- regular work -------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_done_letters_are_forgotten_after_thirty_days():
    post.later(Kind.CARDS, to=cast.aino())
    post.later(Kind.CARDS, to=cast.olli())
    worker.send_due(limit=1)
    Letter.objects.update(made_at=clock.now() - timedelta(days=40))
    Letter.objects.filter(stage="sent").update(done_at=clock.now() - timedelta(days=31))
    assert worker.forget_old() == 1
    assert list(Letter.objects.values_list("stage", flat=True)) == ["waiting"]


def test_regular_work_that_breaks_stops_no_other(settings, caplog):
    settings.TICKS = ["tests.letters.test_worker.tick_badly", "tests.letters.test_worker.tick_well", "no.such.thing"]
    worker.tick()
    assert "tick_badly" in caplog.text
    assert "no.such.thing" in caplog.text
    assert len(_ticked()) == 1


def _ticked():
    """The list of the module as the worker imported it."""
    from tests.letters import test_worker

    return test_worker.ticked


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_until_it_is_told_to_stop(settings):
    settings.EMAIL_BACKEND = "tests.letters.backends.Recording"
    settings.TICKS = []
    post.later(Kind.CARDS, to=cast.aino())
    stop = threading.Event()

    def work():
        worker.run(stop)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    for _look in range(100):
        if backends.sent:
            break
        stop.wait(0.05)
    stop.set()
    thread.join(timeout=5)
    assert (thread.is_alive(), len(backends.sent)) == (False, 1)
