"""The hand-written samples: for every consumer and event the smallest envelope that this consumer can work with.

A sample holds what the event's class demands, and of the fields with a default only those that this consumer reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.event import EventData

FOLDER = Path(__file__).parent

COMPANY = "c0000000-0000-4000-8000-000000000001"
NEW_COMPANY = "c0000000-0000-4000-8000-000000000002"
CAMPAIGN = "ca000000-0000-4000-8000-000000000001"
RECONCILIATION = "4ec00000-0000-4000-8000-000000000001"
RUN = "40000000-0000-4000-8000-000000000001"
STATEMENT = "57000000-0000-4000-8000-000000000001"
IMPORT = "1b000000-0000-4000-8000-000000000001"
MESSAGE = "3e000000-0000-4000-8000-000000000001"
RECEIPT = "3e000000-0000-4000-8000-000000000003"
"""The ids that the samples speak of. Where a service gives an id away itself, a test puts the real one in its place."""


@dataclass(frozen=True)
class Sample:
    """One file: what `consumer` relies on in events of one type."""

    consumer: str
    name: str
    text: str

    @property
    def envelope(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.text)
        return read

    @property
    def event_type(self) -> str:
        return str(self.envelope["type"])

    @property
    def event(self) -> type[EventData]:
        return CATALOGUE[self.event_type]

    def body(self, real_ids: Mapping[str, str] | None = None) -> bytes:
        """As it would be delivered, with real ids in place of those of the file."""
        text = self.text
        for written, real in (real_ids or {}).items():
            text = text.replace(written, real)
        return text.encode()

    def __str__(self) -> str:
        return f"{self.consumer}/{self.name}"


def sample(consumer: str, name: str) -> Sample:
    return Sample(consumer, name, (FOLDER / consumer / f"{name}.json").read_text(encoding="utf-8"))


SAMPLES = tuple(sample(path.parent.name, path.stem) for path in sorted(FOLDER.glob("*/*.json")))
