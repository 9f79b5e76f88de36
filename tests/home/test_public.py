"""The open pages: complete in three languages, help in one step, and a way out that always works."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from rinnalla.home import demo, finding, keeping
from tests import cast

pytestmark = pytest.mark.django_db

LANGUAGES = ["fi", "sv", "en"]
LONG = ["front", "find", "helplines", "bad-day", "what-we-see", "principles", "accessibility", "about"]
EASY = ["front", "asking", "what-we-see", "helplines", "bad-day"]
ADDRESSES = [reverse(name) for name in LONG] + [reverse("selko", args=[page]) for page in EASY]


def read(client, address: str, language: str) -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# --- every page -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_open_page_is_there_in_every_language_with_one_heading_and_the_way_out(client, address, language):
    cast.union()
    page = read(client, address, language)
    assert f'<html lang="{language}"' in page
    assert page.count("<h1>") == 1
    assert f'action="{reverse("leave")}" data-leave' in page
    assert set(re.findall(r'(?:src|href|action)="(https?://[^"]+)"', page)) <= {
        "https://creativecommons.org/licenses/by/4.0/",
        "https://www.saavutettavuusvaatimukset.fi",
        "https://www.tillganglighetskrav.fi",
        "https://www.webaccessibility.fi",
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_open_page_says_the_same_in_two_languages(client, address):
    cast.union()
    titles = {re.search("<h1>(.*?)</h1>", read(client, address, language), re.S)[1] for language in LANGUAGES}
    assert len(titles) == 3 or address == reverse("find")  # its sentences live in the catalogues


def test_the_open_pages_work_before_there_is_a_union(client):
    for address in ADDRESSES:
        read(client, address, "fi")


def test_the_front_page_shows_both_ways_in_and_the_way_to_help(client):
    page = read(client, "/", "fi")
    for name in ["ask-start", "volunteer", "ask-resume", "find", "bad-day", "helplines", "principles"]:
        assert f'href="{reverse(name)}"' in page
    assert 'href="tel:112"' in page


def test_an_easy_page_that_is_not_there_is_not_found(client):
    assert client.get(reverse("selko", args=["nothing"])).status_code == 404


# --- help -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_helplines_can_be_called_with_one_press(client, language):
    page = read(client, reverse("helplines"), language)
    called = set(re.findall(r'href="tel:(\d+)"', page))
    assert called == {"112", "116117", "0925250111", "0925250112", "0925250116", "080005005"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bad_day_asks_for_nothing_to_be_typed(client, language):
    cast.union()
    page = read(client, reverse("bad-day"), language)
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search("<(input|textarea|select)", main)
    assert 'href="tel:112"' in main
    assert 'href="tel:090000000"' in main


def test_on_a_bad_day_a_seeker_gets_the_phone_of_their_own_association(client):
    cast.union()
    elsewhere = cast.association("Pohjanmaan Selkäyhdistys", "17")
    elsewhere.phone = "06 111 1111"
    elsewhere.save()
    ask = cast.ask()
    cast.ask(cast.olli(), where=elsewhere)
    client.force_login(ask.person)
    page = read(client, reverse("bad-day"), "fi")
    main = page[page.index("<main") : page.index("</main>")]
    assert re.findall(r'href="tel:(\d+)"', main) == ["0925250111", "0140000000", "112"]


# --- what we see ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "denial"),
    [
        ("fi", "se ei ole päästä päähän salattua"),
        ("sv", "det är inte totalsträckskrypterat"),
        ("en", "it is not end-to-end encrypted"),
    ],
)
def test_what_we_see_says_that_the_server_can_open_what_is_written(client, language, denial):
    assert denial in words(read(client, reverse("what-we-see"), language))


def test_the_schedule_follows_the_settings(client, settings):
    settings.KEPT_FOR = settings.KEPT_FOR | {"draft": timedelta(days=17)}
    assert "17 days from the last answer" in read(client, reverse("what-we-see"), "en")
    assert "17 days" in read(client, reverse("selko", args=["what-we-see"]), "en")


def test_everything_that_is_kept_for_a_time_is_in_the_published_schedule():
    timed = {term for term, time in settings.KEPT_FOR.items() if time}
    assert {row.key for row in keeping.schedule()} == timed


@pytest.mark.parametrize(
    ("days", "told"),
    [(1, "1 day"), (14, "14 days"), (92, "3 months"), (183, "6 months"), (365, "1 year"), (730, "2 years")],
)
def test_times_are_said_in_words(days, told):
    with override("en"):
        assert keeping.in_words(timedelta(days=days)) == told


# --- finding ----------------------------------------------------------------------------------------------
def test_a_municipality_leads_to_its_association_and_phone_in_one_step(client):
    cast.union()
    cast.association()
    page = read(client, reverse("find") + "?place=hankasalmi", "fi")
    assert "Keski-Suomen Selkäyhdistys" in page
    assert 'href="tel:0140000000"' in page


def test_a_beginning_or_a_slip_of_spelling_is_enough():
    where = cast.association()
    assert [row.association for row in finding.found("jyvä")] == [where]
    assert [row.association for row in finding.found("Jyväskyllä")] == [where]


def test_a_place_outside_every_area_leads_to_the_union(client):
    cast.union()
    cast.association()
    page = read(client, reverse("find") + "?place=Vaasa", "en")
    main = page[page.index("<main") : page.index("</main>")]
    assert 'href="tel:090000000"' in main
    assert "The union itself takes care of you." in main


def test_an_unknown_place_keeps_what_was_typed_and_shows_the_union(client):
    cast.union()
    page = read(client, reverse("find") + "?place=Berlin", "en")
    assert "We did not find this place" in page
    assert 'value="Berlin"' in page
    assert 'href="tel:090000000"' in page


@pytest.mark.parametrize("place", ["", "   ", "x" * 61, "\x00", "‮vaasa"])
def test_odd_words_get_a_sentence_and_no_result(client, place):
    answer = client.get(reverse("find"), {"place": place}, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert "This association helps you" not in answer.content.decode()


def test_many_places_cost_few_statements(client, django_assert_max_num_queries):
    cast.union()
    cast.association()
    cast.association("Pohjanmaan Selkäyhdistys", "17")
    with django_assert_max_num_queries(12):
        client.get(reverse("find") + "?place=a")


# --- leaving ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_leaving_ends_the_session_and_clears_what_the_browser_kept(client, method):
    client.force_login(cast.aino())
    client.cookies["draft"] = "kept"
    answer = getattr(client, method)(reverse("leave"))
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Location"].startswith("/calendar/")
    assert {name for name, cookie in answer.cookies.items() if cookie["max-age"] == 0} >= {"draft", "session"}
    assert "_auth_user_id" not in client.session


def test_leaving_works_without_a_form_key():
    assert Client(enforce_csrf_checks=True).post(reverse("leave")).status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_that_one_leaves_to_names_nothing(client, language):
    cast.union()
    page = client.get(reverse("calendar", args=[language])).content.decode()
    shown = words(page).lower()
    assert f'<html lang="{language}">' in page
    assert [word for word in ["rinnalla", "selkä", "rygg", "spine", "vertais", "peer"] if word in shown] == []
    assert "<a " not in page
    assert "<script" not in page


def test_the_calendar_of_an_unknown_language_is_finnish(client):
    assert '<html lang="fi">' in client.get(reverse("calendar", args=["xx"])).content.decode()


# --- machines and the demo --------------------------------------------------------------------------------
def test_search_engines_are_asked_to_stay_away(client):
    answer = client.get(reverse("robots"))
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == "User-agent: *\nDisallow: /\n"


def test_security_txt_says_whom_to_tell_and_until_when(client):
    union = cast.union()
    union.email = "union@example.org"
    union.save()
    text = client.get(reverse("security-txt")).content.decode()
    assert "Contact: mailto:union@example.org\n" in text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00\+0[23]:00$", text, re.M)


def people():
    return [({"fi": "tuen hakija", "en": "seeker"}, "Aino", "aino@example.org", "/demo/abc/")]


def test_only_a_demo_shows_whom_to_sign_in_as(client, settings):
    settings.DEMO_SIGN_INS = f"{__name__}.people"
    assert "/demo/abc/" not in read(client, "/", "en")
    settings.DEMO = True
    page = read(client, "/", "en")
    assert 'href="/demo/abc/"' in page
    assert "seeker" in page


def test_a_demo_without_people_still_has_its_front_page(settings):
    settings.DEMO, settings.DEMO_SIGN_INS = True, "rinnalla.config.nowhere.sign_ins"
    assert demo.sign_ins("fi") == []
