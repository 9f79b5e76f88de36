"""Where one is signed in; and tries of a stranger that never keep the owner out."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from rinnalla.people.models import SignIn
from tests import cast

pytestmark = pytest.mark.django_db
ASK, CONFIRM = "/sign-in/login/code/", "/sign-in/login/code/confirm/"


def signs_in(letters, email, **browser):
    client = Client(**browser)
    assert client.post(ASK, {"email": email}).status_code == 302
    assert client.post(CONFIRM, {"code": letters[-1][1]}).url == reverse("home")
    return client


def test_each_browser_is_on_the_list_and_ending_the_others_keeps_this_one(letters):
    aino, olli = cast.aino(), cast.olli()
    phone = signs_in(letters, "aino@example.org", HTTP_USER_AGENT="Mozilla (Linux; Android 14) Mobile")
    desk = signs_in(letters, "aino@example.org", HTTP_USER_AGENT="Mozilla (Windows NT 10.0)")
    other = signs_in(letters, "olli@example.org")
    shown = phone.get(reverse("sign-ins")).context["sign_ins"]
    assert sorted(one.device for one in shown) == ["computer", "phone"]
    assert phone.post(reverse("sign-ins-end")).url == reverse("sign-ins")
    statuses = [browser.get(reverse("my-details")).status_code for browser in (phone, desk, other)]
    assert statuses == [200, 302, 200]
    assert [one.device for one in phone.get(reverse("sign-ins")).context["sign_ins"]] == ["phone"]
    assert set(SignIn.objects.values_list("person", flat=True)) == {aino.pk, olli.pk}


def test_a_row_goes_with_its_session(letters):
    cast.aino()
    client = signs_in(letters, "aino@example.org")
    assert SignIn.objects.count() == 1
    client.post(reverse("leave"))
    assert (SignIn.objects.count(), Session.objects.filter(sign_in__isnull=False).count()) == (0, 0)


def test_fifty_wrong_codes_from_elsewhere_do_not_keep_aino_out(letters):
    cast.aino()
    for number in range(50):
        stranger = Client(REMOTE_ADDR=f"10.0.{number // 5}.7")
        stranger.post(ASK, {"email": "aino@example.org"})
        stranger.post(CONFIRM, {"code": "0000 0000"})
    assert signs_in(letters, "aino@example.org", REMOTE_ADDR="10.9.9.9").session["_auth_user_id"]
