"""Turns a claimed row into a mail. The personal link, and the code beside it, are made here, stand in the mail, and are kept
nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.mailer.domain.return_path import ReturnPaths
from services.mailer.domain.servers import PLATFORM, Server
from services.mailer.letters.assembly import Part
from services.mailer.letters.composer import Composer
from services.mailer.letters.headers import Unsendable
from services.mailer.letters.letter import Company, Mail, Sender
from services.mailer.letters.letterheads import Letterheads
from services.mailer.letters.pdf import PdfLetters
from services.mailer.letters.preview import MASK
from services.mailer.letters.rows import MASKED_CODE, letter_of, page_of
from shared.clock import Clock
from shared.contracts.values import WRITTEN, Purpose
from shared.database import Reading
from shared.links import LinkSigner


class Writer:
    """Writes letters with the installation's link key and public address."""

    def __init__(
        self,
        composer: Composer,
        letterheads: Letterheads,
        pdfs: PdfLetters,
        links: LinkSigner,
        invites: LinkSigner,
        clock: Clock,
        *,
        public_url: str,
        returns: ReturnPaths | None = None,
    ) -> None:
        self._composer = composer
        self._letterheads = letterheads
        self._pdfs = pdfs
        self._links = links
        self._invites = invites
        self._clock = clock
        self._public_url = public_url
        self._returns = returns

    async def company(self, reading: Reading, company_id: UUID) -> Company | None:
        """In whose name, and how, these letters are written; asked for once per claim."""
        return await self._letterheads.of(reading, company_id)

    async def attachments(self, message: Any, company: Company, at: datetime | None = None) -> tuple[Part, ...]:
        """What goes along with the letter, made beside the loop and dated as it is. Raises `Unsendable`."""
        if message.purpose in WRITTEN or (not company.style.pdf and not message.receipt):
            return ()
        try:
            letter = letter_of(message, url="", written_at=at or self._clock.now())
            return await self._pdfs.of(letter, company)
        except (ValueError, LookupError) as error:
            raise Unsendable(f"the letter cannot be written: {error}") from error

    def write(self, message: Any, company: Company, server: Server, attachments: tuple[Part, ...] = ()) -> Mail:
        """The mail of a message row for this server. Raises `Unsendable`."""
        # The asking company's copy of a receipt has no link: whoever has it can answer.
        url = ""
        if message.link_id:
            signer = self._invites if message.purpose == Purpose.COLLEAGUE else self._links
            url = f"{page_of(message, self._public_url)}{signer.token(message.link_id)}"
        code = MASKED_CODE
        if message.purpose == Purpose.CODE:
            code = self._links.code(message.link_id, message.code_nonce or "")
        return self._write(message, company, server, attachments, url=url, code=code)

    async def copy(self, message: Any, company: Company, server: Server, at: datetime) -> Mail:
        """The same as of that moment for reading, with a link that opens nothing. Raises `Unsendable`."""
        attachments = await self.attachments(message, company, at)
        masked = f"{page_of(message, self._public_url)}{MASK}"
        return self._write(message, company, server, attachments, url=masked, at=at)

    def _write(
        self,
        message: Any,
        company: Company,
        server: Server,
        attachments: tuple[Part, ...],
        *,
        url: str,
        code: str = MASKED_CODE,
        at: datetime | None = None,
    ) -> Mail:
        # A company's own server mostly insists on its own sender; only the platform's lets mails come back elsewhere.
        returns = self._returns.of_message(message.id) if self._returns and server.id == PLATFORM else ""
        sender = Sender(server.sender_address, server.sender_name or company.title)
        try:
            # Where answers by ordinary mail go: as the campaign says, as the settings say, to the company, to the platform.
            reply_to = server.reply_to or company.email or returns
            letter = letter_of(message, url=url, written_at=at or self._clock.now(), reply_to=reply_to, code=code)
            mail = self._composer.compose(letter, company, sender, attachments)
        except (ValueError, LookupError) as error:
            # Whatever a row holds that no letter can be made of must not stop the letters behind it.
            raise Unsendable(f"the letter cannot be written: {error}") from error
        # Once it is unclear whether a copy arrived, it is worth a report to know that one did.
        notify = "SUCCESS,FAILURE,DELAY" if message.uncertain_attempts else mail.notify
        return replace(mail, return_path=returns, envelope_id=str(message.id), notify=notify)
