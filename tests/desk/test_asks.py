"""Requests at the desk: claim, then read; promise; look at cards first; choose for someone on the phone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.asks.models import Ask
from rinnalla.associations.models import Association
from rinnalla.base import clock
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card, Proposal
from rinnalla.people.models import Consent
from rinnalla.supporters.models import Supporter
from tests import cast

pytestmark = pytest.mark.django_db
SECRETS = ("Aino", "aino@example.org", "hurts")


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def desk(client, kirsti):
    client.force_login(kirsti)
    return client


def at(name, *args):
    return reverse(name, args=args)


def mine(kirsti, person=None, **changes):
    return cast.ask(person or cast.aino(), claimed_by=kirsti, claimed_at=clock.now(), **changes)


def told(page):
    return [secret for secret in SECRETS if secret in page.content.decode()]


# --- claim, then read ---------------------------------------------------------------------------------------------
def test_an_unclaimed_request_shows_facts_and_one_button(desk):
    ask = cast.ask()
    page = desk.get(at("desk-ask", ask.code))
    assert told(page) == []
    assert at("desk-ask-claim", ask.code) in page.content.decode()
    assert not Event.objects.filter(action__startswith="read.").exists()


def test_opening_the_story_takes_it_into_care_and_is_written_down(desk, kirsti):
    ask = cast.ask()
    page = desk.post(at("desk-ask-claim", ask.code), follow=True)
    ask.refresh_from_db()
    assert (ask.claimed_by, told(page)) == (kirsti, list(SECRETS))
    opened = Event.objects.filter(action="read.opened", actor=kirsti.code).order_by("seq")
    assert [(event.names, event.purpose) for event in opened] == [("identity", "claimed"), ("story wishes", "claimed")]


def test_a_colleague_sees_facts_only_until_they_take_over(desk, kirsti):
    ask = mine(cast._staff("Kaisa", "coordinator", cast.association()))
    before = desk.get(at("desk-ask", ask.code))
    after = desk.post(at("desk-ask-take-over", ask.code), follow=True)
    ask.refresh_from_db()
    assert (told(before), told(after), ask.claimed_by) == ([], list(SECRETS), kirsti)


def test_the_slower_of_two_hands_reads_why_not_and_no_story(desk):
    ask = mine(cast._staff("Kaisa", "coordinator", cast.association()))
    answer = desk.post(at("desk-ask-claim", ask.code))
    assert (answer.status_code, told(answer)) == (409, [])


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once_and_one_wins(kirsti):
    kaisa, ask = cast._staff("Kaisa", "coordinator", cast.association()), cast.ask()
    answers, together = [], threading.Barrier(2)

    def press(person):
        client = Client()
        client.force_login(person)
        together.wait()
        answers.append(client.post(at("desk-ask-claim", ask.code)).status_code)
        connection.close()

    hands = [threading.Thread(target=press, args=[person]) for person in (kirsti, kaisa)]
    [hand.start() for hand in hands]
    [hand.join() for hand in hands]
    assert sorted(answers) == [302, 409]
    assert Event.objects.filter(action="ask.claimed").count() == 1


ACTS = ["claim", "take-over", "promise", "word", "hand-over", "signpost", "withdraw", "look", "cards", "take-back"]


def test_another_associations_request_is_not_there(client):
    ask = mine(cast.kirsti())
    client.force_login(cast.maija())
    addresses = [at("desk-ask", ask.code), at("desk-ask-change", ask.code, "needs")]
    addresses += [at(f"desk-ask-{act}", ask.code) for act in ACTS]
    assert {client.post(address).status_code for address in addresses} <= {404, 405}
    assert client.get(at("desk-ask", ask.code)).status_code == 404


def test_nothing_is_done_to_a_request_that_is_not_in_my_care(desk):
    ask = cast.ask()
    own = [act for act in ACTS if act not in ("claim", "take-over", "hand-over")]
    assert {desk.post(at(f"desk-ask-{act}", ask.code)).status_code for act in own} == {403}
    assert desk.get(at("desk-ask-change", ask.code, "words")).status_code == 403


def test_a_seeker_and_a_stranger_find_no_desk(client):
    ask = cast.ask()
    for someone in (ask.person, cast.olli()):
        client.force_login(someone)
        pages = [at("desk-asks"), at("desk-ask-new"), at("desk-ask", ask.code)]
        assert {client.get(page).status_code for page in pages} <= {403, 404}


# --- the list -----------------------------------------------------------------------------------------------------
def test_the_list_names_only_those_in_my_care(desk, kirsti):
    cast.ask(cast.person("Eila"))
    mine(kirsti)
    page = desk.get(at("desk-asks")).content.decode()
    assert ("Aino" in page, "Eila" in page) == (True, False)


def test_each_filter_shows_its_own(desk, kirsti):
    free, own = cast.ask(cast.person("Eila")), mine(kirsti)
    ended = mine(kirsti, cast.person("Irma"))
    matching.withdraw(ended, by=kirsti)
    shown = {}
    for show in ("", "unclaimed", "mine", "ended"):
        page = desk.get(at("desk-asks"), {"show": show}).content.decode()
        shown[show] = {ask.pk for ask in (free, own, ended) if ask.code in page}
    assert shown == {"": {free.pk, own.pk}, "unclaimed": {free.pk}, "mine": {own.pk}, "ended": {ended.pk}}


@pytest.mark.parametrize("count", [1, 3, 45])
def test_the_list_costs_the_same_whatever_its_length(desk, kirsti, count):
    for number in range(count):
        mine(kirsti, cast.person(f"Eila{number}"))
    desk.get(at("desk-asks"))
    with CaptureQueriesContext(connection) as statements:
        page = desk.get(at("desk-asks"))
    assert len(statements) == 9, [one["sql"][:90] for one in statements]
    assert len(page.content) < 40 * 1024


def test_the_list_goes_on_where_the_page_ended(desk):
    for number in range(45):
        cast.ask(cast.person(f"Eila{number}"))
    first = desk.get(at("desk-asks"))
    second = desk.get(first.context["next_url"])
    assert (len(first.context["rows"]), len(second.context["rows"]), second.context["next_url"]) == (40, 5, "")
    assert not {row.url for row in first.context["rows"]} & {row.url for row in second.context["rows"]}
    assert desk.get(at("desk-asks"), {"after": "9_x", "show": "?"}).status_code == 200


# --- the promise --------------------------------------------------------------------------------------------------
def test_after_a_talk_the_next_day_is_promised_and_the_earlier_one_kept(desk, kirsti):
    ask = mine(kirsti)
    ask.promises.create(due=clock.today(), made_at=clock.now() - timedelta(days=1))
    due = clock.today() + timedelta(days=4)
    desk.post(at("desk-ask-promise", ask.code), {"due": due.isoformat()})
    assert [(one.due, one.kept_at is None) for one in ask.promises.all()] == [(clock.today(), False), (due, True)]


def test_a_day_that_has_passed_is_told_so_and_nothing_changes(desk, kirsti):
    ask = mine(kirsti)
    answer = desk.post(at("desk-ask-promise", ask.code), {"due": "2020-01-01"})
    assert (answer.status_code, ask.promises.count()) == (409, 0)
    assert desk.post(at("desk-ask-promise", ask.code), {"due": "tomorrow"}).status_code == 200


def test_word_given_keeps_the_promise_in_one_tap(desk, kirsti):
    ask = mine(kirsti)
    ask.promises.create(due=clock.today())
    desk.post(at("desk-ask-word", ask.code))
    assert [one.was_kept for one in ask.promises.all()] == [True, False]


# --- finding a peer -----------------------------------------------------------------------------------------------
def test_cards_are_looked_at_first_and_only_the_ticked_ones_shown(desk, kirsti):
    ask = mine(kirsti)
    cast.pekka(), cast.supporter("Paavo")
    page = desk.post(at("desk-ask-look", ask.code), follow=True)
    assert [name for name in ("Pekka", "Paavo") if name in page.content.decode()] == []
    first, _second = Card.objects.order_by("place")
    desk.post(at("desk-ask-cards", ask.code), {"card": [first.code]})
    ask.refresh_from_db()
    assert (ask.stage, list(Card.objects.all())) == ("shortlisted", [first])
    assert list(Letter.objects.filter(to=ask.person).values_list("kind", flat=True)) == ["cards"]


def test_every_card_tells_its_terms_in_sentences(desk, kirsti):
    ask = mine(kirsti)
    cast.pekka()
    page = desk.post(at("desk-ask-look", ask.code), follow=True)
    (card,) = page.context["cards"]
    assert len(card["said"]) + len(card["silent"]) == 9
    assert [term.sentence for term in card["said"] if term.sentence not in page.content.decode()] == []


def test_without_a_tick_nothing_is_shown(desk, kirsti):
    ask = mine(kirsti)
    cast.pekka()
    desk.post(at("desk-ask-look", ask.code))
    assert desk.post(at("desk-ask-cards", ask.code)).status_code == 409
    ask.refresh_from_db()
    assert ask.stage == "received"


def test_when_nobody_fits_the_page_says_what_would_help(desk, kirsti):
    ask = mine(kirsti, language="sv")
    cast.pekka(languages="fi sv", experience={"modes": ["meeting"]})
    page = desk.post(at("desk-ask-look", ask.code), follow=True)
    assert (page.context["cards"], [change.limit for change in page.context["changes"]]) == ([], ["mode"])
    assert page.context["changes"][0].sentence in page.content.decode()


def test_the_coordinator_chooses_for_someone_on_the_phone_and_takes_it_back(desk, kirsti):
    ask = mine(kirsti, cast.person("Eila", phone="+358401234567"), left_to_us=True)
    pekka = cast.pekka()
    desk.post(at("desk-ask-look", ask.code))
    card = Card.objects.get()
    desk.post(at("desk-ask-choose", ask.code, card.code))
    proposal = Proposal.objects.get()
    assert (proposal.supporter, proposal.asked_by, proposal.is_open) == (pekka, kirsti, True)
    desk.post(at("desk-ask-take-back", ask.code))
    proposal.refresh_from_db()
    assert (proposal.stage, Supporter.objects.get().places_taken) == ("taken-back", 0)


# --- it changes, goes on elsewhere, ends --------------------------------------------------------------------------
def test_an_answer_is_changed_with_the_person_on_the_phone(desk, kirsti):
    ask = mine(kirsti)
    assert "hurts" in desk.get(at("desk-ask-change", ask.code, "words")).content.decode()
    desk.post(at("desk-ask-change", ask.code, "words"), {"own_words": "It is better by day."})
    assert "It is better by day." in desk.get(at("desk-ask", ask.code)).content.decode()
    assert desk.get(at("desk-ask-change", ask.code, "place")).status_code == 404


def test_a_request_is_handed_over_unclaimed_with_a_new_promise(desk, kirsti):
    ask, elsewhere = mine(kirsti), cast.association("Pohjanmaan Selkäyhdistys", "17")
    ask.promises.create(due=clock.today())
    desk.post(at("desk-ask-hand-over", ask.code), {"association": elsewhere.code})
    ask.refresh_from_db()
    assert (ask.association, ask.claimed_by, ask.promises.filter(kept_at=None).count()) == (elsewhere, None, 1)
    assert desk.get(at("desk-ask", ask.code)).status_code == 404


def test_a_request_goes_to_the_unions_own_queue(desk, kirsti):
    ask = mine(kirsti)
    desk.post(at("desk-ask-hand-over", ask.code), {"association": "union"})
    ask.refresh_from_db()
    assert ask.association is None


def test_the_way_is_shown_kindly_and_the_request_ends(desk, kirsti):
    ask = mine(kirsti)
    page = desk.post(at("desk-ask-signpost", ask.code), {"words": "The health centre helps."}, follow=True)
    ask.refresh_from_db()
    assert (ask.stage, "The health centre helps." in page.content.decode()) == ("signposted", True)


def test_taking_back_for_the_person_asks_no_reason(desk, kirsti):
    ask = mine(kirsti)
    assert "<textarea" not in desk.get(at("desk-ask-withdraw", ask.code)).content.decode()
    desk.post(at("desk-ask-withdraw", ask.code))
    ask.refresh_from_db()
    assert ask.stage == "withdrawn"


# --- told on the phone --------------------------------------------------------------------------------------------
PAPER = {
    "place-place": "Jyväskylä",
    "where-where": "place",
    "for-whom-for_whom": "self",
    "language-language": "fi",
    "needs-needs": ["listening"],
    "touch-modes": ["phone"],
    "topics-topics": ["sciatica"],
    "phase-phase": "unknown",
    "words-own_words": "It hurts at night.",
    "peer-chooser": "me",
    "about-age_band": "70-79",
    "reach-called": "Eila",
    "reach-phone": "040 123 4567",
    "consent-agreed": "on",
}


def test_a_request_told_on_the_phone_is_mine_at_once_with_a_reference_and_a_promise(desk, kirsti):
    here = cast.association()
    page = desk.post(at("desk-ask-new"), PAPER, follow=True)
    ask = Ask.objects.get()
    assert (ask.channel, ask.claimed_by, ask.association, ask.age_band) == ("phone", kirsti, here, "70-79")
    text = page.content.decode()
    assert (ask.reference in text, ask.promises.count(), "Eila" in text) == (True, 1, False)
    consent = Consent.objects.get()
    assert (consent.given, consent.recorded_by, consent.purpose) == ("phone", kirsti, "ask")


def test_a_nickname_is_enough_and_no_contact_is_needed(desk):
    changes = {"reach-phone": "", "reach-calls_self": "on"}
    assert desk.post(at("desk-ask-new"), PAPER | changes).status_code == 302
    assert Ask.objects.get().person.phone_index == ""


def test_what_is_missing_is_told_on_top_and_everything_typed_is_kept(desk):
    page = desk.post(at("desk-ask-new"), PAPER | {"reach-called": "", "place-place": "Xyz", "needs-needs": []})
    text = page.content.decode()
    assert (Ask.objects.count(), "It hurts at night." in text, "040 123 4567" in text) == (0, True, True)
    links = [link for link in ("#id_reach-called", "#id_place-place", "#id_needs-needs_0") if f'href="{link}"' in text]
    assert len(links) == 3


def test_a_place_that_could_be_several_is_asked_about_without_script(desk):
    from rinnalla.associations.models import Municipality

    cast.places()
    one = Municipality.objects.get(code="179")
    one.pk, one.fi, one.sv, one.folded_fi, one.folded_sv = "180", "Jyväs", "Jyväs", "jyvas", "jyvas"
    one.save(force_insert=True)
    page = desk.post(at("desk-ask-new"), PAPER | {"place-place": "jyv"})
    assert 'type="radio" name="place-code"' in page.content.decode()
    answer = desk.post(at("desk-ask-new"), PAPER | {"place-place": "jyv", "place-code": "179"})
    assert (answer.status_code, Ask.objects.count()) == (302, 1)


def test_pressed_twice_it_is_one_request(desk):
    first = desk.post(at("desk-ask-new"), PAPER | {"once": "the-same-key"})
    second = desk.post(at("desk-ask-new"), PAPER | {"once": "the-same-key"})
    assert (first.url, second.url, Ask.objects.count()) == (at("desk-ask-done"), at("desk-ask-done"), 1)


def test_an_open_request_of_the_same_number_is_pointed_out_once(desk):
    desk.post(at("desk-ask-new"), PAPER)
    page = desk.post(at("desk-ask-new"), PAPER | {"reach-called": "E."})
    assert (page.context["twin"], Ask.objects.count()) == (Ask.objects.get(), 1)
    assert "040 123 4567" in page.content.decode()
    assert desk.post(at("desk-ask-new"), PAPER | {"where-anyway": "on"}).status_code == 302
    assert Ask.objects.count() == 2


def test_the_same_number_in_another_association_is_nobodys_to_know(desk):
    elsewhere = cast.association("Pohjanmaan Selkäyhdistys", "17")
    cast.ask(cast.person("Eila", phone="+358401234567"), elsewhere)
    assert desk.post(at("desk-ask-new"), PAPER).status_code == 302


def test_a_caller_from_elsewhere_hears_the_reference_though_the_request_goes_there(desk):
    elsewhere = cast.association("Pohjanmaan Selkäyhdistys", "17")
    page = desk.post(at("desk-ask-new"), PAPER | {"place-place": "Vaasa"}, follow=True)
    ask = Ask.objects.get()
    assert (ask.association, ask.claimed_by, ask.reference in page.content.decode()) == (elsewhere, None, True)
    assert desk.get(at("desk-ask", ask.code)).status_code == 404


def test_a_caller_may_choose_our_association(desk, kirsti):
    here = Association.objects.get()
    desk.post(at("desk-ask-new"), PAPER | {"place-place": "Vaasa", "where-where": here.code})
    assert (Ask.objects.get().association, Ask.objects.get().claimed_by) == (here, kirsti)
