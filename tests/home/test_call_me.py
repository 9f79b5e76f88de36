"""Call me: from the page when nothing opens, or from the ask's first page, to the desk of the region (R15)."""

import time
from types import SimpleNamespace

import pytest
from django.urls import reverse

from rinnalla.asks import calling
from rinnalla.asks.models import Ask, Caller, CallWish
from rinnalla.associations import facts
from rinnalla.home.frame import frame
from rinnalla.ledger import reading
from rinnalla.people import patience
from rinnalla.vault import keyring as rings
from rinnalla.vault import letterbox
from tests import addresses, cast
from tests.visiting import ASKED

pytestmark = pytest.mark.django_db
TOLD = {
    "called": "Soili", "phone": "040 111 9999", "time_of_day": "evening", "language": "sv", "place": "Jyväskylä",
    "agreed": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def land():
    facts.load()
    cast.union()
    return cast.association()


@pytest.fixture
def away(settings):
    """The keyring goes away when the test says so."""
    letterbox.public_key()

    def go():
        rings.forget()
        settings.KEYRING, settings.KEYRING_SOCKET = "process", "/nonexistent/s"

    return go


def send(client, **changes):
    return client.post(reverse("call-me"), TOLD | changes)


# --- the form ---------------------------------------------------------------------------------------------------------
def test_the_first_page_of_asking_leads_there(client):
    assert reverse("call-me") in client.get(reverse("ask-start")).content.decode()


def test_a_wish_goes_to_the_association_of_the_place_and_says_by_when_it_calls(client, land):
    answer = send(client)
    assert answer["Location"] == reverse("call-me-sent", args=[land.code])
    wish = CallWish.objects.get()
    assert (wish.association, wish.language, wish.time_of_day) == (land, "sv", "evening")
    kirsti = cast.kirsti()
    calling.claim(wish, by=kirsti)
    assert calling.told(wish, by=kirsti) == Caller("Soili", "+358401119999", "179")
    page = client.get(answer["Location"]).content.decode()
    assert land.name in page


def test_from_elsewhere_it_goes_to_the_union(client):
    assert send(client, place="", elsewhere="on")["Location"] == reverse("call-me-sent", args=["union"])
    assert CallWish.objects.get().association is None


@pytest.mark.parametrize("name", ["called", "phone", "place", "agreed"])
def test_what_is_left_out_is_asked_for_and_nothing_is_kept(client, name):
    answer = send(client, **{name: ""})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [name]
    assert CallWish.objects.count() == 0


def test_a_double_press_is_one_wish(client):
    first, second = send(client, once="press-1"), send(client, once="press-1")
    assert first["Location"] == second["Location"]
    assert CallWish.objects.count() == 1


def test_many_tries_are_slowed_down(client, monkeypatch):
    now = time.time()
    monkeypatch.setattr(patience, "time", SimpleNamespace(time=lambda: now, monotonic=time.monotonic))
    answers = [send(client).status_code for _ in range(7)]
    assert answers == [302] * 6 + [429]


# --- while the keyring is away ----------------------------------------------------------------------------------------
def test_the_form_and_its_double_press_work_while_the_keyring_is_away(client, away):
    away()
    assert client.get(reverse("call-me")).status_code == 200
    assert [send(client, once="press-1").status_code for _ in range(2)] == [302, 302]
    assert CallWish.objects.count() == 1


def test_someone_signed_in_reads_it_too(away):
    aino = addresses.signed_in(cast.aino())
    away()
    assert aino.get(reverse("call-me")).status_code == 200
    assert aino.get(reverse("call-me-sent", args=["union"])).status_code == 200


def test_help_the_open_pages_and_the_quick_way_out_need_no_key(away):
    cast.ask(aino := cast.aino())
    browser = addresses.signed_in(aino)
    away()
    names = ("front", "find", "helplines", "bad-day", "what-we-see", "principles", "ask-start", "volunteer", "refer")
    assert {name: browser.get(reverse(name)).status_code for name in names} == dict.fromkeys(names, 200)
    assert browser.get(reverse("leave")).status_code == 303


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", ["my-ask", "home", "my-details"])
def test_a_page_that_needs_the_keyring_says_so_and_shows_nothing_of_anyone(away, settings, name, language):
    person = cast.person("Aino", "aino@example.org", language=language)
    cast.ask(person)
    aino = addresses.signed_in(person)
    away()
    answer = aino.get(reverse(name), follow=True)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert f'<html lang="{language}"' in page
    assert reverse("call-me") in page
    for word in ("Aino", person.code, f'href="{reverse("my-rights")}"', reverse("account_logout"), "aino@example.org"):
        assert word not in page


def test_what_was_typed_goes_back_to_the_browser_and_is_sent_again_with_one_press(away, settings):
    before = settings.KEYRING, settings.KEYRING_SOCKET
    aino = addresses.signed_in(ask := cast.aino())
    one = cast.ask(ask)
    address = reverse("my-ask-change", args=[one.code, "words"])
    typed = {"own_words": 'Yöt ovat "pitkiä" & <raskaita>.', "shares_words": "on", "once": "press-1"}
    away()
    answer = aino.post(address, typed | {"csrfmiddlewaretoken": "token"})
    assert answer.status_code == 503
    assert sorted(answer.context["typed"]) == sorted(typed.items())
    page = answer.content.decode()
    assert f'<form method="post" action="{address}">' in page
    assert "&lt;raskaita&gt;" in page
    assert 'value="token"' not in page
    settings.KEYRING, settings.KEYRING_SOCKET = before
    rings.forget()
    assert aino.post(address, dict(answer.context["typed"])).status_code == 302


def test_a_part_of_a_page_says_it_in_place_and_leaves_what_is_typed(away):
    aino = addresses.signed_in(cast.aino())
    away()
    answer = aino.get(reverse("my-details"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (503, "#messages")
    assert "<form" not in answer.content.decode()


def test_signing_in_waits_too_and_says_the_same(client, away):
    away()
    answer = client.post(reverse("account_request_login_code"), {"email": "aino@example.org"})
    assert answer.status_code == 503
    assert reverse("call-me") in answer.content.decode()


def test_another_fault_is_told_as_before(client):
    """Only a keyring that is away gets this page."""
    cast.kirsti()
    maija = addresses.signed_in(cast.maija())
    assert "Retry-After" not in maija.get(reverse("union")).headers


def test_the_frame_for_nobody_has_neither_links_of_ones_own_nor_a_way_in(rf):
    request = rf.get("/")
    request.user, request.shows_nobody = cast.kirsti(), True
    made = frame(request)["frame"]
    assert (made["header"], made["sign_in_url"]) == ([], "")
    request.shows_nobody = False
    assert len(frame(request)["frame"]["header"]) == 2


# --- the desk ---------------------------------------------------------------------------------------------------------
def test_the_desk_sees_language_and_time_then_takes_the_call_and_writes_the_request_down(client, land):
    kirsti = addresses.signed_in(person := cast.kirsti())
    send(client)
    wish = CallWish.objects.get()
    page = reverse("desk-call-wish", args=[wish.code])
    listed, shut = kirsti.get(reverse("desk")).content.decode(), kirsti.get(page).content.decode()
    assert page in listed
    for shown in (listed, shut):
        assert "Soili" not in shown
        assert "401119999" not in shown
    assert kirsti.post(reverse("desk-call-wish-claim", args=[wish.code]))["Location"] == page
    opened = kirsti.get(page).content.decode()
    assert "Soili" in opened
    assert "tel:+358401119999" in opened
    blank = f"{reverse('desk-ask-new')}?call={wish.code}"
    assert blank in opened
    filled = kirsti.get(blank).context["paper"]
    reach = {name: filled.forms["reach"][name].value() for name in ("called", "phone")}
    assert reach == {"called": "Soili", "phone": "+358401119999"}
    assert filled.forms["place"]["place"].value() == "Jyväskylä"
    assert filled.forms["language"]["language"].value() == "sv"
    told = {f"{key}-{name}": value for key, post in ASKED.items() for name, value in post.items()}
    assert kirsti.post(blank, told | {"where-where": "place"}).status_code == 302
    wish.refresh_from_db()
    ask = Ask.objects.get()
    assert (wish.stage, wish.caller, ask.association, ask.claimed_by) == ("asked", None, land, person)
    assert "call.made" in [line.action for line in reading.who_looked(ask.person.code)]
    assert page not in kirsti.get(reverse("desk")).content.decode()


def test_a_colleague_sees_it_again_only_when_its_day_has_passed(client, land):
    send(client)
    wish = CallWish.objects.get()
    calling.claim(wish, by=cast.kirsti())
    kaarina = addresses.signed_in(cast._staff("Kaarina", "coordinator", land))
    page = reverse("desk-call-wish", args=[wish.code])
    assert page not in kaarina.get(reverse("desk")).content.decode()
    CallWish.objects.update(due="2026-01-02")
    assert page in kaarina.get(reverse("desk")).content.decode()
    assert "Soili" not in kaarina.get(page).content.decode()
    blank = kaarina.get(f"{reverse('desk-ask-new')}?call={wish.code}")
    assert blank.status_code == 403


@pytest.mark.parametrize("act", ["desk-call-wish-reached", "desk-call-wish-not-reached"])
def test_a_call_that_was_made_or_tried_leaves_the_desk(client, act):
    kirsti = addresses.signed_in(person := cast.kirsti())
    send(client)
    wish = CallWish.objects.get()
    calling.claim(wish, by=person)
    assert kirsti.post(reverse(act, args=[wish.code]))["Location"] == reverse("desk")
    assert kirsti.get(reverse("desk-call-wish", args=[wish.code])).status_code == 404
    assert kirsti.post(reverse(act, args=[wish.code])).status_code == 404


def test_a_code_that_is_nobodys_opens_no_blank_request():
    kirsti = addresses.signed_in(cast.kirsti())
    assert kirsti.get(f"{reverse('desk-ask-new')}?call=0000000000000000").status_code == 404
