"""The keyring: one key per person, outside the database; in process, or a process with the same questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from rinnalla.vault.decision import Decision
from rinnalla.vault.errors import Closed
from rinnalla.vault.file_keyring import CHUNK, NONCE_BYTES, WHOLE, FileKeyring, Spare
from rinnalla.vault.process.client import SocketKeyring
from rinnalla.vault.root import KEY_BYTES, create_root_key, read_root_key

__all__ = [
    "CHUNK",
    "KEY_BYTES",
    "NONCE_BYTES",
    "WHOLE",
    "Closed",
    "FileKeyring",
    "Keyring",
    "SocketKeyring",
    "Spare",
    "by_file",
    "create_root_key",
    "forget",
    "keyring",
    "read_root_key",
]  # fmt: skip


class Keyring(Protocol):
    """What the vault asks of a keyring."""

    def make(self, code: str) -> None:
        """Make the key of `code` if it has none. Raises Unreadable when that key was once destroyed."""

    def make_many(self, codes: Iterable[str]) -> None:
        """`make` for many in one go."""

    def unwrap(self, codes: Collection[str], decision: Decision) -> dict[str, bytes]:
        """The keys (32 bytes) of those among `codes` that have one. Raises Refused when the decision does not do."""

    def holders(self, codes: Collection[str]) -> set[str]:
        """Those among `codes` that have a key; no key is opened."""

    def everyone(self, after: str = "", most: int = 5000) -> list[str]:
        """Codes that have a key, in order, from after `after` on."""

    def destroy(self, code: str) -> None:
        """Destroy the key of `code` for ever and leave a tombstone. Doing it twice is doing it once."""

    def replay(self, tombstones: Mapping[str, str]) -> None:
        """Destroy the keys of all these (as `tombstones` gave them); the first act after any restore."""

    def tombstones(self, codes: Collection[str] | None = None) -> dict[str, str]:
        """Code → moment (ISO 8601, UTC) of destroyed keys; all of them, or those among `codes`."""

    def renew(self, codes: Collection[str]) -> list[str]:
        """Give each a new key; the old one becomes a spare. Who has a whole spare already keeps both.

        Returns those with a change under way.
        """

    def spares(self, codes: Collection[str], decision: Decision) -> dict[str, list[Spare]]:
        """Earlier keys that something may still be sealed with."""

    def settle(self, codes: Mapping[str, Sequence[str]]) -> None:
        """Destroy the earlier keys of these for ever; of each the class keys of the named grades stay."""

    def letterbox(self) -> bytes:
        """The public key of the letterbox, made anew each week; pairs that have served their time are destroyed."""

    def take_out(self, sealed: Mapping[str, bytes], decision: Decision) -> dict[str, bytes]:
        """Code → sealed key of things in the letterbox: the keys of those that open. Raises Refused as `unwrap`."""

    def subkey(self, label: str) -> bytes:
        """A key (32 bytes) of the programme itself, for the use named by `label`."""


_is_by_file = False  # this process opens the file itself, whatever the settings say


@lru_cache(maxsize=4)
def _keyring_at(path: str, root_path: str) -> FileKeyring:
    return FileKeyring(Path(path), Path(root_path))


@lru_cache(maxsize=4)
def _keyring_behind(socket_path: str) -> SocketKeyring:
    return SocketKeyring(socket_path)


def keyring() -> Keyring:
    """The keyring of the settings in force; opened once in a process."""
    if settings.KEYRING == "process" and not _is_by_file:
        return _keyring_behind(str(settings.KEYRING_SOCKET))
    return _keyring_at(str(settings.KEYRING_PATH), str(settings.ROOT_KEY_PATH))


def by_file() -> None:
    """From now on this process opens the file itself: an operator's act while the keyring process does not run."""
    global _is_by_file
    _is_by_file = True


def forget() -> None:
    """Open the keyring anew when next asked; for tests, and after a restore or a new root key."""
    _keyring_at.cache_clear()
    _keyring_behind.cache_clear()
