"""Lines on their way from the reading process to the database: put aside some thousand at a time, taken away by the parent.

Protects memory and disk: the reading waits when the database is behind, so however long the file is, few portions lie there.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from shared.files.confined_child import Progress

LINES = 20_000
_FIRST_LINES = 1_000
"""Few at first and twice as many each time: the database need not wait for the first full portion."""
WAITING_AT_MOST = 4
_LOOK_AGAIN = 0.01


@dataclass(slots=True)
class Portions:
    """Puts lines of one shelf aside and tells of every portion."""

    folder: Path
    shelf: str
    tell: Progress
    count: int = 0
    rows_read: int = 0
    bytes_read: int = 0
    _waiting: list[str] = field(default_factory=list)
    _lines: int = 0
    _enough: int = _FIRST_LINES
    _told: list[Path] = field(default_factory=list)

    def add(self, lines: str, count: int = 1) -> None:
        """So many lines, each with its line feed; none where every row of a chunk was refused."""
        if not count:
            return
        self._waiting.append(lines)
        self._lines += count
        self.count += count
        if self._lines >= self._enough:
            self.flush()

    def flush(self) -> None:
        """Put what waits into a file of its own."""
        if not self._waiting:
            return
        self._wait_for_the_database()
        path = self.folder / f"{self.shelf}-{self.count}"
        path.write_text("".join(self._waiting), encoding="utf-8", newline="")
        self._waiting, self._lines = [], 0
        self._enough = min(2 * self._enough, LINES)
        self._told.append(path)
        self.tell(portion=path.name, shelf=self.shelf, rows_read=self.rows_read, bytes_read=self.bytes_read)

    def _wait_for_the_database(self) -> None:
        while len(self._told) >= WAITING_AT_MOST:
            self._told = [path for path in self._told if path.exists()]
            if len(self._told) >= WAITING_AT_MOST:
                time.sleep(_LOOK_AGAIN)
