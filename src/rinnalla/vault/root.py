"""The root key, under which the whole keyring is wrapped: a file, or two halves that two people know.

No root key is ever made in silence, and none is overwritten.
"""

import os
from base64 import b64decode, b64encode
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rinnalla.vault import halves
from rinnalla.vault.errors import Closed

KEY_BYTES = 32


def create_root_key(path: Path | None = None) -> Path:
    """Make a new root key file (32 bytes in base64, readable by its owner alone) and return its path.

    Raises   FileExistsError when there is one already: a root key is never overwritten
    """
    path = Path(path or settings.ROOT_KEY_PATH)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(b64encode(os.urandom(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def is_there(path: Path) -> bool:
    """Whether there is a root key at `path`, as a file or in halves."""
    return path.exists() or halves.beside(path).exists()


def read_root_key(path: Path) -> bytes:
    """The root key at `path`; of its halves when they were made.

    Raises   Closed when it is missing, readable by others, not 32 bytes, or its halves were not given
    """
    if halves.beside(path).exists():
        return halves.key(path)
    try:
        mode = path.stat().st_mode
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise Closed(_("The root key is missing. The administrator has to put it in its place.")) from None
    if mode & 0o077:
        raise Closed(_("The root key can be read by others. The administrator has to make it private."))
    try:
        key = b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Closed(_("The root key is damaged. The administrator has to put it in its place."))
    return key


def put_in_place(following: Path, root: Path) -> None:
    """The root key at `following` becomes that at `root`. Cut short, doing it again finishes it."""
    is_split = halves.beside(following).exists()
    for old in (root, halves.beside(root)):
        old.unlink(missing_ok=True)
    if is_split:
        os.replace(halves.beside(following), halves.beside(root))
        halves.carry_over(following, root)
    else:
        os.replace(following, root)
        halves.forget(root)
