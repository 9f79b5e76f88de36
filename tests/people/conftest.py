import pytest
from django.urls import reverse

from tests.people import letterbox


@pytest.fixture(autouse=True)
def letters(settings, monkeypatch):
    """The sign-in letters written in this test, as (person, code); no answer waits for an even pace."""
    settings.SIGN_IN_LETTER = "tests.people.letterbox.keep"
    monkeypatch.setattr("rinnalla.people.sign_in_forms.EVEN_PACE", 0.0)
    letterbox.LETTERS.clear()
    return letterbox.LETTERS


@pytest.fixture
def ask_code(client):
    def ask(email: str):
        return client.post(reverse("account_request_login_code"), {"email": email})

    return ask


@pytest.fixture
def type_code(client):
    def type_it(code: str):
        return client.post(reverse("account_confirm_login_code"), {"code": code})

    return type_it
