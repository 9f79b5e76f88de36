"""Thanks, small milestones, the wished rhythm, a number for a while, a rest offered after a hard ending (R10, R13)."""

from datetime import timedelta

import pytest

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.companionships import moves as companionships
from rinnalla.companionships.choices import Ending
from rinnalla.companionships.models import Companionship
from rinnalla.guidance import care, milestones, moves, policies
from rinnalla.guidance.models import Milestone, OwnWay, Thanks
from rinnalla.ledger import reading
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.supporters import ageing
from rinnalla.supporters import moves as supporters
from rinnalla.supporters.models import Experience, Supporter
from tests import cast
from tests.companionships import pairs
from tests.guidance.meetings import days_later, in_days

pytestmark = pytest.mark.django_db


def walking(kirsti, supporter=None):
    return pairs.walking(kirsti=kirsti, supporter=supporter)


def contacts(pair, count: int, *, days_ago: int = 0):
    day = clock.today() - timedelta(days=days_ago)
    for _ in range(count):
        pair.contacts.create(day=day, way="phone", minutes=30, noted_by=pair.supporter.person)


# --- thanks ------------------------------------------------------------------------------------------------------
def test_thanks_are_sealed_for_the_one_who_is_thanked_and_read_in_their_language():
    kirsti, pekka = cast.kirsti(), cast.pekka()
    ready = moves.thank(pekka, ready="listening", by=kirsti)
    own = moves.thank(pekka, own="  Kiitos kesästä.  ", by=kirsti)
    assert b"kes" not in bytes(own.words)
    opened = reading.opened_many([ready, own], "words", by=pekka.person, purpose="own")
    assert [Thanks.read(row.words) for row in opened][1] == "Kiitos kesästä."
    assert Thanks.read(opened[0].words) != "listening"
    assert list(Letter.objects.values_list("kind", "to")) == [("thanks", pekka.person.pk)] * 2
    for wrong in ({"ready": "nonsense"}, {"own": "x" * 201}, {}):
        with pytest.raises(RuleBroken):
            moves.thank(pekka, **wrong, by=kirsti)
    with pytest.raises(RuleBroken):
        moves.thank(pekka, ready="time", by=pekka.person)


def test_thanks_are_seen_by_the_one_who_is_thanked_and_nobody_else():
    kirsti, pekka = cast.kirsti(), cast.pekka()
    moves.thank(pekka, ready="time", by=kirsti)
    for person in (kirsti, cast.olli(), pekka.person, cast.leena()):
        allowed = {one for one in Thanks.objects.all() if policies.may_read_thanks(person, one)}
        assert set(Thanks.objects.visible_to(person)) == allowed
        assert bool(allowed) == (person == pekka.person)


# --- milestones --------------------------------------------------------------------------------------------------
def test_milestones_are_reached_one_by_one_and_kept_when_what_they_came_from_is_erased():
    kirsti, pekka = cast.kirsti(), cast.pekka(stage_at=in_days(-400))
    assert [stone.kind for stone in milestones.wall(pekka)] == ["year", "course"]
    pair = walking(kirsti, pekka)
    contacts(pair, 9)
    assert [stone.kind for stone in milestones.wall(pekka)] == ["year", "course", "first"]
    contacts(pair, 1)
    assert milestones.remember() == 4
    assert milestones.remember() == 0
    Companionship.objects.all().delete()
    assert {stone.kind for stone in milestones.wall(pekka)} == {"year", "course", "first", "ten"}
    assert Milestone.objects.count() == 4


def test_a_new_supporter_has_no_milestone_of_a_year():
    pekka = cast.pekka(stage_at=in_days(-364))
    assert "year" not in [stone.kind for stone in milestones.wall(pekka)]
    with days_later(2):
        assert "year" in [stone.kind for stone in milestones.wall(pekka)]


# --- the rhythm --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "pace, count, above, below",
    [
        ("calm", 0, False, True),
        ("calm", 1, False, False),
        ("calm", 5, False, False),
        ("calm", 6, True, False),
        ("steady", 1, False, True),
        ("steady", 2, False, False),
        ("lively", 3, False, True),
        ("lively", 21, True, False),
        ("", 40, False, False),
    ],
)
def test_contacts_clearly_above_or_below_the_wish_show_and_nothing_else(pace, count, above, below):
    kirsti = cast.kirsti()
    pekka = cast.pekka(stage_at=in_days(-60))
    moves.wish_pace(pekka, pace, by=pekka.person)
    contacts(walking(kirsti, pekka), count)
    told = care.one(pekka)
    assert (told.contacts, told.is_above, told.is_below) == (count, above, below)


