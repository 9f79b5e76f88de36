"""The pair's own pages: for the two, for nobody else, and calm on a bad day (R20, R23–R29)."""

import pytest
from django.urls import reverse
from django.utils.text import capfirst

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.companionships import moves
from rinnalla.companionships.models import Companionship
from rinnalla.home.forms.pair import PARTINGS, AgreementForm
from tests import cast
from tests.companionships import pairs
from tests.companionships.pairs import SECRET, WORDS, fresh, in_weeks

pytestmark = pytest.mark.django_db
PAGES = [
    "companionship",
    "contact-note",
    "companionship-pause",
    "companionship-go-on",
    "agreement",
    "agreement-write",
    "review",
    "companionship-end",
    "companionship-change",
    "next-step",
]
DEEDS = ["companionship-show", "companionship-look-again", "next-step-again", "next-step-later"]


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def met(kirsti):
    return pairs.introduced(kirsti=kirsti)


@pytest.fixture
def pair(kirsti):
    return pairs.walking(kirsti=kirsti)


@pytest.fixture
def at(client):
    """Open a page as someone, or send a form there when there are words: at(person, name, pair, **words)."""

    def go(person, name, pair, *more, **words):
        client.force_login(person)
        address = reverse(name, args=[pair.code, *more])
        return client.post(address, words) if words else client.get(address)

    return go


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def answers(**changes) -> dict:
    filled = {
        "why": SECRET,
        "how_often": "weekly",
        "channel": ["phone", "writing"],
        "until": "",
        "not_do": "Emme hoida raha-asioita",
        "parting": "thanks",
        "own_parting": "",
        "next_review": in_weeks(6).isoformat(),
        "read": "0",
    }
    return filled | changes


# --- who may ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_and_a_coordinator_elsewhere_find_nothing_and_the_own_one_is_told_no(at, pair, kirsti, name):
    statuses = [at(person, name, pair).status_code for person in (cast.olli(), cast.maija(), cast.leena(), kirsti)]
    assert statuses == [404, 404, 404, 403]


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_else_does_anything_for_the_two(at, pair, kirsti, name):
    if name.startswith("next-step"):
        moves.end(pair, "stopped", by=pair.supporter.person)
    assert at(cast.olli(), name, pair, once="").status_code == 404
    if not name.startswith("next-step"):  # on the phone with them the coordinator in care may choose the next step
        assert at(kirsti, name, pair, once="").status_code == 403


def test_no_version_is_open_to_anyone_but_the_two(at, pair, kirsti):
    seen = [at(person, "agreement", pair, 1).status_code for person in (*pair.pair, kirsti, cast.maija(), cast.olli())]
    assert seen == [200, 200, 403, 404, 404]


def test_only_the_supported_person_changes_person_and_only_the_supporter_notes(at, pair):
    aino, pekka = pair.pair
    assert at(pekka, "companionship-change", pair).status_code == 403
    assert at(aino, "contact-note", pair).status_code == 403


# --- meeting and agreeing -------------------------------------------------------------------------------
def test_before_the_first_talk_both_read_the_one_limit_of_secrecy(at, met):
    for person, other in zip(met.pair, ("Pekka", "Aino"), strict=True):
        page = text(at(person, "companionship", met))
        assert other in page and "112" in page and reverse("agreement-write", args=[met.code]) in page
    assert "112" in text(at(met.person, "agreement-write", met))


def test_what_is_written_is_signed_by_the_writer_and_waits_for_the_other(at, met):
    aino, pekka = met.pair
    response = at(pekka, "agreement-write", met, **answers())
    assert response.url == reverse("agreement", args=[met.code, 1])
    page = text(at(aino, "agreement", met, 1))
    assert SECRET in page and reverse("agreement-sign", args=[met.code, 1]) in page
    assert reverse("agreement-sign", args=[met.code, 1]) not in text(at(pekka, "agreement", met, 1))
    at(aino, "agreement-sign", met, 1, once="")
    assert fresh(met).stage == "walking"


