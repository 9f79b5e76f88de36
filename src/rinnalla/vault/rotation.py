"""A new root key: every key in the keyring is wrapped anew in one transaction; sealed values stay.

Resumable after a crash at any moment: the new root key waits beside the old one as `<root key>.next` until
all is wrapped under it. Run it with the server stopped, since a running server holds the old root key in memory.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from rinnalla.vault import halves
from rinnalla.vault.errors import Closed
from rinnalla.vault.keyring import FileKeyring, create_root_key, forget
from rinnalla.vault.root import is_there, put_in_place


def change_root_key(*, split: tuple[str, str] | None = None, progress: Callable[[int], object] | None = None) -> int:
    """Wrap the whole keyring under a new root key, or finish a change that was cut short.

    split     two passphrases: the new root key is made of them, and stands in no file
    progress  called with the number of keys wrapped since the last call
    Returns   how many persons' keys were wrapped anew; 0 when only the last step was left to do
    """
    root, following = Path(settings.ROOT_KEY_PATH), Path(f"{settings.ROOT_KEY_PATH}.next")
    count = 0
    try:
        old = FileKeyring(settings.KEYRING_PATH, root)
    except Closed:
        if not is_there(following):
            raise
        FileKeyring(settings.KEYRING_PATH, following)  # raises when the new one does not fit either
    else:
        if not is_there(following):
            _make(following, split)
        count = old.wrap_anew(following, progress=progress)
    put_in_place(following, root)
    forget()
    return count


def _make(following: Path, split: tuple[str, str] | None) -> None:
    if split is None:
        create_root_key(following)
    else:
        halves.create(following, *split)
