"""Sealed fields of models, and the abstract model that seals them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from rinnalla.base.errors import Unreadable
from rinnalla.vault import sealing, shared
from rinnalla.vault.decision import SEALING, Decision
from rinnalla.vault.keyring import WHOLE, keyring
from rinnalla.vault.sealing import GRADES


class Owner:
    """Whose key seals a thing: one person, or two who share a key (made by `shared.new_key`).

    boxed   the sealed key of a thing in the letterbox, which belongs to no person yet; its code stands for one
    """

    __slots__ = ("boxed", "codes", "shared")

    def __init__(self, *codes: str, shared: bytes | memoryview | None = None, boxed: bytes | memoryview | None = None):
        if not all(codes) or len(codes) != (1 if shared is None else 2):
            raise ValueError("an owner is one person, or two with their shared key")
        self.codes = tuple(sorted(codes))
        self.shared = None if shared is None else bytes(shared)
        self.boxed = None if boxed is None else bytes(boxed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Owner) and self._facts() == other._facts()

    def __hash__(self) -> int:
        return hash(self._facts())

    def _facts(self) -> tuple:
        return self.codes, self.shared, self.boxed

    def __str__(self) -> str:
        return "+".join(self.codes)

    def lock(self, keys: dict[str, bytes], decision: Decision) -> sealing.Lock:
        """The lock made from `keys` (code → key). Raises KeyError when a needed key is not among them."""
        if self.shared is None:
            return sealing.Lock(keys[self.codes[0]])
        first, second = self.codes
        try:
            return sealing.Lock(shared.unwrap(self.shared, first, second, keys))
        except Unreadable:  # while one of the two gets a new key, it may still be wrapped under the one before
            spares = keyring().spares(self.codes, decision.again(self.codes))
            earlier = {code: [one.key for one in spares.get(code, []) if one.grade == WHOLE] for code in self.codes}
            tried = {code: [keys[code], *earlier[code]] for code in self.codes}
            return sealing.Lock(shared.unwrap_by_any(self.shared, first, second, tried))


class Sealed(models.BinaryField):
    """A sealed value; the attribute is the blob, never the text. Write with `thing.seal(...)`.

    grade      P2 (identity), P3 (health, own words) or P4 (a pair's talk, own reflection)
    known_as   the column's first name, when the field is renamed later: the blob's tag covers it
    """

    def __init__(self, *args: Any, grade: str, known_as: str = "", **kwargs: Any):
        if grade not in GRADES:
            raise ValueError(f"the grade of a sealed field is one of {GRADES}")
        self.grade = grade
        self.known_as = known_as
        super().__init__(*args, **{**kwargs, "null": True, "blank": True, "editable": False})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("null", "blank"):
            kwargs.pop(fixed, None)
        kwargs["grade"] = self.grade
        if self.known_as:
            kwargs["known_as"] = self.known_as
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return None if value is None else bytes(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        """Let only blobs through, so that a text never lands in the column in the clear."""
        if value is not None and not _is_blob(value):
            raise TypeError(f"{self.name} holds sealed values only: write it with seal({self.name}=…)")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name):
        """A sealed value can be asked whether it is there, and nothing else."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def place(self, thing: "SealedModel", owner: Owner) -> bytes:
        table = getattr(self.model, "sealed_as", "") or self.model._meta.db_table
        return sealing.aad(table, self.known_as or self.attname, thing.code, str(owner))


class SealedModel(models.Model):
    """A model with sealed fields. Needs a `code` that is set before sealing and never changes.

    sealed_as   the table's first name, when the table is renamed later: each blob's tag covers it
    """

    sealed_as = ""
    if TYPE_CHECKING:
        code: str

    class Meta:
        abstract = True

    def sealed_for(self) -> Owner:
        """Whose key seals this thing."""
        raise NotImplementedError

    def concerns(self) -> list[str]:
        """Codes of the persons this thing is about; they see in "who has looked" what happens to it."""
        return list(self.sealed_for().codes)

    def seal(self, **values: Any) -> None:
        """Seal each value (what JSON can hold; None empties the field) into its field. The caller saves.

        Makes the person's key if there is none.
        Raises   RuleBroken for a broken or too long text, Unreadable when the owner has been erased
        """
        seal_many([(self, values)])


def seal_many(things: Iterable[tuple[SealedModel, dict[str, Any]]]) -> None:
    """`seal` for many (thing, values), with one visit to the keyring. The caller saves."""
    todo = [(thing, thing.sealed_for(), values) for thing, values in things]
    locks = _locks_for({owner for _thing, owner, _values in todo})
    for thing, owner, values in todo:
        blobs = {name: _blob(thing, owner, locks[owner], name, value) for name, value in values.items()}
        for name, blob in blobs.items():
            setattr(thing, name, blob)


def blob_for(thing: SealedModel, owner: Owner, name: str, value: Any) -> bytes | None:
    """`value` sealed for field `name` of `thing` and `owner`; for a thing that cannot yet say whose it is."""
    return _blob(thing, owner, _locks_for({owner})[owner], name, value)


def sealed_field(thing: SealedModel, name: str) -> Sealed:
    """The sealed field `name` of `thing`. Raises TypeError when it is not one."""
    field = thing._meta.get_field(name)
    if not isinstance(field, Sealed):
        raise TypeError(f"{name} is not a sealed field of {thing._meta.label}")
    return field


def _blob(thing: SealedModel, owner: Owner, lock: sealing.Lock, name: str, value: Any) -> bytes | None:
    field = sealed_field(thing, name)
    return None if value is None else sealing.seal(value, lock, field.grade, field.place(thing, owner))


def _locks_for(owners: set[Owner]) -> dict[Owner, sealing.Lock]:
    if any(owner.boxed is not None for owner in owners):
        raise ValueError("what is in the letterbox is put in once and never changed")
    codes = {code for owner in owners for code in owner.codes}
    decision = Decision.now(SEALING, codes)
    keys = keyring().unwrap(codes, decision)
    newcomers = {owner.codes[0] for owner in owners if owner.shared is None} - keys.keys()
    if newcomers:
        keyring().make_many(newcomers)
        keys |= keyring().unwrap(newcomers, decision.again())
    if codes - keys.keys():
        raise Unreadable(_("What these two people shared has been erased. Nothing new can be kept for them."))
    return {owner: owner.lock(keys, decision) for owner in owners}


def _is_blob(value: Any) -> bool:
    return isinstance(value, (bytes, bytearray, memoryview)) and bool(sealing.sealed_with(bytes(value)))
