"""What must not change by a letter: how a blob looks, what its tag vouches for, which key it is, what a decision holds.

Blobs and wrapped keys written by one version are read by every later one, so each format stands here once more.
"""

import json
import time
from itertools import combinations

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from rinnalla.base.errors import RuleBroken, Unreadable
from rinnalla.vault import decision, derive, fields, opening, sealing, shared
from rinnalla.vault.decision import OWN_PURPOSES, SENTENCES, SYSTEM, UNRECORDED, Decision, Refused
from rinnalla.vault.fields import Owner, Sealed, SealedModel, blob_for, seal_many
from rinnalla.vault.file_keyring import Spare
from rinnalla.vault.keyring import FileKeyring, keyring
from tests.vault.sealed import Letter, Message, keys_of, story

KEY, OTHER = bytes(range(32)), bytes(range(32, 64))
PLACE = b"t|c|r|o|1"


# --- a blob ---------------------------------------------------------------------------------------------------------
def test_a_blob_is_version_key_nonce_and_ciphertext_of_plain_json():
    lock = sealing.Lock(KEY)
    blob = sealing.seal({"yö": ["ä", 1]}, lock, "P3", PLACE)
    text = '{"yö":["ä",1]}'.encode()
    assert (blob[0], blob[1:9], len(blob)) == (1, derive.expand(KEY, "key id")[:8], 21 + len(text) + 16)
    assert AESGCM(derive.expand(KEY, "class|P3")).decrypt(blob[9:21], blob[21:], PLACE) == text
    assert lock.cipher("P3") is lock.cipher("P3")
    assert sealing.GRADES == ("P2", "P3", "P4")


def test_the_tag_vouches_for_table_column_row_owner_and_version():
    assert sealing.aad("t", "c", "r", "o") == PLACE
    for parts in (("", "c", "r", "o"), ("t", "", "r", "o"), ("t", "c", "", "o"), ("t", "c", "r", "")):
        with pytest.raises(ValueError, match="without bars"):
            sealing.aad(*parts)
    for place in range(4):
        parts = ["t", "c", "r", "o"]
        parts[place] = "x|y"
        with pytest.raises(ValueError):
            sealing.aad(*parts)


def test_only_what_is_long_enough_and_of_this_version_is_a_blob():
    blob = sealing.seal(1, sealing.Lock(KEY), "P3", PLACE)
    assert len(blob) == sealing.SHORTEST == 38
    assert sealing.sealed_with(blob) == blob[1:9]
    assert sealing.sealed_with(blob[:-1]) == b""
    for version in (0, 2):
        assert sealing.sealed_with(bytes([version]) + blob[1:]) == b""


def test_a_text_of_two_million_bytes_is_the_longest():
    lock = sealing.Lock(KEY)
    assert sealing.seal("x" * 1_999_998, lock, "P3", PLACE)
    with pytest.raises(RuleBroken) as answer:
        sealing.seal("x" * 1_999_999, lock, "P3", PLACE)
    assert answer.value.status == 409
    with pytest.raises(ValueError):
        sealing.seal(float("nan"), lock, "P3", PLACE)


def test_resealed_it_is_the_same_text_under_the_other_key_at_the_same_place():
    old, new = sealing.Lock(KEY), sealing.Lock(OTHER)
    blob = sealing.seal("Särky", old, "P3", PLACE)
    again = sealing.reseal(blob, old, new, "P3", PLACE)
    assert (again[0], again[1:9], again[9:21] != blob[9:21]) == (1, new.id, True)
    assert opening._unseal(again, new, "P3", PLACE) == "Särky"
    for wrong in ((blob, old, new, "P2", PLACE), (blob, old, new, "P3", b"t|c|x|o|1"), (blob, new, old, "P3", PLACE)):
        with pytest.raises(InvalidTag):
            sealing.reseal(*wrong)


