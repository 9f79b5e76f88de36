"""The letterbox: what anyone may put in while no key can be asked for, and only the keyring takes out again.

Each thing put in has a key of its own, which seals its fields as any key does. That key is sealed to the public key of
the letterbox (HPKE, RFC 9180: X25519, HKDF-SHA256, AES-256-GCM); its private one never leaves the keyring. A new pair
is made each week, and an old one is destroyed when all that was put in under it has served its time (R38, R39).

    sealed key  =  number of the pair (8) ‖ what HPKE made of 32 bytes, bound to the thing's code
"""

import os
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from rinnalla.vault import sealing
from rinnalla.vault.errors import Closed
from rinnalla.vault.fields import Owner, SealedModel, sealed_field
from rinnalla.vault.hybrid import PUBLIC_BYTES, boxed
from rinnalla.vault.keyring import KEY_BYTES, keyring


# --- putting in ---------------------------------------------------------------------------------------------------
def put_in(thing: SealedModel, public: bytes, **values: Any) -> bytes:
    """Seal each value into its field of `thing`; returns the sealed key, which the caller keeps with it.

    public   from `public_key`; thing  belongs to the letterbox: its owner is its own code
    """
    key = os.urandom(KEY_BYTES)
    lock, owner = sealing.Lock(key), Owner(thing.code)
    for name, value in values.items():
        field = sealed_field(thing, name)
        setattr(thing, name, sealing.seal(value, lock, field.grade, field.place(thing, owner)))
    return boxed(key, public, thing.code)


def public_key() -> bytes:
    """The letterbox's public key: as the keyring tells it, or as it was last told when the keyring is away.

    Raises   Closed when the keyring is away and nothing is known
    """
    path = Path(settings.LETTERBOX_KEY_PATH)
    known = _known(path)
    try:
        public = keyring().letterbox()
    except Closed:
        if known:
            return known
        raise Closed(_("We cannot take this in just now. Call the association instead.")) from None
    if public != known:
        _remember(path, public)
    return public


def _known(path: Path) -> bytes:
    """The public key that was last told; b"" when there is none, or what is there is none."""
    try:
        public = b64decode(path.read_text("ascii").strip(), validate=True)
    except (OSError, ValueError):
        return b""
    return public if len(public) == PUBLIC_BYTES else b""


def _remember(path: Path, public: bytes) -> None:
    """In one step, so that nobody reads half of it. A disk that is full lets things be put in all the same."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(b64encode(public).decode() + "\n")
        os.replace(part, path)
