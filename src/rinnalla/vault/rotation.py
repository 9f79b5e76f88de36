"""A new root key: every key in the keyring is wrapped anew in one transaction; sealed values stay.

Resumable after a crash at any moment: the new root key waits beside the old one as `<root key>.next` until
all is wrapped under it. Run it with the server stopped, since a running server holds the old root key in memory.
"""

import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from rinnalla.vault.keyring import Closed, FileKeyring, create_root_key, forget


def change_root_key(*, progress: Callable[[int], object] | None = None) -> int:
    """Wrap the whole keyring under a new root key, or finish a change that was cut short.

    progress  called with the number of keys wrapped since the last call
    Returns   how many persons' keys were wrapped anew; 0 when only the last step was left to do
    """
    root, following = Path(settings.ROOT_KEY_PATH), Path(f"{settings.ROOT_KEY_PATH}.next")
    count = 0
    try:
        old = FileKeyring(settings.KEYRING_PATH, root)
    except Closed:
        if not following.exists():
            raise
        FileKeyring(settings.KEYRING_PATH, following)  # raises when the new one does not fit either
    else:
        if not following.exists():
            create_root_key(following)
        count = old.wrap_anew(following, progress=progress)
    os.replace(following, root)
    forget()
    return count
