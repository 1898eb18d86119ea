"""Take what is short of an answer: no record, not the right person (and who is), an answer announced for a day.

A colleague who is named gets a link of its own and an invitation to it, once, in the same transaction; the link of whoever named
it stays valid, because nobody's word takes a page away from somebody who was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from services.responses.domain.entries import TEXT_VERSION
from services.responses.domain.notices import MOST_FORWARDS, Notice, NoticeContent
from services.responses.domain.page_state import may_answer
from services.responses.repository import links, notices, pages, statements
from services.responses.repository.pages import Page
from services.responses.use_cases.answer import Outcome, Taken
from services.responses.use_cases.invitations import Invitation, issue
from services.responses.use_cases.link_rows import another_link_row
from services.responses.use_cases.ordered_mails import recipient_of
from services.responses.use_cases.statements import FIRST_SEND
from shared.contracts.responses import NoticeReceived
from shared.contracts.values import FORWARDED, Purpose, Recipient
from shared.database import Transaction

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SendNotice:
    """A filled-in and confirmed form that gives no answer."""

    link_id: str
    form_id: UUID
    snapshot_sha256: str
    content: NoticeContent
    language: str
    ip: str
    user_agent: str


async def send_notice(tx: Transaction, command: SendNotice) -> Taken:
    """Store the notice or say why not. Emits `NoticeReceived`, and `InvitationIssued` for a colleague who is new here."""
    await pages.lock(tx, command.link_id)
    page = await pages.find(tx, command.link_id)
    if page is None:
        return Taken(Outcome.UNKNOWN_LINK, None)
    earlier = await notices.of_reconciliation(tx, page.reconciliation_id)
    if _said_before(earlier, command):
        return Taken(Outcome.REPEATED, page)
    if command.snapshot_sha256 != page.snapshot_sha256:
        return Taken(Outcome.OTHER_FIGURES, page)
    now = await tx.database_time()
    if page.standing is not None:
        return Taken(Outcome.ALREADY_ANSWERED, page)
    if not may_answer(page.facts, now):
        return Taken(Outcome.NOT_OPEN, page)
    recipient = None
    if command.content.forward_address:
        recipient = await _forward(tx, page, command)
        if recipient is None:
            return Taken(Outcome.TOO_MANY_FORWARDS, page)
    notice = _notice(page, command, earlier, now)
    await notices.append(tx, notice)
    _emit(tx, notice, recipient)
    return Taken(Outcome.STORED, replace(page, notice_id=notice.notice_id))


def _said_before(earlier: Sequence[Notice], command: SendNotice) -> bool:
    """The same form once more, or the same words that this link said last."""
    if any(one.form_id == command.form_id and one.link_id == command.link_id for one in earlier):
        return True
    mine = [one for one in earlier if one.link_id == command.link_id]
    return bool(mine) and mine[-1].content == command.content


def _notice(page: Page, command: SendNotice, earlier: Sequence[Notice], now: datetime) -> Notice:
    content = command.content
    return Notice(
        notice_id=uuid4(),
        company_id=page.company_id,
        reconciliation_id=page.reconciliation_id,
        campaign_id=page.campaign_id,
        number=len(earlier) + 1,
        code=content.code.value,
        text=content.text,
        responder_name=content.responder_name,
        responder_title=content.responder_title,
        forward_name=content.forward_name,
        forward_address=content.forward_address,
        answer_by=content.answer_by,
        link_id=page.link_id,
        address=page.address,
        ip=command.ip,
        user_agent=command.user_agent,
        language=command.language,
        text_version=TEXT_VERSION,
        received_at=now,
        form_id=command.form_id,
        snapshot_sha256=page.snapshot_sha256,
        previous_sha256=earlier[-1].entry_sha256 if earlier else page.snapshot_sha256,
    ).sealed()


async def _forward(tx: Transaction, page: Page, command: SendNotice) -> Recipient | None:
    """The colleague as a recipient, with a link and an invitation when there was none; None when too many were named."""
    known = (await links.of_reconciliations(tx, [page.reconciliation_id]))[page.reconciliation_id]
    address = command.content.forward_address
    # Letters of the same address in another case reach the same mailbox nearly everywhere.
    same = next((link for link in known if link.address.casefold() == address.casefold()), None)
    if same is not None:
        return recipient_of(same)
    if sum(link.role == FORWARDED for link in known) >= MOST_FORWARDS:
        return None
    given = next(link for link in known if link.link_id == page.link_id)
    row = another_link_row(
        tx,
        given,
        Recipient(address=address, name=command.content.forward_name, role=FORWARDED, language=command.language),
    )
    await links.add(tx, [row])
    (link,) = await links.of_ids(tx, [row["link_id"]])
    statement = await statements.get(tx, page.reconciliation_id)
    await issue(tx, [Invitation(statement, link, FIRST_SEND, Purpose.INVITATION, None)])
    return recipient_of(link)


def _emit(tx: Transaction, notice: Notice, recipient: Recipient | None) -> None:
    event = NoticeReceived(
        reconciliation_id=notice.reconciliation_id,
        campaign_id=notice.campaign_id,
        code=notice.code,
        text=notice.text,
        address=notice.address,
        received_at=notice.received_at,
        notice_id=notice.notice_id,
        name=notice.responder_name,
        forwarded_to=recipient,
        answer_by=notice.answer_by,
    )
    tx.emit(event, tenant=notice.company_id, subject=notice.reconciliation_id)
    log.info("notice.received", reconciliation_id=str(notice.reconciliation_id), code=notice.code)
