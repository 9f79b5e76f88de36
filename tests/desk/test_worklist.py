"""The worklist: acts, the most urgent first; nobody's name before care; the same few statements for any length."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rinnalla.base import clock
from rinnalla.companionships import moves as companionships
from rinnalla.companionships.models import Companionship
from rinnalla.desk import worklist
from rinnalla.guidance.models import Guide
from rinnalla.ledger.models import Event
from rinnalla.letters import post
from rinnalla.letters.choices import Kind, LetterStage
from rinnalla.letters.models import Letter
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card, Proposal
from rinnalla.matching.sentences import CHANGES
from rinnalla.supporters.models import PledgeText, Supporter
from tests import cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db
STATEMENTS = 16


@pytest.fixture
def kirsti():
    return cast.kirsti()


@pytest.fixture
def desk(client, kirsti):
    """Kirsti's worklist as she reads it."""
    client.force_login(kirsti)

    def read(**query):
        return client.get(reverse("desk"), query)

    return read


def days(count):
    return timedelta(days=count)


def claimed(kirsti, person=None, **changes):
    return cast.ask(person or cast.aino(), claimed_by=kirsti, claimed_at=clock.now(), **changes)


def kinds(person):
    return [section.kind for section in worklist.gather(person).sections]


def words(person, kind):
    sections = worklist.gather(person, kind=kind).sections
    return [str(line.words) for section in sections for line in section.lines]


def only(person):
    """The kind and the lateness of the only line."""
    (section,) = worklist.gather(person).sections
    (line,) = section.lines
    return section.kind, line.is_late


# --- what stands on it ------------------------------------------------------------------------------------------
def test_an_empty_desk_says_that_nothing_waits(desk, kirsti):
    assert worklist.gather(kirsti).sections == []
    assert desk().status_code == 200


def test_a_new_request_tells_no_name_and_no_story(desk, kirsti):
    cast.ask()
    page = desk().content.decode()
    assert only(kirsti) == ("new", False)
    assert [secret for secret in ("Aino", "aino@", "hurts", "iskias") if secret in page] == []
    assert not Event.objects.filter(action__startswith="read.").exists()


def test_a_broken_promise_stands_first_and_is_late(kirsti):
    cast.ask()
    late = cast.ask(cast.olli())
    late.promises.create(due=clock.today() - days(2))
    found = worklist.gather(kirsti)
    assert [section.kind for section in found.sections] == ["promised", "new"]
    assert (found.first.is_late, late.code in found.first.url) == (True, True)


def test_one_in_my_care_is_called_by_name_and_that_is_one_line_in_the_ledger(desk, kirsti):
    for name in ("Aino", "Eila"):
        ask = claimed(kirsti, cast.person(name))
        ask.promises.create(due=clock.today())
    page = desk().content.decode()
    assert ("Aino" in page, "Eila" in page) == (True, True)
    (event,) = Event.objects.filter(action="read.listed")
    assert (event.actor, event.names, event.purpose) == (kirsti.code, "identity", "staff")


def test_a_colleagues_promise_is_mine_to_see_only_when_it_is_broken(kirsti):
    colleague = cast._staff("Kaisa", "coordinator", cast.association())
    ask = claimed(colleague)
    promise = ask.promises.create(due=clock.today())
    assert kinds(kirsti) == []
    promise.due = clock.today() - days(1)
    promise.save()
    assert kinds(kirsti) == ["promised"]
    assert worklist.gather(kirsti).first.name == ""


def test_nobody_sees_another_associations_work(kirsti):
    maija = cast.maija()
    cast.ask()
    cast.pekka(stage="applied")
    pairs.walking(kirsti=kirsti, supporter=cast.supporter("Paavo"), person=cast.person("Eila"))
    Companionship.objects.update(next_review=clock.today())
    assert kinds(kirsti) == ["new", "review", "application"]
    assert kinds(maija) == []


def test_finding_a_peer_is_told_step_by_step(kirsti):
    ask = claimed(kirsti)
    cast.pekka()
    steps = [words(kirsti, "choosing")]
    made = matching.shortlist(ask, by=kirsti)
    steps.append(words(kirsti, "choosing"))
    matching.show(made, made.cards.all(), by=kirsti)
    steps.append(words(kirsti, "choosing"))
    ask.refresh_from_db()
    matching.ask_for_others(ask, by=ask.person)
    ask.promises.all().delete()
    steps.append(words(kirsti, "choosing"))
    assert [len(step) for step in steps] == [1, 1, 0, 1]
    assert len({step[0] for step in steps if step}) == 3


