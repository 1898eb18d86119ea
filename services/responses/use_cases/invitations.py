"""Ask the mailer for mails: one message per recipient and send number, with the recipient's one and only link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import structlog
from sqlalchemy import Row

from services.responses.domain.snapshot import Head
from services.responses.repository import links, responses, statements
from services.responses.use_cases.link_rows import another_link_row
from services.responses.use_cases.ordered_mails import Mail, Requested, order, recipient_of
from shared.contracts.campaign import InvitationRequested
from shared.contracts.event import Event
from shared.contracts.values import Purpose
from shared.database import Transaction
from shared.messaging.subscriptions import Verdict

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Invitation:
    """One mail to ask for: the rows of its statement and link, and why."""

    statement: Requested
    link: Row[Any]
    send_number: int
    purpose: Purpose
    cause: Event[Any] | None
    head: Head | None = None
    """The statement's, where it has been read already."""

    @property
    def message_id(self) -> UUID:
        """The same mail asked for twice is one mail, whoever asks."""
        return uuid5(self.statement.reconciliation_id, f"{self.link.address}|{self.send_number}")

    def mail(self, message_id: UUID) -> Mail:
        return Mail(message_id, self.link.link_id, recipient_of(self.link), self.purpose, self.send_number)


async def send_again(tx: Transaction, events: Sequence[Event[InvitationRequested]]) -> Verdict:
    """Resends and reminders: the message is new; the link stays, unless the operator wants it replaced."""
    ids = {event.data.reconciliation_id for event in events}
    known = {id_: row for id_, row in (await statements.lock(tx, ids)).items() if row.snapshot_sha256 is not None}
    gone = await statements.withdrawn(tx, known.keys())
    found = await links.of_reconciliations(tx, known.keys())
    answered = await responses.answered(tx, known.keys())
    now = await tx.database_time()
    postponed: dict[UUID, str] = {}
    wanted: list[Invitation] = []
    for event in events:
        id_ = event.data.reconciliation_id
        row = known.get(id_)
        if row is None or row.company_id != event.tenant:
            postponed[event.id] = f"the statement of reconciliation {id_} is not complete here yet"
        elif id_ in gone or now >= (row.extended_to or row.closes_at):
            reason = "withdrawn" if id_ in gone else "expired"
            log.info("invitation.ignored", reconciliation_id=str(id_), reason=reason)
        elif id_ in answered and event.data.purpose is Purpose.REMINDER:
            # Asked for while the answer was on its way to who asks.
            log.info("invitation.ignored", reconciliation_id=str(id_), reason="answered")
        else:
            asked = set(event.data.addresses)
            chosen = [link for link in found.get(id_, ()) if not asked or link.address in asked]
            if event.data.new_link:
                kept = [link for link in found.get(id_, ()) if link not in chosen]
                chosen = await _replaced(tx, chosen)
                found[id_] = [*kept, *chosen]
            if len(chosen) < len(asked):
                log.warning("invitation.unknown_address", reconciliation_id=str(id_), count=len(asked) - len(chosen))
            wanted += [Invitation(row, link, event.data.send_number, event.data.purpose, event) for link in chosen]
    await issue(tx, wanted)
    return Verdict(postponed=postponed)


async def _replaced(tx: Transaction, old: Sequence[Row[Any]]) -> list[Row[Any]]:
    """New links in place of these, which open nothing any more."""
    await links.revoke(tx, [link.link_id for link in old], tx.clock.now())
    fresh = [another_link_row(tx, link) for link in old]
    await links.add(tx, fresh)
    return await links.of_ids(tx, [row["link_id"] for row in fresh])


async def issue(tx: Transaction, invitations: Sequence[Invitation]) -> None:
    """Emit `InvitationIssued` for those that were not issued before.

    The caller holds the statement or its page, so that nobody else issues the same at the same time.
    """
    if not invitations:
        return
    # An id is a hash: told once.
    named = [(invitation.message_id, invitation) for invitation in invitations]
    by_id = dict(named)
    fresh = {id_: by_id[id_] for id_ in by_id.keys() - await links.issued(tx, by_id.keys())}
    now = tx.clock.now()
    await links.add_invitations(
        tx,
        [
            {
                "message_id": id_,
                "company_id": invitation.statement.company_id,
                "reconciliation_id": invitation.statement.reconciliation_id,
                "link_id": invitation.link.link_id,
                "send_number": invitation.send_number,
                "purpose": invitation.purpose.value,
                "issued_at": now,
            }
            for id_, invitation in fresh.items()
        ],
    )
    for id_, invitation in named:
        if fresh.pop(id_, None) is not None:
            order(tx, invitation.statement, invitation.mail(id_), invitation.cause, invitation.head)
