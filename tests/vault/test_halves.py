"""A root key of two passphrases, each known to one person alone."""

import hashlib

import pytest

from rinnalla.vault import halves
from rinnalla.vault.decision import UNRECORDED, Decision
from rinnalla.vault.keyring import Closed, create_root_key, forget, keyring
from rinnalla.vault.rotation import change_root_key

NOT_OPEN = "Puolikkaat eivät avaa avainnippua. Toinen tai kumpikaan ei ollut se, joka valittiin."
FIRST, SECOND = "viisi vanhaa sanaa tässä", "ihan toiset viisi sanaa"


@pytest.fixture
def split(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(halves, "COST", 2**8)
    settings.ROOT_KEY_PATH = create_root_key(tmp_path / "own.key")
    forget()
    keyring().make("AINO")
    return settings.ROOT_KEY_PATH


def test_a_root_key_becomes_two_halves_that_open_in_any_order_and_stand_in_no_file(split):
    before = keyring().unwrap(["AINO"], Decision.now(UNRECORDED, ["AINO"]))
    assert change_root_key(split=(FIRST, SECOND)) == 1
    assert not split.exists()
    assert keyring().unwrap(["AINO"], Decision.now(UNRECORDED, ["AINO"])) == before
    halves.forget(split)
    forget()
    with pytest.raises(Closed):
        keyring()
    halves.give(split, f"{SECOND}\n", FIRST)
    assert keyring().unwrap(["AINO"], Decision.now(UNRECORDED, ["AINO"])) == before


@pytest.mark.parametrize("typed", [(FIRST, "väärä puolikas on tämä"), ("", SECOND), (FIRST, FIRST)])
def test_a_wrong_half_is_told_in_a_sentence_that_does_not_say_which(split, typed):
    change_root_key(split=(FIRST, SECOND))
    halves.forget(split)
    with pytest.raises(Closed) as answer:
        halves.give(split, *typed)
    assert str(answer.value.sentence) == NOT_OPEN


@pytest.mark.parametrize("typed", [("short", SECOND), (FIRST, FIRST)])
def test_halves_are_long_and_each_persons_own(split, typed):
    with pytest.raises(Closed):
        change_root_key(split=typed)
    assert keyring().holders(["AINO"]) == {"AINO"}


def test_two_files_with_the_halves_open_it_when_they_are_private(split, settings, tmp_path):
    change_root_key(split=(FIRST, SECOND))
    halves.forget(split)
    forget()
    files = [tmp_path / "one", tmp_path / "two"]
    for path, half in zip(files, (FIRST, SECOND), strict=True):
        path.write_text(half)
        path.chmod(0o644)
    settings.ROOT_KEY_HALVES = [str(path) for path in files]
    with pytest.raises(Closed):
        keyring()
    for path in files:
        path.chmod(0o600)
    assert keyring().holders(["AINO"]) == {"AINO"}


def test_the_root_key_is_scrypt_of_both_halves_each_after_its_length():
    joined = b"\0\0\0\x01b" + b"\0\0\0\x02\xc3\xa4"
    told = hashlib.scrypt(joined, salt=b"s" * 16, n=16, r=8, p=1, dklen=32)
    assert halves._stretched("ä", "b", b"s" * 16, 16) == told
