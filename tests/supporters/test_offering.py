"""Who may be offered: the question asked in SQL and in Python agrees; a place is never given twice (R2, R6, R21)."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rinnalla.base import clock
from rinnalla.base.errors import RuleBroken
from rinnalla.ledger.choices import Purpose
from rinnalla.ledger.models import Event
from rinnalla.people import moves as people
from rinnalla.supporters import experiences, moves, policies
from rinnalla.supporters.models import PledgeText, Supporter
from rinnalla.supporters.pledge_text import load_pledge
from tests import cast

pytestmark = pytest.mark.django_db


def test_eligible_and_is_offerable_agree_about_everyone():
    stages, callings, limits = ("active", "resting", "trained"), ("peer", "support"), (False, True)
    for number, (stage, calling, limit, taken) in enumerate(product(stages, callings, limits, (0, 1))):
        cast.supporter(f"S{number}", stage=stage, calling=calling, at_limit=limit, places_taken=taken)
    cast.supporter("Unpledged").pledges.all().delete()
    cast.supporter("Untrained").person.qualifications.all().delete()
    away = cast.supporter("Away", where=cast.association("Suljettu yhdistys", "17"))
    type(away.association).objects.filter(pk=away.association_id).update(is_active=False)
    silent = cast.supporter("Silent")
    people.consent(silent.person, "supporter", by=silent.person)
    people.withdraw(silent.person, "supporter", by=silent.person)
    again = cast.supporter("Again")
    for verb in (people.consent, people.withdraw, people.consent):
        verb(again.person, "supporter", by=again.person)
    cast.supporter("Unsigned").agreements.update(confirmed_at=None)
    cast.supporter("Unchecked", with_minors=True)
    rows = list(Supporter.objects.select_related("association", "person"))
    in_sql = set(Supporter.objects.eligible())
    assert {row for row in rows if row.is_offerable} == in_sql
    assert len(in_sql) == 2  # S0 and Again


def test_a_new_version_of_the_pledge_asks_for_a_new_signature():
    pekka = cast.pekka()
    PledgeText.objects.create(version="2", fi="u", sv="n", en="n", in_force_from=clock.today())
    assert (pekka.is_offerable, Supporter.objects.eligible().count()) == (False, 0)
    moves.sign_pledge(pekka, by=pekka.person)
    assert (pekka.is_offerable, Supporter.objects.eligible().count()) == (True, 1)


def test_without_any_pledge_text_nobody_is_offered_and_nothing_breaks():
    pekka = cast.pekka()
    pekka.pledges.all().delete()
    PledgeText.objects.all().delete()
    assert (pekka.is_offerable, list(Supporter.objects.eligible())) == (False, [])


def test_the_last_place_is_given_once():
    pekka = cast.pekka()
    twin = Supporter.objects.get(pk=pekka.pk)
    pekka.take_place()
    with pytest.raises(RuleBroken):
        twin.take_place()
    pekka.free_place()
    pekka.free_place()
    assert pekka.places_taken == 0


def test_visible_to_and_may_see_agree_about_everyone():
    pekka, kirsti, maija, olli, leena = cast.pekka(), cast.kirsti(), cast.maija(), cast.olli(), cast.leena()
    elsewhere = cast.supporter("Eeva", where=cast.association("Pohjanmaan Selkäyhdistys", "17"))
    everyone = [pekka.person, elsewhere.person, kirsti, maija, olli, leena]
    for person in everyone:
        by_query = set(Supporter.objects.visible_to(person))
        assert by_query == {one for one in (pekka, elsewhere) if policies.may_see(person, one)}
    assert [set(Supporter.objects.visible_to(person)) for person in everyone] == [
        {pekka}, {elsewhere}, {pekka}, {elsewhere}, set(), set(),
    ]  # fmt: skip


def test_reading_an_experience_is_a_line_in_the_ledger_that_its_subject_sees():
    pekka, kirsti = cast.pekka(), cast.kirsti()
    experience = experiences.of(pekka, by=kirsti, purpose=Purpose.MATCHING)
    event = Event.objects.about(pekka.person.code).get()
    assert (event.actor, event.purpose, event.names) == (kirsti.code, "matching", "experience")
    assert [facet.topic for facet in experience.facets if facet.is_published] == ["sciatica", "sleep"]


@pytest.mark.parametrize("count", [1, 3])
def test_many_experiences_are_opened_with_one_line_and_as_many_queries_as_one(count):
    for number in range(count):
        cast.supporter(f"S{number}")
    experiences.of_many(Supporter.objects.all()[:1], by=None, purpose=Purpose.MATCHING)  # the ledger's first page
    rows = list(Supporter.objects.all())
    with CaptureQueriesContext(connection) as queries:
        opened = experiences.of_many(rows, by=None, purpose=Purpose.MATCHING)
    assert [one.about for one in opened] == ["I know long nights."] * count
    assert Event.objects.count() == 2
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 5


def test_the_first_pledge_text_is_loaded_once_and_tells_its_one_limit_in_three_languages():
    load_pledge()
    text = load_pledge()
    assert PledgeText.objects.count() == 1
    for language, limit, after in (
        ("fi", "voidaan vielä estää", "ei pääty"),
        ("sv", "ännu kan förhindras", "upphör inte"),
        ("en", "can still be prevented", "does not end"),
    ):
        words = text.text_in(language).replace("\n", " ")
        assert limit in words and after in words and "112" in words
