"""The coordinator's acts on time, agreement and checks; the road counted for association and union (R6, R34, R35)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.supporters import agreeing, counting
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Booking, VolunteerAgreement
from tests import cast
from tests.desk.test_supporters import as_, told

pytestmark = pytest.mark.django_db

PAGES = ["supporter-book", "supporter-agreement", "supporter-check"]
ACTS = ["supporter-agreement-confirm", "supporter-minors"]


def at(name: str, *parts: str) -> str:
    return reverse(name, args=parts)


@pytest.mark.parametrize("name", PAGES)
def test_elsewhere_and_strangers_get_404(client, name):
    pekka = told()
    for person in (cast.maija(), cast.olli(), cast.leena()):
        assert as_(client, person).get(at(name, pekka.code)).status_code == 404
    assert as_(client, cast.kirsti()).get(at(name, pekka.code)).status_code == 200


@pytest.mark.parametrize("name", ACTS)
def test_elsewhere_cannot_act(client, name):
    pekka = told(Stage.TRAINED)
    pekka.agreements.update(confirmed_at=None)
    for person in (cast.maija(), cast.olli(), cast.leena()):
        assert as_(client, person).post(at(name, pekka.code), {"with_minors": "yes"}).status_code == 404
    pekka.refresh_from_db()
    assert (pekka.has_agreed, pekka.with_minors) == (False, False)


def test_a_time_to_talk_is_booked_changed_and_put_into_a_calendar(client):
    pekka, kirsti = told(), as_(client, cast.kirsti())
    soon = (clock.now() + timedelta(days=4)).astimezone(clock.HELSINKI).replace(hour=14, minute=0)
    assert kirsti.get(at("supporter-interview-calendar", pekka.code)).status_code == 404
    data = {"at": soon.strftime("%Y-%m-%dT%H:%M"), "way": "meeting", "place": "Toimisto"}
    assert kirsti.post(at("supporter-book", pekka.code), data).status_code == 302
    assert Booking.objects.get().at.astimezone(clock.HELSINKI).hour == 14
    assert "Toimisto" in kirsti.get(at("supporter-book", pekka.code)).content.decode()
    assert b"Toimisto" not in kirsti.get(at("supporter-interview-calendar", pekka.code)).content
    past = data | {"at": "2020-01-01T10:00"}
    assert kirsti.post(at("supporter-book", pekka.code), past).status_code == 409


def test_a_not_now_begins_from_a_kind_letter_in_the_applicants_language(client):
    pekka = told()
    type(pekka.person).objects.filter(pk=pekka.person.pk).update(language="sv")
    kirsti = as_(client, cast.kirsti())
    words = kirsti.get(at("supporter-not-now", pekka.code)).context["form"]["words"].value()
    day = clock.today() + timedelta(days=60)
    page = kirsti.post(at("supporter-not-now", pekka.code), {"words": words, "return_on": clock.today().isoformat()})
    assert page.context["form"].errors.keys() == {"return_on"}
    kirsti.post(at("supporter-not-now", pekka.code), {"words": words, "return_on": day.isoformat()})
    pekka.refresh_from_db()
    assert (pekka.stage, pekka.return_on) == (Stage.NOT_NOW, day)


def test_an_interview_is_written_down_with_motives_fit_and_limits(client):
    pekka, kirsti = told(), as_(client, cast.kirsti())
    data = {"day": clock.today().isoformat(), "motives": "Kuunnella.", "suits": "support", "limits": "Yksi kerrallaan."}
    kirsti.post(at("supporter-interview", pekka.code), data)
    page = kirsti.get(at("supporter-application", pekka.code)).content.decode()
    assert "Yksi kerrallaan." in page and "Kuunnella." in page


def test_an_agreement_is_confirmed_in_one_press_or_written_down_from_paper(client):
    kirsti = as_(client, cast.kirsti())
    one, two = cast.supporter("Eka", stage=Stage.TRAINED), cast.supporter("Toka", stage=Stage.TRAINED)
    VolunteerAgreement.objects.all().delete()
    assert kirsti.post(at("supporter-agreement-confirm", one.code)).status_code == 404
    agreeing.sign_agreement(one, by=one.person)
    assert at("supporter-agreement-confirm", one.code) in kirsti.get(at("supporter", one.code)).content.decode()
    kirsti.post(at("supporter-agreement-confirm", one.code))
    page = kirsti.post(at("supporter-agreement", two.code), {"language": "fi"})
    assert page.context["form"].errors.keys() == {"has_signed"}
    kirsti.post(at("supporter-agreement", two.code), {"language": "fi", "has_signed": "on"})
    assert [one.has_agreed, two.has_agreed] == [True, True]


def test_a_check_is_asked_only_for_a_task_with_minors_and_has_no_place_for_what_it_says(client):
    pekka, kirsti = told(Stage.ACTIVE), as_(client, cast.kirsti())
    today = clock.today().isoformat()
    kirsti.post(at("supporter-check", pekka.code), {"shown_on": today, "given_back": "on"})
    assert pekka.checks.count() == 0
    kirsti.post(at("supporter-minors", pekka.code), {"with_minors": "yes"})
    page = kirsti.get(at("supporter-check", pekka.code)).content.decode()
    assert "<textarea" not in page and 'type="text"' not in page
    kirsti.post(at("supporter-check", pekka.code), {"shown_on": today, "given_back": "on"})
    assert (pekka.checks.count(), kirsti.get(at("supporter", pekka.code)).status_code) == (1, 200)


# --- the road ------------------------------------------------------------------------------------------------------
def test_the_road_is_exact_for_ones_own_association_and_hides_small_counts_from_the_union(client):
    pekka = told()
    pekka.steps.create(to=Stage.APPLIED, at=clock.now(), by=pekka.person)
    counting.enquired(cast.association())
    seen = {}
    for name, person in (("kirsti", cast.kirsti()), ("maija", cast.maija()), ("leena", cast.leena())):
        page = as_(client, person).get(reverse("supporters-road"))
        seen[name] = [[line.shown for line in lines[:2]] for _name, lines in page.context["tables"]]
    assert seen == {"kirsti": [["1", "1"]], "maija": [["0", "0"]], "leena": [["<5", "<5"]]}
    for person in (cast.olli(), cast.taru()):
        assert as_(client, person).get(reverse("supporters-road")).status_code == 403


@pytest.mark.parametrize("period", ["", "this", "last", "nonsense"])
def test_the_road_is_shown_for_any_period(client, period):
    kirsti = as_(client, cast.kirsti())
    assert kirsti.get(reverse("supporters-road"), {"period": period}).status_code == 200


# --- the union's texts ---------------------------------------------------------------------------------------------
def test_the_union_publishes_a_new_agreement_that_names_the_association(client):
    cast.union(), cast.agreement_text()
    leena = as_(client, cast.leena())
    day = (clock.today() + timedelta(days=30)).isoformat()
    words = {"fi": "Sopijat: {association}", "sv": "Parter: {association}", "en": "Nobody"}
    page = leena.post(reverse("agreement-text-add"), words | {"in_force_from": day})
    assert page.context["form"].errors.keys() == {"en"}
    good = words | {"en": "Between: {association}", "in_force_from": day}
    assert leena.post(reverse("agreement-text-add"), good).url == reverse("agreement-texts")
    assert "Sopijat: {association}" in leena.get(reverse("agreement-texts")).content.decode()
    for person in (cast.kirsti(), cast.olli()):
        assert as_(client, person).get(reverse("agreement-texts")).status_code == 403
