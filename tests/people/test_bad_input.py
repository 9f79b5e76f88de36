"""Whatever is typed or pasted gets an answer, and no page falls over."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from tests import cast

pytestmark = pytest.mark.django_db
BAD = ["\x00", "\ud800", "\u202eabc", "x" * 200_000, "aino@example.org\x00", "٣", "'\"<>", "//example.org", "home"]
DETAILS = {"called": "Aino", "full_name": "", "email": "", "phone": ""}


@pytest.fixture(params=BAD, ids=range(len(BAD)))
def bad(request):
    return request.param


@pytest.fixture
def send(client):
    """Posts fields as a browser might, surrogates and all; a crash is raised, any other status is an answer."""

    def post(url, **fields):
        body = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in fields.items())
        return client.post(url, body, content_type="application/x-www-form-urlencoded").status_code

    return post


def test_at_the_door(client, send, bad):
    assert send(reverse("account_request_login_code"), email=bad) < 500
    assert send(reverse("account_login"), login=bad, password=bad) < 500
    assert send(reverse("language"), language=bad, next=bad, once=bad) < 500
    client.post(reverse("account_request_login_code"), {"email": "aino@example.org"})
    assert send(reverse("account_confirm_login_code"), code=bad) < 500
    short = quote(bad[:2000].encode("utf-8", "surrogatepass"))
    assert client.get(reverse("account_login") + "?next=" + short).status_code == 200
    assert client.get(f"/demo/{short}/").status_code == 404


def test_on_ones_own_pages(client, send, bad):
    client.force_login(cast.aino())
    for name in (*DETAILS, "once"):
        assert send(reverse("my-details"), **DETAILS | {name: bad}) < 500
    assert send(reverse("change-consent", args=["ask"]), answer=bad, once=bad) < 500
