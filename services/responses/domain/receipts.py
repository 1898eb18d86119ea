"""Which columns of an answer a receipt opens, and for whom."""

from __future__ import annotations

from enum import StrEnum

from services.responses.domain.entries import Entry
from services.responses.domain.seals import Group, Salts, group_of
from services.responses.domain.snapshot import CompanyCard, Head
from shared.contracts.values import Confirmation, SideTotal
from shared.evidence.leaves import column_salt, plain
from shared.evidence.receipt import Figure, Opened, Party, Receipt, Request, verification_code


class Reader(StrEnum):
    ANSWERER = "answerer"
    SENDER = "sender"


CLOSED = frozenset({"link_id", "form_id", "ip", "user_agent"})
"""Columns whose leaves stay closed in every receipt: half of the link's secret, and traces of a machine."""


def receipt_of(company: CompanyCard, head: Head, entry: Entry, reader: Reader, public_url: str) -> Receipt:
    """The receipt of a sealed entry, not yet signed. Raises `ValueError` for an entry without a seal."""
    if entry.seal is None:
        raise ValueError("an answer without a seal has no receipt")
    letter = head.letter
    code = verification_code(entry.entry_sha256)
    return Receipt(
        code=code,
        verify_at=f"{public_url.rstrip('/')}/verify/{code}",
        company=Party(title=company.title, tax_number=company.tax_number),
        counterparty=Party(title=head.counterparty.title, tax_number=head.counterparty.tax_number),
        request=Request(
            reference=head.reference,
            description=letter.description,
            kind=letter.kind,
            confirmation=letter.confirmation,
            period=letter.period,
            as_of=letter.as_of,
            sales=_figure(head.sales) if letter.kind.has_sides else None,
            purchases=_figure(head.purchases) if letter.kind.has_sides else None,
            balances=tuple(one.balance for one in head.balances),
        ),
        response_id=str(entry.response_id),
        entry_sha256=entry.entry_sha256,
        seal=entry.seal,
        opened=_opened(entry, _closed(head, reader)),
    )


def same_for_both(head: Head) -> bool:
    """Whether both readers get the very same record: not where the answerer wrote its own balance without seeing ours."""
    return not (head.letter.kind.has_balances and head.letter.confirmation is Confirmation.BLANK)


def _closed(head: Head, reader: Reader) -> frozenset[str]:
    # Whether a balance that the reader wrote itself is ours as well is not for it to learn.
    return CLOSED if reader is Reader.SENDER or same_for_both(head) else CLOSED | {"answer"}


def _opened(entry: Entry, closed: frozenset[str]) -> dict[str, Opened]:
    salts, key = Salts.read(entry.salts), str(entry.response_id)
    found = {}
    row_salts = {group: salts.of(group, "responses", key) for group in Group}
    for column, value in entry.sealed_columns.items():
        row_salt = row_salts[group_of("responses", column)]
        if column not in closed and row_salt is not None:
            # Made of values of our own, some thirty times for each receipt.
            found[column] = Opened.model_construct(salt=column_salt(row_salt, column).hex(), value=plain(value))
    return found


def _figure(side: SideTotal) -> Figure:
    return Figure(total=side.total, documents=side.documents)
