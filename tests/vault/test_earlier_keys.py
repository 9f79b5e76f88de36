"""A person gets a new key: what was sealed before opens until it is let go, and what is sealed now opens after."""

import pytest

from rinnalla.base.errors import Unreadable
from rinnalla.vault import sealing, shared
from rinnalla.vault.decision import ROTATION, UNRECORDED, Decision
from rinnalla.vault.fields import sealed_field
from rinnalla.vault.keyring import keyring
from rinnalla.vault.opening import open_many
from tests.vault.sealed import Message, keys_of, story


def read(thing, *names):
    return open_many([thing], names, purpose=UNRECORDED)[0]


def test_the_new_key_seals_at_once_and_the_old_one_opens_until_it_is_let_go():
    before = story(owner="AINO", name="Aino")
    old = keys_of("AINO")
    assert keyring().renew(["AINO", "NOBODY"]) == ["AINO"]
    assert keys_of("AINO") != old
    after = story(owner="AINO", text="uutta")
    assert (read(before, "story", "name"), read(after, "story")) == (
        {"story": "Selkä on kipeä", "name": "Aino"},
        {"story": "uutta"},
    )
    keyring().settle({"AINO": ["P2"]})
    assert (read(before, "name"), read(after, "story")) == ({"name": "Aino"}, {"story": "uutta"})
    with pytest.raises(Unreadable):
        read(before, "story")


def test_begun_twice_it_is_one_change():
    story(owner="AINO")
    keyring().renew(["AINO"])
    new = keys_of("AINO")
    assert keyring().renew(["AINO"]) == ["AINO"]
    assert keys_of("AINO") == new
    assert len(keyring().spares(["AINO"], Decision.now(ROTATION, ["AINO"]))["AINO"]) == 1


def test_what_two_share_opens_while_one_of_them_has_an_earlier_key():
    message = Message(first="AINO", second="PEKKA", key=shared.new_key("AINO", "PEKKA"))
    message.seal(words="Huomenta")
    keyring().renew(["PEKKA"])
    assert read(message, "words") == {"words": "Huomenta"}
    message.seal(words="Hyvää yötä")
    assert read(message, "words") == {"words": "Hyvää yötä"}


def test_erasing_takes_the_earlier_keys_too():
    before = story(owner="AINO")
    keyring().renew(["AINO"])
    keyring().destroy("AINO")
    assert keyring().spares(["AINO"], Decision.now(ROTATION, ["AINO"])) == {}
    assert read(before, "story") is None


def test_what_was_sealed_with_an_earlier_key_of_one_does_not_pass_for_what_two_share():
    message = Message(first="AINO", second="PEKKA", key=shared.new_key("AINO", "PEKKA"))
    field, lock = sealed_field(message, "words"), sealing.Lock(keys_of("AINO")["AINO"])
    message.words = sealing.seal("Olen Aino", lock, field.grade, field.place(message, message.sealed_for()))
    keyring().renew(["AINO"])
    with pytest.raises(Unreadable) as answer:
        read(message, "words")
    assert answer.value.sentence
