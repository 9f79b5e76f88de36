"""The keyring's own log: one line for every question that opens, makes or destroys a key; never a key.

A line is handed to the disk before the answer goes out; it is forced onto the disk once a second, for all at once.
"""

import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

SYNC_EVERY = 1.0  # seconds


class Log:
    """One file a day in `folder`, readable by its owner alone; files older than `kept_for` are removed."""

    def __init__(self, folder: Path, kept_for: timedelta, now: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self.folder, self.kept_for, self._now = Path(folder), kept_for, now
        self._lock = threading.Lock()
        self._handle = -1
        self._day: date | None = None
        self._is_dirty = threading.Event()

    def write(self, **facts: Any) -> None:
        """Raises OSError when the line cannot be written; then nothing may be opened."""
        now = self._now()
        told = json.dumps({"at": now.isoformat(timespec="milliseconds"), **facts}, separators=(",", ":")) + "\n"
        line = told.encode()
        with self._lock:
            handle = self._file_of(now.date())
            if os.write(handle, line) != len(line):
                raise OSError("the line was cut short")
            self._is_dirty.set()

    def keep_on_disk(self, stop: threading.Event) -> None:
        """Force what was written onto the disk, once a second, until told to stop."""
        while not stop.wait(SYNC_EVERY):
            self.sync()
        self.sync()

    def sync(self) -> None:
        if not self._is_dirty.is_set():
            return
        self._is_dirty.clear()
        with self._lock:
            if self._handle >= 0:
                os.fdatasync(self._handle)

    def forget_old(self) -> int:
        """Remove the days that have served their time (R39); returns how many."""
        last = (self._now() - self.kept_for).date()
        old = [path for path in self.folder.glob("keys-*.log") if (day := _day_of(path)) and day < last]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def close(self) -> None:
        with self._lock:
            self._let_go()

    def _file_of(self, day: date) -> int:
        """The handle of the day's file; a file that somebody removed is made anew."""
        if self._handle >= 0 and self._day == day and os.fstat(self._handle).st_nlink:
            return self._handle
        self._let_go()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._handle, self._day = os.open(self.folder / f"keys-{day.isoformat()}.log", flags, 0o600), day
        return self._handle

    def _let_go(self) -> None:
        if self._handle >= 0:
            with suppress(OSError):
                os.fdatasync(self._handle)
            os.close(self._handle)
        self._handle = -1


def _day_of(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem.removeprefix("keys-"))
    except ValueError:
        return None
