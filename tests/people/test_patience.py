"""Tries are slowed down, never shut out."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from rinnalla.people import patience
from rinnalla.people.patience import TooSoon, slow_down


def _from(address):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    request.session = SessionStore()
    return request


def test_five_tries_are_free_and_the_waits_then_double(monkeypatch):
    now = 1_000_000.0
    monkeypatch.setattr(patience.time, "time", lambda: now)
    waits, began = [], now
    while len(waits) < 13:
        try:
            slow_down(_from("10.0.0.1"), "resume")
        except TooSoon:
            now += 1
        else:
            waits.append(round(now - began))
            began = now
    assert waits == [0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60]


def test_too_soon_says_how_long_to_wait_and_another_address_is_free():
    for _ in range(6):
        slow_down(_from("10.0.0.1"), "resume")
    with pytest.raises(TooSoon) as refusal:
        slow_down(_from("10.0.0.1"), "resume")
    assert refusal.value.status == 429
    assert "1" in str(refusal.value.sentence)
    slow_down(_from("10.0.0.2"), "resume")
    slow_down(_from("10.0.0.1"), "something else")
