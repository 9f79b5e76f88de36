"""The union's page on who waits how long: counts alone, small ones hidden, also in the file for a spreadsheet."""

import csv
import io
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from rinnalla.base import clock
from rinnalla.reports.choices import NOT
from rinnalla.reports.models import Quarter, Wait
from tests import cast
from tests.proofs import crowd

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 12, tzinfo=clock.HELSINKI))


@pytest.fixture
def leena(client):
    cast.union()
    someone = cast.leena()
    client.force_login(someone)
    return someone


def kept(begins=date(2026, 1, 1), where=None, **amounts):
    """A closed quarter: language → (found a peer in a week, found none)."""
    quarter = Quarter.objects.create(begins=begins, closed_at=clock.now())
    others = [("region", (where or cast.association()).code), ("age", "60-69"), ("channel", "self")]
    for language, (found, without) in amounts.items():
        for pair, amount in ((7, found), (NOT, without)):
            for kind, key in [("language", language), *others]:
                row, _new = Wait.objects.get_or_create(quarter=quarter, kind=kind, key=key, offer=3, pair=pair)
                Wait.objects.filter(pk=row.pk).update(amount=row.amount + amount)


def section(page, kind):
    return next(one for one in page.context["told"].sections if one.kind == kind)


def test_each_group_is_told_beside_the_others(client, leena):
    kept(fi=(30, 10), sv=(6, 9))
    page = client.get(reverse("equality"))
    assert [(bar.label, bar.value, bar.words) for bar in section(page, "language").bars] == [
        ("suomi", 30, "40 ihmisestä 30"),
        ("ruotsi", 6, "15 ihmisestä 6"),
    ]
    assert page.context["told"].everyone == [
        "Vertaista pyysi 55 ihmistä.",
        "Vertaisen löysi 12 viikossa: 55 ihmisestä 36.",
        "Puolet sai ensimmäisen ehdotuksen 3 päivässä.",
        "Puolet löysi vertaisen 7 päivässä.",
    ]
    assert "%" not in page.content.decode().partition("<main")[2].partition("</main>")[0].replace("100%", "")


def test_a_small_count_stands_nowhere_on_the_page_nor_in_the_file(client, leena):
    kept(fi=(30, 11), sv=(13, 2))
    page = client.get(reverse("equality"))
    assert [bar.value for bar in section(page, "language").bars] == [None, None]
    assert section(page, "language").waits[1].rows == [
        ["suomi", "41", "ei näytetä", "ei näytetä", "7 päivässä"],
        ["ruotsi", "15", "ei näytetä", "ei näytetä", "7 päivässä"],
    ]
    found = [line for line in lines(client) if line[1] == "Kieli" and line[3] == "Vertainen"]
    assert {line[5] for line in found} == {"ei näytetä", "7 päivässä"}


def lines(client, **query):
    answer = client.get(reverse("equality-numbers"), query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", "+1", "-1", "@x", "\tx"])
def test_no_cell_of_the_file_is_a_formula(client, leena, name):
    where = cast.association()
    where.fi = name
    where.save()
    kept(where=where, fi=(30, 10))
    cells = [cell for line in lines(client) for cell in line]
    assert f"'{name}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_nobody_has_asked_yet(client, leena):
    page = client.get(reverse("equality"))
    assert (page.status_code, page.context["told"]) == (200, None)
    assert len(lines(client)) == 1


def test_so_few_that_nothing_is_told(client, leena):
    cast.ask(received_at=datetime(2026, 2, 1, tzinfo=clock.HELSINKI))
    page = client.get(reverse("equality"))
    assert (page.context["told"].everyone, page.context["told"].sections) == ([], [])
    assert len(lines(client)) == 1


@pytest.mark.parametrize("asked", ["2025-01-01", "", "nonsense", "\0", "2026-01-02", "9" * 400])
def test_a_time_is_chosen_and_a_strange_one_is_the_newest(client, leena, asked):
    kept(fi=(30, 10))
    kept(date(2025, 4, 1), fi=(20, 10))
    told = client.get(reverse("equality"), {"from": asked}).context["told"]
    assert told.period.begins == date(2025 if asked == "2025-01-01" else 2026, 1, 1)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_it_is_told_in_three_languages(client, leena, language):
    kept(fi=(30, 11), sv=(13, 2), en=(2, 1))
    leena.language = language
    leena.save()
    page = client.get(reverse("equality"))
    told = page.context["told"]
    with translation.override(language):
        assert section(page, "language").heading == translation.gettext("Language")
    assert told.name == {"fi": "Vuosi 2026", "sv": "År 2026", "en": "The year 2026"}[language] + {
        "fi": ", tähän mennessä", "sv": ", hittills", "en": ", so far"}[language]  # fmt: skip


def test_only_the_unions_administrator_sees_it(client, leena):
    for someone in (cast.kirsti(), cast.taru(), cast.olli()):
        client.force_login(someone)
        assert [client.get(reverse(name)).status_code for name in ("equality", "equality-numbers")] == [403, 403]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_much_of_the_database_for_one_as_for_many(client, leena, count):
    crowd.asks(count, cast.association(), received_at=datetime(2026, 8, 1, tzinfo=clock.HELSINKI))
    client.get(reverse("equality"))
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("equality"))
    assert len([q for q in caught.captured_queries if "SAVEPOINT" not in q["sql"]]) <= 12
