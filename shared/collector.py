"""Python's cyclic garbage collector, held off while tens of thousands of rows are made.

Every few hundred new objects it looks through the youngest, and now and then through everything the process holds. Rows form no
cycles: reference counting frees them, and the looking costs more than the making.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_off() -> Iterator[None]:
    """No collection until the block ends. Where such blocks overlap, the first one to have begun lets it go on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
