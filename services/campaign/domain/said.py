"""What a counterparty said beyond yes and no, as far as the console keeps it; every version in full is in the answers service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from shared.contracts.responses import DocumentRemark, NoticeCode, ResponseReceived, SideAnswer
from shared.contracts.values import Recipient, Value

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


def wants_no_reminder(notice: str, answer_by: date | None, today: date) -> bool:
    """Whether asking again would be rude: it has no record, or has named a day that is still to come."""
    if notice == NoticeCode.WILL_ANSWER:
        return answer_by is not None and today <= answer_by
    return notice == NoticeCode.NO_RECORD


def with_colleague(known: Iterable[dict[str, Any]], colleague: Recipient) -> list[dict[str, Any]]:
    """The named colleagues with one more, in an order that does not depend on who was named first."""
    by_address = {one["address"]: one for one in known} | {colleague.address: colleague.model_dump(mode="json")}
    return [by_address[address] for address in sorted(by_address)]
