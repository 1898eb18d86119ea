"""Learn from a journal what a dead process was told: only what the database does not know yet counts, however often it tells."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from services.mailer.domain.journal import Entry
from services.mailer.domain.replies import Reply
from services.mailer.domain.servers import Security, Server
from services.mailer.domain.states import Phase
from services.mailer.repository import queue
from services.mailer.use_cases.outcomes import Ended, Policy, record
from shared.database import Transaction


async def replay(tx: Transaction, entries: Sequence[Entry], policy: Policy) -> int:
    """Write down the replies that are news; returns how many were.

    A reply is news while its message is still on its way under the same lease, or was called uncertain for want of this reply.
    """
    open_now = {
        (row["id"], row["lease_token"]): row
        for row in await queue.awaiting_reply(tx, [one.message_id for one in entries])
    }
    news = {(one.message_id, one.token): one for one in entries if (one.message_id, one.token) in open_now}
    await record(tx, [_ended(entry, open_now[key]) for key, entry in news.items()], policy)
    return len(news)


def _ended(entry: Entry, row: dict[str, Any]) -> Ended:
    # The attempt as it was when the body went out: a message that was called uncertain has counted it already.
    message = SimpleNamespace(**row | {"attempts": entry.number - 1})
    server = Server(
        id=entry.lane_id,
        company_id=row["company_id"],
        host=entry.host,
        port=entry.port,
        security=Security.NONE,
        sender_address=entry.sender,
    )
    return Ended(
        message=message,
        server=server,
        outcome=entry.outcome,
        phase=Phase.BODY,
        reason=entry.reason,
        reply=Reply(entry.code, entry.text),
        started_at=entry.started_at,
        duration_ms=entry.duration_ms,
        tls=entry.tls,
        sender=entry.sender,
        retry_at=entry.retry_at,
    )
