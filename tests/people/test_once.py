"""A form pressed twice is answered once, also when both presses come at the same time."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import path

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.base.permission import open_page
from rinnalla.people.choices import ConsentPurpose
from rinnalla.people.models import Consent, Identity, Person, Sending
from rinnalla.people.moves import consent, new_person
from rinnalla.people.once import forget_old
from tests import cast


@open_page
def join(request):
    """Makes a person, slowly when asked to, and leads to that person's page."""
    person = new_person(Identity(called=request.POST["called"]), "fi", by=None)
    time.sleep(float(request.POST.get("slowly", 0)))
    return HttpResponseRedirect(f"/person/{person.code}/")


@open_page
def join_and_break(request):
    new_person(Identity(called="Aino"), "fi", by=None)
    raise RuleBroken("Not today.")


@open_page
def join_and_crash(request):
    new_person(Identity(called="Aino"), "fi", by=None)
    raise ZeroDivisionError


@open_page
def show_again(request):
    new_person(Identity(called="Aino"), "fi", by=None)
    return HttpResponse("Answer this question.")


urlpatterns = [
    path("join/", join),
    path("join-too/", join),
    path("break/", join_and_break),
    path("crash/", join_and_crash),
    path("again/", show_again),
]
handler500 = "tests.people.test_once.plain"


def plain(request, *args):
    return HttpResponse("not well", status=500)


@pytest.fixture(autouse=True)
def these_pages(settings, monkeypatch):
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr("rinnalla.base.sentences.answer", lambda request, sentence, **how: _page(sentence, **how))


def _page(sentence, status, heading=""):
    return HttpResponse(str(sentence), status=status)


@pytest.mark.django_db
def test_the_second_press_is_led_where_the_first_one_was(client):
    form = {"called": "Aino", "once": "key-1"}
    first, second = client.post("/join/", form), client.post("/join/", form)
    assert first.url == second.url == f"/person/{Person.objects.get().code}/"


@pytest.mark.django_db
def test_another_key_another_page_and_another_sender_are_answered_by_themselves(client):
    urls = {client.post("/join/", {"called": "Aino", "once": "key-1"}).url}
    urls.add(client.post("/join/", {"called": "Aino", "once": "key-2"}).url)
    urls.add(client.post("/join-too/", {"called": "Aino", "once": "key-1"}).url)
    olli = Client()
    olli.force_login(cast.olli())
    urls.add(olli.post("/join/", {"called": "Aino", "once": "key-1"}).url)
    assert len(urls) == 4


@pytest.mark.django_db
def test_without_a_key_nothing_is_remembered(client):
    assert client.post("/join/", {"called": "Aino"}).url != client.post("/join/", {"called": "Aino"}).url
    assert Sending.objects.count() == 0


@pytest.mark.django_db
def test_a_form_shown_again_may_be_sent_again(client):
    for _ in range(2):
        assert client.post("/again/", {"once": "key-1"}).status_code == 200
    assert Person.objects.count() == 2
    assert Sending.objects.count() == 0


@pytest.mark.django_db
def test_a_broken_rule_rolls_everything_back_and_still_speaks(client):
    answer = client.post("/break/", {"once": "key-1"})
    assert (answer.status_code, answer.content) == (409, b"Not today.")
    assert (Person.objects.count(), Sending.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_crash_rolls_everything_back(client):
    client.raise_request_exception = False
    assert client.post("/crash/", {"once": "key-1"}).status_code == 500
    assert (Person.objects.count(), Sending.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_keys_are_forgotten_after_two_days(client):
    client.post("/join/", {"called": "Aino", "once": "old"})
    Sending.objects.update(at=clock.now() - timedelta(days=2, minutes=1))
    client.post("/join/", {"called": "Olli", "once": "new"})
    assert forget_old() == 1
    assert Sending.objects.count() == 1


def _at_the_same_time(*acts):
    """Runs each act in its own thread and connection; gives their answers in order."""
    answers = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place, act):
        start.wait()
        try:
            answers[place] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_time_make_one_person():
    form = {"called": "Aino", "once": "key-1", "slowly": "0.3"}
    press = lambda: Client().post("/join/", form)  # noqa: E731
    first, second = _at_the_same_time(press, press)
    assert first.url == second.url == f"/person/{Person.objects.get().code}/"


@pytest.mark.django_db(transaction=True)
def test_two_yeses_at_the_same_time_are_one():
    aino = cast.aino()
    say_yes = lambda: consent(aino, ConsentPurpose.ASK, by=aino)  # noqa: E731
    first, second = _at_the_same_time(say_yes, say_yes)
    assert first == second == Consent.objects.get()
