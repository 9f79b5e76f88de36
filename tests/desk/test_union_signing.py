"""The union's administrator ends the sign-ins of one person, or of everyone (ASVS 7.4.5)."""

import pytest
from django.urls import reverse

from rinnalla.ledger.models import Event
from rinnalla.people import sign_ins
from tests import addresses, cast

pytestmark = pytest.mark.django_db
PAGE = "union-sign-ins"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr("rinnalla.desk.views.union_signing.EVEN_PACE", 0.0)


def _browser(person):
    """Signed in, and on the person's list of sign-ins as the door puts it there."""
    client = addresses.signed_in(person)
    request = type("Request", (), {"session": client.session, "headers": {}})
    sign_ins.note(request, person)
    return client


def _still_in(client) -> bool:
    return client.get(reverse("my-details")).status_code == 200


def test_one_persons_sign_ins_end_and_others_stay():
    leena, kirsti, aino = cast.leena(), cast.kirsti(), cast.aino()
    union, hers, other = _browser(leena), _browser(kirsti), _browser(aino)
    answer = union.post(reverse(PAGE), {"whom": "one", "email": "AINO@example.org"}, follow=True)
    assert answer.status_code == 200
    assert [_still_in(one) for one in (union, hers, other)] == [True, True, False]
    (line,) = Event.objects.filter(action="person.sessions_ended")
    assert (line.actor, line.subject) == (leena.code, aino.code)


def test_everyone_but_the_one_who_presses_is_signed_out():
    leena, kirsti, aino = cast.leena(), cast.kirsti(), cast.aino()
    union, hers, other = _browser(leena), _browser(kirsti), _browser(aino)
    union.post(reverse(PAGE), {"whom": "all"})
    assert [_still_in(one) for one in (union, hers, other)] == [True, False, False]


def test_the_answer_tells_nothing_of_who_is_known():
    cast.aino()
    pages = []
    leena = cast.leena()
    for address in ("aino@example.org", "nobody@example.org"):
        union = _browser(leena)
        answer = union.post(reverse(PAGE), {"whom": "one", "email": address})
        pages.append((answer.status_code, answer.url, [str(one) for one in union.get(answer.url).context["messages"]]))
    assert pages[0] == pages[1]


def test_an_address_is_asked_for_kindly_and_only_the_union_may():
    union = _browser(cast.leena())
    assert len(union.post(reverse(PAGE), {"whom": "one"}).context["form"].errors["email"]) == 1
    for other in (cast.kirsti(), cast.aino(), cast.taru()):
        assert _browser(other).post(reverse(PAGE), {"whom": "all"}).status_code == 403
    assert _still_in(union)
