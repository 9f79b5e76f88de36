"""A key sealed to the public key of the letterbox (HPKE, RFC 9180); see `letterbox.py`."""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

NUMBER_BYTES = 8
PUBLIC_BYTES = 32
_suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def new_pair() -> tuple[bytes, bytes]:
    """A private key (32 bytes) and its public one."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def number_of(public: bytes) -> bytes:
    """What a sealed key says of the pair it was sealed to."""
    return hashlib.sha256(b"rinnalla letterbox" + public).digest()[:NUMBER_BYTES]


def boxed(key: bytes, public: bytes, code: str) -> bytes:
    """`key` sealed to `public`, for the thing `code` alone."""
    return number_of(public) + _suite.encrypt(key, X25519PublicKey.from_public_bytes(public), _for(code))


def unboxed(sealed: bytes, private: bytes, code: str) -> bytes:
    """The key inside `sealed`. Raises InvalidTag when it is another thing's, or was altered."""
    try:
        return _suite.decrypt(sealed[NUMBER_BYTES:], X25519PrivateKey.from_private_bytes(private), _for(code))
    except ValueError:
        raise InvalidTag from None


def _for(code: str) -> bytes:
    return f"letterbox|{code}".encode()
