"""How often something was tried, in a file that all workers share and a restart does not empty (docs/adr/0021).

It is the only cache of the programme, for `patience` and for the sign-in library: limits, and app codes already used.
The file is apart from the database, so that a page which is taken back still counts as a try. Keys are HMACs under
the service's secret: nobody reads from the file who tried, or from where.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import OperationalError
from django.utils.crypto import salted_hmac

LONGEST = timedelta(days=30).total_seconds()  # nothing is remembered longer, whatever it was asked for (R39)
PATIENCE = 5.0  # seconds another worker may hold the file
TABLE = "CREATE TABLE IF NOT EXISTS tries (key TEXT PRIMARY KEY, value TEXT NOT NULL, until REAL NOT NULL)"
KEEP = "INSERT OR REPLACE INTO tries VALUES (?, ?, ?)"


class Tries(BaseCache):
    """A cache of Django's kind. Values are what JSON knows; each call is one transaction."""

    def __init__(self, location: str, params: dict):
        super().__init__(params)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Of many at once, one gets True."""
        with self._row(key, version) as (file, row, standing):
            if standing is None:
                self._keep(file, row, value, timeout)
            return standing is None

    def get(self, key, default=None, version=None):
        with self._row(key, version) as (_file, _row, standing):
            return default if standing is None else json.loads(standing)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        with self._row(key, version) as (file, row, _standing):
            self._keep(file, row, value, timeout)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        with self._row(key, version) as (file, row, standing):
            if standing is not None:
                self._keep(file, row, json.loads(standing), timeout)
            return standing is not None

    def delete(self, key, version=None):
        with self._row(key, version) as (file, row, standing):
            file.execute("DELETE FROM tries WHERE key = ?", (row,))
            return standing is not None

    def clear(self):
        with _opened() as file:
            file.execute("DELETE FROM tries")

    def exchange(self, key: str, change: Callable[[Any], Any], timeout: float) -> Any:
        """Put `change(what stands, or None)` in its place, with nobody in between; returns it."""
        with self._row(key, None) as (file, row, standing):
            value = change(None if standing is None else json.loads(standing))
            self._keep(file, row, value, timeout)
            return value

    @contextmanager
    def _row(self, key: str, version: int | None) -> Iterator[tuple[sqlite.Connection, str, str | None]]:
        """The file, the key as it stands there, and the value; None when there is none, or its time is over."""
        row = _mark(self.make_key(key, version=version))
        with _opened() as file:
            file.execute("DELETE FROM tries WHERE until <= ?", (time.time(),))
            found = file.execute("SELECT value FROM tries WHERE key = ?", (row,)).fetchone()
            yield file, row, found[0] if found else None

    def _keep(self, file: sqlite.Connection, row: str, value: Any, timeout: Any) -> None:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        seconds = LONGEST if seconds is None else min(seconds, LONGEST)
        file.execute(KEEP, (row, json.dumps(value), time.time() + seconds))


def forget_old() -> int:
    """What has served its time goes with the next try; this does it also where nobody tries (R39)."""
    with _opened() as file:
        return file.execute("DELETE FROM tries WHERE until <= ?", (time.time(),)).rowcount


def _mark(key: str) -> str:
    return salted_hmac("people.tries", key, algorithm="sha256").hexdigest()


@contextmanager
def _opened() -> Iterator[sqlite.Connection]:
    """The file within one transaction. Written carelessly, since a power cut may cost it the last few tries.

    Raises   django.db.OperationalError when nothing can be counted, which pages answer kindly and without a look inside
    """
    path = Path(settings.TRIES_PATH)
    try:
        file = _connected(path)
    except sqlite.OperationalError as fault:
        raise OperationalError("tries cannot be counted") from fault
    except sqlite.DatabaseError:  # a power cut may break the file: then counting begins anew
        path.unlink(missing_ok=True)
        file = _connected(path)
    try:
        yield file
        file.execute("COMMIT")
    except sqlite.OperationalError as fault:
        raise OperationalError("tries cannot be counted") from fault
    finally:
        file.close()


def _connected(path: Path) -> sqlite.Connection:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    file = sqlite.connect(str(path), timeout=PATIENCE, isolation_level=None)
    try:
        file.execute("PRAGMA synchronous=OFF")
        file.execute("PRAGMA secure_delete=ON")
        file.execute("BEGIN IMMEDIATE")
        file.execute(TABLE)
    except sqlite.Error:
        file.close()
        raise
    return file
