"""The rotation key: SipHash-1-3 of a supporter's number under a key of the ask and the weights (docs/adr/0016).

A keyed hash made for short inputs: without the key nobody can guess or steer who comes first among equals, with it the
log can be reproduced, and it is so plain that plain Python, NumPy and compiled code all speak it.
"""

import hmac

import numpy as np

MASK = (1 << 64) - 1
LAST = 8 << 56  # the closing block: the message is eight bytes long
START = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)


def key_of(root: bytes, code: str, version: str) -> tuple[int, int]:
    """The two halves of the key of one ask under one version of the weights."""
    digest = hmac.digest(root, f"{code}|{version}".encode(), "sha256")
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")


def rotation(key: tuple[int, int], number: int) -> int:
    """In plain Python: a whole number of 64 bits."""
    v0, v1, v2, v3 = START[0] ^ key[0], START[1] ^ key[1], START[2] ^ key[0], START[3] ^ key[1]
    for block in (number & MASK, LAST):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3 ^ block)
        v0 ^= block
    v2 ^= 0xFF
    for _ in range(3):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


def _round(v0: int, v1: int, v2: int, v3: int) -> tuple[int, int, int, int]:
    v0 = (v0 + v1) & MASK
    v1 = _turned(v1, 13) ^ v0
    v0 = _turned(v0, 32)
    v2 = (v2 + v3) & MASK
    v3 = _turned(v3, 16) ^ v2
    v0 = (v0 + v3) & MASK
    v3 = _turned(v3, 21) ^ v0
    v2 = (v2 + v1) & MASK
    v1 = _turned(v1, 17) ^ v2
    return v0, v1, _turned(v2, 32), v3


def _turned(word: int, by: int) -> int:
    return ((word << by) | (word >> (64 - by))) & MASK


def rotations(key: tuple[int, int], numbers: np.ndarray) -> np.ndarray:
    """The same for many numbers at once."""
    words = numbers.astype(np.uint64)
    v = [np.full(words.shape, START[place] ^ key[place % 2], dtype=np.uint64) for place in range(4)]
    for block in (words, np.uint64(LAST)):
        v[3] = v[3] ^ block
        v = _round_of_many(*v)
        v[0] = v[0] ^ block
    v[2] = v[2] ^ np.uint64(0xFF)
    for _ in range(3):
        v = _round_of_many(*v)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _round_of_many(v0: np.ndarray, v1: np.ndarray, v2: np.ndarray, v3: np.ndarray) -> list[np.ndarray]:
    v0 = v0 + v1
    v1 = _turned_many(v1, 13) ^ v0
    v0 = _turned_many(v0, 32)
    v2 = v2 + v3
    v3 = _turned_many(v3, 16) ^ v2
    v0 = v0 + v3
    v3 = _turned_many(v3, 21) ^ v0
    v2 = v2 + v1
    v1 = _turned_many(v1, 17) ^ v2
    return [v0, v1, _turned_many(v2, 32), v3]


def _turned_many(words: np.ndarray, by: int) -> np.ndarray:
    return (words << np.uint64(by)) | (words >> np.uint64(64 - by))