def test_of_an_earlier_key_what_is_left_opens_and_nothing_else():
    blobs = {grade: sealing.seal(grade, sealing.Lock(KEY), grade, PLACE) for grade in sealing.GRADES}
    number = derive.key_id(KEY)
    whole = sealing.OldLock([Spare(number, "", KEY)])
    assert {grade: opening._unseal(blob, whole, grade, PLACE) for grade, blob in blobs.items()} == {
        "P2": "P2", "P3": "P3", "P4": "P4",
    }  # fmt: skip
    part = sealing.OldLock([Spare(number, "P2", derive.class_key(KEY, "P2"))])
    assert (part.id, opening._unseal(blobs["P2"], part, "P2", PLACE)) == (number, "P2")
    for grade in ("P3", "P4"):
        with pytest.raises(KeyError):
            part.cipher(grade)
        with pytest.raises(Unreadable):
            opening._unseal(blobs[grade], part, grade, PLACE)


def test_a_blob_of_another_key_is_not_even_tried():
    blob = sealing.seal("x", sealing.Lock(KEY), "P3", PLACE)
    twin = sealing.Lock(KEY)
    twin.id = b"another!"
    with pytest.raises(Unreadable):
        opening._unseal(blob, twin, "P3", PLACE)


# --- the keyring's file -----------------------------------------------------------------------------------------------
def test_a_key_is_wrapped_under_the_root_key_for_its_person(settings):
    from rinnalla.vault.root import read_root_key

    keyring().make("AINO")
    wrap = AESGCM(derive.expand(read_root_key(settings.ROOT_KEY_PATH), "keyring wrap"))
    wrapped = keyring()._file.execute("SELECT wrapped FROM person_key").fetchone()[0]
    assert wrap.decrypt(wrapped[:12], wrapped[12:], b"AINO") == keys_of("AINO")["AINO"]
    secret = keyring()._file.execute("SELECT wrapped FROM secret").fetchone()[0]
    of_programme = wrap.decrypt(secret[:12], secret[12:], b"")
    assert keyring().subkey("ledger") == derive.expand(of_programme, "programme|ledger")


def test_an_earlier_key_is_wrapped_for_its_person_and_class(settings):
    from rinnalla.vault.root import read_root_key

    keyring().make_many(["AINO", "OLLI"])
    old = keys_of("AINO")["AINO"]
    keyring().renew(["AINO"])
    wrap = AESGCM(derive.expand(read_root_key(settings.ROOT_KEY_PATH), "keyring wrap"))
    (row,) = keyring()._file.execute("SELECT code, id, grade, wrapped FROM spare_key").fetchall()
    assert row[:3] == ("AINO", derive.key_id(old), "")
    assert wrap.decrypt(row[3][:12], row[3][12:], b"spare|AINO|") == old
    keyring().settle({"AINO": ["P2", "P3"], "OLLI": ["P2"]})
    rows = keyring()._file.execute("SELECT grade, id, wrapped FROM spare_key ORDER BY grade").fetchall()
    assert [(grade, number) for grade, number, _wrapped in rows] == [("P2", row[1]), ("P3", row[1])]
    for grade, _number, wrapped in rows:
        told = wrap.decrypt(wrapped[:12], wrapped[12:], f"spare|AINO|{grade}".encode())
        assert told == derive.class_key(old, grade)
    keyring().settle({"AINO": []})  # nothing whole is left to let go
    assert keyring()._file.execute("SELECT count(*) FROM spare_key").fetchone()[0] == 2


def test_erased_twice_it_keeps_the_first_moment():
    keyring().replay({"AINO": "2026-01-02T03:04:05+00:00"})
    keyring().replay({"AINO": "2026-05-05T05:05:05+00:00", "OLLI": "2026-03-03T03:03:03+00:00"})
    keyring().destroy("AINO")
    told = {"AINO": "2026-01-02T03:04:05+00:00", "OLLI": "2026-03-03T03:03:03+00:00"}
    assert keyring().tombstones() == told
    assert keyring().tombstones(["OLLI", "MAIJA"]) == {"OLLI": told["OLLI"]}
    assert keyring().tombstones([]) == {}


def test_a_page_of_all_codes_begins_after_the_last_and_is_as_long_as_asked():
    keyring().make_many(["C", "A", "B"])
    assert [keyring().everyone(), keyring().everyone("A"), keyring().everyone("A", 1), keyring().everyone("C")] == [
        ["A", "B", "C"], ["B", "C"], ["B"], [],
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["", None, 5, b"AINO"])
def test_a_key_belongs_to_a_code(wrong):
    with pytest.raises(ValueError, match="code"):
        keyring().make_many(["AINO", wrong])
    with pytest.raises(ValueError, match="code"):
        keyring().replay({wrong: "2026-01-02T03:04:05+00:00"})
    assert keyring().holders(["AINO"]) == set()
    assert not keyring()._file.in_transaction


