"""A service as the host sees it: its database, what it listens to, its applications, its timed work.

Each service's `build.py` returns one of these; the host decides which run in this process and what carries their events.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Table

from shared.database import Database
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import Outbox
from shared.messaging.subscriptions import Subscriptions
from shared.settings import ServiceSettings
from shared.supervise import LoopBody


@dataclass(frozen=True, slots=True)
class Loop:
    """Work that runs beside the applications until the process stops. `body` returns only after its event is set."""

    name: str
    body: LoopBody


@dataclass(frozen=True, slots=True)
class Service:
    """One service, wired and not yet running."""

    name: str
    settings: ServiceSettings
    database: Database
    outbox: Outbox
    inbox_table: Table
    subscriptions: Subscriptions
    migrations: Path
    internal_app: FastAPI
    public_app: FastAPI | None = None
    loops: tuple[Loop, ...] = ()
    at_start: Callable[[], Awaitable[None]] | None = None
    """Done once after the schema is known to fit and before anything else runs."""
    at_stop: Callable[[], Awaitable[None]] | None = None
    """Done last, for what the service holds open besides its database."""
    front_door: str = ""
    """Where a person who opens the bare address is led, for the service that receives people."""
    setup_code: Callable[[], str | None] | None = None
    """A one-time code for whoever started the process, while the installation is not set up. For the terminal, never logged."""
    page_role: str = ""
    """The database role of the public page, where it has one of its own, and what it may do with which table."""
    page_grants: Mapping[str, Sequence[str]] = field(default_factory=dict)
    checks: Mapping[str, Callable[[], Awaitable[str | None]]] = field(default_factory=dict)

    def inbox(self) -> Inbox:
        return Inbox(self.name, self.inbox_table, self.database, self.subscriptions, self.database.clock)
