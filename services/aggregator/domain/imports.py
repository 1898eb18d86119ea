"""What becomes of a file: the states of an import and the ways between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from shared.errors import Invalid
from shared.text import N_

UNUSABLE = N_("Nothing was imported: the file as a whole cannot be taken. `errors` says why and what to do.")
ROWS_REJECTED = N_(
    "Nothing was imported: {rejected} of the file's rows cannot be taken. Correct them, or import without them."
)


class ImportState(StrEnum):
    """`received → reading → switching → done`, or one of the other ends. `waiting` is for a person to look and confirm."""

    RECEIVED = "received"
    READING = "reading"
    SWITCHING = "switching"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether somebody works on it, or will."""
        return self in (ImportState.RECEIVED, ImportState.READING, ImportState.SWITCHING)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What was asked for with a file."""

    skip_rejected: bool = False
    """Take the good rows although others are rejected."""
    confirm: bool = False
    """Read it and wait: the books change only when a person has looked."""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    """Field → heading, `readings`, `date_order`, `constants` (see readers); empty: recognise, or as last time."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> ImportOptions:
        return cls(bool(stored.get("skip_rejected")), bool(stored.get("confirm")), dict(stored.get("mapping") or {}))

    def stored(self) -> dict[str, Any]:
        return {"skip_rejected": self.skip_rejected, "confirm": self.confirm, "mapping": dict(self.mapping)}


class ImportRefused(Invalid):
    """The file cannot be taken, or rows were rejected and nobody asked to go on without them; `params["errors"]` says why.

    At most as many of them as a report keeps; `params["rejected"]` counts all rejected rows.
    """

    code = "import_refused"