def test_old_contacts_a_rest_a_limit_and_a_beginning_are_not_too_little():
    kirsti = cast.kirsti()
    pekka = cast.pekka(stage_at=in_days(-60))
    moves.wish_pace(pekka, "steady", by=pekka.person)
    contacts(walking(kirsti, pekka), 4, days_ago=29)
    assert care.one(pekka).is_below
    supporters.set_at_limit(pekka, True, by=pekka.person)
    assert not care.one(pekka).is_below
    supporters.set_at_limit(pekka, False, by=pekka.person)
    supporters.rest(pekka, by=pekka.person)
    assert not care.one(pekka).is_below
    fresh = cast.supporter("Sirpa", stage_at=in_days(-20))
    moves.wish_pace(fresh, "steady", by=fresh.person)
    assert not care.one(fresh).is_below
    with pytest.raises(RuleBroken):
        moves.wish_pace(pekka, "frantic", by=pekka.person)


def test_everyone_is_judged_in_one_statement_however_many(django_assert_num_queries):
    for name in ("Pekka", "Sirpa", "Ulla"):
        cast.supporter(name)
        with django_assert_num_queries(1):
            [care.of(row) for row in care.with_care(Supporter.objects.all())]


# --- a number for a while ----------------------------------------------------------------------------------------
def test_a_smaller_number_for_a_while_returns_by_itself():
    pekka = cast.pekka(capacity=3)
    until = clock.today() + timedelta(days=20)
    moves.for_a_while(pekka, 1, until, by=pekka.person)
    moves.for_a_while(pekka, 0, until, by=pekka.person)  # changed their mind: returns to three all the same
    assert moves.return_capacities() == 0
    with days_later(21):
        assert moves.return_capacities() == 1
        assert moves.return_capacities() == 0
    pekka.refresh_from_db()
    assert (pekka.capacity, OwnWay.of(pekka).back_on) == (3, None)


def test_who_chose_another_number_meanwhile_keeps_it():
    pekka = cast.pekka(capacity=3)
    moves.for_a_while(pekka, 1, clock.today() + timedelta(days=20), by=pekka.person)
    supporters.set_capacity(pekka, 2, by=pekka.person)
    with days_later(21):
        assert moves.return_capacities() == 0
    pekka.refresh_from_db()
    assert pekka.capacity == 2
    with pytest.raises(RuleBroken):
        moves.for_a_while(pekka, 1, clock.today(), by=pekka.person)


# --- a rest after a hard ending ----------------------------------------------------------------------------------
def test_a_rest_is_offered_after_a_hard_ending_until_it_is_put_aside():
    kirsti, pekka = cast.kirsti(), cast.pekka(capacity=2)
    pair = walking(kirsti, pekka)
    assert not care.may_need_rest(pekka)
    companionships.end(pair, Ending.STOPPED, by=pair.person)
    assert care.may_need_rest(pekka)
    moves.put_rest_aside(pekka, by=pekka.person)
    assert not care.may_need_rest(pekka)
    again = pairs.walking(kirsti=kirsti, supporter=pekka, person=cast.person("Eila"))
    companionships.end(again, Ending.TIME_UP, by=again.person)  # within four weeks of meeting
    assert care.may_need_rest(pekka)
    supporters.rest(pekka, by=pekka.person)
    assert not care.may_need_rest(pekka)


def test_a_good_ending_and_an_old_one_offer_no_rest():
    kirsti, pekka = cast.kirsti(), cast.pekka(capacity=2)
    pair = walking(kirsti, pekka)
    companionships.end(pair, Ending.PURPOSE_MET, by=pair.person)
    assert not care.may_need_rest(pekka)
    other = pairs.walking(kirsti=kirsti, supporter=pekka, person=cast.person("Eila"))
    companionships.end(other, Ending.STOPPED, by=other.person)
    with days_later(31):
        assert not care.may_need_rest(pekka)


# --- experience ages ---------------------------------------------------------------------------------------------
def test_a_supporter_is_asked_yearly_whether_it_still_holds_and_once_more():
    pekka = cast.pekka()
    assert (ageing.is_due(pekka), ageing.ask_who_is_due()) == (False, 0)
    asked = []
    for days in (366, 367, 430, 431, 500, 600):
        with days_later(days):
            asked.append(ageing.ask_who_is_due())
    assert asked == [1, 0, 1, 0, 0, 0]
    assert set(Letter.objects.values_list("kind", "to")) == {("experience", pekka.person.pk)}
    with days_later(600):
        pekka.refresh_from_db()
        assert ageing.is_due(pekka) and pekka in ageing.due()
        ageing.confirm(pekka, by=pekka.person)
        assert not ageing.is_due(pekka) and pekka not in ageing.due()
    assert Event.objects.filter(action="experience.confirmed").count() == 1


def test_telling_anew_is_a_confirmation_too():
    pekka = cast.pekka()
    with days_later(400):
        assert ageing.is_due(pekka)
        supporters.describe(pekka, Experience(), ["fi"], by=pekka.person)
        assert not ageing.is_due(pekka)
