"""Whom a reconciliation reached: the fate of the latest mail to each recipient, so that a lost one can be replaced by another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.campaign.domain.progress import MailFact, MailResult
from services.campaign.domain.reconciliations import MailEntry
from shared.contracts.values import ASKING, Recipient

LOST = (MailResult.FAILED, MailResult.BOUNCED)


@dataclass(frozen=True, slots=True)
class Reach:
    """One recipient and what became of the latest mail to it; `result` is empty when none was queued yet."""

    address: str
    name: str
    result: str
    at: datetime | None
    code: int
    reply: str
    reason: str

    @property
    def lost(self) -> bool:
        """It was not reached: another address has to be found, or this one corrected."""
        return self.result in LOST


def reach_of(recipients: Iterable[Recipient], mails: Iterable[MailEntry]) -> list[Reach]:
    """In the order of the recipients; by the rule of `progress.latest_results`."""
    latest: dict[str, MailEntry] = {}
    for mail in mails:
        if mail.purpose not in ASKING:
            continue
        known = latest.get(mail.address)
        if known is None or _order(mail) > _order(known):
            latest[mail.address] = mail
    return [_reach(recipient, latest.get(recipient.address)) for recipient in recipients]


def _order(mail: MailEntry) -> tuple[int, int, int]:
    return MailFact(mail.address, mail.send_number, mail.attempt, MailResult(mail.result)).order


def _reach(recipient: Recipient, mail: MailEntry | None) -> Reach:
    if mail is None:
        return Reach(recipient.address, recipient.name, "", None, 0, "", "")
    return Reach(recipient.address, recipient.name, mail.result, mail.at, mail.code, mail.reply, mail.reason)
