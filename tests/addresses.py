"""Every address of the product, with the village's things in it."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.village import Village

TABLE = Path(__file__).with_name("access_matrix.toml")
PART = re.compile(r"<(?:\w+:)?(\w+)>")  # what stands there matters here, not of what kind it is


@dataclass(frozen=True)
class Row:
    """One line of the table.

    route   as Django knows it; what follows a space in the table is a note on which thing is meant
    things  what stands in which part of the address; `at` replaces the route
    get, post  the status for each of EVERYONE, in that order
    """

    route: str
    things: dict[str, str]
    get: tuple[int, ...] = ()
    post: tuple[int, ...] = ()

    @property
    def names_secret_things(self) -> bool:
        """Something in the address stands for a person or what they do, not for a question, a county or a topic."""
        public = {"association", "association elsewhere", "invitation", "demo", self.things.get("at")}
        public |= {"stop key", "new key"}  # links by mail, open to whoever has them
        public |= {"course day", "course day begun", "course day held", "weights"}  # known to all staff
        public |= {"certificate", "feed"}
        return bool({word for word in self.things.values() if not word.startswith("=")} - public)

    def address(self, village: Village) -> str:
        return address(self.things.get("at", self.route), self.things, village)


def rows() -> list[Row]:
    told = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return [_row(route, dict(facts)) for route, facts in told.items()]


def _row(route: str, facts: dict[str, str]) -> Row:
    get, post = (tuple(map(int, facts.pop(method, "").split())) for method in ("get", "post"))
    return Row(plain(route.partition(" ")[0]), facts, get, post)


def plain(route: str) -> str:
    return PART.sub(r"<\1>", route)


def routes(patterns=None, prefix: str = "") -> dict[str, str | None]:
    """Route → name, in the order in which they are looked up; the first of two alike is the one that answers."""
    found: dict[str, str | None] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = plain(prefix + str(pattern.pattern))
        more = {route: pattern.name} if isinstance(pattern, URLPattern) else routes(pattern.url_patterns, route)
        for each, name in more.items():
            found.setdefault(each, name)
    return found


def address(route: str, things: dict[str, str], village: Village) -> str:
    """The address with a thing of the village in each part; `=words` stands for itself."""

    def thing(found: re.Match) -> str:
        word = things[found.group(1)]
        return word[1:] if word.startswith("=") else village.code(word)

    return "/" + PART.sub(thing, route)


def signed_in(person) -> Client:
    """A browser in which this person signed in just now by a mailed code; nobody for None."""
    client = Client()
    if person is None:
        return client
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    record_authentication(SimpleNamespace(session=session), person, method="code")
    session.save()
    return client


def each_answer(village: Village, name: str, wanted: Callable[[Row, str], bool] = lambda row, verb: True) -> Iterator:
    """(row, verb, answer) of every address that is `wanted`, opened and sent to by this person.

    Whatever a request changed is undone when the next one is asked for, so that each meets the same village.
    """
    client = signed_in(village.people.get(name))
    cookies = {key: cookie.value for key, cookie in client.cookies.items()}
    for row in rows():
        for verb in filter(partial(wanted, row), ("get", "post")):
            client.cookies.clear()
            client.cookies.load(cookies)
            cache.clear()
            with transaction.atomic():
                yield row, verb, getattr(client, verb)(row.address(village))
                transaction.set_rollback(True)
