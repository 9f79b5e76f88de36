"""A root key of two passphrases, each known to one person alone.

Both are joined before they are stretched (scrypt), and one value tells whether they fit. A value for each half would
let a thief try one half at a time; joined, both must be found at once (docs/adr/0011-keyring-process.md).
"""

import getpass
import hmac
import json
import os
import sys
import unicodedata
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rinnalla.vault.derive import expand
from rinnalla.vault.errors import Closed

COST = 2**16  # scrypt's n: 64 MiB and about a quarter of a second
SHORTEST = 12  # characters of a half
CHECK_BYTES = 16

_given: dict[str, bytes] = {}  # path of the root key → the key, in this process alone


def beside(path: Path) -> Path:
    """The file of salt and check value of the root key at `path`; it holds no secret."""
    return Path(f"{path}.halves")


def create(path: Path, first: str, second: str, *, cost: int = COST) -> None:
    """A root key at `path` of two halves; only salt and check value are written down.

    Raises   Closed for a half that is too short, or two that are the same; FileExistsError when there is one already
    """
    one, other = _tidy(first), _tidy(second)
    if min(len(one), len(other)) < SHORTEST:
        raise Closed(_("Each half needs at least 12 characters. Choose longer ones, for example five words."))
    if one == other:
        raise Closed(_("The two halves are the same. Each person chooses their own."))
    salt = os.urandom(16)
    key = _stretched(one, other, salt, cost)
    told = {"version": 1, "salt": b64encode(salt).decode(), "cost": cost, "check": _check(key)}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(beside(path), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    _given[str(path)] = key


def give(path: Path, first: str, second: str) -> None:
    """The two halves, in any order. Raises Closed when they do not fit; it does not tell which of them."""
    try:
        told = json.loads(beside(path).read_text())
        salt, cost, check = b64decode(told["salt"]), int(told["cost"]), str(told["check"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Closed(_("The file of the two halves is missing or damaged. Bring it back from a backup.")) from None
    key = _stretched(_tidy(first), _tidy(second), salt, cost)
    if not hmac.compare_digest(_check(key).encode(), check.encode()):
        raise Closed(_("The two halves do not open the keyring. One of them, or both, were not as they were chosen."))
    _given[str(path)] = key


def key(path: Path) -> bytes:
    """The root key at `path`, from halves given in this process, or from the two files of ROOT_KEY_HALVES."""
    if str(path) not in _given and settings.ROOT_KEY_HALVES:
        give(path, *_from_files(settings.ROOT_KEY_HALVES))
    try:
        return _given[str(path)]
    except KeyError:
        raise Closed(_("The two halves of the root key have not been given. Start `rinnalla keys` first.")) from None


def ask(path: Path) -> None:
    """Ask two people at the keyboard for their halves, unless they were given; from a pipe, two lines."""
    if not beside(path).exists() or str(path) in _given or settings.ROOT_KEY_HALVES:
        return
    give(path, *typed("The first half: ", "The second half: "))


def typed(first: str, second: str) -> tuple[str, str]:
    """Two secrets from the keyboard, not shown; from a pipe, two lines."""
    if sys.stdin.isatty():
        return getpass.getpass(first), getpass.getpass(second)
    return sys.stdin.readline(), sys.stdin.readline()


def carry_over(following: Path, root: Path) -> None:
    if str(following) in _given:
        _given[str(root)] = _given.pop(str(following))


def forget(path: Path) -> None:
    _given.pop(str(path), None)


def _from_files(paths: list[str]) -> tuple[str, str]:
    try:
        first, second = (Path(path) for path in paths)
        if any(path.stat().st_mode & 0o077 for path in (first, second)):
            raise Closed(_("A half of the root key can be read by others. The administrator has to make it private."))
        return first.read_text(), second.read_text()
    except (OSError, ValueError):
        raise Closed(_("The two files with the halves of the root key cannot be read.")) from None


def _tidy(half: str) -> str:
    return unicodedata.normalize("NFKC", half).strip()


def _stretched(one: str, other: str, salt: bytes, cost: int) -> bytes:
    parts = [part.encode("utf-8", "surrogatepass") for part in sorted((one, other))]
    joined = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(joined)


def _check(key: bytes) -> str:
    return b64encode(expand(key, "root check")[:CHECK_BYTES]).decode()
