"""Behind PostgreSQL's wall each page says, word for word, what it would say with every row open (docs/adr/0012).

What the wall hides by mistake is seldom an error: a list is shorter, a count is lower, a thing is "not there".
"""

import re
from dataclasses import replace

import pytest
from django.db import connection

from rinnalla.associations import wall
from tests import addresses, village

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row-level security"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# What is new in every answer: a form's keys, a signed link, the time of drawing.
VARIES = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="[^"]*"|[\w+/=-]{28,}|:1\w{5}:|DTSTAMP:\S+|\d\d:\d\d')


def said(answer) -> tuple:
    """Status, where it leads, and its words; a printed file has the time in it and is judged by its status alone."""
    words = b"" if answer.streaming or answer.content[:4] in (b"%PDF", b"PK\x03\x04") else answer.content
    leads_to = VARIES.sub("", answer.headers.get("Location", ""))
    return answer.status_code, leads_to, VARIES.sub("", words.decode("utf-8", "replace"))


def walk(built: village.Village, name: str) -> dict[str, tuple]:
    """Every address, opened by this person."""
    answers = addresses.each_answer(built, name, lambda row, verb: verb == "get")
    return {f"{row.route} {row.things}": said(answer) for row, _verb, answer in answers}


@pytest.mark.parametrize("name", village.EVERYONE)
def test_a_page_says_behind_the_wall_what_it_says_with_everything_open(name, monkeypatch):
    built = village.build()
    behind = walk(built, name)
    monkeypatch.setattr(wall, "scope_of", lambda person, known=wall.scope_of: replace(known(person), system="operator"))
    opened = walk(built, name)
    assert len(behind) > 100
    assert [address for address in behind if behind[address] != opened[address]] == []
