"""Which lines are the same document, and whether a document says the same as before.

The same file read again, or an overlapping one, must change nothing and double nothing: a document is known by its ETTN wherever
it is booked, else by its number and date, on its account and in its kind (domain.md §2.5 point 6). Ledger entries have no
number of their own: those of one account, day and voucher number are taken and replaced together.
"""

from __future__ import annotations

from hashlib import blake2b

SEPARATOR = "\x1f"


def document_id(company: str, account_code: str, kind: str, number: str, day: str, uuid: str | None) -> str:
    """The identity of a document over all imports, 32 hexadecimal digits; `company` likewise, `day` in ISO form.

    One with an ETTN stays itself when it moves to another card, kind or day. All others begin with their day, so that the
    documents of a month lie together in the index and an import touches only its own part of a long history.
    """
    if uuid:
        return blake2b(f"{company}\x1f{uuid}".encode(), digest_size=16).hexdigest()
    said = f"{company}\x1f{account_code}\x1f{kind}\x1f{number}\x1f{day}"
    return day.replace("-", "") + blake2b(said.encode(), digest_size=12).hexdigest()


def voucher_id(company: str, account_code: str, number: str, day: str) -> str:
    """The same for the entries of one account, day and voucher number, which may be empty."""
    said = f"{company}\x1fentry\x1f{account_code}\x1f{number}\x1f{day}"
    return day.replace("-", "") + blake2b(said.encode(), digest_size=12).hexdigest()


def document_hash(number: str, day: str, uuid: str | None) -> int:
    """What lines of several cards of one counterparty share when they are one document; 63 bits."""
    said = f"{uuid}\x1f" if uuid else f"{number}\x1f{day}"
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), "big") >> 1


def fingerprint(content: str) -> int:
    """Of everything a line says; 48 bits, so that the sum over a document's lines stays far below 64."""
    return int.from_bytes(blake2b(content.encode(), digest_size=6).digest(), "big")
