"""What every service has: metadata, outbox, inbox and the keys of repeated requests."""

from __future__ import annotations

from shared.database import service_metadata
from shared.idempotency import idempotency_table
from shared.messaging.tables import inbox_table, outbox_table

metadata = service_metadata()
outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
idempotency_keys = idempotency_table(metadata)