def test_the_words_of_a_first_agreement_begin_gently(at, met):
    page = text(at(met.person, "agreement-write", met))
    assert str(PARTINGS["thanks"]) in page and in_weeks(6).isoformat() in page


def test_the_next_version_begins_with_the_words_of_the_last(at, pair):
    page = text(at(pair.supporter.person, "agreement-write", pair))
    assert SECRET in page and "Kiitos yhteisestä matkasta" in page and 'name="read" value="1"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"why": ""},
        {"channel": []},
        {"next_review": clock.today().isoformat()},
        {"next_review": in_weeks(40).isoformat()},
        {"until": "2020-01-01"},
        {"parting": "own", "own_parting": " "},
        {"why": "a\0b"},
        {"why": "a\u202eb"},
        {"how_often": "daily"},
    ],
)
def test_a_gap_is_told_where_it_is_and_what_was_written_stays(at, met, wrong):
    page = text(at(met.person, "agreement-write", met, **answers(**wrong)))
    assert 'id="errors"' in page and "Emme hoida raha-asioita" in page
    assert met.agreements.count() == 0


def test_words_of_their_own_for_the_parting_are_kept(met):
    form = AgreementForm(answers(parting="own", own_parting="Hyvää matkaa"))
    assert form.is_valid() and form.words().parting == "Hyvää matkaa"
    assert AgreementForm.starting_from(form.words())["own_parting"] == "Hyvää matkaa"


def test_neither_writes_over_what_the_other_has_just_written(at, met):
    aino, pekka = met.pair
    moves.write(met, WORDS, in_weeks(6), by=pekka)
    assert at(aino, "agreement-write", met, **answers()).status_code == 409
    assert met.agreements.count() == 1


def test_one_shows_ones_own_address_and_takes_it_back(at, pair):
    aino, pekka = pair.pair
    assert "aino@example.org" not in text(at(pekka, "companionship", pair))
    at(aino, "companionship-show", pair, email="on")
    assert "aino@example.org" in text(at(pekka, "companionship", pair))
    at(aino, "companionship-show", pair, once="")
    assert "aino@example.org" not in text(at(pekka, "companionship", pair))


def test_the_pages_title_names_nobody(at, pair):
    """A title stays in the history of a browser that others may use."""
    title = text(at(pair.person, "companionship", pair)).split("<title>")[1].split("</title>")[0]
    assert "Pekka" not in title


# --- walking ----------------------------------------------------------------------------------------------
def test_a_contact_is_noted_and_taken_away(at, pair):
    pekka = pair.supporter.person
    at(pekka, "contact-note", pair, day=clock.today().isoformat(), way="phone", minutes="45")
    contact = pair.contacts.get()
    assert (contact.minutes, contact.noted_by) == (45, pekka)
    at(pekka, "contact-remove", pair, contact.code, once="")
    assert pair.contacts.count() == 0


def test_the_supported_person_sees_no_log_of_contacts(at, pair):
    assert reverse("contact-note", args=[pair.code]) not in text(at(pair.person, "companionship", pair))


def test_pausing_and_going_on(at, pair):
    at(pair.person, "companionship-pause", pair, once="")
    assert fresh(pair).stage == "paused"
    at(pair.supporter.person, "companionship-go-on", pair, once="")
    assert fresh(pair).stage == "walking"


def test_looking_back_begins_with_ones_own_hopes_which_the_other_does_not_see(at, pair):
    assert "It hurts at night." in text(at(pair.person, "review", pair))
    assert "It hurts at night." not in text(at(pair.supporter.person, "review", pair))


