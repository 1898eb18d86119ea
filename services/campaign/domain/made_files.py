"""Files that are made in the background because they take longer than a person waits: an auditor's package, a large report.

They are kept for a week and listed for whoever ordered them (user-experience.md §3.4, "Dosyalarım").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

KEPT = timedelta(days=7)
LEASE = timedelta(minutes=2)
"""Whoever makes a file renews it with every step; after that somebody else begins anew."""
MOST_ATTEMPTS = 3
MOST_OPEN = 5
"""So many files of one company may wait at once: nobody fills the queue for the others."""
PART = 1024 * 1024


class FileKind(StrEnum):
    AUDIT_PACKAGE = "audit_package"


class FileState(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        return self in (FileState.WAITING, FileState.WORKING)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was ordered, and how far it is: `done` of `total` steps."""

    file_id: UUID
    company_id: UUID
    kind: FileKind
    name: str
    about: Mapping[str, Any]
    """What it is of; for a package `campaign_id`, and `sample_id` where it is of a sample."""
    language: str
    state: FileState
    done: int
    total: int
    size: int
    sha256: str
    reason: str
    """Why it failed, in words that were said to a person before; empty else."""
    made_by: UUID
    made_by_name: str
    created_at: datetime
    finished_at: datetime | None
    forget_at: datetime
    attempts: int
