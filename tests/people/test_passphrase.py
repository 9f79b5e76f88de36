"""Supporters come in by a passkey, or by a passphrase and a mailed code; never by the code alone (security.md)."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse

from rinnalla.ledger.models import Event
from rinnalla.people import moves, recovery
from rinnalla.people.models import Person
from tests import addresses, cast
from tests.people import letterbox
from tests.people.test_second_factor import SECRET

pytestmark = pytest.mark.django_db
WORDS = "kuusi Lammas  tuuli 7!"


@pytest.fixture(autouse=True)
def quick_and_asked(monkeypatch, settings):
    """The hash is slow on purpose; and the questions that most tests leave out are asked here."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
    settings.STAFF_QUESTION = "rinnalla.associations.models.is_staff"
    settings.SUPPORTER_QUESTION = "rinnalla.supporters.models.walks_with_people"


@pytest.fixture
def pekka():
    return cast.pekka().person


def _chooses(person: Person, words: str = WORDS, **more) -> Client:
    client = addresses.signed_in(person)
    client.post(reverse("own-passphrase"), {"words": words, "again": words, **more})
    person.refresh_from_db()
    return client


def _types_mailed_code(person: Person, email: str) -> tuple[Client, str]:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": email})
    return client, client.post(reverse("account_confirm_login_code"), {"code": letterbox.LETTERS[-1][1]}).url


def _email(person: Person) -> str:
    return moves.identity_of(person).email


def test_a_supporter_is_led_to_a_second_key_and_a_passphrase_is_one(pekka):
    client = addresses.signed_in(pekka)
    assert client.get(reverse("home")).url == reverse("mfa_index")
    assert reverse("own-passphrase") in client.get(reverse("mfa_index")).content.decode()
    assert client.post(reverse("own-passphrase"), {"words": WORDS, "again": WORDS}).url == reverse("mfa_index")
    assert client.get(reverse("home")).status_code == 200
    assert Event.objects.filter(action="person.factor_added", actor=pekka.code).count() == 1


def test_a_supported_person_is_not_led_there_and_staff_get_no_passphrase():
    assert addresses.signed_in(cast.aino()).get(reverse("home")).status_code == 200
    kirsti = cast.kirsti()
    client = _chooses(kirsti)
    assert not kirsti.has_passphrase
    assert client.get(reverse("desk")).url == reverse("mfa_index")


def test_after_the_mailed_code_the_passphrase_is_asked_exactly_as_it_was_chosen(pekka, letters):
    _chooses(pekka)
    client, led_to = _types_mailed_code(pekka, _email(pekka))
    assert led_to == reverse("passphrase")
    for typed in (WORDS.strip("!"), WORDS.lower(), WORDS.replace("  ", " "), f" {WORDS}"):
        assert client.post(reverse("passphrase"), {"words": typed}).status_code == 200
        assert "_auth_user_id" not in client.session
    assert client.get(reverse("home")).status_code == 302
    assert client.post(reverse("passphrase"), {"words": WORDS}).url == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_tries_are_slowed_and_the_owner_elsewhere_is_not(pekka, letters):
    _chooses(pekka)
    thief, _led_to = _types_mailed_code(pekka, _email(pekka))
    statuses = [thief.post(reverse("passphrase"), {"words": "väärä"}).status_code for _ in range(8)]
    assert statuses[:6] == [200] * 6 and 429 in statuses[6:]
    owner, _led_to = _types_mailed_code(pekka, _email(pekka))
    answer = owner.post(reverse("passphrase"), {"words": WORDS}, REMOTE_ADDR="203.0.113.9")
    assert answer.url == reverse("home")


def test_without_a_mailed_code_first_there_is_no_such_page(client, pekka):
    _chooses(pekka)
    assert client.get(reverse("passphrase")).url == reverse("account_login")
    assert client.post(reverse("passphrase"), {"words": WORDS}).url == reverse("account_login")


def test_who_has_an_app_is_asked_for_that_instead(pekka, letters):
    _chooses(pekka)
    TOTP.activate(pekka, SECRET)
    assert _types_mailed_code(pekka, _email(pekka))[1] == reverse("mfa_authenticate")


@pytest.mark.parametrize(
    "words", ["lyhyt", "salasana1234", "Rinnalla2026!", "aaaaaaaaaaaaaaaa", "123456789012", "x" * 129, "vertaistuki12"]
)
def test_what_is_short_common_or_easily_guessed_is_refused(pekka, words):
    client = _chooses(pekka, words)
    assert not pekka.has_passphrase
    assert client.post(reverse("own-passphrase"), {"words": WORDS, "again": "muuta sanoja"}).status_code == 200


def test_long_ones_and_any_marks_are_taken(pekka):
    words = "ä🌲 " * 40 + "eri sanoja 9"
    assert len(words) > 64
    _chooses(pekka, words[:128])
    assert pekka.check_passphrase(words[:128])


def test_another_one_asks_for_the_present_one_and_ends_the_other_sessions(pekka):
    first = _chooses(pekka)
    other = addresses.signed_in(pekka)
    assert other.get(reverse("home")).status_code == 200
    assert (
        first.post(reverse("own-passphrase"), {"words": "toinen lause 88", "again": "toinen lause 88"}).status_code
        == 200
    )
    told = {"now": WORDS, "words": "toinen lause 88", "again": "toinen lause 88"}
    assert first.post(reverse("own-passphrase"), told).url == reverse("mfa_index")
    pekka.refresh_from_db()
    assert pekka.check_passphrase("toinen lause 88") and not pekka.check_passphrase(WORDS)
    assert [one.get(reverse("home")).status_code for one in (first, other)] == [200, 302]


def test_only_a_slow_hash_is_kept_and_ending_sessions_leaves_it(pekka):
    _chooses(pekka)
    assert pekka.password.startswith("pbkdf2_sha256$") and "Lammas" not in pekka.password
    before = pekka.password
    pekka.end_sessions()
    assert pekka.password != before and pekka.check_passphrase(WORDS)
    assert pekka.has_usable_password() is False, "the library knows of no password"


def test_a_lost_passphrase_is_replaced_as_a_lost_key_is(pekka, letters, settings):
    settings.RECOVERY_LETTER = "tests.people.letterbox.keep_recovery"
    _chooses(pekka)
    client, _led_to = _types_mailed_code(pekka, _email(pekka))
    client.post(reverse("recovery"))
    assert recovery.asked_by(pekka) is not None
    pekka.drop_passphrase()
    assert not pekka.has_passphrase


def test_the_field_is_masked_and_takes_what_helpers_paste(pekka):
    page = addresses.signed_in(pekka).get(reverse("own-passphrase")).content.decode()
    assert page.count('type="password"') == 2 and page.count('autocomplete="new-password"') == 2
