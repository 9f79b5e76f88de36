"""The first page, as a stranger on a phone meets it."""

import pytest

from tests import cast


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_stranger_reads_the_front_page_on_a_phone_in_their_language(page, live_server, language):
    cast.union()
    answer = page.goto(live_server.url + "/")
    assert answer.status == 200
    page.locator(f"button[value={language}]").first.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
