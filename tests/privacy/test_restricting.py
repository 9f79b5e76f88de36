"""Everything of a person rests until they lift it: out of matching, of the desk, of letters, of the schedule."""

from datetime import timedelta

import pytest

from rinnalla.asks.models import Ask
from rinnalla.asks.policies import may_claim, may_read_story, may_see
from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed, RuleBroken
from rinnalla.companionships import moves as companionships
from rinnalla.companionships import stories
from rinnalla.companionships.models import Companionship
from rinnalla.letters import post, worker
from rinnalla.letters.models import Letter
from rinnalla.matching import moves as matching
from rinnalla.matching.models import Card
from rinnalla.people import moves as people
from rinnalla.privacy import forget
from rinnalla.privacy.rights import asking, restricting
from rinnalla.supporters.models import Supporter
from rinnalla.supporters.policies import may_see as may_see_supporter
from tests import addresses, cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db


@pytest.fixture
def kirsti():
    return cast.kirsti()


def claimed(kirsti) -> Ask:
    ask = cast.ask(claimed_by=kirsti, claimed_at=clock.now())
    ask.promises.create(due=clock.today())
    return ask


def test_a_request_that_rests_is_seen_by_nobody_but_its_person_and_waits_again_when_it_is_lifted(kirsti):
    ask, pekka = claimed(kirsti), cast.pekka()
    made = matching.shortlist(ask, by=kirsti)
    matching.show(made, made.cards.all(), by=kirsti)
    matching.choose(Card.objects.get(), by=ask.person)
    aino = ask.person
    restricting.restrict(aino, by=aino)
    restricting.restrict(aino, by=aino)
    ask, pekka = Ask.objects.select_related("person").get(pk=ask.pk), Supporter.objects.get(pk=pekka.pk)
    assert (ask.stage, pekka.places_taken, ask.promises.filter(kept_at=None).count()) == ("received", 0, 0)
    assert list(Ask.objects.visible_to(kirsti)) == list(Ask.objects.readable_by(kirsti)) == []
    assert list(Ask.objects.visible_to(aino)) == [ask]
    assert (may_see(kirsti, ask), may_claim(kirsti, ask), may_read_story(kirsti, ask)) == (False, False, False)
    with pytest.raises(RuleBroken):
        matching.shortlist(ask, by=kirsti)
    client = addresses.signed_in(kirsti)
    assert client.get(f"/desk/requests/{ask.code}/").status_code == 404
    assert ask.code not in client.get("/desk/").content.decode()
    restricting.lift(aino, by=aino)
    assert list(Ask.objects.visible_to(kirsti)) == [ask]
    assert ask.promises.filter(kept_at=None).count() == 1


def test_a_supporter_who_rests_is_offered_to_nobody_and_not_shown(kirsti):
    ask, pekka = claimed(kirsti), cast.pekka()
    made = matching.shortlist(ask, by=kirsti)
    matching.show(made, made.cards.all(), by=kirsti)
    restricting.restrict(pekka.person, by=pekka.person)
    pekka = Supporter.objects.select_related("person", "association").get(pk=pekka.pk)
    ask.refresh_from_db()
    assert (ask.stage, Card.objects.get().stage) == ("received", "gone")
    assert (list(Supporter.objects.eligible()), pekka.is_offerable) == ([], False)
    assert (list(Supporter.objects.visible_to(kirsti)), may_see_supporter(kirsti, pekka)) == ([], False)
    restricting.lift(pekka.person, by=pekka.person)
    assert list(Supporter.objects.eligible()) == [pekka]


def test_a_pair_has_a_pause_and_shows_no_number(kirsti):
    pair = pairs.walking(kirsti=kirsti)
    aino, pekka = pair.person, pair.supporter.person
    companionships.show_contact(pair, phone=True, email=True, by=aino)
    restricting.restrict(aino, by=aino)
    pair = pairs.fresh(pair)
    assert (pair.stage, stories.other(pair, by=pekka).email) == ("paused", "")
    assert not Companionship.objects.visible_to(kirsti).exists()
    with pytest.raises(RuleBroken):
        companionships.go_on(pair, by=pekka)
    restricting.lift(aino, by=aino)
    pair = pairs.fresh(pair)
    companionships.go_on(pair, by=pekka)
    assert stories.other(pair, by=pekka).email == "aino@example.org"


def test_letters_wait_but_for_those_about_just_that(kirsti):
    aino = cast.aino()
    restricting.restrict(aino, by=aino)
    post.later("cards", to=aino)
    post.later("rights", to=aino)
    post.call("promise", to=aino, association=cast.association())
    worker.send_due()
    assert set(Letter.objects.values_list("kind", "stage")) == {
        ("cards", "waiting"), ("rights", "sent"), ("promise", "waiting"),
    }  # fmt: skip
    assert not post.waiting_calls(kirsti).exists()
    restricting.lift(aino, by=aino)
    worker.send_due()
    assert Letter.objects.filter(kind="cards").get().stage == "sent"
    assert post.waiting_calls(kirsti).count() == 1


def test_nothing_that_rests_is_erased_by_schedule():
    ask = cast.ask(stage="withdrawn", ended_at=clock.now())
    long_ago = clock.now() - timedelta(days=3000)
    Ask.objects.update(last_contact_at=long_ago, stage_at=long_ago, received_at=long_ago)
    people.consent(ask.person, "ask", by=ask.person)
    restricting.restrict(ask.person, by=ask.person)
    assert forget.asks() == 0
    restricting.lift(ask.person, by=ask.person)
    assert forget.asks() == 1


def test_everyone_decides_alone(kirsti):
    aino = cast.aino()
    with pytest.raises(NotAllowed):
        restricting.restrict(aino, by=kirsti)
    with pytest.raises(NotAllowed):
        asking.ask(aino, "correct", "other", "Väärä kunta", by=kirsti)


def test_the_page_lets_rest_and_go_on_and_keeps_what_is_not_understood():
    aino = cast.aino()
    client = addresses.signed_in(aino)
    assert client.post("/my/rights/rest/", {"do": "\x00"}).status_code == 200
    assert client.post("/my/rights/rest/", {"do": "rest"}).status_code == 302
    aino.refresh_from_db()
    assert aino.is_restricted
    assert 'value="go-on"' in client.get("/my/rights/").content.decode()
    assert client.post("/my/rights/rest/", {"do": "go-on"}).status_code == 302
    aino.refresh_from_db()
    assert not aino.is_restricted
