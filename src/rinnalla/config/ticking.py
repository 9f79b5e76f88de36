"""`rinnalla tick`: the regular work of every room at once, for an operator who does not wish to wait for its hour."""

import sys

from django.conf import settings
from django.utils.module_loading import import_string
from tqdm import tqdm


def tick() -> int:
    """Do every part of `settings.TICKS` once and say what came of it; 1 when some part did not go through."""
    failed = 0
    for name in tqdm(settings.TICKS, unit=" parts", disable=not sys.stderr.isatty()):
        try:
            found = import_string(name)()
        except Exception as fault:
            failed += 1
            tqdm.write(f"{name}: did not go through: {type(fault).__name__}")
        else:
            tqdm.write(f"{name}: {_in_words(found)}")
    done = len(settings.TICKS) - failed
    print(f"{done} of {len(settings.TICKS)} parts went through.")
    return 1 if failed else 0


def _in_words(found: int | dict[str, int] | None) -> str:
    """A number, or what was erased of each kind; the schedule says nothing on a day it has been gone through."""
    if isinstance(found, dict):
        return ", ".join(f"{name} {count}" for name, count in found.items()) or "done already today"
    return str(found or 0)
