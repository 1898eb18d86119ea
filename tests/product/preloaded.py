"""Imported by the process from which others are forked: everything that a process of the product or of a test imports.

The services are also wired once, so that what they read once a process (catalogues, templates, authorities) has been read.
"""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from importlib import import_module
from pathlib import Path

from services.cli import COMMANDS
from services.host import SERVICES, build_service
from shared.clock import SystemClock
from shared.keys import create_keys
from shared.telemetry import Metrics

MODULES = (
    *(place.partition(":")[0] for place in COMMANDS.values()),
    "shared.messaging.rabbit",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "tests.component.mailer.child",
    "tests.crash.import_process",
    "tests.crash.party",
)


def _wire_once() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MUTABAKAT_DATA_DIR"] = folder  # a child has its own environment and nothing of this one
        create_keys(Path(folder) / "keys")
        for name in SERVICES:
            build_service(name, SystemClock(), Metrics())


for module in MODULES:
    import_module(module)
_wire_once()
assert threading.active_count() == 1, "a fork takes one thread along and leaves the locks of the others closed"
gc.collect()
gc.freeze()  # what is here stays, and looking through it would copy its pages into each child
