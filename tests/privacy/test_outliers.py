"""Who reads far more than their cases need is noticed; who works hard, or alone, is not (docs/adr/0013)."""

import random
from datetime import timedelta

import pytest

from rinnalla.base import clock
from rinnalla.ledger import reading
from rinnalla.ledger.choices import Purpose
from rinnalla.letters.models import Letter
from rinnalla.privacy.looking import outliers
from rinnalla.privacy.looking.outliers import Tally, is_outlier, usual
from rinnalla.privacy.models import Outlier, Week
from tests import cast

WEEKS = 400


def office(chance: random.Random, people: int) -> list[Tally]:
    """A week of so many coordinators: none to a dozen cases, each opened about twice, in a busy week four times."""
    found = []
    for person in range(people):
        cases = chance.choice([0, 1, 2, 3, 4, 5, 8, 12])
        mean = (cases + 1) * chance.gammavariate(4, 0.5)
        reads = max(0, round(chance.gauss(mean, mean**0.5)))
        found.append(Tally(person, "coordinator", reads, cases))
    return found


def noticed(week: list[Tally]) -> list[int]:
    return [one.person for one in week if is_outlier(one, usual(one, week))]


@pytest.mark.parametrize("people", [1, 3, 20, 40])
def test_ordinary_weeks_are_left_in_peace(people):
    """At most one in a hundred weeks of a member of staff is pointed at without a reason."""
    chance = random.Random(people)
    false = sum(len(noticed(office(chance, people))) for _week in range(WEEKS))
    assert false <= people * WEEKS / 100


@pytest.mark.parametrize("people", [1, 3, 20, 40])
def test_who_reads_sixty_strangers_beside_four_cases_is_noticed_in_every_size_of_office(people):
    chance = random.Random(people)
    for _week in range(WEEKS):
        week = [*office(chance, people - 1), Tally(999, "coordinator", 8 + 60, 4)]
        assert 999 in noticed(week)


def test_few_reads_are_never_noticed_however_few_the_cases():
    assert noticed([Tally(1, "coordinator", 12, 0), Tally(2, "coordinator", 0, 0)]) == []


def test_one_who_reads_much_does_not_make_it_usual_for_oneself():
    week = [Tally(1, "coordinator", 400, 3)]
    assert (usual(week[0], week), noticed(week)) == (12, [1])


@pytest.mark.django_db
def test_a_week_is_counted_once_and_names_nobody_who_was_read(monkeypatch):
    kirsti, leena = cast.kirsti(), cast.leena()
    kirsti.acting_as = "coordinator"
    asks = [cast.ask(cast.person(f"Hakija {number}")) for number in range(20)]
    for ask in asks:
        for _again in range(2):
            reading.opened(ask, "story", by=kirsti, purpose=Purpose.CLAIMED)
        reading.opened(ask, "wishes", by=kirsti, purpose=Purpose.MATCHING)
    reading.opened_many([ask.person for ask in asks], "identity", by=leena, purpose=Purpose.STAFF)
    really = clock.now()
    monkeypatch.setattr(clock, "now", lambda: really + timedelta(days=7))
    assert (outliers.weekly(), outliers.weekly()) == (1, 0)
    [row] = Outlier.objects.all()
    assert (row.person, row.reads, row.cases, row.usual, row.concerns()) == (kirsti, 20, 0, 3, [kirsti.code])
    assert (Week.objects.get().people, [letter.to for letter in Letter.objects.all()]) == (2, [leena])
    outliers.looked_at(row, "Työtoverin loma.", by=leena)
    row.refresh_from_db()
    assert row.looked_by == leena and b"loma" not in bytes(row.note)
    assert reading.who_looked(kirsti.code).filter(action="outlier.looked_at").exists()
