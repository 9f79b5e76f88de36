"""Becoming a peer supporter without an account, and a supporter's own pages (R5, R6, R12, R13, R14)."""

import re

import pytest
from django.urls import reverse

from rinnalla.ledger.models import Event
from rinnalla.people import moves as people
from rinnalla.people.models import Draft, Person
from rinnalla.supporters import sending
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.forms.application import ROAD
from rinnalla.supporters.models import PledgeText, Supporter
from tests import cast

pytestmark = pytest.mark.django_db

ANSWERS = {
    "place": {"place": "jyvaskyla"},
    "membership": {"membership": "wishes"},
    "wish": {"wish_to_help": "Haluan kuunnella."},
    "empathy": {"empathy": "Osaan olla hiljaa."},
    "time": {"time_to_give": "Tunti viikossa."},
    "topics": {"topics": ["sciatica", "sleep"]},
    "details": {
        "talk-sciatica": "gladly",
        "phase-sciatica": "living",
        "since-sciatica": "2015",
        "talk-sleep": "not",
    },
    "needs": {"needs": ["listening"]},
    "languages": {"languages": ["fi", "sv"]},
    "ways": {"modes": ["phone", "meeting"], "distance_km": "60", "times": ["weekday-evening"]},
    "card": {"about": "Tiedän pitkät yöt."},
    "me": {"age_band": "60-69", "gender": ""},
    "own-experience": {"own_experience": "Kymmenen vuotta iskiasta."},
    "crisis": {"no_crisis": "no"},
    "reach": {"called": "Pekka", "email": "pekka@example.org"},
    "consent": {"agrees": "on"},
}


def answer(client, key, **changes):
    return client.post(reverse("apply-question", args=[key]), ANSWERS[key] | changes)


def walk(client, but=()) -> None:
    """Answer every question of the road, in its order."""
    association = cast.association()
    ANSWERS["membership"]["association"] = association.code
    for question in ROAD.questions:
        if question.key not in but:
            assert answer(client, question.key).status_code == 302, question.key


def signed_in(client, person) -> None:
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")


# --- applying ----------------------------------------------------------------------------------------------------
def test_the_page_for_volunteers_is_open_in_three_languages_and_tells_the_limits(client):
    for language, words in (("fi", "ei ole ammattiauttaja"), ("sv", "ingen yrkesperson"), ("en", "not a professional")):
        page = client.get(reverse("volunteer"), headers={"accept-language": language})
        assert (page.status_code, words in page.content.decode()) == (200, True)


def test_an_application_is_made_without_an_account_and_sent_once(client):
    cast.kirsti()
    walk(client)
    page = client.get(reverse("apply-check")).content.decode()
    assert "Haluan kuunnella." in page and "iskias" in page
    for _ in range(2):
        assert client.post(reverse("apply-send")).url == reverse("apply-sent")
    supporter = Supporter.objects.get()
    assert (supporter.stage, supporter.speaks, supporter.association) == ("applied", ["fi", "sv"], cast.association())
    sent = client.get(reverse("apply-sent")).content.decode()
    assert f"{supporter.code[:4]}-{supporter.code[4:8]}" in sent and supporter.association.phone in sent
    assert Person.objects.filter(supporter__isnull=False).get().email_proven_at is None


def test_what_was_answered_is_sealed_and_the_draft_forgets_it_when_sent(client):
    walk(client)
    draft = Draft.objects.get()
    assert b"kuunnella" not in bytes(draft.answers)
    client.post(reverse("apply-send"))
    draft.refresh_from_db()
    assert (draft.answers, draft.sent_reference) == (None, Supporter.objects.get().code)


def test_nothing_is_sent_before_every_question_is_answered(client):
    walk(client, but={"consent"})
    assert client.get(reverse("apply-check")).url == reverse("apply-question", args=["consent"])
    client.post(reverse("apply-send"))
    assert Supporter.objects.count() == 0


