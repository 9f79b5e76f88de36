"""The coordinator's pages about supporters: own association only, names as one line, the next act first (R6, R35)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.desk.views import supporters as pages
from rinnalla.ledger.models import Event
from rinnalla.people.models import Consent
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import Application, Supporter
from rinnalla.training.models import Qualification
from tests import cast

pytestmark = pytest.mark.django_db

PAGES = [
    "supporter", "supporter-application", "supporter-experience", "supporter-interview", "supporter-not-now",
    "supporter-course", "supporter-pledge", "supporter-capacity", "supporter-stop",
]  # fmt: skip
ACTS = [("supporter-accept", ()), ("supporter-activate", ()), ("supporter-tell", ("rest",))]


def as_(client, person):
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def told(stage=Stage.APPLIED, **changes) -> Supporter:
    pekka = cast.pekka(stage=stage, **changes)
    pekka.seal(application={"wish_to_help": "I want to listen.", "no_crisis": "no"})
    pekka.save()
    return pekka


# --- who sees ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PAGES)
def test_elsewhere_and_strangers_get_404_and_the_own_coordinator_a_page(client, name):
    address = reverse(name, args=[told(Stage.ACTIVE).code])
    assert client.get(address).url.startswith("/sign-in/")
    for person in (cast.maija(), cast.olli(), cast.leena()):
        assert as_(client, person).get(address).status_code == 404
    assert as_(client, cast.kirsti()).get(address).status_code == 200


@pytest.mark.parametrize(("name", "more"), ACTS)
def test_elsewhere_cannot_act_on_a_supporter(client, name, more):
    pekka = told(Stage.ACTIVE)
    for person in (cast.maija(), cast.olli(), cast.leena()):
        assert as_(client, person).post(reverse(name, args=[pekka.code, *more])).status_code == 404
    pekka.refresh_from_db()
    assert pekka.stage == Stage.ACTIVE


def test_a_coordinator_does_not_walk_their_own_road(client):
    kirsti = cast.kirsti()
    own = Supporter(person=kirsti, association=cast.association())
    own.seal(experience=cast.EXPERIENCE)
    own.save()
    assert as_(client, kirsti).post(reverse("supporter-accept", args=[own.code])).status_code == 403


def test_the_list_shows_own_supporters_only_and_is_one_line_in_the_ledger(client):
    told(), cast.supporter("Eeva", where=cast.association("Pohjanmaan Selkäyhdistys", "17"))
    page = as_(client, cast.kirsti()).get(reverse("supporters")).content.decode()
    assert ("Pekka" in page, "Eeva" in page) == (True, False)
    assert list(Event.objects.values_list("action", "purpose", "names")) == [("read.listed", "staff", "identity")]
    for person in (cast.olli(), cast.leena()):
        assert as_(client, person).get(reverse("supporters")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(client, count):
    for number in range(count):
        cast.supporter(f"S{number}")
    kirsti = as_(client, cast.kirsti())
    kirsti.get(reverse("supporters"))
    with CaptureQueriesContext(connection) as queries:
        kirsti.get(reverse("supporters"))
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 10


def test_the_list_pages_by_key_and_shows_everyone_once(client, monkeypatch):
    monkeypatch.setattr(pages, "PAGE", 2)
    for number in range(5):
        cast.supporter(f"S{number}")
    same = clock.now()
    Supporter.objects.update(stage_at=same)
    address, seen = reverse("supporters"), []
    kirsti = as_(client, cast.kirsti())
    while address:
        page = kirsti.get(address)
        seen += [row.name for row in page.context["rows"]]
        address = page.context["next_url"]
    assert sorted(seen) == ["S0", "S1", "S2", "S3", "S4"] and len(seen) == 5


def test_the_list_filters_by_stage_and_forgives_a_mark_that_is_no_mark(client):
    cast.pekka(), cast.supporter("Eeva", stage=Stage.STOPPED)
    kirsti = as_(client, cast.kirsti())
    for query, names in (("?stage=stopped", ["Eeva"]), ("?stage=wrong", ["Pekka"]), ("?after=wrong", ["Pekka"])):
        assert [row.name for row in kirsti.get(reverse("supporters") + query).context["rows"]] == names


def test_too_little_to_do_is_noticed_but_not_of_one_at_their_limit(client):
    long_ago = clock.now() - timedelta(days=60)
    cast.pekka(last_walked_at=long_ago), cast.supporter("Eeva", last_walked_at=long_ago, at_limit=True)
    rows = as_(client, cast.kirsti()).get(reverse("supporters")).context["rows"]
    assert {row.name: bool(row.idle) for row in rows} == {"Pekka": True, "Eeva": False}


# --- the road ----------------------------------------------------------------------------------------------------
def test_a_road_is_walked_from_application_to_active_on_the_pages(client):
    pekka, kirsti = told(), as_(client, cast.kirsti())
    pekka.pledges.all().delete()
    Qualification.objects.all().delete()
    today = clock.today().isoformat()
    acts = [
        ("supporter-interview", {"day": today, "notes": "Calm."}),
        ("supporter-accept", {}),
        ("supporter-course", {"course": "basic", "day": today}),
        ("supporter-pledge", {"language": "fi", "has_signed": "on"}),
        ("supporter-activate", {}),
    ]
    seen = []
    for name, data in acts:
        assert kirsti.post(reverse(name, args=[pekka.code]), data).status_code == 302, name
        pekka.refresh_from_db()
        seen.append(pekka.stage)
    assert seen == ["interviewed", "accepted", "trained", "trained", "active"]
    page = kirsti.get(reverse("supporter", args=[pekka.code])).content.decode()
    assert page.count("Kirsti") == 0 and pekka.is_offerable  # the reader is told "by you"


def test_each_stage_offers_its_next_act(client):
    kirsti = as_(client, cast.kirsti())
    wanted = {
        Stage.APPLIED: "supporter-application",
        Stage.INTERVIEWED: "supporter-accept",
        Stage.ACCEPTED: "supporter-course",
        Stage.TRAINED: "supporter-activate",
    }
    for stage in Stage:
        one = cast.supporter(f"S{stage}", stage=stage)
        page = kirsti.get(reverse("supporter", args=[one.code]))
        assert page.status_code == 200
        if stage in wanted:
            assert reverse(wanted[stage], args=[one.code]) in page.content.decode()


def test_the_application_is_read_on_its_own_page_with_a_line_that_the_applicant_sees(client):
    pekka, kirsti = told(), cast.kirsti()
    as_(client, kirsti).get(reverse("supporter", args=[pekka.code]))
    assert "I want to listen." not in client.get(reverse("supporter", args=[pekka.code])).content.decode()
    page = client.get(reverse("supporter-application", args=[pekka.code]))
    assert "I want to listen." in page.content.decode()
    event = Event.objects.about(pekka.person.code).get(action="read.opened")
    assert (event.actor, event.purpose, event.names) == (kirsti.code, "interview", "application")


def test_a_course_by_recognition_is_not_on_the_coordinators_form(client):
    pekka = told(Stage.ACCEPTED)
    Qualification.objects.all().delete()
    data = {"course": "basic", "day": clock.today().isoformat(), "ground": "recognised"}
    as_(client, cast.kirsti()).post(reverse("supporter-course", args=[pekka.code]), data)
    assert Qualification.objects.get().ground == "attended"


def test_the_union_recognises_by_code_without_seeing_who_it_is(client):
    pekka = told(Stage.ACCEPTED)
    Qualification.objects.all().delete()
    data = {
        "code": pekka.code.lower(),
        "course": "basic",
        "day": clock.today().isoformat(),
        "ground_words": "Since 2012.",
    }
    assert as_(client, cast.kirsti()).get(reverse("recognise")).status_code == 403
    union = as_(client, cast.leena())
    assert union.post(reverse("recognise"), data | {"code": "NOSUCH"}).context["form"].errors.keys() == {"code"}
    page = union.post(reverse("recognise"), data, follow=True)
    pekka.refresh_from_db()
    assert (pekka.stage, Qualification.objects.get().ground, "Pekka" in page.content.decode()) == (
        "trained",
        "recognised",
        False,
    )


def test_a_paper_application_is_written_down_with_its_consent(client):
    kirsti, association = cast.kirsti(), cast.association()
    data = {
        "called": "Eeva", "phone": "040 123 4567", "place": "Vaasa", "association": association.code, "language": "fi",
        "languages": ["fi"], "topics": ["sciatica"], "wish_to_help": "Haluan auttaa.",
    }  # fmt: skip
    page = as_(client, kirsti).post(reverse("supporter-add"), data)
    assert page.context["form"].errors.keys() == {"has_signed"} and Supporter.objects.count() == 0
    client.post(reverse("supporter-add"), data | {"has_signed": "on"})
    eeva = Supporter.objects.get()
    assert (eeva.association, eeva.stage, eeva.steps.get().by) == (association, "applied", kirsti)
    assert list(Consent.objects.values_list("given", "recorded_by__code")) == [("paper", kirsti.code)]


def test_a_paper_application_goes_to_an_own_association_only(client):
    elsewhere = cast.association("Pohjanmaan Selkäyhdistys", "17")
    data = {
        "called": "Eeva", "phone": "0401234567", "place": "Vaasa", "association": elsewhere.code, "language": "fi",
        "languages": ["fi"], "has_signed": "on",
    }  # fmt: skip
    page = as_(client, cast.kirsti()).post(reverse("supporter-add"), data)
    assert page.context["form"].errors.keys() == {"association"} and Supporter.objects.count() == 0


def test_what_is_told_on_the_phone_is_one_press_without_a_reason(client):
    pekka, kirsti = told(Stage.ACTIVE), as_(client, cast.kirsti())
    seen = []
    for what in ("limit", "strength", "rest", "return"):
        kirsti.post(reverse("supporter-tell", args=[pekka.code, what]), {"reason": "tired"})
        pekka.refresh_from_db()
        seen.append((pekka.stage, pekka.at_limit))
    assert seen == [("active", True), ("active", False), ("resting", False), ("active", False)]
    assert kirsti.post(reverse("supporter-tell", args=[pekka.code, "nothing"])).status_code == 404
    kirsti.post(reverse("supporter-stop", args=[pekka.code]))
    pekka.refresh_from_db()
    assert pekka.stage == "stopped"


def test_the_experience_is_written_down_for_one_who_does_not_use_the_pages(client):
    pekka, kirsti = told(Stage.ACTIVE), as_(client, cast.kirsti())
    for key in ("topics", "details", "needs", "languages", "ways", "card", "me"):
        assert kirsti.get(reverse("supporter-experience-part", args=[pekka.code, key])).status_code == 200
    kirsti.post(reverse("supporter-experience-part", args=[pekka.code, "languages"]), {"languages": ["sv"]})
    pekka.refresh_from_db()
    assert pekka.speaks == ["sv"]
    assert Event.objects.order_by("-seq").first().action == "experience.changed"
    assert Application.of({"wish_to_help": "x", "unknown": 1}).wish_to_help == "x"
