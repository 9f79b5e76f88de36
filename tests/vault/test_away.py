"""A keyring process that is really killed: pages answer 503, a wish to be called is taken in, and all opens again."""

import signal

import pytest
from django.urls import reverse

from rinnalla.asks import calling
from rinnalla.asks.models import Caller, CallWish
from rinnalla.associations import facts
from tests import addresses, cast
from tests.vault.test_process import PATIENCE, alone  # noqa: F401


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_wish_is_taken_in_while_the_process_is_dead_and_opens_when_it_is_back(alone, client):  # noqa: F811
    facts.load()
    cast.union()
    process = alone()
    kirsti, aino = cast.kirsti(), addresses.signed_in(cast.aino())
    told = {"called": "Soili", "phone": "040 111 9999", "time_of_day": "any", "language": "fi", "agreed": "on"}
    assert client.get(reverse("call-me")).status_code == 200
    assert calling.keep_open() == 0  # the regular work has been round
    assert aino.get(reverse("my-details")).status_code == 200
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    assert aino.get(reverse("my-details")).status_code == 503
    assert client.post(reverse("call-me"), told | {"place": "Jyväskylä", "once": "press-1"}).status_code == 302
    wish = CallWish.objects.get()
    alone()
    assert aino.get(reverse("my-details")).status_code == 200
    calling.announce()
    wish.refresh_from_db()
    assert wish.announced_at is not None
    calling.claim(wish, by=kirsti)
    assert calling.told(wish, by=kirsti) == Caller("Soili", "+358401119999", "179")
