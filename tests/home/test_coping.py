"""A supporter's own pages of guidance and strength: every press is one act, and none asks for a reason (R10, R13)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.companionships import moves as companionships
from rinnalla.companionships.choices import Ending
from rinnalla.guidance import moves
from rinnalla.guidance.models import Meeting, OwnWay, Place
from rinnalla.ledger.models import Event
from rinnalla.supporters.models import Supporter
from tests import cast
from tests.companionships import pairs
from tests.guidance.meetings import SECRET_LINK, group, gunnel, talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def kirsti():
    cast.union()
    return cast.kirsti()


@pytest.fixture
def pekka(kirsti):
    return cast.pekka(capacity=2)


@pytest.fixture
def opened(client, pekka):
    """Pekka opens a page, or another does."""

    def read(name, *args, by=None, language="en"):
        client.force_login(by or pekka.person, "allauth.account.auth_backends.AuthenticationBackend")
        type(pekka.person).objects.filter(pk=pekka.person.pk).update(language=language)
        return client.get(reverse(name, args=args))

    return read


@pytest.fixture
def press(client, pekka):
    def send(name, *args, by=None, **answers):
        client.force_login(by or pekka.person, "allauth.account.auth_backends.AuthenticationBackend")
        return client.post(reverse(name, args=args), answers)

    return send


def test_the_supporter_sees_who_guides_them_and_the_guide_sees_that_they_looked(opened, pekka, kirsti):
    assert "You have no guide yet" in opened("my-coping").content.decode()
    guide = gunnel()
    moves.name_guide(pekka, guide, by=kirsti)
    text = opened("my-coping").content.decode()
    assert "Gunnel" in text and "gunnel@example.org" in text
    event = Event.objects.filter(action="read.opened", purpose="guidance").latest("seq")
    assert (event.actor, event.concerns()) == (pekka.person.code, [guide.code])


@pytest.mark.parametrize("name", ["my-coping", "my-thanks", "my-reflection", "my-reflection-write"])
def test_these_pages_are_there_for_supporters_alone(opened, kirsti, name):
    assert opened(name).status_code == 200
    for other in (kirsti, cast.olli(), gunnel()):
        assert opened(name, by=other).status_code == 404


def test_every_page_is_there_in_three_languages(opened, pekka, kirsti):
    meeting = talk(pekka, by=kirsti)
    moves.thank(pekka, ready="time", by=kirsti)
    for language in ("fi", "sv", "en"):
        for name, *args in (["my-coping"], ["my-thanks"], ["my-reflection"], ["my-guidance-meeting", meeting.code]):
            answer = opened(name, *args, language=language)
            assert (answer.status_code, f'lang="{language}"' in answer.content.decode()) == (200, True)


# --- meetings ----------------------------------------------------------------------------------------------------
def test_the_link_shows_to_those_who_come_and_who_else_comes_to_nobody(opened, press, pekka, kirsti):
    sirpa = cast.supporter("Sirpa")
    meeting = group(by=kirsti, where=pekka.association)
    moves.join(meeting, sirpa, by=sirpa.person)
    before = opened("my-guidance-meeting", meeting.code).content.decode()
    assert ("Yhdistyksen toimisto" in before, SECRET_LINK in before, "Sirpa" in before) == (True, False, False)
    assert press("my-guidance-join", meeting.code).url == reverse("my-guidance-meeting", args=[meeting.code])
    after = opened("my-guidance-meeting", meeting.code).content.decode()
    assert (SECRET_LINK in after, "Sirpa" in after) == (True, False)
    assert press("my-guidance-leave", meeting.code).status_code == 302
    assert Place.objects.get(supporter=pekka).stage == "left"


def test_a_meeting_of_others_is_not_there(opened, press, pekka, kirsti):
    sirpa = cast.supporter("Sirpa")
    of_two = talk(sirpa, by=kirsti)
    maija = cast.maija()
    elsewhere = group(by=maija, where=cast.association("Pohjanmaan Selkäyhdistys", "17"))
    for meeting in (of_two, elsewhere):
        assert opened("my-guidance-meeting", meeting.code).status_code == 404
        assert opened("my-guidance-calendar", meeting.code).status_code == 404
        for verb in ("my-guidance-join", "my-guidance-leave"):
            assert press(verb, meeting.code).status_code == 404
    assert Meeting.objects.filter(seats_taken=1).get() == of_two


def test_a_full_meeting_says_so_and_changes_nothing(press, pekka, kirsti):
    meeting = group(by=kirsti, where=pekka.association, seats=2)
    for name in ("Sirpa", "Ulla"):
        other = cast.supporter(name)
        moves.join(meeting, other, by=other.person)
    assert press("my-guidance-join", meeting.code).status_code == 409
    assert not Place.objects.filter(supporter=pekka).exists()


def test_the_calendar_is_a_file_that_says_meeting(opened, pekka, kirsti):
    meeting = talk(pekka, by=kirsti)
    answer = opened("my-guidance-calendar", meeting.code)
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"SUMMARY:Meeting" in answer.content and b"toimisto" not in answer.content


# --- the rhythm, and how much ------------------------------------------------------------------------------------
def test_the_rhythm_is_one_press_and_an_unknown_one_changes_nothing(opened, press, pekka):
    assert press("my-rhythm", pace="steady").status_code == 302
    assert press("my-rhythm", pace="frantic").status_code == 409
    assert OwnWay.of(pekka).pace == "steady"
    assert "Own wish: 4 to 8." in opened("my-coping").content.decode()


def test_how_many_for_a_while_is_two_presses(opened, press, pekka):
    assert press("my-for-a-while", until="next", capacity="1").status_code == 302
    pekka.refresh_from_db()
    way = OwnWay.of(pekka)
    assert (pekka.capacity, way.back, way.back_on > clock.today()) == (1, 2, True)
    assert "afterwards again 2" in opened("my-coping").content.decode()
    assert press("my-for-a-while", until="this", capacity="-1").status_code == 409


# --- after a hard ending -----------------------------------------------------------------------------------------
def test_a_rest_is_offered_on_the_first_page_and_taken_in_one_press(opened, press, pekka, kirsti):
    pair = pairs.walking(kirsti=kirsti, supporter=pekka)
    companionships.end(pair, Ending.STOPPED, by=pair.person)
    words = "A companionship ended a short while ago"
    assert words in opened("home").content.decode()
    assert press("my-rest-later").status_code == 302
    assert words not in opened("home").content.decode()
    OwnWay.objects.update(rest_answered_at=None)
    assert words in opened("my-coping").content.decode()
    assert press("my-rest").status_code == 302
    pekka.refresh_from_db()
    assert (pekka.stage, words in opened("home").content.decode()) == ("resting", False)


def test_nobody_hears_that_a_rest_was_put_aside(press, pekka):
    before = Event.objects.count()
    press("my-rest-later")
    assert Event.objects.count() == before


# --- experience --------------------------------------------------------------------------------------------------
def test_after_a_year_the_first_page_asks_whether_it_still_describes_me(opened, press, pekka):
    words = "Does this still describe you?"
    assert words not in opened("home").content.decode()
    Supporter.objects.update(experience_confirmed_on=clock.today() - timedelta(days=365))
    assert words in opened("home").content.decode()
    assert press("my-experience-holds").status_code == 302
    assert words not in opened("home").content.decode()


# --- thanks and milestones ---------------------------------------------------------------------------------------
def test_thanks_and_milestones_are_for_me_and_the_wall_may_be_hidden(opened, press, pekka, kirsti):
    moves.thank(pekka, own="Kiitos kesästä.", by=kirsti)
    text = opened("my-thanks").content.decode()
    assert "Kiitos kesästä." in text and "Your first course is done" in text
    press("my-wall", hides="yes")
    assert "Your first course is done" not in opened("my-thanks").content.decode()
    press("my-wall", hides="no")
    assert "Your first course is done" in opened("my-thanks").content.decode()


# --- the reflection ----------------------------------------------------------------------------------------------
def test_a_page_of_the_notebook_is_written_read_and_erased_in_one_press(opened, press):
    assert press("my-reflection-write", protecting="joy", risking="tired", words="Yöt.").status_code == 302
    text = opened("my-reflection").content.decode()
    assert "I have things that give me joy" in text and "I am tired, or sleep badly" in text and "Yöt." in text
    assert press("my-reflection-erase").status_code == 302
    assert "Yöt." not in opened("my-reflection").content.decode()


def test_an_empty_page_is_asked_for_a_tick_or_a_word_and_strange_marks_are_refused(press):
    answer = press("my-reflection-write")
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    for words in ("a\u202eb", "x" * 2001):
        answer = press("my-reflection-write", words=words)
        assert (answer.status_code, "words" in answer.context["form"].errors) == (200, True)


def test_the_page_costs_as_few_statements_for_three_meetings_as_for_one(opened, pekka, kirsti):
    counts = []
    for number in (1, 2):  # one, then three
        for _ in range(number):
            group(by=kirsti, where=pekka.association)
            talk(pekka, by=kirsti)
        opened("my-coping")
        with CaptureQueriesContext(connection) as statements:
            opened("my-coping")
        own = ("guidance_", "supporters_", "companionships_", "associations_")
        counts.append(len([one for one in statements if any(f'FROM "{room}' in one["sql"] for room in own)]))
    assert counts == [9, 9]
