"""Turns a claimed row into a mail. The personal link is made here, stands in the mail, and is kept nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from services.mailer.domain.return_path import ReturnPaths
from services.mailer.domain.servers import PLATFORM, Server
from services.mailer.letters.composer import Composer
from services.mailer.letters.headers import Unsendable
from services.mailer.letters.letter import Company, Letter, Mail, Sender
from shared.clock import Clock
from shared.contracts.responses import Receipt
from shared.contracts.values import Confirmation, CurrencyBalance, Kind, Purpose
from shared.links import LinkSigner

_BALANCES = TypeAdapter(tuple[CurrencyBalance, ...])


class Writer:
    """Writes letters with the installation's link key and public address."""

    def __init__(
        self,
        composer: Composer,
        links: LinkSigner,
        clock: Clock,
        *,
        public_url: str,
        returns: ReturnPaths | None = None,
    ) -> None:
        self._composer = composer
        self._links = links
        self._clock = clock
        self._public_url = public_url
        self._returns = returns

    def write(self, message: Any, company: Company, server: Server) -> Mail:
        """The mail of a message row for this server. Raises `Unsendable`."""
        # A company's own server mostly insists on its own sender; only the platform's lets mails come back elsewhere.
        returns = self._returns.of_message(message.id) if self._returns and server.id == PLATFORM else ""
        letter = Letter(
            message_id=message.id,
            purpose=Purpose(message.purpose),
            language=message.language,
            address=message.address,
            recipient_name=message.recipient_name,
            # Where answers by ordinary mail go: as the campaign says, as the settings say, to the company, to the platform.
            reply_to=message.reply_to or server.reply_to or company.email or returns,
            counterparty=message.counterparty_title,
            reference=message.reference,
            description=message.description,
            period=message.period,
            valid_until=message.valid_until,
            currency=message.currency,
            purchases_minor=message.purchases_minor,
            purchases_documents=message.purchases_documents,
            sales_minor=message.sales_minor,
            sales_documents=message.sales_documents,
            contact=message.sender_contact,
            url=self._links.url(self._public_url, message.link_id),
            written_at=self._clock.now(),
            kind=Kind(message.kind),
            as_of=message.as_of,
            confirmation=Confirmation(message.confirmation),
            balances=_BALANCES.validate_python(message.balances or ()),
            receipt=Receipt.model_validate(message.receipt) if message.receipt else None,
            follows=message.follows,
        )
        sender = Sender(server.sender_address, server.sender_name or company.title)
        try:
            mail = self._composer.compose(letter, company, sender)
        except (ValueError, LookupError) as error:
            # Whatever a row holds that no letter can be made of must not stop the letters behind it.
            raise Unsendable(f"the letter cannot be written: {error}") from error
        # Once it is unclear whether a copy arrived, it is worth a report to know that one did.
        notify = "SUCCESS,FAILURE,DELAY" if message.uncertain_attempts else mail.notify
        return replace(mail, return_path=returns, envelope_id=str(message.id), notify=notify)
