"""The union looks whether everyone is served alike, tries other weights, sees what they would change, and decides."""

import os
from datetime import date

import pytest

from rinnalla.base import clock
from rinnalla.matching.models import Weighing
from rinnalla.matching.weights import FIRST, TERMS
from rinnalla.reports.choices import NOT
from rinnalla.reports.models import Quarter, Wait
from tests import cast
from tests.journeys.steps import answer, click, follow, go, is_at, send

pytestmark = pytest.mark.django_db(transaction=True)
NEEDS_ALONE = dict.fromkeys(TERMS, 0) | {"needs": 100}


def _look(page, name: str) -> None:
    """A picture to look at, where a folder is named."""
    if os.environ.get("RINNALLA_PICTURES"):
        page.screenshot(path=f"{os.environ['RINNALLA_PICTURES']}/{name}.png", full_page=True)


def _fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_union_changes_the_weights_and_takes_the_earlier_again(visitor, language):
    cast.union()
    leena = cast.leena()
    cast.pekka(experience={"needs": []})
    cast.supporter("Ulla", experience={"facets": []})
    cast.ask()
    page = go(visitor(leena, language, java_script_enabled=False), "union")
    follow(page, "weights")
    follow(page, "weights-change")
    assert _fits(page)
    _look(page, f"weights-change-{language}")
    send(answer(page, NEEDS_ALONE))
    assert (Weighing.objects.count(), _fits(page)) == (0, True)
    assert "1" in page.locator("main .lede").inner_text()
    _look(page, f"weights-compared-{language}")
    page.locator("#decide [name=reason]").fill("Toiveet edellä.")
    page.locator("#decide button").first.click()
    page.wait_for_load_state()
    assert is_at(page, "weights")
    assert Weighing.objects.get().needs == 100
    page.locator("details summary").first.click()
    _look(page, f"weights-{language}")
    follow(page, "weights-change")
    go_back = page.goto(page.url + "?from=1")
    assert go_back.status == 200
    send(page)
    page.locator("#decide [name=reason]").fill("Palataan aiempaan.")
    page.locator("#decide button").first.click()
    page.wait_for_load_state()
    newest = Weighing.objects.order_by("-pk").first().weights
    assert (newest.version, newest.called("1")) == ("3", FIRST)


def test_the_union_sees_who_waits_how_long_and_takes_the_numbers_along(visitor):
    cast.union()
    leena, where = cast.leena(), cast.association()
    quarter = Quarter.objects.create(begins=date(clock.today().year - 1, 1, 1), closed_at=clock.now())
    for language, found, without in (("fi", 30, 19), ("sv", 14, 3)):
        groups = (("language", language), ("region", where.code), ("age", f"{language}"), ("channel", language))
        for kind, key in groups:
            for pair, amount in ((7, found), (NOT, without)):
                row, _new = Wait.objects.get_or_create(quarter=quarter, kind=kind, key=key, offer=3, pair=pair)
                Wait.objects.filter(pk=row.pk).update(amount=row.amount + amount)
    page = go(visitor(leena), "union")
    follow(page, "equality")
    click(page, page.locator("main nav a[href^='?from=']").last)
    _look(page, "equality")
    assert _fits(page)
    words = page.locator("#language").inner_text()
    assert ("49" in words, "17" in words, "19" in words, "14" in words) == (True, True, False, False)
    with page.expect_download() as download:
        page.locator('main a[href*="numbers"]').click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert ";49" in text
    assert ";19" not in text
    assert ";14" not in text
