"""The receipt as a document for people: PDF/A-3 by typst, with the signed record inside it.

PDF/A-3b because only that level may carry another file. What is printed comes from the signed record alone; typst sees it as JSON
text, never as code.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import segno
import structlog
import typst

from shared import formats
from shared.contracts.values import Confirmation, Owing
from shared.evidence.receipt import FILE_NAME, Figure, Party, Receipt, read_receipt
from shared.i18n import Translations, direction
from shared.money import Money
from shared.text import N_

log = structlog.get_logger(__name__)

LANGUAGES = ("tr", "en", "de", "ar")
_FOLDER = Path(__file__).parent
_SOURCE = (_FOLDER / "receipt.typ").read_bytes()

_ANSWERS = {"agreed": N_("Yes, we agree"), "disagreed": N_("No, we do not agree")}
_OURS = {
    Owing.THEY_OWE_US: N_("As of %(day)s the counterparty owes the sender"),
    Owing.WE_OWE_THEM: N_("As of %(day)s the sender owes the counterparty"),
    Owing.EVEN: N_("As of %(day)s neither owes the other anything"),
}
_THEIRS = {
    Owing.THEY_OWE_US: N_("In the counterparty’s books it owes the sender"),
    Owing.WE_OWE_THEM: N_("In the counterparty’s books the sender owes it"),
    Owing.EVEN: N_("In the counterparty’s books neither owes the other anything"),
}
_LEVELS = {
    "link": N_("personal link"),
    "tax_digits": N_("personal link and the last four digits of the tax number"),
    "mail_code": N_("personal link and a code by e-mail"),
}


class ReceiptUnprintable(Exception):
    """typst could not make a document of this record."""


class ReceiptPdfs:
    """Makes receipts; one thread, so that no more than one core and one document's memory are taken."""

    def __init__(self) -> None:
        translations = Translations(_FOLDER / "translations", LANGUAGES)
        self._say: dict[str, Callable[[str], str]] = {name: translations.get(name).gettext for name in LANGUAGES}
        self._choose = translations.choose
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="receipts")
        self._fonts = typst.Fonts(include_system_fonts=False)

    async def made(self, document: str, language: str) -> bytes:
        """The PDF of a signed record, made beside the loop. Raises `ReceiptUnprintable`, `ValueError` for no record."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.make, document, language)

    def make(self, document: str, language: str) -> bytes:
        """The PDF of a signed record: the same record gives the same file."""
        receipt = read_receipt(document)
        content = json.dumps(self.content(receipt, document, language), ensure_ascii=False, sort_keys=True)
        try:
            return self._compiled(content, document, _answered_at(receipt), ["a-3b"])
        except typst.TypstError:
            # An archive's PDF may not hold a character for which there is no glyph; a receipt of a person so named may.
            log.info("receipt.no_archive_pdf")
        try:
            return self._compiled(content, document, _answered_at(receipt), [])
        except typst.TypstError as error:
            raise ReceiptUnprintable(error.message) from None

    def _compiled(self, content: str, document: str, at: datetime, standards: list[Literal["a-3b"]]) -> bytes:
        made = typst.compile(
            _SOURCE,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=[*standards],
            sys_inputs={"receipt": content, "record": document},
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )
        if not isinstance(made, bytes):
            raise ReceiptUnprintable("more than one file")
        return made

    def content(self, receipt: Receipt, document: str, language: str) -> dict[str, Any]:
        """All that the document says."""
        language = self._choose(language)
        words = _Words(self._say[language], language)
        say, signature = words.say, json.loads(document)["signature"]
        return {
            "language": language,
            "rtl": direction(language) == "rtl",
            "title": say("Receipt of an answer"),
            "subtitle": receipt.request.description,
            "author": receipt.company.title,
            "file": FILE_NAME,
            "file_about": say("The signed record of this receipt"),
            "sections": [
                {"title": say("Who asked whom"), "rows": list(words.parties(receipt))},
                {"title": say("What was asked"), "rows": list(words.asked(receipt))},
                {"title": say("The answer"), "rows": list(words.answered(receipt)), "strong": True},
                {"title": say("Evidence"), "rows": list(words.evidence(receipt)), "small": True},
            ],
            "code_label": say("Verification code"),
            "code": receipt.code,
            "verify_at": receipt.verify_at,
            "qr": segno.make(receipt.verify_at, error="m").svg_inline(border=0, omitsize=True),
            "how": say(
                "The address above says whether this receipt is genuine, and nothing of what was answered. The signed record "
                "lies in this file under the name %(file)s; “mutabakat evidence verify” checks it with the public key "
                "alone, without a connection."
            )
            % {"file": FILE_NAME},
            "what": say(
                "It records which answer was given through the personal link that was sent to the address above. It is no "
                "qualified electronic signature."
            ),
            "signature_label": say("Signature (Ed25519, key %(key)s)") % {"key": signature["key"]},
            "signature": signature["value"],
            "page_label": say("Page"),
        }


def _answered_at(receipt: Receipt) -> datetime:
    return datetime.fromisoformat(str(receipt.value("answered_at")))


class _Words:
    """The rows of one language: label, value, and whether the value is read from left to right in every language."""

    def __init__(self, say: Callable[[str], str], language: str) -> None:
        self.say = say
        self._language = language

    def parties(self, receipt: Receipt) -> Iterator[dict[str, Any]]:
        yield self._row(N_("Asking company"), self._party(receipt.company))
        yield self._row(N_("Counterparty"), self._party(receipt.counterparty))

    def asked(self, receipt: Receipt) -> Iterator[dict[str, Any]]:
        request = receipt.request
        yield self._row(N_("Reference"), request.reference, latin=True)
        if request.kind.has_sides:
            yield self._row(N_("Period"), formats.period(request.period, self._language))
        for label, side in (
            (N_("Sales of the sender (Bs) · purchases of the counterparty (Ba)"), request.sales),
            (N_("Purchases of the sender (Ba) · sales of the counterparty (Bs)"), request.purchases),
        ):
            if side is not None:
                yield self._row(label, self._figure(side))
        if not request.kind.has_balances or request.as_of is None:
            return
        day = formats.day(request.as_of)
        if request.confirmation is Confirmation.BLANK:
            yield self._row(
                N_("Balance"), self.say("not shown; the counterparty stated its own as of %(day)s") % {"day": day}
            )
        for money in request.balances:
            label = self.say(_OURS[Owing.of(money.amount)]) % {"day": day}
            yield self._row(label, self._size(money), said=True, latin=True)

    def answered(self, receipt: Receipt) -> Iterator[dict[str, Any]]:
        if receipt.value("answer") in _ANSWERS:
            yield self._row(N_("Answer"), self.say(_ANSWERS[receipt.value("answer")]), strong=True)
        if receipt.value("explanation"):
            lines = str(receipt.value("explanation")).split("\n")
            yield self._row(N_("Explanation"), "\n".join(self._alone(line) for line in lines))
        for column, label in (
            ("own_for_sales_minor", N_("Purchases in the counterparty’s books (Ba)")),
            ("own_for_purchases_minor", N_("Sales in the counterparty’s books (Bs)")),
        ):
            minor = receipt.value(column, None)
            if minor is not None:
                yield self._row(label, formats.minor(int(minor), self._language), latin=True)
        for one in json.loads(receipt.value("own_balances") or "[]"):
            money = Money.of_minor(int(one["minor"]), str(one["currency"]))
            yield self._row(_THEIRS[Owing.of(money.amount)], self._size(money), latin=True)
        yield self._row(N_("Name"), receipt.value("responder_name"))
        if receipt.value("responder_title"):
            yield self._row(N_("Job title"), receipt.value("responder_title"))
        yield self._row(N_("Address the link went to"), receipt.value("address"), latin=True)
        at = _answered_at(receipt)
        yield self._row(N_("Time"), f"{formats.moment(at)} ({at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)", latin=True)
        if int(receipt.value("version", 1)) > 1:
            yield self._row(N_("Answer no."), str(receipt.value("version")), latin=True)

    def evidence(self, receipt: Receipt) -> Iterator[dict[str, Any]]:
        level = str(receipt.value("security_level", "link"))
        yield self._row(N_("Admitted by"), self.say(_LEVELS[level]) if level in _LEVELS else level)
        text = f"{receipt.value('language')} · {receipt.value('text_version')}"
        yield self._row(N_("Language and version of the page"), text, latin=True)
        if receipt.value("information_version", None):
            yield self._row(N_("Version of the privacy notice"), str(receipt.value("information_version")), latin=True)
        yield self._row(N_("What was shown (SHA-256)"), receipt.value("snapshot_sha256"), latin=True, code=True)
        yield self._row(N_("Fingerprint of the answer"), receipt.entry_sha256, latin=True, code=True)
        place = f"{receipt.value('position')} · {receipt.value('previous_sha256')}"
        yield self._row(N_("Place in the chain, and the entry before it"), place, latin=True, code=True)

    def _row(
        self,
        label: str,
        value: str,
        *,
        said: bool = False,
        strong: bool = False,
        latin: bool = False,
        code: bool = False,
    ) -> dict[str, Any]:
        """`said`: the label is in the reader's language already."""
        return {
            "label": label if said else self.say(label),
            "value": str(value),
            "strong": strong,
            "latin": latin,
            "code": code,
        }

    def _party(self, party: Party) -> str:
        number = f" · {self.say('Tax number')} {self._alone(party.tax_number)}" if party.tax_number else ""
        return f"{self._alone(party.title)}{number}"

    def _alone(self, text: str) -> str:
        """Its own direction, in a document that is read from the right."""
        return f"\u2068{text}\u2069" if direction(self._language) == "rtl" else text

    def _figure(self, figure: Figure) -> str:
        documents = self.say("%(count)s documents") % {"count": formats.count(figure.documents, self._language)}
        return f"{self._alone(formats.money(figure.total, self._language))} · {documents}"

    def _size(self, money: Money) -> str:
        return formats.money(Money(amount=abs(money.amount), currency=money.currency), self._language)