def test_nobody_fits_has_a_place_of_its_own(kirsti):
    ask = claimed(kirsti)
    matching.shortlist(ask, by=kirsti)
    assert kinds(kirsti) == ["nobody"]


def test_the_rule_that_blocks_is_told_when_these_are_looked_at_alone(desk, kirsti):
    cast.pekka(experience={"modes": ["meeting"]})
    for name in ("Aino", "Eila"):
        matching.shortlist(claimed(kirsti, cast.person(name)), by=kirsti)
    assert kinds(kirsti) == ["nobody"]
    with CaptureQueriesContext(connection) as two:
        assert set(words(kirsti, "nobody")) == {str(CHANGES["mode"])}
    matching.shortlist(claimed(kirsti, cast.person("Irma")), by=kirsti)
    with CaptureQueriesContext(connection) as three:
        assert len(words(kirsti, "nobody")) == 3
    assert len(two) == len(three)
    assert "meeting" not in desk().content.decode()


def test_a_supporter_who_has_not_answered_for_a_week_is_called(kirsti):
    proposal = asked(kirsti)
    Letter.objects.all().delete()
    proposal.ask.promises.all().delete()
    assert kinds(kirsti) == []
    Proposal.objects.update(asked_at=clock.now() - days(8))
    assert only(kirsti) == ("answer", False)


def asked(kirsti):
    """Aino chose Pekka, who has been asked."""
    ask = claimed(kirsti)
    cast.pekka()
    made = matching.shortlist(ask, by=kirsti)
    matching.show(made, made.cards.all(), by=kirsti)
    return matching.choose(Card.objects.get(shortlist=made), by=ask.person)


def test_pairs_wait_for_a_signature_a_review_and_a_next_step(kirsti):
    pair = pairs.introduced(kirsti=kirsti)
    now = clock.now()
    Companionship.objects.update(met_at=now - days(8))
    told = [only(kirsti)]
    companionships.write(pair, pairs.WORDS, pairs.in_weeks(6), by=pair.person)
    Letter.objects.all().delete()
    pair.agreements.update(written_at=now - days(15))
    told.append(only(kirsti))
    companionships.sign(pair.proposed, side="supporter", by=pair.supporter.person)
    Letter.objects.all().delete()
    Companionship.objects.update(next_review=clock.today() - days(8))
    told.append(only(kirsti))
    companionships.end(pairs.fresh(pair), "stopped", by=pair.person)
    Letter.objects.all().delete()
    told.append(only(kirsti))
    assert told == [("agreement", False), ("agreement", True), ("review", True), ("parting", False)]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"stage": "applied"}, "application"),
        ({"stage": "interviewed"}, "application"),
        ({"stage": "trained"}, "application"),
        ({"stage": "resting"}, None),
        ({"stage": "active"}, None),
        ({"stage": "active", "stage_at": 61}, "supporter"),
        ({"stage": "active", "stage_at": 61, "at_limit": True}, None),
        ({"stage": "active", "stage_at": 61, "capacity": 0}, None),
    ],
)
def test_supporters_wait_on_their_road_or_have_too_little_to_do(kirsti, changes, kind):
    if "stage_at" in changes:
        changes = changes | {"stage_at": clock.now() - days(changes["stage_at"])}
    pekka = cast.pekka(**changes)
    Guide.objects.create(supporter=pekka, person=kirsti)
    assert kinds(kirsti) == ([kind] if kind else [])


def test_a_new_pledge_is_remembered(kirsti):
    cast.pekka()
    PledgeText.objects.create(version="2", fi="Lupaan.", sv="Jag lovar.", en="I promise.")
    assert kinds(kirsti) == ["supporter"]


# --- calls ------------------------------------------------------------------------------------------------------
def test_a_call_shows_whom_and_what_and_is_told_in_one_tap(desk, client, kirsti):
    eila = cast.person("Eila", phone="+358401234567")
    ask = claimed(kirsti, eila)
    ask.promises.create(due=clock.today() + days(3))
    letter = post.later(Kind.CARDS, to=eila, association=ask.association)
    page = desk().content.decode()
    assert ("Eila" in page, "tel:+358401234567" in page) == (True, True)
    answer = client.post(reverse("desk-told", args=[letter.code]))
    letter.refresh_from_db()
    assert (answer.url, letter.stage, letter.done_by) == (reverse("desk"), LetterStage.TOLD, kirsti)


def test_a_call_to_someone_not_in_my_care_has_no_name_and_no_number(desk, kirsti):
    eila = cast.person("Eila", phone="+358401234567")
    ask = cast.ask(eila)
    post.later(Kind.PROMISE, to=eila, association=ask.association)
    page = desk().content.decode()
    assert kinds(kirsti) == ["new", "call"]
    assert [secret for secret in ("Eila", "401234567") if secret in page] == []


