"""What is sealed opens only where it belongs, with the key it was sealed with, and unaltered."""

import hmac

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.core.exceptions import FieldError
from django.db import transaction

from rinnalla.base.errors import RuleBroken, Unreadable
from rinnalla.people.models import Person
from rinnalla.vault import blind, derive, sealing, shared
from rinnalla.vault.decision import UNRECORDED
from rinnalla.vault.fields import Owner, Sealed
from rinnalla.vault.keyring import keyring
from rinnalla.vault.opening import open_many
from tests.vault.sealed import Card, Letter, Message, story


def opened(thing, name="story"):
    (values,) = open_many([thing], [name], purpose=UNRECORDED)
    return values[name]


@pytest.mark.parametrize(
    "value",
    ["Särky öisin", "", 0, False, [], {"tarpeet": ["kuuntelija"], "vuosi": 2019}, "nul \0 \u202e rtl", "x" * 1_000_000],
)
def test_what_is_sealed_opens_as_it_was(value):
    assert opened(story(text=value)) == value


def test_nothing_sealed_opens_as_nothing():
    letter = story()
    letter.seal(story=None)
    assert letter.story is None
    assert opened(letter) is None


def test_the_text_is_not_in_the_blob_and_two_blobs_of_one_text_differ():
    one, other = story(text="selkäkipu"), story(text="selkäkipu")
    assert "selkäkipu".encode() not in one.story
    assert one.story[sealing.HEADER :] != other.story[sealing.HEADER :]


def test_a_blob_moved_to_another_row_does_not_open():
    mine, yours = story(), story()
    yours.story = mine.story
    with pytest.raises(Unreadable):
        opened(yours)


def test_a_blob_moved_to_another_column_does_not_open():
    letter = story()
    letter.wish = letter.story
    with pytest.raises(Unreadable):
        opened(letter, "wish")


def test_a_blob_moved_to_another_table_does_not_open():
    letter = story()
    card = Card(code=letter.code, owner=letter.owner, story=letter.story)
    with pytest.raises(Unreadable):
        opened(card)


def test_a_blob_given_to_another_person_does_not_open():
    letter = story(owner="AINO")
    keyring().make("OLLI")
    letter.owner = "OLLI"
    with pytest.raises(Unreadable):
        opened(letter)


def test_every_byte_of_a_blob_counts():
    letter = story(text="a")
    whole = letter.story
    for place in range(len(whole)):
        letter.story = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises(Unreadable):
            opened(letter)
    for cut in (0, 1, sealing.HEADER, len(whole) - 1):
        letter.story = whole[:cut]
        with pytest.raises(Unreadable):
            opened(letter)
    letter.story = whole
    assert opened(letter) == "a"


def test_a_destroyed_key_leaves_nothing_of_that_person_and_all_of_others():
    aino, pekka = story(owner="AINO"), story(owner="PEKKA", text="jaksan")
    keyring().destroy("AINO")
    assert open_many([aino, pekka], ["story"], purpose=UNRECORDED) == [None, {"story": "jaksan"}]


def test_nothing_new_is_sealed_for_an_erased_person():
    letter = story(owner="AINO")
    keyring().destroy("AINO")
    before = letter.story
    with pytest.raises(Unreadable):
        letter.seal(story="uutta")
    assert letter.story == before


def test_a_missing_key_that_nobody_destroyed_is_not_taken_for_erasure():
    letter = story(owner="AINO")
    keyring()._file.execute("DELETE FROM person_key WHERE code = 'AINO'")
    with pytest.raises(Unreadable):
        opened(letter)


@pytest.mark.parametrize("gone", ["AINO", "PEKKA"])
def test_what_two_share_dies_with_either_of_them(gone):
    message = Message(first="PEKKA", second="AINO", key=shared.new_key("AINO", "PEKKA"))
    message.seal(words="Huomenta")
    assert opened(message, "words") == "Huomenta"
    keyring().destroy(gone)
    assert open_many([message], ["words"], purpose=UNRECORDED) == [None]
    with pytest.raises(Unreadable):
        message.seal(words="uutta")
    with pytest.raises(Unreadable):
        shared.new_key("AINO", "PEKKA")


