"""Which lines are the same document, and whether a document says the same as before.

The same file read again, or an overlapping one, must change nothing and double nothing: a document is known by its ETTN wherever
it is booked, else by its number and date, on its account and in its kind (domain.md §2.5 point 6). Ledger entries have no
number of their own: those of one account, day and voucher number are taken and replaced together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import blake2b

SEPARATOR = "\x1f"
_REMEMBERED_AT_MOST = 100_000


class DocumentIdentities:
    """The identities of one company's documents over all imports, for many lines at once; `company` in hexadecimal.

    A document with an ETTN stays itself when it moves to another card, kind or day. All others begin with their day, so that the
    documents of a month lie together in the index and an import touches only its own part of a long history; what follows is of
    account and kind, then of number and day, 56 bits each.
    """

    def __init__(self, company: str) -> None:
        self._company = company
        self._accounts = dict[tuple[str, str], str]()
        self._days = dict[str, str]()

    def of(
        self,
        codes: Sequence[str],
        kinds: Sequence[str],
        numbers: Sequence[str],
        days: Sequence[str],
        uuids: Sequence[str | None],
    ) -> tuple[list[str], list[str]]:
        """For each line the identity of its document, 32 hexadecimal digits, and what it shares with lines of other cards that
        are the same document, 63 bits as a decimal text. Days in ISO form."""
        digests = [
            blake2b(f"{self._company}\x1f{uuid}".encode(), digest_size=24).digest()
            if uuid
            else blake2b(f"{number}\x1f{day}".encode(), digest_size=15).digest()
            for number, day, uuid in zip(numbers, days, uuids, strict=True)
        ]
        from_bytes = int.from_bytes
        shared = [str(from_bytes(digest[:8], "big") >> 1) for digest in digests]
        accounts, day_numbers = self._known_accounts(codes, kinds), self._known_days(days)
        ids = [
            digest[8:].hex() if uuid else f"{day_numbers[day]}{accounts[account]}{digest[8:].hex()}"
            for digest, uuid, day, account in zip(digests, uuids, days, zip(codes, kinds, strict=True), strict=True)
        ]
        return ids, shared

    def _known_accounts(self, codes: Sequence[str], kinds: Sequence[str]) -> dict[tuple[str, str], str]:
        known = self._accounts
        if len(known) > _REMEMBERED_AT_MOST:
            known.clear()
        for code, kind in zip(codes, kinds, strict=True):
            if (code, kind) in known:
                continue
            said = f"{self._company}\x1f{code}\x1f{kind}"
            known[code, kind] = blake2b(said.encode(), digest_size=7).hexdigest()
        return known

    def _known_days(self, days: Sequence[str]) -> dict[str, str]:
        known = self._days
        for day in set(days) - known.keys():
            known[day] = _day_number(day)
        return known


def voucher_id(company: str, account_code: str, number: str, day: str) -> str:
    """The same for the entries of one account, day and voucher number, which may be empty."""
    said = f"{company}\x1fentry\x1f{account_code}\x1f{number}\x1f{day}"
    return _day_number(day) + blake2b(said.encode(), digest_size=14).hexdigest()


def fingerprints(contents: Iterable[str]) -> list[str]:
    """Of everything a line says, as decimal text; 48 bits, so that the sum over a document's lines stays far below 64."""
    from_bytes = int.from_bytes
    return [str(from_bytes(blake2b(content.encode(), digest_size=6).digest(), "big")) for content in contents]


def _day_number(day: str) -> str:
    """Grows with the day; four hexadecimal digits, which last until the year 2149."""
    return f"{min(max(date.fromisoformat(day).toordinal() - _FIRST_DAY, 0), 0xFFFF):04x}"


_FIRST_DAY = date(1970, 1, 1).toordinal()
