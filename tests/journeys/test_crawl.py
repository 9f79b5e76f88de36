"""All pages as each role, in a browser: nothing asked of others, no report of the content policy, no dead link (R40).

Each page of tests/visits.py is opened as its visitor and watched; each link on it is followed once.
"""

from urllib.parse import urldefrag, urlsplit

import pytest

from tests.journeys.test_every_page import CHUNKS, SOME, Visitors
from tests.visits import GROUPS

POLICY = """document.addEventListener('securitypolicyviolation', one =>
    console.error('content policy: ' + one.effectiveDirective + ' ' + one.blockedURI))"""
LINKS = """() => [...document.querySelectorAll('a[href]')].map(one => [one.href, one.getAttribute('href')])"""
HAS = """mark => !!document.getElementById(mark) || !!document.getElementsByName(mark).length"""
ENDS = ("/leave/", "/language/")  # where a crawl would end, or go round


class Watched(Visitors):
    """Visitors whose browsers tell what went wrong on a page, and which links they have met."""

    def __init__(self, browser, site: str):
        super().__init__(browser, site, axe=False)
        self.broken: list[str] = []
        self.followed: dict[tuple[str, str], int] = {}

    def _page(self, who: str, answered: str):
        page = super()._page(who, answered)
        page.context.add_init_script(POLICY)
        page.on("console", lambda told: told.type == "error" and self.broken.append(f"{page.url}: {told.text}"))
        page.on("pageerror", lambda fault: self.broken.append(f"{page.url}: {fault}"))
        page.on("request", lambda asked: self._is_ours(asked.url) or self.broken.append(f"asked {asked.url}"))
        return page

    def _is_ours(self, url: str) -> bool:
        return url.startswith((self.site, "data:", "about:", "blob:"))

    def look(self, one) -> None:
        before = len(self.broken)
        page = self.open(one)
        page.wait_for_load_state("load")
        if one.status != 200:
            del self.broken[before:]  # the browser itself notes that the page was refused, as it should be
        for whole, written in page.evaluate(LINKS):
            self._follow(page, one, whole, written)

    def _follow(self, page, one, whole: str, written: str) -> None:
        """A link within the page leads to something on it; any other of ours is answered."""
        address, mark = urldefrag(whole)
        if written.startswith("#"):
            if mark and not page.evaluate(HAS, mark):
                self.broken.append(f"{one.name}: nothing on the page is {written}")
            return
        if not self._is_ours(whole) or urlsplit(address).path.startswith(ENDS):
            return
        known = (one.who, address)
        if known not in self.followed:
            answer = page.context.request.get(address, max_redirects=5)
            self.followed[known] = answer.status
            answer.dispose()
            if answer.status >= 400:
                self.broken.append(f"{one.name}: {written} answers {answer.status}")


@pytest.mark.parametrize(("group", "at"), CHUNKS)
def test_nothing_comes_from_elsewhere_breaks_or_leads_nowhere(browser, live_server, group, at):
    visitors = Watched(browser, live_server.url)
    for one in GROUPS[group][at : at + SOME]:
        visitors.look(one)
    assert not visitors.broken, "\n" + "\n".join(dict.fromkeys(visitors.broken))


def test_the_watch_would_notice(browser, live_server):
    """A page altered on its way: a script inside, a picture from elsewhere, links to nowhere and to no mark."""
    visitors = Watched(browser, live_server.url)
    front = GROUPS["public"][0]
    page = visitors.pages[(front.who, front.answered)] = visitors._page(front.who, front.answered)
    added = (
        "<script>1</script><img src='https://elsewhere.example/a.png' alt=''>"
        "<a href='/nowhere/'>a</a><a href='#nothing'>b</a></body>"
    )

    def alter(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</body>", added))

    page.route(f"{live_server.url}/", alter)
    visitors.look(front)
    told = "\n".join(visitors.broken)
    for wanted in ("script-src", "img-src", "/nowhere/ answers 404", "nothing on the page is #nothing"):
        assert wanted in told, told
