"""Python's cyclic garbage collector, kept from looking again and again through what holds no garbage.

Every few hundred new objects it looks through the youngest, and now and then through everything the process holds: a quarter of a
million objects of code and libraries, for tenths of a second in which the process answers nobody. Events and rows form no cycles:
reference counting frees them, and the looking costs more than the making.
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


YOUNG, MIDDLE, OLD = 100_000, 20, 20
"""New objects, and rounds of the younger generation, between two looks at a generation. Python's own 700 are less than one event
makes, and what a batch of a thousand makes is dead when the batch is."""


def spare_what_stays() -> None:
    """For a process that has been built and begins to serve: what it holds now it holds to its end, so it is never looked at
    again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
