"""Every page in a browser: nothing that axe-core finds, in light, dark and forced colours, and no sideways scroll.

400 % of zoom on a screen of 1280 is a page of 320 pixels (WCAG 1.4.10), so one width proves both.
"""

from functools import cache
from pathlib import Path

import pytest

from tests import addresses, village, visits
from tests.visits import GROUPS, NO_PAGE, VISITS

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": TAGS}
RUN = """rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(found =>
    found.violations.flatMap(one => one.nodes.slice(0, 3).map(node =>
        `${one.id}: ${node.target} ${node.any.map(each => each.message)} ${node.html}`.slice(0, 500))))"""
SIDEWAYS = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
LOOKS = [
    ("light, wide", ALL, WIDE, {"color_scheme": "light", "forced_colors": "none"}),
    ("light, narrow", ALL, NARROW, {"color_scheme": "light", "forced_colors": "none"}),
    ("dark", COLOURS, NARROW, {"color_scheme": "dark", "forced_colors": "none"}),
    ("forced colours", COLOURS, NARROW, {"color_scheme": "dark", "forced_colors": "active"}),
]
SOME = 12  # visits in one test, so that two workers share the work evenly
CHUNKS = [(name, at) for name, group in GROUPS.items() for at in range(0, len(group), SOME)]


@cache
def script() -> str:
    return AXE.read_text(encoding="utf-8")


def test_every_address_is_visited_or_said_to_show_no_page():
    posted_only = {row.route for row in addresses.rows() if set(row.get[1:]) <= {404, 405}}
    visited = {one.route for one in VISITS if one.status == 200 or one.who != "nobody"}
    told = visited | NO_PAGE.keys() | posted_only
    assert (set(addresses.routes()) - told, visited & NO_PAGE.keys()) == (set(), set())


@pytest.mark.parametrize(("group", "at"), CHUNKS)
def test_pages_have_nothing_to_mend(browser, live_server, group, at):
    visitors = Visitors(browser, live_server.url)
    found = [line for one in GROUPS[group][at : at + SOME] for line in looked_at(visitors.open(one), one)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(("group", "language"), [*((group, "sv") for group in GROUPS), ("public", "en")])
def test_no_page_scrolls_sideways_in_other_languages(browser, live_server, group, language):
    """Swedish has words as long as Finnish has; English has not, and is tried where its texts are its own."""
    visitors = Visitors(browser, live_server.url, language, axe=False)
    found = [
        f"{one.name}: {over} px" for one in GROUPS[group] if (over := visitors.open(one, NARROW).evaluate(SIDEWAYS)) > 0
    ]
    assert not found, "\n" + "\n".join(found)


class Visitors:
    """The browsers of those who visit, one each, in a village of its own."""

    def __init__(self, browser, site: str, language: str = "fi", *, axe: bool = True):
        self.browser, self.site, self.language, self.axe = browser, site, language, axe
        self.village = village.build(crowd=6)
        for person in self.village.people.values():
            person.language = language
            person.save(update_fields=["language"])
        self.pages: dict = {}

    def open(self, one: visits.Visit, size: dict = WIDE):
        """The page of this visit, as it stands when the visitor has come, or sent the form."""
        visitor = (one.who, one.answered)
        page = self.pages.get(visitor) or self.pages.setdefault(visitor, self._page(*visitor))
        page.set_viewport_size(size)
        answer = page.goto(self.site + one.address(self.village))
        assert answer.status == one.status, f"{one.name}: {answer.status}"
        if one.post:
            with page.expect_navigation():
                page.locator("main form:has(.button)").last.evaluate("form => form.submit()")
        return page

    def _page(self, who: str, answered: str):
        context = self.browser.new_context(locale=self.language, reduced_motion="reduce")
        if self.axe:
            context.add_init_script(script())
        client = visits.browser(self.village, who, answered)
        cookies = {key: cookie.value for key, cookie in client.cookies.items()}
        context.add_cookies([{"name": key, "value": value, "url": self.site} for key, value in cookies.items()])
        return context.new_page()


def looked_at(page, one: visits.Visit) -> list[str]:
    """What axe-core finds in each look, and whether the page scrolls sideways when it is narrow."""
    found = []
    for look, rules, size, media in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(**media)
        found += [f"{one.name} [{look}] {what}" for what in page.evaluate(RUN, rules)]
        if size is NARROW and (over := page.evaluate(SIDEWAYS)) > 0:
            found.append(f"{one.name} [{look}] scrolls sideways by {over} px")
    page.emulate_media(color_scheme="light", forced_colors="none")
    return found
