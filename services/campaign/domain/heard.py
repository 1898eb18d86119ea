"""What the campaign reads of events that say much more: their documents and letters are for others, and reading them costs.

A test holds these classes to the contracts that they are parts of.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from shared.contracts import aggregator, responses
from shared.contracts.event import EventData
from shared.contracts.values import Purpose, Recipient


class StatementPrepared(EventData):
    """That a statement is ready, and who will be written to; of `aggregator.StatementPrepared`."""

    TYPE: ClassVar[str] = aggregator.StatementPrepared.TYPE

    statement_id: UUID
    reconciliation_id: UUID
    recipients: tuple[Recipient, ...]
    part: int = 1


class InvitationIssued(EventData):
    """That a mail was ordered, why and for whom; of `responses.InvitationIssued`."""

    TYPE: ClassVar[str] = responses.InvitationIssued.TYPE

    message_id: UUID
    reconciliation_id: UUID
    send_number: int
    purpose: Purpose
    recipient: Recipient
