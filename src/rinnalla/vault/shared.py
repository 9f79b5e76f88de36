"""The key of what two people share: wrapped under the keys of both, so either one's erasure destroys it."""

import os
from itertools import product

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from rinnalla.base.errors import Unreadable
from rinnalla.vault.decision import SHARING, Decision
from rinnalla.vault.derive import join
from rinnalla.vault.keyring import KEY_BYTES, NONCE_BYTES, keyring


def new_key(first: str, second: str) -> bytes:
    """A new key for two persons (codes in any order), wrapped; keep it in a BinaryField of the pair.

    Makes a person's own key if there is none. Raises Unreadable when one of the two has been erased.
    """
    if first == second:
        raise ValueError("a shared key belongs to two people")
    keyring().make_many([first, second])
    keys = keyring().unwrap([first, second], Decision.now(SHARING, [first, second]))
    return wrap(os.urandom(KEY_BYTES), first, second, keys)


def wrap(key: bytes, first: str, second: str, keys: dict[str, bytes]) -> bytes:
    """The key of two persons, wrapped under the keys of both."""
    cipher, aad = _wrapping(first, second, keys)
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, key, aad)


def unwrap(wrapped: bytes, first: str, second: str, keys: dict[str, bytes]) -> bytes:
    """The key inside `wrapped`, opened with the keys of both.

    Raises   KeyError when one of the two keys is gone; Unreadable when `wrapped` is not theirs
    """
    cipher, aad = _wrapping(first, second, keys)
    wrapped = bytes(wrapped)
    try:
        return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], aad)
    except (InvalidTag, ValueError):
        raise Unreadable(_("What these two people shared cannot be opened.")) from None


def unwrap_by_any(wrapped: bytes, first: str, second: str, keys: dict[str, list[bytes]]) -> bytes:
    """`unwrap` when either of the two may have an earlier key: the first pair that fits. Raises as `unwrap`."""
    for one, other in product(keys[first], keys[second]):
        try:
            return unwrap(wrapped, first, second, {first: one, second: other})
        except Unreadable:
            continue
    raise Unreadable(_("What these two people shared cannot be opened."))


def _wrapping(first: str, second: str, keys: dict[str, bytes]) -> tuple[AESGCM, bytes]:
    one, other = sorted((first, second))
    return AESGCM(join(keys[one], keys[other], "shared key")), f"shared|{one}|{other}".encode()
