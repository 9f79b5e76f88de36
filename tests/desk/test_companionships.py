"""Companionships at the desk: facts, and what is recorded for someone who does not sign in; never the words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.asks.models import Ask
from rinnalla.base import clock
from rinnalla.companionships import moves
from rinnalla.companionships.choices import Ending
from rinnalla.companionships.models import Companionship, Review, Signature
from rinnalla.ledger.models import Event
from rinnalla.people.models import Person
from tests import cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db
ACTS = ("sign", "paper", "review", "contact", "pause", "go-on", "end", "again", "talked")
SHEETS = ("blank", "parting")


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def desk(client, kirsti):
    client.force_login(kirsti)
    return client


@pytest.fixture
def pair(kirsti):
    return pairs.walking(kirsti=kirsti)


def at(name, *args):
    return reverse(name, args=args)


def test_the_list_has_facts_and_no_names(desk, pair):
    moves.note(pair, day=clock.today(), way="phone", minutes=30, by=pair.supporter.person)
    page = desk.get(at("desk-companionships")).content.decode()
    assert [name for name in ("Aino", "Pekka", pairs.SECRET) if name in page] == []
    assert pair.code in page
    assert not Event.objects.filter(action__startswith="read.", actor=pair.ask.claimed_by.code).exclude(
        purpose="matching"
    )


def test_one_pair_shows_first_names_and_never_their_words(desk, kirsti, pair):
    page = desk.get(at("desk-companionship", pair.code)).content.decode()
    words = [pairs.SECRET, pairs.WORDS.not_do, pairs.WORDS.parting]
    assert ("Aino" in page, "Pekka" in page, [one for one in words if one in page]) == (True, True, [])
    last = Event.objects.order_by("seq").last()
    assert (last.action, last.names, last.actor) == ("read.listed", "identity", kirsti.code)


def test_another_associations_pair_is_not_there(client, pair):
    client.force_login(cast.maija())
    assert pair.code not in client.get(at("desk-companionships")).content.decode()
    assert client.get(at("desk-companionship", pair.code)).status_code == 404
    assert {client.post(at(f"desk-companionship-{act}", pair.code)).status_code for act in ACTS} == {404}
    assert {client.get(at(f"desk-companionship-{sheet}", pair.code)).status_code for sheet in SHEETS} == {404}


def test_a_colleague_records_nothing_before_taking_over_the_care(client, pair):
    kaisa = cast._staff("Kaisa", "coordinator", cast.association())
    client.force_login(kaisa)
    assert {client.post(at(f"desk-companionship-{act}", pair.code)).status_code for act in ACTS} == {403}
    assert {client.get(at(f"desk-companionship-{sheet}", pair.code)).status_code for sheet in SHEETS} == {403}
    assert client.post(at("desk-ask-take-over", pair.ask.code)).url == at("desk-companionship", pair.code)
    client.post(at("desk-companionship-pause", pair.code))
    assert (pairs.fresh(pair).stage, pairs.fresh(pair).ask.claimed_by) == ("paused", kaisa)


def test_the_two_themselves_have_no_desk(client, pair):
    for someone in pair.pair:
        client.force_login(someone)
        assert client.get(at("desk-companionship", pair.code)).status_code == 404
        assert client.get(at("desk-companionships")).status_code == 403


def test_a_signature_on_paper_puts_the_agreement_in_force(desk, kirsti):
    pair = pairs.introduced(kirsti=kirsti)
    moves.write(pair, pairs.WORDS, pairs.in_weeks(6), by=pair.supporter.person)
    page = desk.get(at("desk-companionship-sign", pair.code)).content.decode()
    assert ('value="person"' in page, 'value="supporter"' in page) == (True, False)
    desk.post(at("desk-companionship-sign", pair.code), {"side": "person", "given": "paper"})
    signature = Signature.objects.get(side="person")
    assert (pairs.fresh(pair).stage, signature.given, signature.recorded_by) == ("walking", "paper", kirsti)


def test_without_an_agreement_there_is_nothing_to_sign(desk, pair):
    assert desk.post(at("desk-companionship-sign", pair.code), {"side": "person"}).status_code == 409


def test_a_review_answer_is_recorded_for_one_side(desk, kirsti, pair):
    said = {"side": "person", "wish": "go-on", "met": "partly", "shares": "on"}
    assert "<textarea" not in desk.get(at("desk-companionship-review", pair.code)).content.decode()
    desk.post(at("desk-companionship-review", pair.code), said)
    answer = Review.objects.get()
    assert (answer.side, answer.wish, answer.shares, answer.recorded_by) == ("person", "go-on", True, kirsti)


def test_a_number_is_given_to_the_other_and_taken_back(desk, pair):
    desk.post(at("desk-companionship-contact", pair.code), {"side": "person", "phone": "on"})
    given = pairs.fresh(pair).shows_phone
    desk.post(at("desk-companionship-contact", pair.code), {"side": "person"})
    assert (given, pairs.fresh(pair).shows_phone) == ("person", "")


def test_a_pause_and_going_on(desk, pair):
    desk.post(at("desk-companionship-pause", pair.code))
    paused = pairs.fresh(pair).stage
    desk.post(at("desk-companionship-go-on", pair.code))
    assert (paused, pairs.fresh(pair).stage) == ("paused", "walking")


def test_an_ending_needs_no_reason_and_the_next_step_is_at_hand(desk, pair):
    desk.post(at("desk-companionship-end", pair.code), {"side": "supporter", "how": "stopped"})
    ended = pairs.fresh(pair)
    assert (ended.stage, ended.ended_by, ended.how) == ("ended", "supporter", "stopped")
    answer = desk.post(at("desk-companionship-again", pair.code))
    anew = Ask.objects.get(follows=pair.ask)
    assert (answer.url, anew.stage) == (at("desk-ask", anew.code), "received")


def test_a_talk_is_a_next_step_too(desk, pair):
    moves.end(pair, "time-up", by=pair.person)
    page = desk.get(at("desk-companionship", pair.code)).content.decode()
    assert at("desk-companionship-talked", pair.code) in page
    desk.post(at("desk-companionship-talked", pair.code))
    assert pairs.fresh(pair).next_step_at is not None


def test_ended_ones_are_found_behind_the_filter(desk, pair):
    moves.end(pair, "time-up", by=pair.person)
    shown = [pair.code in desk.get(at("desk-companionships"), {"show": one}).content.decode() for one in ("", "ended")]
    assert shown == [False, True]


def many(kirsti, count):
    where = cast.association()
    for number in range(count):
        person, supporter = cast.person(f"P{number}"), cast.supporter(f"S{number}")
        ask = cast.ask(person, claimed_by=kirsti, claimed_at=clock.now())
        met = clock.now() - timedelta(minutes=number)
        Companionship.objects.create(ask=ask, person=person, supporter=supporter, association=where, met_at=met)


@pytest.mark.parametrize("count", [1, 3, 45])
def test_the_list_costs_the_same_whatever_its_length(desk, kirsti, count):
    many(kirsti, count)
    desk.get(at("desk-companionships"))
    with CaptureQueriesContext(connection) as statements:
        page = desk.get(at("desk-companionships"))
    assert len(statements) == 5, [one["sql"][:90] for one in statements]
    assert len(page.content) < 40 * 1024


def test_the_list_goes_on_where_the_page_ended(desk, kirsti):
    many(kirsti, 45)
    first = desk.get(at("desk-companionships"))
    second = desk.get(first.context["next_url"])
    assert (len(first.context["rows"]), len(second.context["rows"]), second.context["next_url"]) == (40, 5, "")


def test_two_who_never_sign_in_agree_on_paper(desk, kirsti):
    met = pairs.introduced(kirsti=kirsti)
    assert desk.get(at("desk-companionship-blank", met.code)).status_code == 200
    review = (clock.today() + timedelta(weeks=6)).isoformat()
    said = {"next_review": review, "parting": "Kiitos kaikesta.", "signed": "on"}
    answer = desk.post(at("desk-companionship-paper", met.code), said)
    met = pairs.fresh(met)
    assert (answer.status_code, met.stage, met.next_review.isoformat()) == (302, "walking", review)
    assert set(Signature.objects.values_list("side", "given")) == {("person", "paper"), ("supporter", "paper")}
    assert met.agreement.is_on_paper


def test_an_agreement_on_paper_needs_both_signatures_and_a_day_in_sight(desk, kirsti):
    met = pairs.introduced(kirsti=kirsti)
    page = desk.post(at("desk-companionship-paper", met.code), {"next_review": "2020-01-01", "parting": "Kiitos."})
    assert (page.status_code, pairs.fresh(met).stage) == (200, "agreeing")


def test_only_the_parting_words_open_and_only_to_tell_them(desk, kirsti, pair):
    """For someone without an address, after the other one stopped; both see that it was opened (R24, R25)."""
    Person.objects.filter(pk=pair.person.pk).update(email_index="")
    page = at("desk-companionship-parting", pair.code)
    assert desk.get(page).status_code == 403
    moves.end(pair, Ending.STOPPED, by=pair.supporter.person)
    told = desk.get(page).content.decode()
    assert (pairs.WORDS.parting in told, pairs.SECRET in told, pairs.WORDS.not_do in told) == (True, False, False)
    last = Event.objects.order_by("seq").last()
    assert (last.action, last.names, last.actor, last.purpose) == ("read.opened", "parting", kirsti.code, "claimed")


def test_the_parting_words_stay_closed_for_someone_who_reads_them_themself(desk, pair):
    moves.end(pair, Ending.STOPPED, by=pair.supporter.person)
    assert desk.get(at("desk-companionship-parting", pair.code)).status_code == 403