def test_what_one_answers_is_seen_by_the_other_when_both_have_answered_and_only_what_is_shared(at, pair):
    aino, pekka = pair.pair
    at(aino, "companionship-look-again", pair, once="")
    at(aino, "review", pair, wish="change", met="partly", words="Yöt ovat helpompia")
    assert "Yöt ovat helpompia" in text(at(aino, "review", pair))
    before = text(at(pekka, "review", pair))
    at(pekka, "review", pair, wish="go-on", met="yes", words="Opin kuuntelemaan", shares="on")
    after = text(at(pekka, "review", pair))
    wish = capfirst(pair.reviews.get(side="person").get_wish_display())
    assert (before.count(wish), after.count(wish)) == (1, 2)  # once as a choice; then as an answer too
    assert "Yöt ovat helpompia" not in after
    assert "Opin kuuntelemaan" in text(at(aino, "review", pair))


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [
        ("go-on", "companionship"),
        ("change", "agreement-write"),
        ("pause", "companionship"),
        ("end", "companionship-end"),
    ],
)
def test_a_wish_leads_to_where_it_can_be_done(at, pair, wish, leads_to):
    response = at(pair.person, "review", pair, wish=wish, met="")
    assert response.url == reverse(leads_to, args=[pair.code])


# --- parting ----------------------------------------------------------------------------------------------
def test_stopping_shows_the_agreed_words_first_and_the_other_reads_them(at, pair):
    aino, pekka = pair.pair
    assert "Kiitos yhteisestä matkasta" in text(at(pekka, "companionship-end", pair))
    response = at(pekka, "companionship-end", pair, how="stopped")
    assert response.url == reverse("next-step", args=[pair.code])
    page = text(at(aino, "next-step", pair))
    assert "Kiitos yhteisestä matkasta" in page and reverse("next-step-again", args=[pair.code]) in page


def test_no_page_of_the_two_has_a_place_for_a_reason(at, pair):
    for name in ("companionship-end", "companionship-change", "companionship-pause"):
        page = text(at(pair.person, name, pair))
        assert "<textarea" not in page and 'type="text"' not in page


def test_where_nothing_was_agreed_kind_words_are_said(at, met):
    at(met.person, "companionship-end", met, how="stopped")
    assert str(PARTINGS["thanks"]) in text(at(met.supporter.person, "next-step", met))


def test_the_next_step_is_the_same_request_again(at, pair):
    moves.end(pair, "stopped", by=pair.supporter.person)
    response = at(pair.person, "next-step-again", pair, once="")
    assert response.url == reverse("home")
    assert Ask.objects.get(follows=pair.ask).promises.get().due == clock.today()
    assert reverse("next-step-again", args=[pair.code]) not in text(at(pair.person, "next-step", pair))


def test_not_now_is_an_answer_and_one_may_still_ask_later(at, pair):
    moves.end(pair, "stopped", by=pair.supporter.person)
    at(pair.person, "next-step-later", pair, once="")
    page = text(at(pair.person, "next-step", pair))
    assert reverse("next-step-later", args=[pair.code]) not in page
    assert reverse("next-step-again", args=[pair.code]) in page


def test_after_a_parting_the_supporter_is_offered_rest_and_no_request(at, pair):
    moves.end(pair, "stopped", by=pair.person)
    page = text(at(pair.supporter.person, "next-step", pair))
    assert reverse("my-supporting") in page and reverse("next-step-again", args=[pair.code]) not in page
    assert at(pair.supporter.person, "next-step-again", pair, once="").status_code == 403


def test_changing_person_asks_for_another(at, pair):
    at(pair.person, "companionship-change", pair, once="")
    assert (fresh(pair).how, Ask.objects.filter(follows=pair.ask).count()) == ("changed", 1)


def test_an_ended_companionship_leads_to_what_comes_next_and_its_agreement_stays_readable(at, pair):
    moves.end(pair, "stopped", by=pair.person)
    for name in ("companionship", "companionship-end", "companionship-change", "agreement-write", "review"):
        response = at(pair.person, name, pair)
        assert response.status_code == 302, name
    for person in pair.pair:
        page = text(at(person, "agreement", pair, 1))
        assert SECRET in page and reverse("agreement-write", args=[pair.code]) not in page


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_of_the_two_opens_in_every_language(at, pair, client, language):
    client.force_login(pair.person)
    client.post(reverse("language"), {"language": language, "next": "/"})
    for name in ("companionship", "agreement-write", "review", "companionship-end", "companionship-change"):
        assert f'lang="{language}"' in text(at(Companionship.objects.get().person, name, pair))
