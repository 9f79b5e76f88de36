"""A wish about one's own details is answered in writing within a month, by those who keep them (art. 12)."""

from datetime import timedelta

import pytest
from django.conf import settings

from rinnalla.base import clock
from rinnalla.base.errors import NotAllowed, Overtaken, RuleBroken
from rinnalla.privacy import forget, moves
from rinnalla.privacy.models import Count
from rinnalla.privacy.rights import asking, policies, restricting
from rinnalla.privacy.rights.models import RightsRequest
from tests import addresses, cast
from tests.companionships import pairs

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish():
    pekka = cast.pekka()
    return asking.ask(pekka.person, "correct", "interview", "En ole koskaan ollut leikkauksessa.", by=pekka.person)


def test_a_wish_goes_to_the_association_with_the_day_of_the_law(wish):
    kirsti, maija, leena = cast.kirsti(), cast.maija(), cast.leena()
    assert (wish.association, wish.due) == (cast.association(), clock.today() + timedelta(days=30))
    for person in (kirsti, maija, leena, cast.olli(), wish.person):
        to_answer = RightsRequest.objects.to_answer(person).filter(pk=wish.pk).exists()
        visible = RightsRequest.objects.visible_to(person).filter(pk=wish.pk).exists()
        assert (policies.may_answer(person, wish), policies.may_see(person, wish)) == (to_answer, visible)
        assert (to_answer, visible) == (person == kirsti, person in (kirsti, wish.person))


def test_whoever_is_of_no_association_is_answered_by_the_union():
    olli, leena = cast.olli(), cast.leena()
    made = asking.ask(olli, "object", "counts", "En halua.", by=olli)
    assert made.association is None
    assert list(RightsRequest.objects.to_answer(leena)) == [made]


def test_the_answer_is_read_on_the_own_page_also_while_everything_rests(wish):
    kirsti, pekka = cast.kirsti(), wish.person
    restricting.restrict(pekka, by=pekka)
    desk, own = addresses.signed_in(kirsti), addresses.signed_in(pekka)
    assert f"/desk/wishes/{wish.code}/" in desk.get("/desk/").content.decode()
    page = desk.get(f"/desk/wishes/{wish.code}/").content.decode()
    assert "En ole koskaan ollut leikkauksessa." in page
    assert desk.post(f"/desk/wishes/{wish.code}/", {"outcome": "perhaps", "words": ""}).status_code == 200
    answered = {"outcome": "done", "words": "Korjasimme muistiinpanon."}
    assert desk.post(f"/desk/wishes/{wish.code}/", answered).status_code == 302
    assert desk.get(f"/desk/wishes/{wish.code}/").status_code == 404
    page = own.get("/my/rights/").content.decode()
    assert "Korjasimme muistiinpanon." in page and "En ole koskaan ollut leikkauksessa." in page
    assert pairs.letters_to(pekka)[-1] == "rights"


def test_it_is_answered_once_and_never_by_oneself_or_from_elsewhere(wish):
    kirsti = cast.kirsti()
    for person in (wish.person, cast.maija()):
        with pytest.raises(NotAllowed):
            asking.answer(wish, "done", "Tehty.", by=person)
    asking.answer(wish, "done", "Tehty.", by=kirsti)
    with pytest.raises(Overtaken):
        asking.answer(wish, "not", "Ei tehty.", by=kirsti)


def test_the_same_wish_twice_is_said_kindly(wish):
    with pytest.raises(RuleBroken):
        asking.ask(wish.person, "correct", "interview", "Toistan.", by=wish.person)
    client = addresses.signed_in(wish.person)
    assert client.get("/my/rights/correct/").status_code == 200
    assert client.get("/my/rights/nothing/").status_code == 404
    assert client.post("/my/rights/object/", {"about": "interview", "words": "x\x00"}).status_code == 200
    assert client.post("/my/rights/object/", {"about": "rhythm", "words": "Älkää laskeko."}).status_code == 302


def test_notes_that_were_objected_to_are_out_of_sight_until_the_answer_says_otherwise():
    kirsti, pekka = cast.kirsti(), cast.pekka()
    pekka.interview_on = clock.today()
    pekka.seal(interview={"notes": "Lämmin ja rauhallinen."}, application={"wish_to_help": "Haluan."})
    pekka.save()
    desk, address = addresses.signed_in(kirsti), f"/desk/supporters/{pekka.code}/application/"
    assert "Lämmin ja rauhallinen." in desk.get(address).content.decode()
    wish = asking.ask(pekka.person, "object", "notes", "En halua.", by=pekka.person)
    assert "Lämmin ja rauhallinen." not in desk.get(address).content.decode()
    asking.answer(wish, "not", "Tarvitsemme ne vielä.", by=kirsti)
    assert "Lämmin ja rauhallinen." in desk.get(address).content.decode()


@pytest.mark.parametrize(("outcome", "counted"), [("", 0), ("done", 0), ("not", 1)])
def test_whoever_objects_to_being_counted_is_not_counted(outcome, counted):
    kirsti, ask = cast.kirsti(), cast.ask()
    wish = asking.ask(ask.person, "object", "counts", "En halua.", by=ask.person)
    if outcome:
        asking.answer(wish, outcome, "Vastaus.", by=kirsti)
    moves.erase(ask.person, by=ask.person)
    assert Count.objects.count() == counted


def test_wishes_go_two_years_after_their_answer(wish):
    asking.answer(wish, "done", "Tehty.", by=cast.kirsti())
    edge = clock.now() - settings.KEPT_FOR["rights"]
    RightsRequest.objects.update(answered_at=edge + timedelta(hours=1))
    assert asking.forget_old() == 0
    RightsRequest.objects.update(answered_at=edge)
    assert asking.forget_old() == 1
    assert forget.forget_due() is not None
