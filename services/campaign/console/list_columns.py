"""The columns of lists: what each shows on the screen and in a file, and which of them somebody has chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared.files.sheets import Cell, CellKind

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Column:
    """`cell`: what of a row stands in it, given what the list knows of the row and a way to say texts."""

    key: str
    label: str
    kind: CellKind
    cell: Callable[..., Cell]
    sort: str = ""
    """What the list is sorted by when its heading is pressed."""
    at_first: bool = False
    """Whether it is shown while nobody has chosen columns."""
    only: str = ""
    """Where the column makes sense at all."""

    @property
    def is_number(self) -> bool:
        return self.kind in (CellKind.AMOUNT, CellKind.COUNT)


Of = TypeVar("Of", bound=Column)


def shown(chosen: Sequence[str], columns: Sequence[Of]) -> list[Of]:
    """Those that were chosen, or those that are shown by themselves; what a row is called is always there."""
    wanted = {columns[0].key, *chosen} if chosen else {column.key for column in columns if column.at_first}
    return [column for column in columns if column.key in wanted]