def test_what_breaks_in_the_middle_of_a_writing_changes_nothing():
    keyring().make("AINO")
    with pytest.raises(ValueError):
        keyring().replay({"AINO": "2026-01-02T03:04:05+00:00", "": "x"})
    assert (keyring().holders(["AINO"]), keyring().tombstones()) == ({"AINO"}, {})


def test_a_new_root_key_tells_how_far_it_is_and_takes_earlier_keys_along(settings, tmp_path):
    from rinnalla.vault.root import create_root_key

    before = story(owner="AINO")
    keyring().renew(["AINO"])
    keyring().make("OLLI")
    told, new = [], create_root_key(tmp_path / "new.root")
    assert keyring().wrap_anew(new, progress=told.append) == 2
    assert told == [2]
    again = FileKeyring(settings.KEYRING_PATH, new)
    found = again.spares(["AINO"], Decision.now(UNRECORDED, ["AINO"]))["AINO"]
    assert [one.id for one in found] == [before.story[1:9]]


# --- what two share ---------------------------------------------------------------------------------------------------
def test_a_shared_key_needs_both_in_any_order_and_says_whose_it_is():
    keys = {"AINO": KEY, "PEKKA": OTHER}
    wrapped = shared.wrap(b"s" * 32, "PEKKA", "AINO", keys)
    both = AESGCM(derive.join(KEY, OTHER, "shared key"))
    assert both.decrypt(wrapped[:12], wrapped[12:], b"shared|AINO|PEKKA") == b"s" * 32
    assert len(wrapped) == 12 + 32 + 16
    assert shared.unwrap(memoryview(wrapped), "AINO", "PEKKA", keys) == b"s" * 32
    with pytest.raises(Unreadable):
        shared.unwrap(wrapped, "AINO", "PEKKA", {"AINO": OTHER, "PEKKA": KEY})
    with pytest.raises(KeyError):
        shared.unwrap(wrapped, "AINO", "PEKKA", {"AINO": KEY})
    for cut in (b"", wrapped[:5], wrapped[:-1]):
        with pytest.raises(Unreadable):
            shared.unwrap(cut, "AINO", "PEKKA", keys)


def test_of_several_earlier_keys_the_pair_that_fits_is_found():
    wrapped = shared.wrap(b"s" * 32, "AINO", "PEKKA", {"AINO": KEY, "PEKKA": OTHER})
    many = {"AINO": [OTHER, KEY], "PEKKA": [KEY, OTHER]}
    assert shared.unwrap_by_any(wrapped, "AINO", "PEKKA", many) == b"s" * 32
    with pytest.raises(Unreadable) as answer:
        shared.unwrap_by_any(wrapped, "AINO", "PEKKA", {"AINO": [OTHER], "PEKKA": [KEY, OTHER]})
    with pytest.raises(Unreadable) as single:
        shared.unwrap(wrapped, "AINO", "PEKKA", {"AINO": OTHER, "PEKKA": KEY})
    assert answer.value.sentence == single.value.sentence == "Näiden kahden yhteisiä tietoja ei voi avata."


def test_nobody_shares_with_oneself_and_each_pair_has_a_key_of_its_own():
    with pytest.raises(ValueError, match="two people"):
        shared.new_key("AINO", "AINO")
    assert keyring().holders(["AINO"]) == set()
    one, other = shared.new_key("AINO", "PEKKA"), shared.new_key("AINO", "PEKKA")
    keys = keys_of("AINO", "PEKKA")
    opened = {shared.unwrap(each, "AINO", "PEKKA", keys) for each in (one, other)}
    assert ({len(key) for key in opened}, len(opened)) == ({32}, 2)


# --- fields and owners ------------------------------------------------------------------------------------------------
def test_owners_are_told_apart_by_who_and_by_the_key_they_share():
    owners = [Owner("A"), Owner("B"), Owner("A", "B", shared=b"x"), Owner("A", "B", shared=b"y")]
    assert all(one != other for one, other in combinations(owners, 2))
    same = Owner("B", "A", shared=memoryview(b"x"))
    assert (same == owners[2], hash(same) == hash(owners[2]), str(same), same.codes) == (True, True, "A+B", ("A", "B"))
    assert Owner("A") != "A"