def test_a_shared_key_does_not_open_for_another_pair():
    message = Message(first="AINO", second="PEKKA", key=shared.new_key("AINO", "PEKKA"))
    message.seal(words="Huomenta")
    keyring().make("OLLI")
    message.second = "OLLI"
    with pytest.raises(Unreadable):
        opened(message, "words")


def test_an_owner_is_one_person_or_two_with_their_key():
    for wrong in [(), ("",), ("AINO", "PEKKA"), ("A", "B", "C")]:
        with pytest.raises(ValueError):
            Owner(*wrong)
    with pytest.raises(ValueError):
        Owner("AINO", shared=b"x")


def test_half_a_character_is_answered_with_a_sentence_and_changes_nothing():
    letter = story()
    before = (letter.story, letter.wish)
    with pytest.raises(RuleBroken) as answer:
        letter.seal(wish="hyvä", story="huono \ud83d")
    assert answer.value.sentence
    assert (letter.story, letter.wish) == before


def test_ten_megabytes_are_answered_with_a_sentence():
    with pytest.raises(RuleBroken):
        story(text="x" * 10_000_000)


def test_an_unknown_field_and_a_row_without_a_code_are_refused():
    letter = Letter(owner="AINO")
    with pytest.raises(TypeError):
        letter.seal(owner="OLLI")
    letter.code = ""
    with pytest.raises(ValueError):
        letter.seal(story="x")


def test_classes_have_keys_of_their_own():
    lock = sealing.Lock(b"k" * 32)
    place = sealing.aad("t", "c", "r", "o")
    blob = sealing.seal("x", lock, "P3", place)
    from rinnalla.vault.opening import _unseal

    assert _unseal(blob, lock, "P3", place) == "x"
    with pytest.raises(Unreadable):
        _unseal(blob, lock, "P4", place)


def test_our_expand_is_hkdf():
    key = bytes(range(32))
    assert derive.expand(key, "label") == HKDFExpand(SHA256(), 32, b"label").derive(key)
    assert derive.join(key, key[::-1], "x") == HKDFExpand(SHA256(), 32, b"x").derive(
        hmac.digest(b"rinnalla join", key + key[::-1], "sha256")
    )


def test_the_blind_index_finds_the_same_address_and_nothing_else():
    index = blind.index("people.email", "aino@example.fi")
    assert index == blind.index("people.email", "  Aino@Example.FI ")
    assert index != blind.index("people.phone", "aino@example.fi")
    assert index != blind.index("people.email", "ain0@example.fi")
    assert len(index) == 64
    assert "aino" not in index
    assert blind.index("people.email", "\ud83d") != blind.index("people.email", "?")


@pytest.mark.django_db
def test_a_sealed_column_takes_blobs_only_and_answers_no_search():
    person = Person(code="AINO")
    person.seal(identity={"called": "Aino"})
    person.save()
    again = Person.objects.get(code="AINO")
    assert type(again.identity) is bytes
    assert opened(again, "identity") == {"called": "Aino"}
    for clear in ("Aino", b"Aino", {"called": "Aino"}, b""):
        with pytest.raises((TypeError, ValueError)), transaction.atomic():
            Person.objects.filter(code="AINO").update(identity=clear)
    for question in ("identity", "identity__contains", "identity__gt"):
        with pytest.raises(FieldError):
            list(Person.objects.filter(**{question: again.identity}))
    assert list(Person.objects.filter(identity__isnull=False)) == [person]


def test_a_sealed_field_says_its_grade_to_migrations():
    assert Sealed(grade="P3").deconstruct()[3] == {"grade": "P3"}
    assert Sealed(grade="P3", known_as="tale").deconstruct()[3] == {"grade": "P3", "known_as": "tale"}
    with pytest.raises(ValueError):
        Sealed(grade="P0")
