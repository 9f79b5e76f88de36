"""The keyring keeps a key per person, forgets it for ever when asked, and shuts itself when something is amiss."""

import os
import threading
from base64 import b64encode
from pathlib import Path

import pytest

from rinnalla.base.errors import Unreadable
from rinnalla.vault.keyring import CHUNK, Closed, FileKeyring, create_root_key, forget, keyring
from rinnalla.vault.rotation import change_root_key
from tests.vault.sealed import keys_of, story


@pytest.fixture
def own_root(settings, tmp_path):
    """A root key that this test may spoil."""
    settings.ROOT_KEY_PATH = create_root_key(tmp_path / "root.key")
    forget()
    return settings.ROOT_KEY_PATH


def test_each_person_has_a_key_of_their_own_that_stays():
    keyring().make_many(["AINO", "PEKKA"])
    keys = keys_of("AINO", "PEKKA", "OLLI")
    assert sorted(keys) == ["AINO", "PEKKA"]
    assert len(keys["AINO"]) == len(keys["PEKKA"]) == 32
    assert keys["AINO"] != keys["PEKKA"]
    keyring().make("AINO")
    forget()
    assert keys_of("AINO", "PEKKA") == keys


def test_many_keys_are_fetched_in_few_questions():
    codes = [f"P{number}" for number in range(CHUNK + 1)]
    keyring().make_many(codes)
    asked = []
    keyring()._file.set_trace_callback(asked.append)
    assert len(keys_of(*codes)) == CHUNK + 1
    keyring()._file.set_trace_callback(None)
    assert len(asked) == 2


def test_a_destroyed_key_is_gone_from_the_file_and_never_made_again(settings):
    keyring().make_many(["AINO", "PEKKA"])
    wrapped = keyring()._file.execute("SELECT wrapped FROM person_key WHERE code = 'AINO'").fetchone()[0]
    assert wrapped in Path(settings.KEYRING_PATH).read_bytes()
    keyring().destroy("AINO")
    keyring().destroy("AINO")
    assert wrapped not in Path(settings.KEYRING_PATH).read_bytes()
    assert list(keys_of("AINO", "PEKKA")) == ["PEKKA"]
    with pytest.raises(Unreadable):
        keyring().make("AINO")
    with pytest.raises(Unreadable):
        keyring().make_many(["OLLI", "AINO"])
    assert list(keys_of("OLLI")) == []


def test_a_restore_replays_the_tombstones(settings):
    keyring().make_many(["AINO", "PEKKA"])
    snapshot = Path(settings.KEYRING_PATH).read_bytes()
    keyring().destroy("AINO")
    kept = keyring().tombstones()
    forget()
    Path(settings.KEYRING_PATH).write_bytes(snapshot)
    assert sorted(keys_of("AINO", "PEKKA")) == ["AINO", "PEKKA"]
    keyring().replay(kept)
    assert sorted(keys_of("AINO", "PEKKA")) == ["PEKKA"]
    assert keyring().tombstones() == kept


def test_a_wrapped_key_moved_to_another_person_does_not_unwrap():
    keyring().make_many(["AINO", "PEKKA"])
    keyring()._file.execute(
        "UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key WHERE code = 'PEKKA') WHERE code = 'AINO'"
    )
    with pytest.raises(Closed):
        keys_of("AINO")


def test_many_threads_may_use_one_keyring():
    ring = keyring()
    found = []

    def work(number):
        ring.make_many([f"T{number}-{one}" for one in range(5)] + ["SHARED"])
        found.append(keys_of("SHARED", ring=ring)["SHARED"])

    threads = [threading.Thread(target=work, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert len(keys_of(*[f"T{number}-{one}" for number in range(6) for one in range(5)], ring=ring)) == 30


def test_the_files_are_private_and_the_keyring_is_careful(settings, own_root):
    keyring()
    assert os.stat(own_root).st_mode & 0o777 == 0o600
    assert os.stat(settings.KEYRING_PATH).st_mode & 0o777 == 0o600
    pragmas = [keyring()._file.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS]
    assert pragmas == ["delete", 1, 2]


PRAGMAS = ("journal_mode", "secure_delete", "synchronous")


def test_no_root_key_is_made_in_silence_nor_overwritten(settings, tmp_path, own_root):
    with pytest.raises(FileExistsError):
        create_root_key(own_root)
    settings.ROOT_KEY_PATH = tmp_path / "nowhere.key"
    with pytest.raises(Closed):
        keyring()
    assert not settings.ROOT_KEY_PATH.exists()


@pytest.mark.parametrize("text", [b"", b"short", b64encode(b"x" * 31), b"\xff" * 44, b64encode(b"x" * 64)])
def test_a_damaged_root_key_is_refused(own_root, text):
    own_root.write_bytes(text)
    with pytest.raises(Closed):
        keyring()


def test_a_root_key_that_others_can_read_is_refused(own_root):
    own_root.chmod(0o640)
    with pytest.raises(Closed):
        keyring()


def test_a_foreign_root_key_does_not_open_the_keyring(own_root):
    keyring().make("AINO")
    own_root.write_bytes(b64encode(os.urandom(32)))
    forget()
    with pytest.raises(Closed):
        keyring()


def test_a_new_root_key_wraps_everything_anew_and_changes_no_key(settings, own_root):
    codes = [f"P{number}" for number in range(CHUNK + 1)]
    keyring().make_many(codes)
    keys, subkey, old = keys_of(*codes), keyring().subkey("ledger"), own_root.read_bytes()
    done = []
    assert change_root_key(progress=done.append) == len(codes) == sum(done)
    assert own_root.read_bytes() != old
    assert keys_of(*codes) == keys
    assert keyring().subkey("ledger") == subkey
    own_root.write_bytes(old)
    forget()
    with pytest.raises(Closed):
        keyring()


def test_a_change_of_root_key_cut_short_is_finished_later(settings, own_root):
    letter = story(owner="AINO")
    keys = keys_of("AINO")
    following = create_root_key(Path(f"{own_root}.next"))
    FileKeyring(settings.KEYRING_PATH, own_root).wrap_anew(following)  # and here the power went
    forget()
    with pytest.raises(Closed):
        keyring()
    assert change_root_key() == 0
    assert keys_of(letter.owner) == keys
    assert not following.exists()
