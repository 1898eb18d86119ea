"""Mail the link once more to whoever types an address to which one was mailed. The page tells nobody whether there is any.

The page only writes the wish down, for every address alike; it is looked at beside it, and forgotten. A mail goes to the address
that is known, never to the one that was typed, and to none twice for one wish.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4, uuid5

import structlog
from sqlalchemy import Row

from services.responses.domain.snapshot import Head
from services.responses.models import tries
from services.responses.repository import link_requests
from shared import attempts
from shared.contracts.responses import InvitationIssued
from shared.contracts.values import Purpose, Recipient
from shared.database import Transaction
from shared.limits import Limit
from shared.text import fold

log = structlog.get_logger(__name__)

WISHES = (Limit("fresh_address", 3, timedelta(hours=1)), Limit("fresh_network", 20), Limit("fresh_all", 2000))
AT_ONCE = 100
LINKS_PER_WISH = 5
"""The newest ones of an address; whoever has more open requests finds the others in the mailbox."""

_head = lru_cache(maxsize=64)(Head.model_validate_json)


async def wish_for_link(tx: Transaction, address: str, network: str) -> int:
    """Write the wish down; the seconds to wait when there were too many, else 0. Takes the same time for every address."""
    folded = fold(address)
    wait = await attempts.count(tx, tries, list(zip(WISHES, (folded, network, ""), strict=True)))
    if not wait:
        await link_requests.add(tx, uuid4(), address, tx.clock.now())
    return wait


async def mail_fresh_links(tx: Transaction) -> int:
    """Look at the oldest wishes; how many there were."""
    wishes = await link_requests.take(tx, AT_ONCE)
    if not wishes:
        return 0
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in await link_requests.open_links(tx, {fold(wish.address) for wish in wishes}, await tx.database_time()):
        found[row.address_folded].append(row)
    mailed = 0
    for wish in wishes:
        for row in found[fold(wish.address)][:LINKS_PER_WISH]:
            _issue(tx, row, wish.request_id)
            mailed += 1
    log.info("fresh_links.mailed", wishes=len(wishes), count=mailed)
    return len(wishes)


def _issue(tx: Transaction, row: Row[Any], request_id: UUID) -> None:
    head = _head(row.head)
    event = InvitationIssued(
        message_id=uuid5(row.reconciliation_id, f"{row.address}|fresh|{request_id}"),
        link_id=row.link_id,
        reconciliation_id=row.reconciliation_id,
        campaign_id=row.campaign_id,
        reference=head.reference,
        send_number=0,
        purpose=Purpose.FRESH_LINK,
        recipient=Recipient(address=row.address, name=row.name, role=row.role, language=row.language),
        letter=head.letter,
        counterparty=head.counterparty,
        purchases=head.purchases,
        sales=head.sales,
        balances=tuple(balance.without_lines for balance in head.balances),
    )
    tx.emit(event, tenant=row.company_id, subject=row.reconciliation_id)
