"""From answers to a request: once, by the wizard, by a referrer, by a coordinator on the phone (R15)."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import translation

from rinnalla.asks import answers as told
from rinnalla.asks import sending, stories
from rinnalla.asks.choices import Channel
from rinnalla.asks.forms.road import CHANGEABLE, ROAD, Paper
from rinnalla.asks.models import Ask, Story, Wishes
from rinnalla.associations.models import County, Municipality
from rinnalla.ledger.choices import Purpose
from rinnalla.people import drafts
from rinnalla.people import moves as people
from rinnalla.people.choices import DraftKind, Given
from rinnalla.people.models import Draft, Identity, Person
from rinnalla.vault.keyring import keyring
from tests import cast

pytestmark = pytest.mark.django_db


def answers() -> dict:
    return {
        "place": {"municipality": "179", "place": "Jyväskylä"},
        "association": {"association": cast.association().code},
        "for-whom": {"for_whom": "relative"},
        "language": {"language": "sv"},
        "needs": {"needs": ["listening", "coping"]},
        "touch": {"modes": ["phone"], "times": [], "distance_km": "30"},
        "rhythm": {"rhythm": ["bad-days"], "rhythm_words": ""},
        "topics": {"topics": ["sciatica"]},
        "phase": {"phase": "unknown", "since": 2019},
        "words": {"own_words": "Yöt ovat pitkiä.", "shares_words": True},
        "peer": {"peer_gender": "woman", "peer_age": "", "musts": ["gender"], "chooser": "coordinator"},
        "about": {"age_band": "60-69", "gender": "unsaid"},
        "reach": {"called": "Aino", "email": "aino@example.org", "phone": "", "calls_self": False},
        "consent": {"agreed": True, "other_regions": True},
    }


def draft() -> Draft:
    made, _code = drafts.start(DraftKind.ASK, "fi")
    drafts.keep(made, **answers())
    return made


def test_answers_become_a_story_and_wishes():
    assert told.story(answers()) == Story(
        for_whom="relative", needs=("listening", "coping"), topics=("sciatica",), phase="", since=2019,
        own_words="Yöt ovat pitkiä.", rhythm=("bad-days",), shares_words=True,
    )  # fmt: skip
    assert told.wishes(answers()) == Wishes(
        modes=("phone",), municipality="179", distance_km=30, peer_gender="woman", musts=("gender",),
        other_regions=True, leave_to_us=True,
    )  # fmt: skip


def test_what_was_answered_can_be_given_back_and_answered_the_same():
    story, wishes = told.story(answers()), told.wishes(answers())
    back = told.back(story, wishes)
    assert set(back) == set(CHANGEABLE)
    assert (told.story(back, earlier=story), told.wishes(back, earlier=wishes)) == (story, wishes)


def test_a_sent_draft_becomes_one_request_and_keeps_no_answers():
    made = draft()
    ask = sending.send(made, by=None)
    assert sending.send(made, by=None) == ask
    made.refresh_from_db()
    assert (Ask.objects.count(), Person.objects.count()) == (1, 1)
    assert (made.sent_reference, made.answers) == (ask.code, None)
    assert (ask.language, ask.age_band, ask.channel, ask.left_to_us) == ("sv", "60-69", Channel.SELF, True)
    assert people.identity_of(ask.person) == Identity(called="Aino", email="aino@example.org", municipality="179")


@pytest.mark.django_db(transaction=True)
def test_a_sent_drafts_key_is_gone_so_a_backup_of_it_stays_closed():
    made = draft()
    sending.send(made, by=None)
    assert keyring().holders([made.code]) == set()


def test_someone_signed_in_asks_as_themself():
    aino = cast.aino()
    ask = sending.send(draft(), by=aino)
    assert (ask.person, Person.objects.count()) == (aino, 1)


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_sent_once():
    made, start, sent = draft(), Barrier(2), []

    def press():
        try:
            start.wait()
            sent.append(sending.send(Draft.objects.get(pk=made.pk), by=None).code)
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(sent), len(set(sent)), Ask.objects.count()) == (2, 1, 1)


def test_an_association_that_closed_meanwhile_sends_the_request_to_the_union():
    made = draft()
    where = cast.association()
    where.is_active = False
    where.save()
    assert sending.send(made, by=None).association is None


def test_a_referred_request_says_little_and_through_whom_it_came():
    cast.association()
    identity = Identity(called="Veikko", phone="+358401234567", municipality="179")
    ask = sending.refer(identity, language="fi", referred_by="fysioterapeutti, Jyväskylä")
    story, wishes = stories.tell(ask, by=ask.person, purpose=Purpose.OWN)
    assert (ask.association, ask.channel) == (cast.association(), Channel.REFERRAL)
    assert (story, wishes) == (Story(referred_by="fysioterapeutti, Jyväskylä"), Wishes(municipality="179"))
    assert [(yes.given, yes.recorded_by) for yes in ask.person.consents.all()] == [(Given.REFERRER, None)]


def test_a_request_by_phone_is_written_down_on_one_page():
    kirsti = cast.kirsti()
    paper = Paper(posted(), left_out={"association": {"association": cast.association().code}})
    assert paper.is_valid(), {key: form.errors for key, form in paper.forms.items() if form.errors}
    ask = sending.recorded(paper.answers(), association=cast.association(), by=kirsti)
    story, _wishes = stories.tell(ask, by=kirsti, purpose=Purpose.CLAIMED)
    assert (ask.claimed_by, ask.channel, story.needs) == (kirsti, Channel.PHONE, ("listening", "coping"))
    assert [yes.given for yes in ask.person.consents.order_by("purpose")] == [Given.PHONE, Given.PHONE]


def test_every_error_of_the_long_page_shows_at_once():
    cast.places()
    paper = Paper({})
    assert not paper.is_valid()
    assert {key for key, form in paper.forms.items() if form.errors} == {
        "place", "association", "for-whom", "language", "needs", "phase", "peer", "about", "reach", "consent",
    }  # fmt: skip


def posted() -> dict:
    return {f"{key}-{name}": value for key, kept in answers().items() for name, value in kept.items()}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_question_has_its_answer_in_words(language):
    with translation.override(language):
        rows = told.in_words(answers())
    assert [question.key for question, _words in rows] == [question.key for question in ROAD.questions]
    assert all(words for _question, words in rows)


# --- the municipality ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"place": "Jyväskylä"}, {"municipality": "179", "place": "Jyväskylä"}),
        ({"place": " jyvaskyla "}, {"municipality": "179", "place": "Jyväskylä"}),
        ({"place": "vasa"}, {"municipality": "905", "place": "Vaasa"}),
        ({"elsewhere": "on"}, {"municipality": "", "place": "", "elsewhere": True}),
    ],
)
def test_a_place_is_found_by_name_in_either_language(typed, kept):
    cast.places()
    form = ROAD.questions[0].form(typed)
    assert form.is_valid()
    assert form.kept() == kept


def test_a_place_that_could_be_several_is_asked_about_and_then_taken():
    cast.places()
    county = County.objects.get(code="15")
    Municipality.objects.create(
        code="182", fi="Jämsä", sv="Jämsä", languages="fi", county=county, longitude=25.2, latitude=61.9,
        folded_fi="jamsa", folded_sv="jamsa",
    )  # fmt: skip
    form = ROAD.questions[0].form({"place": "j"})
    assert (form.is_valid(), list(form.errors)) == (False, ["code"])
    assert form.fields["code"].widget.choices == [("179", "Jyväskylä"), ("182", "Jämsä")]
    chosen = ROAD.questions[0].form({"place": "j", "code": "182"})
    assert chosen.is_valid()
    assert chosen.kept() == {"municipality": "182", "place": "Jämsä"}


def test_no_answer_is_called_invalid_and_each_says_what_to_do():
    cast.places()
    form = ROAD.questions[0].form({"place": "Atlantis"})
    with translation.override("en"):
        assert form.errors["place"] == [
            "We did not find this place. Check the spelling, or choose that you live elsewhere."
        ]
