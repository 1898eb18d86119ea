"""Writing an e-mail to a counterparty by hand, about one of its reconciliations (S-35). It asks nothing and changes no state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.progress import MailResult
from services.campaign.domain.reconciliations import Entry
from services.campaign.domain.written import checked_subject, checked_text, chosen_of
from services.campaign.progress import lock, settle
from services.campaign.repository import campaigns
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.use_cases.audit_log import note
from shared.contracts.campaign import MailWritten
from shared.contracts.values import Counterparty, Purpose, Recipient
from shared.database import Transaction
from shared.errors import Conflict


@dataclass(frozen=True, slots=True)
class WriteMail:
    """`contacts`: who is known of this counterparty beside the recipients of the request, by address."""

    company_id: UUID
    reconciliation_id: UUID
    user_name: str
    subject: str
    text: str
    addresses: tuple[str, ...]
    contacts: Mapping[str, Recipient] = field(default_factory=dict)


async def write_mail(tx: Transaction, command: WriteMail) -> MailWritten:
    """Hand it to the mailer, and keep what was written in both histories.

    Errors: `reconciliation_not_found`, `campaign_not_sent`, `subject_missing`, `subject_too_long`, `subject_forbidden_character`,
    `text_missing`, `text_too_long`, `text_forbidden_character`, `no_recipient`, `recipient_unknown`.
    """
    subject, text = checked_subject(command.subject), checked_text(command.text)
    row = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    campaign = await campaigns.get_campaign(tx, command.company_id, row.campaign_id)
    if not campaign.state.sent:
        raise Conflict("The campaign has not been sent yet, so nobody is written to.", code="campaign_not_sent")
    known = {**command.contacts, **{recipient.address: recipient for recipient in row.recipients}}
    told = MailWritten(
        mail_id=uuid4(),
        reconciliation_id=row.reconciliation_id,
        campaign_id=row.campaign_id,
        reference=row.reference,
        letter=await campaigns.letter_of(tx, command.company_id, row.campaign_id),
        counterparty=Counterparty(title=row.title, language=row.language),
        subject=subject,
        text=text,
        written_by=command.user_name,
        recipients=chosen_of(known, command.addresses),
    )
    one, now = (await lock(tx, [row.reconciliation_id]))[row.reconciliation_id], tx.clock.now()
    for recipient in told.recipients:
        one.add_mail(
            message_id=told.message_id(recipient.address),
            send_number=0,
            purpose=Purpose.PLAIN.value,
            address=recipient.address,
            attempt=0,
            result=MailResult.QUEUED.value,
            at=now,
            server="",
            code=0,
            reply="",
            reason="",
        )
    one.add_entry(
        Entry.MAIL_WRITTEN,
        f"mail:{told.mail_id}",
        now,
        explanation=f"{subject}\n\n{text}",
        who=command.user_name,
        address=", ".join(recipient.address for recipient in told.recipients)[:320],
    )
    await settle(tx, [one])
    tx.emit(told, tenant=command.company_id, subject=row.reconciliation_id)
    mails = len(told.recipients)
    await note(tx, Actor(command.company_id, None, command.user_name), Deed.MAIL_WRITTEN, row.title, mails=mails)
    return told
