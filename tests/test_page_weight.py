"""What a page weighs over the wire: with its style sheet and its scripts, compressed, in a village of ordinary size."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from tests import village, visits

MOST = 40 * 1024  # a page, its style sheet and its scripts, as a phone meets them for the first time
STYLES = 20 * 1024  # the style sheet as it is written
OF_THE_PAGE = re.compile(r'(?:src|href)="/static/([^"]+\.(?:css|js|svg))"')


def squeezed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def static(name: str) -> bytes:
    path = finders.find(name)
    assert path, name
    with open(path, "rb") as file:
        return file.read()


def test_the_style_sheet_is_one_file_of_at_most_twenty_kibibytes():
    assert len(static("base/rinnalla.css")) <= STYLES


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("group", visits.GROUPS)
def test_a_page_with_its_styles_and_scripts_is_at_most_forty_kibibytes(group):
    """Every page, also the coordinator's long lists; a later page is lighter, since the rest is kept by the browser."""
    place = village.build(crowd=60)
    clients: dict = {}
    heavy = []
    for one in visits.GROUPS[group]:
        visitor = (one.who, one.answered)
        client = clients.get(visitor) or clients.setdefault(visitor, visits.browser(place, *visitor))
        answer = client.get(one.address(place))
        assert answer.status_code == one.status, one.name
        parts = set(OF_THE_PAGE.findall(answer.content.decode()))
        weight = squeezed(answer.content) + sum(squeezed(static(name)) for name in parts)
        if weight > MOST:
            heavy.append(f"{one.name}: {weight / 1024:.1f} KiB")
    assert not heavy, "\n" + "\n".join(heavy)
