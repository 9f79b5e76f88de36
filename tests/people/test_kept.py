"""What someone wrote while their session ended comes back after signing in, to them alone."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rinnalla.people import drafts, moves
from rinnalla.people.choices import DraftKind
from rinnalla.people.models import Draft
from tests import cast
from tests.people import letterbox
from tests.people.test_sessions import clock_at  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
FORM = {"called": "Aino", "full_name": "Aino Pitkänen Jyväskylästä", "email": "", "phone": ""}


def _sends(client: Client, page: str, told: dict):
    """As a browser sends a form without files."""
    return client.post(page, urlencode(told), content_type="application/x-www-form-urlencoded")


def _signs_in(client: Client, email: str):
    client.post(reverse("account_request_login_code"), {"email": email})
    return client.post(reverse("account_confirm_login_code"), {"code": letterbox.LETTERS[-1][1]})


def _away_too_long(client: Client, person, clock_at) -> None:  # noqa: F811
    """Signed in, then away for half an hour and more, then sending what was typed."""
    client.force_login(person)
    clock_at(0)
    client.get(reverse("my-details"))
    clock_at(40)
    sent = _sends(client, reverse("my-details"), FORM)
    assert sent.url.startswith(reverse("account_login"))


def test_what_was_typed_comes_back_and_is_sent_on_in_one_press(client, clock_at, letters):  # noqa: F811
    aino = cast.aino()
    _away_too_long(client, aino, clock_at)
    assert moves.identity_of(aino).full_name == "", "nothing was done without a session"
    assert _signs_in(client, "aino@example.org").url == reverse("kept")
    page = client.get(reverse("kept"))
    assert page.context["typed"].words == ["Aino Pitkänen Jyväskylästä"]
    form = dict(page.context["typed"].told)
    assert client.post(page.context["typed"].path, form).url == reverse("my-details")
    aino.refresh_from_db()
    assert moves.identity_of(aino).full_name == "Aino Pitkänen Jyväskylästä"


def test_it_is_sealed_and_nobody_else_at_the_browser_gets_it(client, clock_at, letters):  # noqa: F811
    aino, olli = cast.aino(), cast.olli()
    _away_too_long(client, aino, clock_at)
    draft = Draft.objects.get(kind=DraftKind.FORM)
    assert b"Pitk" not in bytes(draft.answers) and "Pitk" not in str(dict(client.session.items()))
    assert _signs_in(client, "olli@example.org").url == reverse("home")
    assert client.get(reverse("kept")).url == reverse("home")
    assert olli.code != aino.code


def test_thrown_away_it_is_gone(client, clock_at, letters):  # noqa: F811
    _away_too_long(client, cast.aino(), clock_at)
    _signs_in(client, "aino@example.org")
    assert client.post(reverse("kept")).url == reverse("home")
    assert not Draft.objects.exists()


def test_a_request_half_asked_is_held_again(client, clock_at, letters):  # noqa: F811
    aino = cast.aino()
    client.force_login(aino)
    clock_at(0)
    client.get(reverse("my-details"))
    session, held = client.session, drafts.start(DraftKind.ASK, "fi")[0].code
    session["draft:ask"] = held
    session.save()
    clock_at(40)
    client.get(reverse("my-details"))
    assert "draft:ask" not in client.session, "who comes next to this browser finds nothing"
    assert _signs_in(client, "aino@example.org").url == reverse("home")
    assert client.session["draft:ask"] == held
    assert not Draft.objects.filter(kind=DraftKind.FORM).exists()


@pytest.mark.parametrize("sent", [{}, {"next": "/my/"}, {"once": "x" * 20}, {"words": "  "}])
def test_a_button_alone_keeps_nothing(client, clock_at, sent):  # noqa: F811
    client.force_login(cast.aino())
    clock_at(0)
    client.get(reverse("my-details"))
    clock_at(40)
    _sends(client, reverse("sign-ins-end"), sent)
    assert not Draft.objects.exists()


def test_ten_megabytes_and_files_are_not_kept(client, clock_at):  # noqa: F811
    file = SimpleUploadedFile("a.txt", b"a b c")
    for send in (
        lambda: _sends(client, reverse("my-details"), {"words": "a " * 100_000}),
        lambda: client.post(reverse("my-details"), {"words": file}),
    ):
        client.force_login(cast.person("Aino"))
        clock_at(0)
        client.get(reverse("my-details"))
        clock_at(40)
        send()
    assert not Draft.objects.exists()
