"""What an answer says in detail, as other services and integrators are told it."""

from __future__ import annotations

from services.responses.domain.details import Details, SideWords
from shared.contracts.responses import DocumentRemark, SideAnswer
from shared.money import Money


def side_answer(minor: int | None, words: SideWords) -> SideAnswer | None:
    """One of our sides in the counterparty's books (`minor`: its amount in kuruş); None when nothing was said about it."""
    if minor is None and words == SideWords():
        return None
    total = None if minor is None else Money.of_minor(minor)
    return SideAnswer(total=total, documents=words.documents, explanation=words.explanation)


def document_remarks(details: Details) -> tuple[DocumentRemark, ...]:
    return tuple(DocumentRemark(side=one.side, number=one.number, remark=one.remark.value) for one in details.documents)
