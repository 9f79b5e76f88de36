"""Plain loops over lists; for a large table numba compiles the same functions over arrays, if it is installed."""

from collections.abc import Callable
from functools import cache

import numpy as np

LARGE = 40_000  # cells of a table from which compiling is worth its while


@cache
def compiled(function: Callable) -> Callable | None:
    """The same function over arrays, None where numba is not installed."""
    try:
        from numba import njit
    except ImportError:
        return None
    return njit(cache=True)(function)


def run(function: Callable, size: int, *arrays: np.ndarray) -> None:
    """Call a function that writes into some of its arrays; on lists, which Python reads faster, when it is small."""
    quick = compiled(function) if size >= LARGE else None
    if quick is not None:
        quick(*arrays)
        return
    lists = [array.tolist() for array in arrays]
    function(*lists)
    for array, found in zip(arrays, lists, strict=True):
        if array.flags.writeable:
            array[...] = found
