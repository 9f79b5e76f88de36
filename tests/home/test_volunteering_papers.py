"""What a volunteer reads, signs and takes along; stopping from any page of theirs (R5, R12, R14, R25, R38)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.ledger.models import Event
from rinnalla.people.models import Draft
from rinnalla.supporters import agreeing, interviews, moves
from rinnalla.supporters.choices import Stage, Way
from rinnalla.supporters.models import Enquiries, Supporter
from tests import cast
from tests.companionships import pairs
from tests.home.test_volunteering import ANSWERS, answer, signed_in

pytestmark = pytest.mark.django_db

PAPERS = ["my-agreement", "my-application"]


# --- before applying -------------------------------------------------------------------------------------------------
def test_a_self_check_gives_thoughts_and_keeps_nothing(client):
    said = {"wish": "yes", "listen": "unsure", "calm": "no", "time": "no"}
    page = client.post(reverse("self-check"), said)
    assert (page.status_code, len(page.context["thoughts"])) == (200, 3)
    assert reverse("apply") in page.content.decode()  # no answer closes the door
    assert (Draft.objects.count(), Event.objects.count(), dict(client.session)) == (0, 0, {})


def test_a_self_check_with_a_yes_to_all_has_nothing_to_think_about(client):
    form = client.get(reverse("self-check")).context["form"]
    page = client.post(reverse("self-check"), dict.fromkeys(form.fields, "yes"))
    assert (page.context["thoughts"], page.context["form"].seems_good) == ([], True)


def test_the_four_questions_may_be_answered_by_choice_alone(client):
    cast.association()
    answer(client, "place")
    chosen = {"wish": {"reasons": "was-alone"}, "empathy": {"listening": "asks"}, "time": {"often": "weekly"}}
    for key, said in chosen.items():
        assert client.post(reverse("apply-question", args=[key]), said).status_code == 302
        assert client.post(reverse("apply-question", args=[key]), {}).status_code == 200


def test_an_application_begun_is_counted_once_and_holds_no_person(client):
    here = cast.association()
    for _ in range(2):
        answer(client, "place")
    assert list(Enquiries.objects.values_list("association", "count")) == [(here.pk, 1)]


# --- papers ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("stage", list(Stage))
def test_papers_open_at_every_stage_and_never_to_a_stranger(client, name, stage):
    pekka = cast.pekka(stage=stage)
    assert client.get(reverse(name)).url.startswith("/sign-in/")
    signed_in(client, cast.olli())
    assert client.get(reverse(name)).status_code == 404
    signed_in(client, pekka.person)
    assert client.get(reverse(name)).status_code == 200


def test_the_agreement_is_signed_with_a_box_and_names_the_association(client):
    pekka = cast.pekka(stage=Stage.TRAINED)
    pekka.agreements.all().delete()
    signed_in(client, pekka.person)
    page = client.get(reverse("my-agreement"))
    assert "Sopijat: Keski-Suomen Selkäyhdistys" in page.content.decode()
    assert client.post(reverse("my-agreement"), {}).context["form"].errors.keys() == {"agrees"}
    client.post(reverse("my-agreement"), {"agrees": "on"})
    assert (pekka.agreements.get().given, pekka.has_agreed) == ("self", False)
    agreeing.confirm_agreement(pekka.agreements.get(), by=cast.kirsti())
    assert pekka.has_agreed


def test_the_own_application_and_the_interview_are_ones_own_to_read(client):
    pekka, kirsti = cast.pekka(stage=Stage.APPLIED), cast.kirsti()
    pekka.seal(application={"wish_to_help": "Haluan kuunnella.", "more": {"often": "weekly"}})
    pekka.save()
    moves.interview(pekka, clock.today(), "Rauhallinen.", limits="Yksi kerrallaan.", by=kirsti)
    signed_in(client, pekka.person)
    page = client.get(reverse("my-application")).content.decode()
    assert all(words in page for words in ("Haluan kuunnella.", "Rauhallinen.", "Yksi kerrallaan."))
    event = Event.objects.about(pekka.person.code).filter(action="read.opened").latest("seq")
    assert (event.actor, event.purpose) == (pekka.person.code, "own")


def test_the_booked_time_stands_on_the_own_page_and_goes_into_a_calendar(client):
    pekka = cast.pekka(stage=Stage.APPLIED)
    signed_in(client, pekka.person)
    assert client.get(reverse("my-interview-calendar")).status_code == 404
    at = clock.now() + timedelta(days=3)
    interviews.book_interview(pekka, at, Way.MEETING, place="Yhdistyksen toimisto", by=cast.kirsti())
    assert "Yhdistyksen toimisto" in client.get(reverse("my-supporting")).content.decode()
    file = client.get(reverse("my-interview-calendar"))
    assert (file["Content-Type"], b"toimisto" in file.content) == ("text/calendar; charset=utf-8", False)


# --- again ----------------------------------------------------------------------------------------------------
def test_applying_again_begins_from_the_answers_and_asks_the_consent_anew(client):
    pekka = cast.pekka(stage=Stage.APPLIED)
    said = {"wish_to_help": "Haluan kuunnella.", "empathy": "Hiljaa.", "time_to_give": "Tunti.", "membership": "member"}
    pekka.seal(application=said | {"own_experience": "Iskias.", "no_crisis": "yes"})
    pekka.save()
    moves.not_now(pekka, "Palataan.", by=cast.kirsti())
    signed_in(client, pekka.person)
    client.post(reverse("apply-again"))
    for key in ("crisis", "consent"):
        assert client.post(reverse("apply-question", args=[key]), ANSWERS[key]).status_code == 302
    assert "Haluan kuunnella." in client.get(reverse("apply-check")).content.decode()
    client.post(reverse("apply-send"))
    pekka.refresh_from_db()
    assert (pekka.stage, Supporter.objects.count()) == (Stage.APPLIED, 1)


def test_applying_again_is_for_those_whose_road_has_ended(client):
    pekka = cast.pekka()
    signed_in(client, pekka.person)
    assert client.post(reverse("apply-again")).url == reverse("my-supporting")
    signed_in(client, cast.olli())
    assert client.post(reverse("apply-again")).status_code == 404
    assert Draft.objects.count() == 0


# --- stopping ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["home", "my-supporting", "my-experience", "my-pledge", "my-proposals", *PAPERS])
def test_every_page_of_a_supporter_has_the_quiet_way_out(client, name):
    pekka = cast.pekka()
    signed_in(client, pekka.person)
    assert reverse("my-stop") in client.get(reverse(name)).content.decode()


def test_the_way_out_shows_the_parting_words_of_each_pair_and_what_is_erased_when(client):
    pair = pairs.walking(kirsti=cast.kirsti())
    signed_in(client, pair.supporter.person)
    page = client.get(reverse("my-stop"))
    partings = page.context["partings"]
    assert [(one.name, one.words) for one in partings] == [("Aino", pairs.WORDS.parting)]
    assert pairs.WORDS.parting in page.content.decode()
    assert [row.key for row in page.context["erased"]] == [
        "conversation", "companionship", "account", "training", "reads",
    ]  # fmt: skip
    client.post(reverse("my-stop"))
    pair.refresh_from_db()
    pair.supporter.refresh_from_db()
    assert (pair.stage, pair.supporter.stage) == ("ended", "stopped")
    assert reverse("my-stop") not in client.get(reverse("my-supporting")).content.decode()
