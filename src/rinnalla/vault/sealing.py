"""What a sealed value looks like, and how it is made. `opening.py` opens it; only the ledger may import that.

    blob  =  version (1) ‖ key id (8) ‖ nonce (12) ‖ ciphertext and tag (16 more than the text)
    AAD   =  table|column|row|owner|version

A blob moved to another row, column, table or person does not open. The value inside is JSON in UTF-8.
"""

import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from rinnalla.base.errors import RuleBroken
from rinnalla.vault.derive import KEY_ID_BYTES, class_key, key_id
from rinnalla.vault.file_keyring import NONCE_BYTES, WHOLE, Spare

VERSION = 1
HEADER = 1 + KEY_ID_BYTES + NONCE_BYTES
SHORTEST = HEADER + 16 + 1
GRADES = ("P2", "P3", "P4")
LONGEST_TEXT = 2_000_000  # bytes of JSON; no form of the programme comes near


def aad(table: str, column: str, row: str, owner: str) -> bytes:
    """Where a sealed value belongs, as the bytes its tag vouches for."""
    parts = (table, column, row, owner, str(VERSION))
    place = "|".join(parts)
    if "" in parts or place.count("|") != len(parts) - 1:
        raise ValueError(f"a sealed value needs table, column, row code and owner, without bars: {parts}")
    return place.encode()


class Lock:
    """One owner's key (32 bytes), ready for use: a sub-key per class (P2, P3, P4) is derived once."""

    def __init__(self, key: bytes):
        self._key = key
        self._ciphers: dict[str, AESGCM] = {}
        self.id = key_id(key)

    def cipher(self, grade: str) -> AESGCM:
        """Raises KeyError when an earlier key has left nothing for this class."""
        if grade not in self._ciphers:
            self._ciphers[grade] = AESGCM(class_key(self._key, grade))
        return self._ciphers[grade]


class OldLock(Lock):
    """An earlier key, or what is left of it: the sub-keys of some classes."""

    def __init__(self, spares: list[Spare]):
        self.id = spares[0].id
        self._ciphers = {}
        for spare in spares:
            for grade in GRADES if spare.grade == WHOLE else (spare.grade,):
                key = class_key(spare.key, grade) if spare.grade == WHOLE else spare.key
                self._ciphers[grade] = AESGCM(key)

    def cipher(self, grade: str) -> AESGCM:
        return self._ciphers[grade]


def sealed_with(blob: bytes) -> bytes:
    """The id of the key that `blob` was sealed with; b"" for what is no blob of ours."""
    known = len(blob) >= SHORTEST and blob[0] == VERSION
    return blob[1 : 1 + KEY_ID_BYTES] if known else b""


def reseal(blob: bytes, old: Lock, new: Lock, grade: str, place: bytes) -> bytes:
    """The same text under another key; nobody gets to see it. Raises InvalidTag when it was moved or altered."""
    text = old.cipher(grade).decrypt(blob[1 + KEY_ID_BYTES : HEADER], blob[HEADER:], place)
    nonce = os.urandom(NONCE_BYTES)
    return bytes([VERSION]) + new.id + nonce + new.cipher(grade).encrypt(nonce, text, place)


def seal(value: Any, lock: Lock, grade: str, place: bytes) -> bytes:
    """`value` (what JSON can hold) as a blob that opens only at `place` (from `aad`).

    Raises   RuleBroken for a text with half a character in it, or too long a text
    """
    text = _as_bytes(value)
    nonce = os.urandom(NONCE_BYTES)
    return bytes([VERSION]) + lock.id + nonce + lock.cipher(grade).encrypt(nonce, text, place)


def _as_bytes(value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        sentence = _("The text has a broken character in it. Remove the odd characters and send it again.")
        raise RuleBroken(sentence) from None
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(_("The text is too long to be kept. Shorten it and send it again."))
    return text
