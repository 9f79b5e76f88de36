"""Asking for a peer in the browser's place: one question a page, coming back, sending once, one's own request."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from rinnalla.asks import moves
from rinnalla.asks.choices import Channel, Stage
from rinnalla.asks.forms.road import ROAD
from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.ledger import reading
from rinnalla.people import drafts
from rinnalla.people.choices import DraftKind
from rinnalla.people.models import Draft, Person
from tests import cast

pytestmark = pytest.mark.django_db

POSTS = {
    "place": {"place": "Jyväskylä"},
    "for-whom": {"for_whom": "self"},
    "language": {"language": "fi"},
    "needs": {"needs": ["listening"]},
    "touch": {"modes": ["phone"]},
    "rhythm": {"rhythm": ["bad-days"]},
    "topics": {"topics": ["sciatica"]},
    "phase": {"phase": "treated"},
    "words": {"own_words": "Yöt ovat pitkiä."},
    "peer": {"chooser": "me"},
    "about": {"age_band": "60-69"},
    "reach": {"called": "Aino", "email": "aino@example.org"},
    "consent": {"agreed": "on"},
}


def page_of(key: str) -> str:
    return reverse("ask-question", args=[key])


def answer_all(client, *, but: tuple[str, ...] = ()) -> None:
    where = cast.association()
    for question in ROAD.questions:
        if question.key in but:
            continue
        post = POSTS.get(question.key) or {"association": where.code}
        response = client.post(page_of(question.key), post)
        assert response.status_code == 302, (question.key, response.context["form"].errors)


# --- the questions --------------------------------------------------------------------------------------------
def test_the_first_page_asks_nothing_and_keeps_nothing(client):
    response = client.get(reverse("ask-start"))
    assert response.status_code == 200
    assert Draft.objects.count() == 0


def test_the_first_answer_brings_the_code_to_come_back_by(client):
    cast.association()
    client.get(page_of("place"))
    response = client.post(page_of("place"), POSTS["place"])
    assert response.url == reverse("ask-saved")
    code = client.cookies["resume"].value
    page = client.get(response.url)
    assert f"{code[:5]}-{code[5:]}" in page.content.decode()
    assert reverse("ask-continue", args=[code]) in page.content.decode()


def test_every_question_shows_what_was_answered_when_one_goes_back(client):
    answer_all(client)
    page = client.get(page_of("words")).content.decode()
    assert "Yöt ovat pitkiä." in page
    assert 'value="Jyväskylä"' in client.get(page_of("place")).content.decode()


def test_an_error_keeps_what_was_written_and_leads_to_the_question(client):
    cast.association()
    client.post(page_of("place"), POSTS["place"])
    response = client.post(page_of("reach"), {"called": "Aino", "email": "aino at example"})
    page = response.content.decode()
    assert response.status_code == 200
    assert ("aino at example" in page, 'value="Aino"' in page, 'href="#id_email"' in page) == (True, True, True)


def test_one_way_to_hear_back_is_needed_and_calling_oneself_is_one(client):
    cast.association()
    client.post(page_of("place"), POSTS["place"])
    none = client.post(page_of("reach"), {"called": "Aino"})
    own = client.post(page_of("reach"), {"called": "Aino", "calls_self": "on"})
    assert (none.status_code, own.status_code) == (200, 302)


def test_the_check_page_shows_every_answer_with_a_link_to_change_it(client):
    answer_all(client)
    page = client.get(reverse("ask-check")).content.decode()
    links = [f'href="{page_of(question.key)}?check"' for question in ROAD.questions]
    assert [link for link in links if link not in page] == []
    assert ("Jyväskylä" in page, "Yöt ovat pitkiä." in page, "Iskias" in page) == (True, True, True)


def test_a_change_returns_to_the_check_page(client):
    answer_all(client)
    response = client.post(page_of("needs") + "?check", {"needs": ["coping"]})
    assert response.url == reverse("ask-check")


def test_another_municipality_asks_anew_which_association_reads(client):
    cast.association("Pohjanmaan Selkäyhdistys", "17")
    answer_all(client)
    response = client.post(page_of("place") + "?check", {"place": "Vaasa"})
    assert response.url == page_of("association") + "?check"
    page = client.get(response.url)
    assert page.context["form"].own.fi == "Pohjanmaan Selkäyhdistys"


def test_nothing_is_sent_before_everything_needed_is_answered(client):
    answer_all(client, but=("consent",))
    assert client.get(reverse("ask-check")).url == page_of("consent")
    assert client.post(reverse("ask-send")).url == reverse("ask-check")
    assert Ask.objects.count() == 0


def test_a_question_cannot_be_met_before_the_first(client):
    assert client.get(page_of("words")).url == reverse("ask-start")
    assert client.get(page_of("no-such")).url == reverse("ask-start")


def test_typing_help_finds_places_without_saying_anything_of_people(client):
    cast.places()
    page = client.get(reverse("place-suggest"), {"place": "jyv"}).content.decode()
    assert re.findall(r'value="(\d+)"', page) == ["179"]


def test_a_question_costs_few_statements(client, django_assert_max_num_queries):
    answer_all(client)
    with django_assert_max_num_queries(25):
        client.post(page_of("needs"), POSTS["needs"])
    with django_assert_max_num_queries(15):
        client.get(page_of("needs"))


# --- coming back ------------------------------------------------------------------------------------------------
def test_the_code_and_the_link_open_the_answers_in_another_browser(client):
    answer_all(client, but=("consent",))
    code = client.cookies["resume"].value
    for way in ("typed", "link"):
        other = type(client)()
        if way == "typed":
            response = other.post(reverse("ask-resume"), {"code": f"{code[:5].lower()} {code[5:].lower()}"})
        else:
            response = other.get(reverse("ask-continue", args=[code]))
        assert response.url == page_of("consent")
        assert "Yöt ovat pitkiä." in other.get(page_of("words")).content.decode()


def test_a_wrong_code_and_an_expired_code_get_the_same_answer(client):
    cast.association()
    made, code = drafts.start(DraftKind.ASK, "fi")
    Draft.objects.filter(pk=made.pk).update(expires_at=clock.now() - timedelta(days=1))
    expired = client.post(reverse("ask-resume"), {"code": code})
    wrong = client.post(reverse("ask-resume"), {"code": "0000000000"})
    assert (expired.status_code, wrong.status_code) == (200, 200)
    assert expired.context["form"].errors == wrong.context["form"].errors


def test_guessing_codes_is_slowed_down(client):
    cache.clear()
    statuses = {client.post(reverse("ask-resume"), {"code": f"00000{n:05}"}).status_code for n in range(9)}
    assert statuses == {200, 429}


def test_a_lost_code_can_be_made_anew_and_the_old_one_stops(client):
    cast.association()
    client.post(page_of("place"), POSTS["place"])
    earlier = client.cookies["resume"].value
    client.post(reverse("ask-new-code"))
    later = client.cookies["resume"].value
    assert (drafts.find(earlier), drafts.find(later) is not None) == (None, True)


def test_throwing_the_answers_away_leaves_nothing(client):
    answer_all(client)
    code = client.cookies["resume"].value
    assert client.get(reverse("ask-discard")).status_code == 200
    client.post(reverse("ask-discard"))
    assert (Draft.objects.count(), drafts.find(code)) == (0, None)


# --- sending ------------------------------------------------------------------------------------------------------
def test_a_sent_request_shows_its_reference_its_promise_and_the_telephone(client):
    answer_all(client)
    response = client.post(reverse("ask-send"))
    ask = Ask.objects.get()
    page = client.get(response.url).content.decode()
    due = ask.promises.get().due
    assert (ask.reference in page, f"{due.day}.{due.month}.{due.year}" in page, "014 000 0000" in page) == (True,) * 3
    assert (ask.channel, ask.age_band, ask.stage) == (Channel.SELF, "60-69", Stage.RECEIVED)


def test_sent_twice_it_is_one_request_and_the_same_confirmation(client):
    answer_all(client)
    first, second = client.post(reverse("ask-send")), client.post(reverse("ask-send"))
    assert (first.url, second.url, Ask.objects.count(), Person.objects.count()) == (
        reverse("ask-sent"), reverse("ask-sent"), 1, 1,
    )  # fmt: skip


def test_after_sending_the_code_opens_the_confirmation_and_no_answers(client):
    answer_all(client)
    code = client.cookies["resume"].value
    client.post(reverse("ask-send"))
    other = type(client)()
    assert other.get(reverse("ask-continue", args=[code])).url == reverse("ask-sent")
    assert other.get(page_of("words")).url == reverse("ask-sent")


def test_someone_signed_in_is_not_asked_who_they_are(client):
    aino = cast.aino()
    client.force_login(aino)
    answer_all(client, but=("reach",))
    client.post(reverse("ask-send"))
    assert (Ask.objects.get().person, Person.objects.count()) == (aino, 1)


# --- the referrer's door --------------------------------------------------------------------------------------------
def test_a_card_leads_to_the_first_page_and_is_remembered_as_a_referral(client):
    coast = cast.association("Pohjanmaan Selkäyhdistys", "17")
    card = client.get(reverse("refer-card"), {"association": coast.code}).content.decode()
    assert (f"via={coast.code}" in card, "<svg" in card, coast.phone in card) == (True, True, True)
    client.get(reverse("ask-start"), {"via": coast.code})
    client.post(page_of("place"), POSTS["place"])
    assert client.get(page_of("association")).context["form"].fields["association"].initial == coast.code
    answer_all(client)
    client.post(reverse("ask-send"))
    assert Ask.objects.get().channel == Channel.REFERRAL


def test_a_referrer_leaves_a_contact_and_hears_only_that_it_was_received(client):
    where = cast.association()
    post = {
        "called": "Veikko", "phone": "040 123 4567", "place": "Jyväskylä", "language": "fi",
        "recorded_by": "fysioterapeutti", "agreed": "on",
    }  # fmt: skip
    response = client.post(reverse("refer-contact"), post)
    ask = Ask.objects.get()
    assert response.url == reverse("refer-sent", args=[where.code])
    page = client.get(response.url).content.decode()
    assert ("Veikko" in page, ask.reference in page, ask.code in page) == (False, False, False)


def test_without_the_persons_agreement_nothing_is_left(client):
    cast.association()
    post = {"called": "Veikko", "phone": "040 123 4567", "place": "Jyväskylä", "language": "fi", "recorded_by": "x"}
    assert client.post(reverse("refer-contact"), post).status_code == 200
    assert (Ask.objects.count(), Person.objects.count()) == (0, 0)


def test_strange_marks_in_an_address_open_nothing_and_break_nothing(client):
    cast.association()
    assert client.get(reverse("ask-start"), {"via": "\x00\u202e"}).status_code == 200
    assert client.get(reverse("refer-card"), {"association": "\x00"}).status_code == 404
    assert client.get(reverse("refer-sent", args=["a\x00b"])).status_code == 404
    assert client.get(reverse("place-suggest"), {"place": "\x00jyv"}).status_code == 200
    assert client.post(page_of("place"), {"place": "Jyv\x00"}).status_code == 200
    assert client.post(page_of("place"), {"place": "x" * 100_000}).status_code == 200


# --- one's own request ---------------------------------------------------------------------------------------------
def test_ones_own_request_is_read_and_the_reading_written_down(client):
    aino = cast.aino()
    ask = cast.ask(aino)
    client.force_login(aino)
    assert client.get(reverse("my-ask")).url == reverse("my-ask", args=[ask.code])
    page = client.get(reverse("my-ask", args=[ask.code])).content.decode()
    assert "It hurts at night." in page
    assert reading.who_looked(aino.code).order_by("seq").last().action == "read.opened"


def test_a_request_is_nobody_elses_page(client):
    ask = cast.ask(claimed_by=(kirsti := cast.kirsti()), claimed_at=clock.now())
    for person in (cast.olli(), cast.maija(), kirsti):  # the coordinator has a page of their own on the desk
        client.force_login(person)
        urls = [reverse(name, args=[ask.code]) for name in ("my-ask", "my-ask-withdraw")]
        urls.append(reverse("my-ask-change", args=[ask.code, "needs"]))
        assert [client.get(url).status_code for url in urls] == [404, 404, 404]


def test_an_answer_can_be_changed_afterwards_and_the_rest_stays(client):
    aino = cast.aino()
    ask = cast.ask(aino)
    client.force_login(aino)
    client.post(reverse("my-ask-change", args=[ask.code, "needs"]), {"needs": ["coping", "social"]})
    ask.refresh_from_db()
    opened = reading.opened(ask, "story", by=aino, purpose="own").story
    assert (opened["needs"], opened["own_words"]) == (["coping", "social"], "It hurts at night.")
    assert client.get(reverse("my-ask-change", args=[ask.code, "reach"])).status_code == 404


def test_a_request_is_taken_back_without_a_reason(client):
    aino = cast.aino()
    ask = cast.ask(aino)
    client.force_login(aino)
    page = client.get(reverse("my-ask-withdraw", args=[ask.code]))
    assert "<textarea" not in page.content.decode()
    client.post(reverse("my-ask-withdraw", args=[ask.code]))
    ask.refresh_from_db()
    assert ask.stage == Stage.WITHDRAWN
    ended = client.get(reverse("my-ask", args=[ask.code])).content.decode()
    assert reverse("volunteer") in ended  # R31


def test_the_words_of_a_coordinator_who_showed_the_way_are_read(client):
    aino, kirsti = cast.aino(), cast.kirsti()
    ask = cast.ask(aino, claimed_by=kirsti, claimed_at=clock.now())
    moves.signpost(ask, "Kipuklinikan neuvonta auttaa.", by=kirsti)
    client.force_login(aino)
    assert "Kipuklinikan neuvonta auttaa." in client.get(reverse("my-ask", args=[ask.code])).content.decode()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_of_the_road_opens_in_three_languages(client, language):
    client.cookies["language"] = language
    answer_all(client)
    for question in ROAD.questions:
        page = client.get(page_of(question.key))
        assert (page.status_code, page["Content-Language"]) == (200, language)
        assert page.content.count(b"<h1") == 1