def test_without_the_consent_box_the_answer_is_not_taken(client):
    walk(client, but={"consent"})
    page = client.post(reverse("apply-question", args=["consent"]), {})
    assert page.status_code == 200 and page.context["form"].errors.keys() == {"agrees"}


def test_the_first_answer_gives_a_code_by_which_another_browser_goes_on(client):
    cast.association()
    answer(client, "place")
    page = client.get(reverse("apply-saved")).content.decode()
    link = re.search(r"/volunteer/apply/continue/(\w+)/", page)
    other = type(client)()
    assert other.get(link.group(0)).url == reverse("apply-question", args=["membership"])
    assert other.get(reverse("apply-question", args=["membership"])).status_code == 200


def test_a_wrong_code_opens_nothing_and_says_what_to_do(client):
    page = client.post(reverse("apply-resume"), {"code": "AAAAA-BBBBB"})
    assert page.status_code == 200 and page.context["form"].errors


def test_thrown_away_answers_are_gone(client):
    cast.association()
    answer(client, "place")
    client.post(reverse("apply-discard"))
    assert Draft.objects.count() == 0


def test_a_place_that_may_mean_several_is_asked_and_never_guessed(client):
    cast.association()
    cast.Municipality.objects.create(
        code="999", fi="Jyväskylän mlk", sv="J", languages="fi", county_id="15", longitude=25, latitude=62,
        folded_fi="jyvaskylanmlk", folded_sv="j",
    )  # fmt: skip
    page = client.post(reverse("apply-question", args=["place"]), {"place": "Jyväs"})
    assert [code for code, _name in page.context["form"].fields["municipality"].choices] == ["179", "999"]
    chosen = client.post(reverse("apply-question", args=["place"]), {"place": "Jyväs", "municipality": "999"})
    assert chosen.status_code == 302
    unknown = client.post(reverse("apply-question", args=["place"]), {"place": "Berliini"})
    assert unknown.context["form"].errors.keys() == {"place"}


@pytest.mark.parametrize("key", ["wish", "reach", "details"])
def test_a_question_out_of_turn_leads_to_the_beginning(client, key):
    assert client.get(reverse("apply-question", args=[key])).url == reverse("apply")


def test_text_with_unseen_marks_is_kept_on_the_page_and_changes_nothing(client):
    walk(client)
    for marks in ("a\u202eb", "a\x00b"):
        page = answer(client, "wish", wish_to_help=marks)
        assert page.status_code == 200 and page.context["form"].errors.keys() == {"wish_to_help"}


def test_someone_signed_in_is_not_asked_again_who_they_are(client):
    aino = cast.aino()
    signed_in(client, aino)
    walk(client, but={"reach"})
    client.post(reverse("apply-send"))
    assert Supporter.objects.get().person == aino


def test_an_application_sent_unsigned_comes_home_when_its_address_is_proven(client):
    walk(client)
    client.post(reverse("apply-send"))
    supporter = Supporter.objects.get()
    other = cast.person("Pekka", "PEKKA@example.org")
    assert sending.bring_home(other) is None
    people.prove_address(other, by=other)
    other.refresh_from_db()
    assert sending.bring_home(other) == supporter
    signed_in(client, other)
    assert "Tiedän pitkät yöt." in client.get(reverse("my-experience")).content.decode()
    assert people.has_consented(other, "supporter")


# --- one's own pages -----------------------------------------------------------------------------------------------
OWN = ["my-supporting", "my-experience", "my-pledge"]


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("stage", list(Stage))
def test_own_pages_open_at_every_stage_of_the_road(client, name, stage):
    pekka = cast.pekka(stage=stage)
    signed_in(client, pekka.person)
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*OWN, "my-stop", "my-application-withdraw"])
def test_a_stranger_has_no_supporters_pages_and_a_visitor_signs_in(client, name):
    cast.pekka()
    assert client.get(reverse(name)).url.startswith("/sign-in/")
    signed_in(client, cast.olli())
    page = client.get(reverse(name))
    assert page.status_code == 404 or page.url == reverse("volunteer")