def test_a_call_of_another_association_is_not_there(client):
    eila = cast.person("Eila")
    letter = post.later(Kind.PROMISE, to=eila, association=cast.ask(eila).association)
    client.force_login(cast.maija())
    assert client.post(reverse("desk-told", args=[letter.code])).status_code == 404


# --- the page ---------------------------------------------------------------------------------------------------
def test_a_stranger_and_a_supporter_see_no_desk(client):
    for someone in (cast.olli(), cast.pekka().person):
        client.force_login(someone)
        assert client.get(reverse("desk")).status_code == 403


def test_staff_without_an_association_are_led_to_their_own_part(client):
    client.force_login(cast.leena())
    assert client.get(reverse("desk")).url == reverse("union")
    client.force_login(cast.taru())
    assert client.get(reverse("desk")).status_code == 200


def test_staff_hear_that_mail_is_down(desk, kirsti):
    calm = len(re.findall('class="notice warning"', desk().content.decode()))
    letter = post.later(Kind.CARDS, to=cast.aino())
    Letter.objects.filter(pk=letter.pk).update(tries=5)
    assert (calm, len(re.findall('class="notice warning"', desk().content.decode()))) == (0, 1)


def busy(kirsti, count):
    """`count` acts of each of several kinds."""
    where = cast.association()
    for number in range(count):
        cast.ask(cast.person(f"New{number}"))
        mine = claimed(kirsti, cast.person(f"Mine{number}", phone=f"+35840{number:07}"))
        mine.promises.create(due=clock.today() - days(1))
        post.later(Kind.PROMISE, to=mine.person, association=where)
        Supporter.objects.create(person=cast.person(f"Applies{number}"), association=where, stage="applied")
        looking = claimed(kirsti, cast.person(f"Looks{number}"))
        looking.promises.create(due=clock.today() + days(1))


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_list_costs_the_same_whatever_its_length(desk, kirsti, count):
    busy(kirsti, count)
    for query in ({}, {"show": "call"}):
        desk(**query)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            page = desk(**query)
        assert len(statements) == STATEMENTS, [one["sql"][:90] for one in statements]
        assert len(page.content) <= 40 * 1024


def test_a_long_kind_goes_on_page_by_page(desk, kirsti):
    for number in range(35):
        cast.ask(cast.person(f"New{number}"))
    whole = worklist.gather(kirsti).sections[0]
    first = worklist.gather(kirsti, kind="new").sections[0]
    second = worklist.gather(kirsti, kind="new", after=first.next_after).sections[0]
    keys = {line.key for line in [*first.lines, *second.lines]}
    assert (whole.count, len(whole.lines), len(first.lines), len(second.lines), len(keys)) == (35, 4, 30, 5, 35)
    assert second.next_after == ""


def test_an_unknown_kind_shows_everything(desk):
    cast.ask()
    assert desk(show="nonsense", after="x").status_code == 200


# --- the question to a supporter, on the phone ------------------------------------------------------------------
def test_a_supporter_hears_the_need_without_who_and_says_yes_by_telephone(client, kirsti):
    proposal = asked(kirsti)
    client.force_login(kirsti)
    page = client.get(reverse("desk-proposal", args=[proposal.code])).content.decode()
    assert ("Pekka" in page, "Aino" in page, "hurts" in page) == (True, False, False)
    client.post(reverse("desk-proposal-yes", args=[proposal.code]))
    pair = Companionship.objects.get()
    assert (pair.person, pair.supporter) == (proposal.ask.person, proposal.supporter)


def test_a_no_by_telephone_takes_no_reason_and_frees_the_place(client, kirsti):
    proposal = asked(kirsti)
    client.force_login(kirsti)
    client.post(reverse("desk-proposal-no", args=[proposal.code]))
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.answered_by, proposal.supporter.places_taken) == ("declined", kirsti, 0)
    assert client.get(reverse("desk-proposal", args=[proposal.code])).status_code == 200


def test_only_the_supporters_own_association_answers_for_them(client, kirsti):
    proposal = asked(kirsti)
    client.force_login(cast.maija())
    assert client.get(reverse("desk-proposal", args=[proposal.code])).status_code == 404
    assert client.post(reverse("desk-proposal-yes", args=[proposal.code])).status_code == 404


def test_a_coordinator_does_not_see_their_own_request_as_work(kirsti):
    cast.ask(kirsti)
    assert kinds(kirsti) == []
