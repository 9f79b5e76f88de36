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
from rinnalla.vault.decision import Decision
from rinnalla.vault.fields import Owner, SealedModel, sealed_field
from rinnalla.vault.keyring import keyring


def open_many(
    things: Sequence[SealedModel], names: Sequence[str], *, purpose: str, actor: str = ""
) -> list[dict[str, Any] | None]:
    """The named values of each thing, in order; None in place of a thing whose owner has been erased.

    purpose  one of the ledger's, or UNRECORDED; actor  a person's code, "" for the system
    Raises   Unreadable when a blob was moved or altered, or when a key is missing that nobody destroyed;
             Refused when the keyring does not accept the decision
    """
    owners = [thing.sealed_for() for thing in things]
    codes = {code for owner in owners for code in owner.codes}
    chest = _Chest(set(owners), Decision.now(purpose, codes, actor=actor))
    return [chest.values(thing, owner, names) for thing, owner in zip(things, owners, strict=True)]


class _Chest:
    """The locks of some owners. Earlier keys are asked for only when a blob was sealed with one."""

    def __init__(self, owners: set[Owner], decision: Decision):
        self._decision = decision
        codes = decision.subjects
        boxed = {owner.codes[0]: owner.boxed for owner in owners if owner.boxed is not None}
        of_people = codes - boxed.keys()
        keys = keyring().unwrap(of_people, decision.again(of_people)) if of_people else {}
        missing = of_people - keys.keys()
        if missing - keyring().tombstones(missing).keys():
            raise Unreadable(_("A key is missing from the keyring. The administrator has to look at it."))
        if boxed:  # what has served its time there opens as little as what was erased
            keys |= keyring().take_out(boxed, decision.again(boxed))
            missing |= boxed.keys() - keys.keys()
        self._locks = {
            owner: None if missing.intersection(owner.codes) else owner.lock(keys, decision) for owner in owners
        }

    def values(self, thing: SealedModel, owner: Owner, names: Sequence[str]) -> dict[str, Any] | None:
        lock = self._locks[owner]
        return None if lock is None else {name: self._open(thing, owner, lock, name) for name in names}

    def _open(self, thing: SealedModel, owner: Owner, lock: sealing.Lock, name: str) -> Any:
        field = sealed_field(thing, name)
        blob = getattr(thing, field.attname)
        if blob is None:
            return None
        blob = bytes(blob)
        number = sealing.sealed_with(blob)
        if number != lock.id:
            lock = self._earlier(owner, number)
        return _unseal(blob, lock, field.grade, field.place(thing, owner))

    def _earlier(self, owner: Owner, number: bytes) -> sealing.Lock:
        """The lock of an earlier key of the one owner (a key of two people is never changed, only wrapped anew)."""
        found = []
        if number and owner.shared is None:
            spares = keyring().spares(owner.codes, self._decision.again(owner.codes))
            found = [spare for spare in spares.get(owner.codes[0], []) if spare.id == number]
        if not found:
            raise Unreadable(_("What was kept here cannot be opened: it was moved or altered."))
        return sealing.OldLock(found)


def _unseal(blob: bytes, lock: sealing.Lock, grade: str, place: bytes) -> Any:
    nonce = blob[1 + sealing.KEY_ID_BYTES : sealing.HEADER]
    try:
        if sealing.sealed_with(blob) != lock.id:
            raise KeyError
        text = lock.cipher(grade).decrypt(nonce, blob[sealing.HEADER :], place)
    except (InvalidTag, KeyError):
        raise Unreadable(_("What was kept here cannot be opened: it was moved or altered.")) from None
    return json.loads(text.decode())
