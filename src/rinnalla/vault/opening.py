"""Opening of sealed values. Only `rinnalla.ledger` may import this: no reading without a line.

import-linter keeps it so (docs/adr/0002-vault.md).
"""

import json
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext as _

from rinnalla.base.errors import Unreadable
from rinnalla.vault import sealing
from rinnalla.vault.fields import Owner, SealedModel, sealed_field
from rinnalla.vault.keyring import keyring


def open_many(things: Sequence[SealedModel], names: Sequence[str]) -> list[dict[str, Any] | None]:
    """The named values of each thing, in order; None in place of a thing whose owner has been erased.

    Raises   Unreadable when a blob was moved or altered, or when a key is missing that nobody destroyed
    """
    owners = [thing.sealed_for() for thing in things]
    locks = _locks(set(owners))
    return [_values(thing, owner, locks[owner], names) for thing, owner in zip(things, owners, strict=True)]


def _locks(owners: set[Owner]) -> dict[Owner, sealing.Lock | None]:
    codes = {code for owner in owners for code in owner.codes}
    keys = keyring().unwrap(codes)
    missing = codes - keys.keys()
    if missing - keyring().tombstones(missing).keys():
        raise Unreadable(_("A key is missing from the keyring. The administrator has to look at it."))
    return {owner: None if missing.intersection(owner.codes) else owner.lock(keys) for owner in owners}


def _values(thing: SealedModel, owner: Owner, lock: sealing.Lock | None, names: Sequence[str]) -> dict[str, Any] | None:
    return None if lock is None else {name: _open(thing, owner, lock, name) for name in names}


def _open(thing: SealedModel, owner: Owner, lock: sealing.Lock, name: str) -> Any:
    field = sealed_field(thing, name)
    blob = getattr(thing, field.attname)
    if blob is None:
        return None
    return _unseal(bytes(blob), lock, field.grade, field.place(thing, owner))


def _unseal(blob: bytes, lock: sealing.Lock, grade: str, place: bytes) -> Any:
    known = len(blob) >= sealing.SHORTEST and blob[0] == sealing.VERSION
    if not known or blob[1 : 1 + sealing.KEY_ID_BYTES] != lock.id:
        raise Unreadable(_("What was kept here cannot be opened: it was moved or altered."))
    nonce = blob[1 + sealing.KEY_ID_BYTES : sealing.HEADER]
    try:
        text = lock.cipher(grade).decrypt(nonce, blob[sealing.HEADER :], place)
    except InvalidTag:
        raise Unreadable(_("What was kept here cannot be opened: it was moved or altered.")) from None
    return json.loads(text.decode())
