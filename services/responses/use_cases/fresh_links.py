"""Mail the link once more to whoever types an address to which one was mailed. The page tells nobody whether there is any.

The page only writes the wish down, for every address alike; it is looked at beside it, and forgotten. A mail goes to the address
that is known, never to the one that was typed, and to none twice for one wish.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import uuid4, uuid5

import structlog
from sqlalchemy import Row

from services.responses.models import tries
from services.responses.repository import link_requests
from services.responses.use_cases.ordered_mails import Mail, order, recipient_of
from shared import attempts
from shared.contracts.values import Purpose
from shared.database import Transaction
from shared.limits import Limit
from shared.text import fold

log = structlog.get_logger(__name__)

WISHES = (Limit("fresh_address", 3, timedelta(hours=1)), Limit("fresh_network", 20), Limit("fresh_all", 2000))
AT_ONCE = 100
LINKS_PER_WISH = 5
"""The newest ones of an address; whoever has more open requests finds the others in the mailbox."""


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
            message_id = uuid5(row.reconciliation_id, f"{row.address}|fresh|{wish.request_id}")
            order(tx, row, Mail(message_id, row.link_id, recipient_of(row), Purpose.FRESH_LINK))
            mailed += 1
    log.info("fresh_links.mailed", wishes=len(wishes), count=mailed)
    return len(wishes)