def test_a_sealed_column_may_be_empty_is_in_no_form_and_keeps_its_first_name():
    field = Sealed(grade="P3", known_as="tale", null=False, editable=True)
    assert (field.null, field.blank, field.editable) == (True, True, False)
    assert field.from_db_value(None, None, None) is None
    assert field.from_db_value(memoryview(b"x"), None, None) == b"x"
    field.set_attributes_from_name("story")
    field.model = Letter
    letter = Letter(code="ROW", owner="AINO")
    assert field.place(letter, Owner("AINO")) == b"vault_letter|tale|ROW|AINO|1"
    field.model = type("Renamed", (), {"sealed_as": "old_table", "_meta": Letter._meta})
    assert field.place(letter, Owner("AINO")) == b"old_table|tale|ROW|AINO|1"


def test_a_sealed_model_concerns_its_owners_and_has_to_say_who_they_are():
    assert story(owner="AINO").concerns() == ["AINO"]
    pair = Message(first="PEKKA", second="AINO", key=shared.new_key("AINO", "PEKKA"))
    assert pair.concerns() == ["AINO", "PEKKA"]
    with pytest.raises(NotImplementedError):
        SealedModel.sealed_for(pair)
    assert isinstance(Letter._meta.get_field("code"), models.CharField)


def asked_of(monkeypatch) -> list:
    """Every question to the keyring by which keys come out: (which, codes, decision)."""
    asked = []
    for name in ("unwrap", "spares", "make_many"):
        really = getattr(FileKeyring, name)

        def ask(ring, codes, *decided, name=name, really=really):
            asked.append((name, sorted(codes), *decided))
            return really(ring, codes, *decided)

        monkeypatch.setattr(FileKeyring, name, ask)
    return asked


def test_many_are_sealed_with_one_visit_and_newcomers_with_one_more(monkeypatch):
    asked = asked_of(monkeypatch)
    letters = [Letter(owner=owner) for owner in ("AINO", "PEKKA", "AINO")]
    seal_many((letter, {"story": letter.owner, "wish": None}) for letter in letters)
    assert [question[:2] for question in asked] == [
        ("unwrap", ["AINO", "PEKKA"]), ("make_many", ["AINO", "PEKKA"]), ("unwrap", ["AINO", "PEKKA"]),
    ]  # fmt: skip
    first, second = (question[2] for question in asked if question[0] == "unwrap")
    assert (first.actor, first.purpose, first.subjects) == (SYSTEM, "sealing", {"AINO", "PEKKA"})
    assert first.mark != second.mark
    del asked[:]
    seal_many([(letters[0], {"name": "Aino"})])
    assert [question[0] for question in asked] == ["unwrap"]
    told = opening.open_many(letters, ["story", "wish"], purpose=UNRECORDED)
    assert told == [{"story": letter.owner, "wish": None} for letter in letters]


def test_a_blob_for_a_thing_that_cannot_say_whose_it_is_yet_opens_like_any_other():
    letter = Letter(owner="AINO")
    letter.story = blob_for(letter, Owner("AINO"), "story", "x")
    assert opening.open_many([letter], ["story"], purpose=UNRECORDED) == [{"story": "x"}]
    assert blob_for(letter, Owner("AINO"), "story", None) is None


def test_nothing_is_sealed_for_two_of_whom_one_has_no_key():
    pair = Message(first="AINO", second="PEKKA", key=shared.new_key("AINO", "PEKKA"))
    keyring().destroy("PEKKA")
    with pytest.raises(Unreadable, match=r"two people|kahden"):
        pair.seal(words="x")
    assert keyring().holders(["AINO", "PEKKA"]) == {"AINO"}


# --- opening ----------------------------------------------------------------------------------------------------------
def test_the_keyring_hears_who_opens_what_for_and_whose(monkeypatch):
    letters = [story(owner=owner) for owner in ("PEKKA", "AINO", "PEKKA")]
    asked = asked_of(monkeypatch)
    opening.open_many(letters, ["story", "wish"], purpose="claimed", actor="KIRSTI")
    ((which, codes, told),) = asked
    assert (which, codes) == ("unwrap", ["AINO", "PEKKA"])
    assert (told.actor, told.purpose, told.subjects) == ("KIRSTI", "claimed", {"AINO", "PEKKA"})
    opening.open_many(letters[:1], ["story"], purpose=UNRECORDED)
    assert asked[1][2].actor == SYSTEM


