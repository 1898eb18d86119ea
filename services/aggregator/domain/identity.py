"""Which lines are the same document, and whether a document says the same as before.

The same file read again, or an overlapping one, must change nothing and double nothing: a document is known by its ETTN wherever
it is booked, else by its number and date, on its account and in its kind (domain.md §2.5 point 6). Ledger entries have no
number of their own: those of one account, day and voucher number are taken and replaced together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b

from xxhash import xxh3_64_hexdigest, xxh3_64_intdigest

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
        self._accounts = dict[str, _OfAccounts]()
        self._days = _Days()

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
        known, day_numbers = self._known_accounts(kinds), self._days
        said = [f"{number}\x1f{day}".encode() for number, day in zip(numbers, days, strict=True)]
        ids = [
            f"{day_numbers[day]}{known[kind][code]}{xxh3_64_hexdigest(each, _OF_NUMBER)[2:]}"
            for day, kind, code, each in zip(days, kinds, codes, said, strict=True)
        ]
        shared = ["%d" % (xxh3_64_intdigest(each) >> 1) for each in said]  # noqa: UP031 - twice as fast as the others
        if any(uuids):
            for place, uuid in enumerate(uuids):
                if uuid:
                    ids[place], shared[place] = self._by_uuid(uuid)
        return ids, shared

    def _by_uuid(self, uuid: str) -> tuple[str, str]:
        # Who sends an invoice chooses its ETTN, and must not be able to choose one that looks like another here.
        digest = blake2b(f"{self._company}\x1f{uuid}".encode(), digest_size=24).hexdigest()
        return digest[16:], str(int(digest[:16], 16) >> 1)

    def _known_accounts(self, kinds: Iterable[str]) -> Mapping[str, _OfAccounts]:
        for kind in set(kinds) - self._accounts.keys():
            self._accounts[kind] = _OfAccounts(self._company, kind)
        return self._accounts


class _OfAccounts(dict[str, str]):
    """What identities say of accounts and of one kind of document."""

    def __init__(self, company: str, kind: str) -> None:
        super().__init__()
        self._company, self._kind = company, kind

    def __missing__(self, code: str) -> str:
        if len(self) >= _REMEMBERED_AT_MOST:
            self.clear()
        said = f"{self._company}\x1f{code}\x1f{self._kind}"
        known = self[code] = blake2b(said.encode(), digest_size=7).hexdigest()
        return known


class _Days(dict[str, str]):
    def __missing__(self, day: str) -> str:
        known = self[day] = _day_number(day)
        return known


def voucher_id(company: str, account_code: str, number: str, day: str) -> str:
    """The same for the entries of one account, day and voucher number, which may be empty."""
    said = f"{company}\x1fentry\x1f{account_code}\x1f{number}\x1f{day}"
    return _day_number(day) + blake2b(said.encode(), digest_size=14).hexdigest()


def fingerprints(contents: Iterable[str]) -> list[str]:
    """Of everything a line says, as decimal text; 48 bits, so that the sum over a document's lines stays far below 64."""
    return ["%d" % (xxh3_64_intdigest(each.encode()) >> 16) for each in contents]  # noqa: UP031 - twice as fast as the others


def _day_number(day: str) -> str:
    """Grows with the day; four hexadecimal digits, which last until the year 2149."""
    return f"{min(max(date.fromisoformat(day).toordinal() - _FIRST_DAY, 0), 0xFFFF):04x}"


_OF_NUMBER = 1
"""The seed that makes the second hash of a number and day another one than the first."""
_FIRST_DAY = date(1970, 1, 1).toordinal()
