"""If the line cannot be written, nothing opens: every page that shows P3–P4 answers 503 and not a word of it."""

import pytest
from django.core.cache import cache
from django.db import connection

from rinnalla.ledger.models import Event
from tests import village, visits

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CONTACT = {"identity", "spot", "details"}
SECRETS = (
    village.WORDS.why,
    village.WORDS.parting,
    "Yöt ovat pitkiä.",
    "Lämmin ja rauhallinen.",
    "I know long nights.",
    "Kymmenen vuotta iskiasta",
    "soitti päivystykseen",
    "keskellä yötä",
)


def broken(by: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_head SET seq = seq + %s", [by])


def opens_secrets(since: int) -> bool:
    rows = Event.objects.filter(seq__gt=since, action__startswith="read.").values_list("names", flat=True)
    return any(set(names.split()) - CONTACT for names in rows)


def test_no_page_shows_a_secret_without_its_line():
    place = village.build()
    clients, wrong, walked = {}, [], 0
    for one in visits.VISITS:
        visitor = (one.who, one.answered)
        if one.who == "nobody" or one.answered or one.post:
            continue
        client = clients.get(visitor) or clients.setdefault(visitor, visits.browser(place, *visitor))
        cache.clear()
        since = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        client.get(one.address(place))
        if not opens_secrets(since):
            continue
        walked += 1
        broken(1)
        answer = client.get(one.address(place))
        broken(-1)
        told = [words for words in SECRETS if words in answer.content.decode()]
        if (answer.status_code, told) != (503, []):
            wrong.append(f"{one.name}: {answer.status_code} {told}")
    assert wrong == []
    assert walked >= 30
