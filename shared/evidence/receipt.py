"""The signed receipt of an answer: what was asked, what was said, and the means to check both without us.

It opens some leaves of the answer's seal and leaves the others closed: an address of a network or a key of a link is nobody's
business who holds the receipt, and still every column is bound by the seal.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from pydantic import Field, ValidationError

from shared.contracts.values import Confirmation, Kind, Value
from shared.evidence.leaves import leaf
from shared.evidence.signing import Forged, SignatureVerifier, Signer, UnknownKey
from shared.money import Money

FORMAT = "mutabakat.receipt/1"
FILE_NAME = "receipt.json"
"""Of the signed record inside the PDF."""


def verification_code(entry_sha256: str) -> str:
    """`K7QX-2MZA-…`: 80 bits that only who has the entry's hash can know, in letters that are hard to confuse."""
    text = b32encode(sha256(f"verification|{entry_sha256}".encode()).digest()[:10]).decode()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


class Party(Value):
    title: str
    tax_number: str = ""


class Figure(Value):
    """One side, from the asking company's view."""

    total: Money
    documents: int


class Request(Value):
    """What was asked, in short; the whole of it is behind `snapshot_sha256`."""

    reference: str
    description: str
    kind: Kind
    confirmation: Confirmation = Confirmation.POSITIVE
    period: str
    as_of: date | None = None
    sales: Figure | None = None
    purchases: Figure | None = None
    balances: tuple[Money, ...] = Field(default=(), description="Signed from the asking company's view: + they owe us.")


class Opened(Value):
    """One column of the answer with the salt that opens its leaf."""

    salt: str
    value: Any


class Receipt(Value):
    code: str
    verify_at: str
    company: Party
    counterparty: Party
    request: Request
    response_id: str
    entry_sha256: str
    seal: str
    opened: Mapping[str, Opened]

    def value(self, column: str, otherwise: Any = "") -> Any:
        """What a column of the answer says, as far as this receipt tells."""
        found = self.opened.get(column)
        return otherwise if found is None or found.value is None else found.value


def signed(receipt: Receipt, signer: Signer) -> str:
    """The receipt as the text that travels."""
    content = {"format": FORMAT, "receipt": receipt.model_dump(mode="json")}
    return signer.signed(content)


def read_receipt(text: str) -> Receipt:
    """Raises `ValueError` for what is no receipt. Nothing is checked."""
    document = json.loads(text)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"this is no receipt of the format {FORMAT}")
    try:
        return Receipt.model_validate(document.get("receipt"))
    except ValidationError as error:
        places = ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_input=False))
        raise ValueError(f"the receipt is not complete: {places}") from None


def receipt_findings(text: str, keys: SignatureVerifier) -> list[str]:
    """What is wrong with a receipt; nothing when it is genuine. Raises `ValueError` for what is no receipt."""
    receipt, found = read_receipt(text), []
    if sha256(receipt.seal.encode()).hexdigest() != receipt.entry_sha256:
        found.append("seal: it does not have the hash entry_sha256")
    if verification_code(receipt.entry_sha256) != receipt.code:
        found.append("code: it does not belong to entry_sha256")
    try:
        leaves = json.loads(receipt.seal)["rows"]["responses"][receipt.response_id]
    except (ValueError, KeyError, TypeError):
        leaves = {}
        found.append("response_id: the seal does not speak of this answer")
    for column, opened in receipt.opened.items():
        if leaves and not _opens(opened, column, leaves.get(column)):
            found.append(f"{column}: it is not what was sealed")
    try:
        keys.check(json.loads(text))
    except UnknownKey as error:
        found.insert(0, f"signature: it was made with the key {error}, which is not among the public keys given")
    except Forged:
        where = "" if found else "; what was changed lies in company, counterparty, request or verify_at"
        found.insert(0, f"signature: this is not the text that was signed{where}")
    return found


def _opens(opened: Opened, column: str, expected: object) -> bool:
    try:
        salt = bytes.fromhex(opened.salt)
    except ValueError:
        return False
    return leaf(salt, "responses", column, opened.value) == expected
