"""Language of one's own, and sessions that end."""

import pytest
from django.test import Client
from django.urls import reverse

from rinnalla.people import middleware
from tests import cast

pytestmark = pytest.mark.django_db
DETAILS = "/my/details/"


@pytest.fixture
def clock_at(monkeypatch):
    """Moves the session clock: `clock_at(31)` is 31 minutes after the start."""

    class Moved:
        now = 1_800_000_000.0

        @classmethod
        def time(cls):
            return cls.now

        monotonic = staticmethod(lambda: 0.0)
        sleep = staticmethod(lambda seconds: None)

    monkeypatch.setattr(middleware, "time", Moved)

    def at(minutes):
        Moved.now = 1_800_000_000.0 + minutes * 60

    return at


def test_thirty_minutes_away_is_fine_and_more_ends_the_session_kindly(client, clock_at):
    client.force_login(cast.aino())
    for minutes in (0, 30, 60):
        clock_at(minutes)
        assert client.get(DETAILS).status_code == 200
    clock_at(91)
    answer = client.get(DETAILS, follow=True)
    assert answer.redirect_chain == [(f"/sign-in/login/?next={DETAILS}", 302)]
    assert "_auth_user_id" not in client.session
    assert len(answer.context["messages"]) == 1


def test_twelve_hours_end_it_even_for_the_busy(client, clock_at):
    client.force_login(cast.aino())
    for minutes in range(0, 12 * 60 + 1, 20):
        clock_at(minutes)
        assert client.get(DETAILS).status_code == 200
    clock_at(12 * 60 + 1)
    assert client.get(DETAILS).status_code == 302


def test_a_session_is_written_at_most_once_a_minute(client, clock_at, django_assert_num_queries):
    client.force_login(cast.aino())
    clock_at(0)
    client.get(DETAILS)
    with django_assert_num_queries(QUERIES):
        client.get(DETAILS)


QUERIES = 4  # session, person; the frame asks for the union and for roles


def test_an_open_page_goes_on_without_the_person(client, clock_at):
    client.force_login(cast.aino())
    clock_at(0)
    client.get(DETAILS)
    clock_at(40)
    assert client.get("/sign-in/login/").status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_language_of_a_signed_in_person_wins_over_the_browsers(client):
    aino = cast.person("Aino", "aino@example.org", language="sv")
    client.cookies["language"] = "en"
    assert client.get("/sign-in/login/").headers["Content-Language"] == "en"
    client.force_login(aino)
    assert client.get("/sign-in/login/").headers["Content-Language"] == "sv"


def test_the_switch_is_kept_for_the_person_and_for_the_browser(client):
    aino = cast.aino()
    client.force_login(aino)
    answer = client.post(reverse("language"), {"language": "sv", "next": DETAILS})
    assert answer.url == DETAILS
    aino.refresh_from_db()
    assert aino.language == "sv"
    assert client.get(DETAILS).headers["Content-Language"] == "sv"
    client.logout()
    client.cookies["language"] = "sv"
    assert client.get("/sign-in/login/").headers["Content-Language"] == "sv"


def test_the_switch_works_without_a_person_and_leads_nowhere_else():
    client = Client()
    for back in ("https://example.org/", "//example.org/", "javascript:alert(1)", ""):
        answer = client.post(reverse("language"), {"language": "sv", "next": back})
        assert answer.url == "/"
    assert client.get("/sign-in/login/").headers["Content-Language"] == "sv"
    client.post(reverse("language"), {"language": "de", "next": "/"})
    assert client.get("/sign-in/login/").headers["Content-Language"] == "sv"
    assert client.get(reverse("language")).status_code == 405
