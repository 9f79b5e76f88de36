"""Each supporter has a named guide, and it shows when someone has none (R10)."""

import pytest

from rinnalla.associations.models import Role
from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.guidance import care, moves, policies
from rinnalla.guidance.models import Guide
from rinnalla.guidance.models.guides import guide_of, in_care_of, may_be_guides
from rinnalla.ledger.models import Event
from rinnalla.letters.models import Letter
from rinnalla.supporters.models import Supporter
from tests import cast
from tests.guidance.meetings import gunnel

pytestmark = pytest.mark.django_db


def test_a_guide_is_named_by_whom_and_when_and_all_hear_of_it():
    kirsti, guide, pekka = cast.kirsti(), gunnel(), cast.pekka()
    named = moves.name_guide(pekka, guide, by=kirsti)
    assert (guide_of(pekka), named.named_by, named.until) == (named, kirsti, None)
    assert list(Letter.objects.order_by("pk").values_list("kind", "to")) == [
        ("guidance", pekka.person.pk),
        ("work", guide.pk),
    ]
    event = Event.objects.get(action="guidance.named")
    assert event.concerns() == sorted([pekka.person.code, guide.code])


def test_another_guide_takes_over_and_the_first_stays_in_the_history():
    kirsti, guide, pekka = cast.kirsti(), gunnel(), cast.pekka()
    first = moves.name_guide(pekka, guide, by=kirsti)
    assert moves.name_guide(pekka, guide, by=kirsti) == first
    moves.name_guide(pekka, kirsti, by=kirsti)
    assert guide_of(pekka).person == kirsti
    history = [(one.person, one.until is None) for one in Guide.objects.order_by("pk")]
    assert history == [(guide, False), (kirsti, True)]


def test_only_someone_with_the_task_is_named_and_nobody_guides_themself():
    kirsti, guide, pekka = cast.kirsti(), gunnel(), cast.pekka()
    Role.objects.create(person=pekka.person, association=pekka.association, kind="coordinator")
    for stranger in (cast.olli(), cast.maija(), cast.taru(), pekka.person):
        with pytest.raises(RuleBroken):
            moves.name_guide(pekka, stranger, by=kirsti)
    assert set(may_be_guides(pekka)) == {kirsti, guide}
    who = (kirsti, guide, cast.maija(), cast.olli(), pekka.person)
    assert [policies.may_name_guide(person, pekka) for person in who] == [True, False, False, False, False]


def test_a_guide_who_lost_the_task_is_no_guide():
    kirsti, guide, pekka = cast.kirsti(), gunnel(), cast.pekka()
    moves.name_guide(pekka, guide, by=kirsti)
    assert (care.one(pekka).has_guide, list(in_care_of(guide))) == (True, [pekka])
    Role.objects.filter(person=guide).update(until=clock.now())
    del guide._roles
    assert (guide_of(pekka), care.one(pekka).has_guide, list(in_care_of(guide))) == (None, False, [])
    assert not policies.may_care_for(guide, pekka)


def test_a_guide_may_let_go_and_the_supporter_shows_as_one_without():
    kirsti, guide, pekka = cast.kirsti(), gunnel(), cast.pekka()
    named = moves.name_guide(pekka, guide, by=kirsti)
    moves.end_guide(named, by=guide)
    moves.end_guide(named, by=guide)
    assert care.one(pekka).has_guide is False
    assert Event.objects.filter(action="guidance.ended").count() == 1


def test_nobody_is_named_for_someone_still_on_the_way():
    kirsti = cast.kirsti()
    with pytest.raises(RuleBroken):
        moves.name_guide(cast.pekka(stage="accepted"), kirsti, by=kirsti)


def test_what_the_query_and_the_policies_say_of_care_and_of_guides_is_the_same():
    """Twins: `in_care_of` and `may_care_for`; `Guides.visible_to` and `may_see_guide`."""
    kirsti, maija, guide, olli = cast.kirsti(), cast.maija(), gunnel(), cast.olli()
    pekka, other = cast.pekka(), cast.supporter("Sirpa")
    stopped = cast.supporter("Seppo", stage="stopped")
    elsewhere = cast.supporter("Ville", where=cast.association("Pohjanmaan Selkäyhdistys", "17"))
    moves.name_guide(pekka, guide, by=kirsti)
    moves.name_guide(elsewhere, maija, by=maija)
    seen = {}
    for person in (kirsti, maija, guide, olli, pekka.person, other.person):
        allowed = {one for one in Supporter.objects.all() if policies.may_care_for(person, one)}
        assert set(in_care_of(person)) == allowed
        guides = {one for one in Guide.objects.all() if policies.may_see_guide(person, one)}
        assert set(Guide.objects.visible_to(person)) == guides
        seen[person.pk] = (allowed, {one.supporter for one in guides})
    assert seen[guide.pk] == ({pekka}, {pekka})
    assert seen[kirsti.pk] == ({pekka, other}, {pekka})
    assert seen[maija.pk] == ({elsewhere}, {elsewhere})
    assert seen[olli.pk] == seen[other.person.pk] == (set(), set())
    assert seen[pekka.person.pk] == (set(), {pekka})
    assert stopped not in in_care_of(kirsti)


def test_who_guided_once_is_shown_nothing_of_it_any_more():
    kirsti, guide, pekka = cast.kirsti(), gunnel(), cast.pekka()
    moves.name_guide(pekka, guide, by=kirsti)
    ended = Guide.objects.get()
    moves.end_guide(ended, by=guide)
    ended.refresh_from_db()
    who = {person.pk for person in (kirsti, guide, pekka.person) if policies.may_see_guide(person, ended)}
    assert who == {one.pk for one in (kirsti, guide, pekka.person) if Guide.objects.visible_to(one).exists()}
    assert who == {kirsti.pk, pekka.person.pk}
