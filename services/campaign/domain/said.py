"""What a counterparty said beyond yes and no, as far as the console keeps it; every version in full is in the answers service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from shared.contracts.responses import DocumentRemark, NoticeCode, ResponseReceived, SideAnswer
from shared.contracts.values import Recipient, Value
from shared.money import TRY

MOST_DOCUMENTS = 20
"""So many remarked documents are kept beside a reconciliation; of more of them, how many there are."""


class AnswerDetails(Value):
    """Own figures are what the counterparty's books say about our sides."""

    purchases: SideAnswer | None = None
    sales: SideAnswer | None = None
    reasons: tuple[str, ...] = ()
    documents: tuple[DocumentRemark, ...] = ()
    document_count: int = 0


NOTHING_SAID = AnswerDetails()


def details_of(event: ResponseReceived) -> dict[str, Any] | None:
    """As they are stored; None when nothing but yes or no was said."""
    details = AnswerDetails(
        purchases=event.purchases,
        sales=event.sales,
        reasons=event.reasons,
        documents=event.documents[:MOST_DOCUMENTS],
        document_count=len(event.documents),
    )
    return None if details == NOTHING_SAID else details.model_dump(mode="json")


def difference_of(event: ResponseReceived, purchases: int, sales: int, balance: int) -> int:
    """How far their figures lie from ours (in kuruş), over all sides and the balance; what they did not give counts as the same.

    A balance in other currencies is not counted: nobody has said at which rate.
    """
    found = 0
    for ours, said in ((purchases, event.purchases), (sales, event.sales)):
        if said is not None and said.total is not None:
            found += abs(said.total.minor - ours)
    if event.own_balances and all(one.currency == TRY for one in event.own_balances):
        found += abs(sum(one.minor for one in event.own_balances) - balance)
    return found


def wants_no_reminder(notice: str, answer_by: date | None, today: date) -> bool:
    """Whether asking again would be rude: it has no record, or has named a day that is still to come."""
    if notice == NoticeCode.WILL_ANSWER:
        return answer_by is not None and today <= answer_by
    return notice == NoticeCode.NO_RECORD


def with_colleague(known: Iterable[dict[str, Any]], colleague: Recipient) -> list[dict[str, Any]]:
    """The named colleagues with one more, in an order that does not depend on who was named first."""
    by_address = {one["address"]: one for one in known} | {colleague.address: colleague.model_dump(mode="json")}
    return [by_address[address] for address in sorted(by_address)]
