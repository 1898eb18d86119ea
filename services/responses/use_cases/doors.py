"""What is shown at the door of a page: digits are compared, codes are mailed and compared. Counted before it is looked at.

A count stays although the visitor is refused, so nothing here raises: the edge commits, and then refuses.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import uuid5

from services.responses.domain.levels import CODE_LIFETIME, CODES, TRIES, TRIES_PER_CODE
from services.responses.models import tries
from services.responses.repository import codes
from services.responses.repository.pages import Page
from services.responses.use_cases.ordered_mails import Mail, order, recipient_of
from shared import attempts
from shared.contracts.responses import CodeAsked
from shared.contracts.values import LinkLevel, Purpose
from shared.database import Transaction
from shared.limits import Limit, Subject
from shared.links import LinkSigner


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody shows something at the door of this page, or wants a code, from this network."""

    page: Page
    network: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """`opens`: it was right. `wait`: seconds in which no more is looked at; 0 when it was looked at."""

    opens: bool
    wait: int = 0


async def try_door(tx: Transaction, signer: LinkSigner, knock: Knock) -> Heard:
    """Compare what was shown with what this page's level asks for. A right one is not counted as a guess."""
    subjects = _subjects(TRIES, knock)
    wait = await attempts.count(tx, tries, subjects)
    if wait:
        return Heard(opens=False, wait=wait)
    shown = "".join(c for c in knock.shown if c.isascii() and c.isdigit())
    if knock.page.level == LinkLevel.MAIL_CODE:
        opens = await _is_the_code(tx, signer, knock.page.link_id, shown)
    else:
        opens = bool(knock.page.digits) and hmac.compare_digest(shown.encode(), knock.page.digits.encode())
    if opens:
        await attempts.uncount(tx, tries, subjects)
    return Heard(opens)


async def _is_the_code(tx: Transaction, signer: LinkSigner, link_id: str, shown: str) -> bool:
    now = await tx.database_time()
    nonce = await codes.take_try(tx, link_id, now, most=TRIES_PER_CODE)
    if nonce is None or not hmac.compare_digest(shown.encode(), signer.code(link_id, nonce).encode()):
        return False
    await codes.use(tx, link_id, now)
    return True


async def mail_code(tx: Transaction, signer: LinkSigner, knock: Knock) -> int:
    """Have a new code mailed to the address that the link went to; the seconds to wait when there were too many, else 0."""
    wait = await attempts.count(tx, tries, _subjects(CODES, knock))
    if wait:
        return wait
    page, nonce, now = knock.page, signer.new_nonce(), await tx.database_time()
    asked = CodeAsked(nonce=nonce, expires_at=now + CODE_LIFETIME)
    await codes.put(tx, page.link_id, nonce, sent_at=now, expires_at=asked.expires_at)
    message_id = uuid5(page.reconciliation_id, f"{page.link_id}|code|{nonce}")
    order(tx, page, Mail(message_id, page.link_id, recipient_of(page), Purpose.CODE, code=asked))
    return 0


def _subjects(limits: tuple[Limit, ...], knock: Knock) -> list[Subject]:
    # In the order of the limits everywhere: two visitors at once then wait for each other instead of deadlocking.
    link, network = knock.page.link_id, knock.network
    return list(zip(limits, (link, link, network, ""), strict=True))