def test_capacity_and_limit_are_set_with_one_press_each(client):
    pekka = cast.pekka()
    signed_in(client, pekka.person)
    client.post(reverse("my-capacity"), {"capacity": "3"})
    client.post(reverse("my-limit"), {"at_limit": "yes"})
    pekka.refresh_from_db()
    assert (pekka.capacity, pekka.at_limit) == (3, True)
    client.post(reverse("my-limit"), {"at_limit": "no"})
    assert client.post(reverse("my-capacity"), {"capacity": "many"}).status_code == 409
    pekka.refresh_from_db()
    assert (pekka.capacity, pekka.at_limit) == (3, False)


def test_no_own_page_has_a_place_for_a_reason(client):
    """The words on one's experience are the only ones a supporter writes (R12, R13)."""
    pekka = cast.pekka()
    signed_in(client, pekka.person)
    for name in ("my-supporting", "my-stop", "my-pledge"):
        page = client.get(reverse(name)).content.decode()
        assert "<textarea" not in page and 'type="text"' not in page


def test_resting_returning_and_stopping_follow_the_road(client):
    pekka = cast.pekka()
    signed_in(client, pekka.person)
    seen = []
    for name in ("my-rest", "my-return", "my-stop"):
        client.post(reverse(name))
        pekka.refresh_from_db()
        seen.append(pekka.stage)
    assert seen == ["resting", "active", "stopped"]


def test_changing_a_topic_leads_to_its_details_and_the_card_shows_only_what_is_published(client):
    pekka = cast.pekka()
    signed_in(client, pekka.person)
    part = reverse("my-experience-part", args=["topics"])
    answered = client.post(part, {"topics": ["sciatica", "sleep", "lbp"]})
    assert answered.url == reverse("my-experience-part", args=["details"])
    client.post(answered.url, {"talk-sciatica": "gladly", "talk-sleep": "not", "talk-lbp": "asked"})
    page = client.get(reverse("my-experience"))
    assert page.context["card"]["shared"] == ["iskias", "alaselkäkipu"]
    assert page.context["card"]["about"] == "I know long nights."


def test_reading_ones_own_experience_is_written_down_as_ones_own(client):
    pekka = cast.pekka()
    signed_in(client, pekka.person)
    client.get(reverse("my-experience"))
    events = Event.objects.about(pekka.person.code).filter(action="read.opened")
    assert {(event.actor, event.purpose) for event in events} == {(pekka.person.code, "own")}


def test_the_pledge_is_signed_with_a_box_and_a_new_text_asks_again(client):
    pekka = cast.pekka(stage="trained")
    pekka.pledges.all().delete()
    signed_in(client, pekka.person)
    assert client.post(reverse("my-pledge"), {}).context["form"].errors.keys() == {"promises"}
    client.post(reverse("my-pledge"), {"promises": "on"})
    assert pekka.has_pledged
    PledgeText.objects.create(version="2", fi="Uusi teksti.", sv="Ny text.", en="New text.")
    page = client.get(reverse("my-pledge"))
    assert (page.context["may_sign"], "Uusi teksti." in page.content.decode()) == (True, True)


def test_an_applicant_reads_the_words_of_a_not_now(client):
    pekka = cast.pekka(stage="not-now")
    pekka.seal(answer={"words": "Palataan keväällä."})
    pekka.save()
    signed_in(client, pekka.person)
    assert "Palataan keväällä." in client.get(reverse("my-supporting")).content.decode()


def test_taking_back_the_consent_is_told_and_nobody_new_is_proposed(client):
    pekka = cast.pekka()
    signed_in(client, pekka.person)
    people.consent(pekka.person, "supporter", by=pekka.person)
    assert reverse("my-consents") not in client.get(reverse("my-supporting")).content.decode()
    people.withdraw(pekka.person, "supporter", by=pekka.person)
    assert reverse("my-consents") in client.get(reverse("my-supporting")).content.decode()
    assert not pekka.is_offerable
