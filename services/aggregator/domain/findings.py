"""What an operator should look at before sending: the pre-send report, kind by kind."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.aggregator.domain.recipients import same_mailbox


class Weight(StrEnum):
    """What a finding means for the sending."""

    BLOCKS = "blocks"
    CHECK = "check"
    NOTE = "note"


class FindingKind(StrEnum):
    """In the order in which a report shows them."""

    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    NEVER_MAIL = "never_mail"
    PLACEHOLDER = "placeholder_tax_number"
    BAD_TAX_NUMBER = "tax_number_checksum"
    SAME_TAX_NUMBER = "same_tax_number"
    SAME_ADDRESS = "same_address"
    NO_RATE = "rate_missing"
    BASE_DIFFERS = "base_differs"
    NEGATIVE = "negative_documents"
    DUPLICATES = "duplicate_documents"
    DEFERRED = "deferred_documents"

    @property
    def weight(self) -> Weight:
        return _WEIGHTS.get(self, Weight.CHECK)


_WEIGHTS = {
    FindingKind.NO_ADDRESS: Weight.BLOCKS,
    FindingKind.NEVER_MAIL: Weight.BLOCKS,
    FindingKind.PLACEHOLDER: Weight.BLOCKS,
    FindingKind.SAME_ADDRESS: Weight.NOTE,
    FindingKind.DEFERRED: Weight.NOTE,
}


@dataclass(frozen=True, slots=True)
class BookedOnce:
    """One document on one card, as far as it can be recognised as another one's twin."""

    account_code: str
    number: str
    kind: str
    date: date
    amount_kurus: int


def duplicates(documents: Iterable[BookedOnce]) -> list[str]:
    """Numbers that one counterparty has more than once with one amount: on another card, day or kind."""
    groups: defaultdict[tuple[str, int], set[BookedOnce]] = defaultdict(set)
    for one in documents:
        groups[one.number, abs(one.amount_kurus)].add(one)
    return sorted({number for (number, _), booked in groups.items() if len(booked) > 1})


def shared_addresses(recipients: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """By counterparty: those of its addresses that others are written to at as well."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for key, addresses in recipients.items():
        for address in addresses:
            owners[same_mailbox(address)].add(key)
    return {
        key: shared
        for key, addresses in recipients.items()
        if (shared := [address for address in addresses if len(owners[same_mailbox(address)]) > 1])
    }


def rows_without_rate(problems: str | Sequence[Mapping[str, object]]) -> list[int]:
    """The rows of a file that were left out because a foreign document had no rate."""
    found = json.loads(problems) if isinstance(problems, str) else problems
    return [int(str(one["row"])) for one in found if one["code"] == FindingKind.NO_RATE]
