"""Tries are counted for all workers together, over a restart, and without a trace of who tried."""

import json
import multiprocessing
import os
import threading
import time

import pysqlite3.dbapi2 as sqlite
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import caches
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import reverse

from rinnalla.people import patience, tries
from rinnalla.people.tries import Tries
from tests import cast

SECRETS = ("aino@example.org", "203.0.113.7", "sign-in")


def _rows(settings) -> list[tuple]:
    file = sqlite.connect(str(settings.TRIES_PATH))
    rows = file.execute("SELECT key, value, until FROM tries").fetchall()
    file.close()
    return rows


def _a_worker_adds(path: str, told) -> None:
    from django.conf import settings

    settings.TRIES_PATH = path
    told.put(Tries("", {}).add("code 123456", "y", 30))


def test_a_code_that_one_worker_took_is_refused_by_every_other(settings):
    """As app codes are marked as used by the sign-in library."""
    fork = multiprocessing.get_context("fork")
    told = fork.Queue()
    workers = [fork.Process(target=_a_worker_adds, args=(str(settings.TRIES_PATH), told)) for _ in range(3)]
    for worker in workers:
        worker.start()
    answers = sorted(told.get(timeout=20) for _ in workers)
    for worker in workers:
        worker.join()
    assert answers == [False, False, True]
    assert caches["default"].add("code 123456", "y", 30) is False


def test_an_app_code_opens_once_whichever_worker_meets_it(settings):
    """The library's own way of marking: what it asks of the cache is what ours answers."""
    used = totp.TOTP.__new__(totp.TOTP)
    used.instance = type("Row", (), {"user_id": 1})()
    assert (used._mark_code_used("123456"), used._mark_code_used("123456")) == (True, False)


def test_many_at_once_are_each_counted():
    one = caches["default"]
    threads = [
        threading.Thread(target=lambda: Tries("", {}).exchange("door", lambda n: (n or 0) + 1, 60)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert one.get("door") == 12


def test_a_restart_forgets_nothing_and_time_does(monkeypatch):
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")
    request.session = type("None", (), {"session_key": None})()
    now = 1_900_000_000.0
    monkeypatch.setattr(time, "time", lambda: now)
    for _ in range(6):
        patience.slow_down(request, "door")
    with pytest.raises(patience.TooSoon):
        patience.slow_down(request, "door")  # a new object each time: nothing is kept in the process
    now += patience.REMEMBERED + patience.LONGEST_WAIT
    assert tries.forget_old() == 1
    patience.slow_down(request, "door")


def test_a_month_is_the_longest_anything_is_remembered(settings):
    for key, timeout in {"for ever": None, "a year": 365 * 86400, "a minute": 60}.items():
        caches["default"].set(key, 1, timeout)
    until = sorted(round((row[2] - time.time()) / 60) for row in _rows(settings))
    assert until == [1, 30 * 24 * 60, 30 * 24 * 60]
    assert settings.KEPT_FOR["security"].total_seconds() == tries.LONGEST


@pytest.mark.django_db
def test_the_file_tells_nobody_who_tried_or_from_where(settings, client):
    cast.aino()
    for _ in range(2):
        client.post(reverse("account_request_login_code"), {"email": "aino@example.org"}, REMOTE_ADDR="203.0.113.7")
    rows = _rows(settings)
    assert len(rows) >= 2
    assert [row[0] for row in rows if len(row[0]) != 64 or set(row[0]) - set("0123456789abcdef")] == []
    whole = settings.TRIES_PATH.read_bytes()
    assert [word for word in SECRETS if word.encode() in whole] == []
    assert oct(os.stat(settings.TRIES_PATH).st_mode & 0o777) == "0o600"


def test_another_secret_makes_other_marks(settings):
    """So that a copy of the file cannot be tried against a list of addresses."""
    caches["default"].set("address 203.0.113.7", 1, 60)
    settings.SECRET_KEY = "another" * 10
    assert caches["default"].get("address 203.0.113.7") is None


def test_a_file_broken_by_a_power_cut_is_begun_anew(settings):
    settings.TRIES_PATH.write_bytes(b"not a database at all" * 100)
    caches["default"].set("door", [1.5, 2.5], 60)
    assert caches["default"].get("door") == [1.5, 2.5]


def test_when_nothing_can_be_counted_nothing_is_let_through(settings, tmp_path):
    settings.TRIES_PATH = tmp_path / "a file" / "tries.sqlite3"
    (tmp_path / "a file").mkdir()
    (tmp_path / "a file" / "tries.sqlite3").mkdir()
    with pytest.raises(OperationalError):
        caches["default"].add("door", 1, 60)


@pytest.mark.django_db
def test_a_page_that_is_taken_back_still_counts_as_a_try():
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        caches["default"].set("door", 1, 60)
        raise ZeroDivisionError
    assert caches["default"].get("door") == 1


def test_it_answers_as_a_cache_of_django_does():
    one = caches["default"]
    assert (one.get("a"), one.get("a", "none"), one.delete("a"), one.touch("a")) == (None, "none", False, False)
    assert (one.add("a", {"b": [1]}, 60), one.add("a", 2, 60), one.get("a")) == (True, False, {"b": [1]})
    one.set("c", 1, 0)
    assert (one.get("c"), one.touch("a", 60), one.delete("a"), one.get("a")) == (None, True, True, None)
    one.set("d", 1)
    one.clear()
    assert one.get("d") is None
    with pytest.raises(TypeError):
        one.set("e", object(), 60)
    assert json.dumps(one.get("e")) == "null"
