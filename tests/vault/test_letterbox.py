"""The letterbox: sealed without any key at hand, opened by the keyring alone, and gone for good in time."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings as in_force
from django.utils import translation

from rinnalla.base import clock
from rinnalla.base.errors import Unreadable
from rinnalla.vault import hybrid, letterbox
from rinnalla.vault import keyring as rings
from rinnalla.vault.decision import UNRECORDED, Decision, Refused
from rinnalla.vault.fields import Owner, seal_many
from rinnalla.vault.file_keyring import ANEW, MARGIN
from rinnalla.vault.keyring import Closed, FileKeyring, keyring
from rinnalla.vault.opening import open_many
from rinnalla.vault.root import create_root_key
from tests.vault.sealed import Wish, keys_of, story
from tests.vault.test_process import served  # noqa: F401

WORDS = {"called": "Aino", "phone": "+358401234567"}
KEPT = in_force.KEPT_FOR["call"]


def wish(**told) -> Wish:
    one = Wish()
    one.key = letterbox.put_in(one, letterbox.public_key(), told=told or WORDS)
    return one


def opened(*wishes):
    return open_many(wishes, ["told"], purpose=UNRECORDED)


def private_keys() -> int:
    return keyring()._file.execute("SELECT count(*) FROM letterbox").fetchone()[0]


@pytest.fixture
def at(monkeypatch):
    """A clock that a test moves."""
    moment = [datetime(2026, 3, 1, 12, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def away(settings):
    """The keyring is away from when the test calls this."""

    def go():
        rings.forget()
        settings.KEYRING, settings.KEYRING_SOCKET = "process", "/nonexistent/s"

    return go


# --- putting in and taking out --------------------------------------------------------------------------------------
def test_what_was_put_in_opens_and_lies_in_no_column_in_the_clear():
    one = wish()
    assert opened(one) == [{"told": WORDS}]
    assert b"Aino" not in bytes(one.told) + one.key


def test_it_opens_beside_what_belongs_to_people():
    letter, one = story(owner="AINO"), wish()
    assert open_many([letter], ["story"], purpose=UNRECORDED) == [{"story": "Selkä on kipeä"}]
    assert keyring().holders([one.code]) == set()
    assert opened(one, wish(called="Olli")) == [{"told": WORDS}, {"told": {"called": "Olli"}}]


def test_it_is_put_in_while_the_keyring_is_away_and_opens_when_it_is_back(away, settings):
    before = settings.KEYRING, settings.KEYRING_SOCKET
    letterbox.public_key()
    away()
    one = wish()
    with pytest.raises(Closed):
        opened(one)
    settings.KEYRING, settings.KEYRING_SOCKET = before
    rings.forget()
    assert opened(one) == [{"told": WORDS}]


def test_without_a_public_key_and_without_a_keyring_a_sentence_says_to_call(away):
    away()
    with pytest.raises(Closed) as answer, translation.override("en"):
        letterbox.public_key()
    assert "Call" in str(answer.value.sentence)


@pytest.mark.parametrize("words", ["", "not base64 åäö", b64encode(b"short").decode()])
def test_a_damaged_file_of_the_public_key_is_asked_for_again(words):
    public = letterbox.public_key()
    path = Path(in_force.LETTERBOX_KEY_PATH)
    path.write_text(words)
    assert letterbox.public_key() == public
    assert path.read_text() == b64encode(public).decode() + "\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_public_key_is_the_keyrings_own_whenever_it_answers(settings, tmp_path):
    """After a restore the pair of before may be gone: what is sealed to it would never open."""
    first = letterbox.public_key()
    settings.KEYRING_PATH = tmp_path / "another.sqlite3"
    rings.forget()
    assert letterbox.public_key() == keyring().letterbox() != first


def test_a_disk_that_cannot_be_written_takes_things_in_all_the_same(settings):
    settings.LETTERBOX_KEY_PATH = Path("/proc/nowhere/letterbox.pub")
    assert opened(wish()) == [{"told": WORDS}]


# --- nobody else --------------------------------------------------------------------------------------------------
def test_it_opens_for_its_own_thing_alone():
    one, other = wish(), wish(called="Olli")
    other.key = one.key
    assert opened(other) == [None]
    with pytest.raises(Unreadable):
        mixed = wish(called="Eino")
        mixed.told = one.told
        opened(mixed)


def test_an_altered_or_shortened_key_opens_nothing():
    one = wish()
    for spoiled in (b"", one.key[:8], one.key[:-1], one.key[:-1] + bytes([one.key[-1] ^ 1]), bytes(len(one.key))):
        one.key = spoiled
        assert opened(one) == [None]


def test_it_opens_for_the_subjects_of_the_decision_alone():
    one = wish()
    with pytest.raises(Refused):
        keyring().take_out({one.code: one.key}, Decision.now(UNRECORDED, ["OLLI"]))


def test_no_sub_key_of_the_programme_and_no_persons_key_opens_it():
    """What a page may ask of the keyring is never the private key."""
    one = wish()
    keyring().make(one.code)
    number = one.key[: hybrid.NUMBER_BYTES]
    asked = [keyring().subkey(label) for label in ("letterbox", f"letterbox|{number.hex()}", "programme|letterbox")]
    for key in [*asked, *keys_of(one.code).values()]:
        with pytest.raises(InvalidTag):
            hybrid.unboxed(one.key, key, one.code)


def test_what_is_put_in_is_never_changed():
    one = wish()
    with pytest.raises(ValueError, match="letterbox"):
        seal_many([(one, {"told": "something else"})])


def test_an_owner_is_told_apart_by_what_it_is_sealed_with():
    assert Owner("AINO", boxed=b"one") == Owner("AINO", boxed=memoryview(b"one"))
    assert Owner("AINO", boxed=b"one") != Owner("AINO")
    assert len({Owner("AINO"), Owner("AINO", boxed=b"one"), Owner("AINO", boxed=b"two")}) == 3


# --- in time ------------------------------------------------------------------------------------------------------
def test_a_pair_serves_a_week(at):
    first = keyring().letterbox()
    at[0] += ANEW - timedelta(seconds=1)
    assert keyring().letterbox() == first
    at[0] += timedelta(seconds=1)
    second = keyring().letterbox()
    assert second != first
    assert (keyring().letterbox(), private_keys()) == (second, 2)


def test_a_pair_is_destroyed_when_all_that_was_put_in_under_it_has_served(at):
    old = wish()
    at[0] += timedelta(days=90)  # nothing else was put in, so it still serves
    keyring().letterbox()
    assert opened(old) == [{"told": WORDS}]
    at[0] += KEPT + MARGIN
    keyring().letterbox()
    assert opened(old) == [{"told": WORDS}]
    at[0] += timedelta(seconds=1)
    newest = keyring().letterbox()
    assert opened(old) == [None]
    numbers = [row[0] for row in keyring()._file.execute("SELECT number FROM letterbox ORDER BY made_at")]
    assert (len(numbers), numbers[-1]) == (2, hybrid.number_of(newest))


def test_a_new_root_key_leaves_it_as_it_was():
    one, public = wish(), keyring().letterbox()
    new = create_root_key(in_force.ROOT_KEY_PATH.with_name("root.key.new"))
    keyring().wrap_anew(new)
    again = FileKeyring(in_force.KEYRING_PATH, new)
    assert again.letterbox() == public
    assert again.take_out({one.code: one.key}, Decision.now(UNRECORDED, [one.code])).keys() == {one.code}


# --- over the socket ------------------------------------------------------------------------------------------------
def test_it_is_taken_out_over_the_socket_with_a_decision_and_a_line(served, settings):  # noqa: F811
    one = wish()
    assert opened(one) == [{"told": WORDS}]
    assert served.ring.letterbox() == keyring().letterbox()
    answer = served.answer({"do": "take_out", "sealed": {one.code: b64encode(one.key).decode()}})
    assert answer == {"ok": False, "why": "garbled"}
    log = next(iter(settings.KEYRING_LOG.glob("*.log"))).read_text()
    assert '"verb":"take_out","outcome":"done"' in log
    assert f'"codes":["{one.code}"]' in log