def test_earlier_keys_are_asked_for_only_when_a_blob_needs_one_and_for_its_owner_alone(monkeypatch):
    old, other = story(owner="AINO"), story(owner="PEKKA")
    keyring().renew(["AINO"])
    asked = asked_of(monkeypatch)
    opening.open_many([old, other], ["story"], purpose="claimed", actor="KIRSTI")
    assert [question[:2] for question in asked] == [("unwrap", ["AINO", "PEKKA"]), ("spares", ["AINO"])]
    told = asked[1][2]
    assert (told.actor, told.purpose, told.subjects, told.mark != asked[0][2].mark) == (
        "KIRSTI", "claimed", {"AINO"}, True,
    )  # fmt: skip


def test_a_key_that_is_missing_for_one_shuts_all_and_one_that_was_destroyed_shuts_its_own():
    letters = [story(owner=owner) for owner in ("AINO", "PEKKA", "OLLI")]
    keyring().destroy("AINO")
    assert opening.open_many(letters, ["story"], purpose=UNRECORDED)[0] is None
    keyring()._file.execute("DELETE FROM person_key WHERE code = 'PEKKA'")
    with pytest.raises(Unreadable) as answer:
        opening.open_many(letters, ["story"], purpose=UNRECORDED)
    assert answer.value.status == 410


# --- a decision -------------------------------------------------------------------------------------------------------
def test_a_decision_holds_who_why_whose_when_and_in_which_request():
    token = decision.request_id.set("request-1")
    before = time.time()
    try:
        made = Decision.now("claimed", ["AINO", "AINO"], actor="KIRSTI")
    finally:
        decision.request_id.reset(token)
    assert before <= made.at <= time.time()
    assert (made.actor, made.purpose, made.subjects, made.request) == ("KIRSTI", "claimed", {"AINO"}, "request-1")
    alone = Decision.now("claimed", [])
    assert (alone.actor, alone.request, len(alone.mark)) == ("system", "", 16)
    assert alone.mark != Decision.now("claimed", []).mark


def test_made_anew_it_is_for_the_same_or_fewer_and_never_for_others():
    old = Decision("KIRSTI", "claimed", frozenset(["AINO", "OLLI"]), 5.0, "request-1", "mark")
    again, part = old.again(), old.again(["AINO", "MAIJA"])
    assert (again.subjects, part.subjects) == ({"AINO", "OLLI"}, {"AINO"})
    for made in (again, part):
        assert (made.actor, made.purpose, made.request) == ("KIRSTI", "claimed", "request-1")
        assert made.mark not in ("", "mark")
        assert made.at > 5.0
    assert old.again([]).subjects == frozenset()


def test_it_covers_its_subjects_alone():
    one = Decision.now("claimed", ["AINO", "OLLI"])
    decision.cover(one, ["AINO"])
    decision.cover(one, [])
    with pytest.raises(Refused) as answer:
        decision.cover(one, ["AINO", "MAIJA"])
    assert (answer.value.why, answer.value.status) == ("subjects", 403)


def test_every_refusal_has_a_sentence_and_only_the_limit_is_a_matter_of_time():
    statuses = {why: Refused(why).status for why in SENTENCES}
    assert statuses == {"stale": 403, "used": 403, "purpose": 403, "subjects": 403, "limit": 429}
    assert [Refused(why).sentence for why in SENTENCES] == list(SENTENCES.values())
    assert len({str(sentence) for sentence in SENTENCES.values()}) == 5
    assert (30.0, {"sealing", "sharing", "unrecorded", "rotation"}) == (decision.GOOD_FOR, OWN_PURPOSES)


def test_what_json_cannot_tell_apart_stays_what_it_was():
    value = {"a": [1, "1", None, True, 1.5], "b": {}}
    assert json.loads(json.dumps(value)) == value
    letter = story(text=value)
    assert opening.open_many([letter], ["story"], purpose=UNRECORDED) == [{"story": value}]
    assert fields.sealed_field(letter, "story").grade == "P3"
