"""A new key for a person: everything of theirs sealed anew, the old key destroyed at the end.

begin   the keyring makes the new key; from now on it seals, and the old one still opens
walk    every sealed field, and every key that two share, is brought under the new key, row by row, each guarded
rest    requests that began before the change end; what they still sealed with the old key is walked once more
end     the old key is destroyed

Cut short anywhere, doing it again goes on: what is under the new key already is passed over.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import connection, models, transaction

from rinnalla.base.errors import Unreadable
from rinnalla.vault import sealing, shared
from rinnalla.vault.decision import ROTATION, Decision
from rinnalla.vault.fields import Sealed, SealedModel
from rinnalla.vault.keyring import WHOLE, keyring

AT_A_TIME = 200  # rows in one transaction
REST = 60.0  # seconds; no page takes so long

Progress = Callable[[int], object]


def renew(codes: list[str], *, rest: float = REST, progress: Progress | None = None) -> int:
    """New keys for these persons; returns how many got one. `progress` hears of every row walked."""
    count = 0
    for start in range(0, len(codes), AT_A_TIME):
        keyring().renew(codes[start : start + AT_A_TIME])
    changing = _Changing(codes)
    changing.walk(progress)
    time.sleep(rest)
    changing.walk(progress)
    for start in range(0, len(codes), AT_A_TIME):
        part = [code for code in codes[start : start + AT_A_TIME] if code in changing.old]
        keyring().settle({code: sorted(changing.kept.get(code, ())) for code in part})
        count += len(part)
    return count


class _Changing:
    """old, new  the keys of those who change; kept  grades that what is never changed was sealed in, by person."""

    def __init__(self, codes: list[str]):
        spares = keyring().spares(codes, Decision.now(ROTATION, codes))
        whole = {code: [one.key for one in rows if one.grade == WHOLE] for code, rows in spares.items()}
        self.old = {code: keys[0] for code, keys in whole.items() if keys}
        self.new = keyring().unwrap(list(self.old), Decision.now(ROTATION, self.old))
        self.kept: dict[str, set[str]] = {}
        locks = {code: sealing.Lock(key) for code, key in self.old.items()}
        self._locks = {old.id: (code, old, sealing.Lock(self.new[code])) for code, old in locks.items()}

    def walk(self, progress: Progress | None) -> None:
        for model in apps.get_models():
            fields = [field for field in model._meta.concrete_fields if isinstance(field, Sealed)]
            name = getattr(model, "shared_key", "")
            if not (fields or name):
                continue
            for rows in _in_parts(model):
                with transaction.atomic():
                    for row in rows:
                        for field in fields:
                            self._reseal(row, field)
                        if name:
                            self._wrap_anew(row, name)
                if progress:
                    progress(len(rows))

    def _reseal(self, row: SealedModel, field: Sealed) -> None:
        blob = getattr(row, field.attname)
        found = self._locks.get(sealing.sealed_with(bytes(blob))) if blob else None
        if found is None:
            return
        code, old, new = found
        if getattr(type(row), "is_chained", False):
            self.kept.setdefault(code, set()).add(field.grade)
            return
        try:
            again = sealing.reseal(bytes(blob), old, new, field.grade, field.place(row, row.sealed_for()))
        except InvalidTag:
            raise Unreadable(f"{row._meta.label} {row.code}: {field.name} was moved or altered.") from None
        _put(row, str(field.column), bytes(blob), again)

    def _wrap_anew(self, row: Any, name: str) -> None:
        """The key two share is the same as before; only what it is wrapped under changes."""
        wrapped = getattr(row, name)
        pair: tuple[str, str] = row.sharers()
        if not wrapped or not self.old.keys() & set(pair):
            return
        now = keyring().unwrap(pair, Decision.now(ROTATION, pair))
        if len(now) < 2:
            return  # one of the two was erased, and with them what they shared
        spares = keyring().spares(pair, Decision.now(ROTATION, pair))  # the other's change may be under way too
        earlier = {code: [one.key for one in spares.get(code, []) if one.grade == WHOLE] for code in pair}
        tried = {code: [now[code], *earlier[code]] for code in pair}
        key = shared.unwrap_by_any(bytes(wrapped), *pair, keys=tried)
        _put(row, row._meta.get_field(name).column, bytes(wrapped), shared.wrap(key, *pair, keys=now))


def _in_parts(model: type[models.Model]) -> Iterator[list[Any]]:
    last = None
    while True:
        rows = model._base_manager.order_by("pk")
        found = list((rows if last is None else rows.filter(pk__gt=last))[:AT_A_TIME])
        if not found:
            return
        yield found
        last = found[-1].pk


def _put(row: models.Model, column: str, before: bytes, after: bytes) -> None:
    """Only if nobody wrote there meanwhile; who did has sealed with the new key, or the next walk finds it."""
    quote = connection.ops.quote_name
    table, key = quote(row._meta.db_table), quote(str(row._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {quote(column)} = %s WHERE {key} = %s AND {quote(column)} = %s",  # noqa: S608 - names of our models  # nosec
            [after, row.pk, before],
        )
