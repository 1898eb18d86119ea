"""responses of Mutabakat. Written by scripts/make_client.py from docs/openapi/responses.json: do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from mutabakat_client.transport import AsyncTransport, File, Transport, request

__all__ = ["ResponsesApi", "AsyncResponsesApi"]


Answer = Literal['agreed', 'disagreed']

Book = Literal['here', 'there', '']

class BookedOut(TypedDict):
    amount: "Money"
    date: str
    is_return: bool
    line: int
    number: str
    original: "Money | None"
    side: "Side"

Box = Literal['inbox', 'outbox']

class CauseOut(TypedDict):
    count: int
    effect: "SidesOut"
    reason: "Reason"

class DiscardInput(TypedDict):
    """Why a message is closed for good."""
    box: NotRequired["Box"]
    note: str

class DocumentRemark(TypedDict):
    """One of our documents as the counterparty sees it. `side` is ours."""
    number: str
    remark: str
    side: "Side"

class ErasureReport(TypedDict):
    kept: list[str]
    reconciliations: int
    values: int

class EvidenceFinding(TypedDict):
    column: str
    row: str
    table: str
    what: str

class EvidenceReport(TypedDict):
    """What opening every seal gave."""
    entries: int
    erased: int
    findings: list["EvidenceFinding"]
    intact: bool

class FindingOut(TypedDict):
    """Documents that belong together; `effect` is what they contribute to the difference."""
    book: "Book"
    effect: "SidesOut"
    ours: list["BookedOut"]
    part: str
    percent: str
    reason: "Reason"
    theirs: list["BookedOut"]

class Handled(TypedDict):
    messages: int

class Health(TypedDict):
    """One service."""
    database: str
    database_milliseconds: float
    inbox: "Queue"
    outbox: "Queue"
    service: str
    transport: str | None
    version: str

class LedgerOut(TypedDict):
    """One file with its sums: difference = ours - theirs = explained + unexplained, on each side."""
    address: str
    agreed: int
    answered: bool
    causes: list["CauseOut"]
    difference: "SidesOut"
    explained: "SidesOut"
    file_name: str
    flawed: int
    id: str
    mirrored: bool
    ours: "SidesOut"
    outside: int
    payments: int
    reconciliation_id: str
    rows: int
    sha256: str
    size: int
    theirs: "SidesOut"
    unexplained: "SidesOut"
    uploaded_at: str

LinkLevel = Literal['link', 'tax_digits', 'mail_code']

class MessageOut(TypedDict):
    """One message of the conversation about a reconciliation."""
    address: str
    id: str
    ours: bool
    text: str
    who: str
    written_at: str

class Money(TypedDict):
    """An amount with its currency, as it travels: `{"amount": "1234.56", "currency": "TRY"}`."""
    amount: str
    currency: NotRequired[str]

class PageFindingOut(TypedDict):
    items: list["FindingOut"]
    next: NotRequired[str | None]

class PageLedgerOut(TypedDict):
    items: list["LedgerOut"]
    next: NotRequired[str | None]

class PageMessageOut(TypedDict):
    items: list["MessageOut"]
    next: NotRequired[str | None]

class PageResponse(TypedDict):
    items: list["Response"]
    next: NotRequired[str | None]

class Person(TypedDict):
    address: str

class PersonData(TypedDict):
    """Rows as they are stored, of this service."""
    address: str
    answers: list[dict[str, Any]]
    invitations: list[dict[str, Any]]
    links: list[dict[str, Any]]

class ProblemDocument(TypedDict):
    """RFC 9457. `code` is stable, `detail` says what happened, what it means and what to do."""
    code: str
    detail: str
    errors: NotRequired[list[dict[str, Any]]]
    status: int
    title: str
    type: str

class Queue(TypedDict):
    """Events of one box."""
    buried: int
    oldest_seconds: float
    pending: int

Reason = Literal['missing_here', 'missing_there', 'duplicate_here', 'duplicate_there', 'month_slip', 'return_side', 'return_netted', 'wrong_side', 'vat_inclusive', 'withholding', 'discount', 'fx_rate', 'rounding', 'typing', 'booked_together', 'cancelled', 'number_differs', 'date_differs', 'unexplained']

class Response(TypedDict):
    """One version of an answer, with what makes it evidence."""
    address: str
    answer: "Answer"
    answered_at: str
    campaign_id: str
    documents: NotRequired[list["DocumentRemark"]]
    entry_sha256: str
    explanation: str
    id: str
    ip: str
    language: str
    late: NotRequired[bool]
    level: NotRequired["LinkLevel"]
    own_balances: NotRequired[list["Money"]]
    own_for_purchases: "Money | None"
    own_for_sales: "Money | None"
    position: int
    previous_sha256: str
    purchases: NotRequired["SideAnswer | None"]
    reasons: NotRequired[list[str]]
    reconciliation_id: str
    responder_name: str
    responder_title: str
    sales: NotRequired["SideAnswer | None"]
    snapshot_sha256: str
    text_version: str
    user_agent: str
    version: int

class ResponseWithVersions(TypedDict):
    """An answer together with all versions of its reconciliation, oldest first."""
    address: str
    answer: "Answer"
    answered_at: str
    campaign_id: str
    documents: NotRequired[list["DocumentRemark"]]
    entry_sha256: str
    explanation: str
    id: str
    ip: str
    language: str
    late: NotRequired[bool]
    level: NotRequired["LinkLevel"]
    own_balances: NotRequired[list["Money"]]
    own_for_purchases: "Money | None"
    own_for_sales: "Money | None"
    position: int
    previous_sha256: str
    purchases: NotRequired["SideAnswer | None"]
    reasons: NotRequired[list[str]]
    reconciliation_id: str
    responder_name: str
    responder_title: str
    sales: NotRequired["SideAnswer | None"]
    snapshot_sha256: str
    text_version: str
    user_agent: str
    version: int
    versions: list["Response"]

class RetryInput(TypedDict):
    """Which buried messages are brought back; without ids all of the company's."""
    box: NotRequired["Box"]
    ids: NotRequired[list[str] | None]

class Seal(TypedDict):
    document: str

class SealInput(TypedDict):
    """The list of a package that the campaign service has put together."""
    campaign_id: str
    files: int
    made_at: str
    sha256: str

Side = Literal['purchases', 'sales']

class SideAnswer(TypedDict):
    """What the counterparty says about one of our sides: its own figures, as far as it gave them, and why they differ."""
    documents: NotRequired[int | None]
    explanation: NotRequired[str]
    total: NotRequired["Money | None"]

class SidesOut(TypedDict):
    """Amounts on both sides, as the asking company calls them."""
    purchases: "Money"
    sales: "Money"

State = Literal['buried', 'waiting', 'done', 'all']

class SystemMessage(TypedDict):
    """An event, or several of one type, that wait or were given up."""
    attempts: int
    box: "Box"
    events: int
    id: str
    next_at: str | None
    occurred_at: str
    reason: str
    state: "State"
    type: str

class SystemMessageBody(TypedDict):
    """With what it says; names, addresses and numbers are masked."""
    attempts: int
    body: str
    box: "Box"
    events: int
    id: str
    next_at: str | None
    occurred_at: str
    reason: str
    state: "State"
    type: str

class SystemMessageList(TypedDict):
    """The oldest first."""
    items: list["SystemMessage"]
    next: NotRequired[str | None]
    total: int

class ResponsesApi:
    """What counterparties answered."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get_evidence_export(self, *, campaign_id: str | None = None, reconciliation_id: str | None = None) -> bytes:
        """A signed file of what was shown and answered, for `mutabakat evidence verify`

        One JSON object a line; the last one is the signature over all before it. A file without it was cut off."""
        return self._transport.call("GET", "/responses/api/v1/evidence/export", answers="bytes", query={"campaign_id": campaign_id, "reconciliation_id": reconciliation_id})  # type: ignore[no-any-return]  # as it is published

    def get_evidence_keys(self) -> bytes:
        """Every public key that this installation ever signed evidence with

        The same file that anybody gets at `/verify/key.pem` of the public page."""
        return self._transport.call("GET", "/responses/api/v1/evidence/keys", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    def get_evidence_ledgers(self, *, campaign_id: str) -> bytes:
        """Which files of their own books the counterparties of a campaign sent

        One JSON object a line; the files themselves are at `/ledgers/{id}/file`."""
        return self._transport.call("GET", "/responses/api/v1/evidence/ledgers", answers="bytes", query={"campaign_id": campaign_id})  # type: ignore[no-any-return]  # as it is published

    def post_evidence_package_seals(self, body: SealInput) -> Seal:
        """Sign the list of an auditor's package

        For the campaign service alone, in the name of whoever ordered the package. Nothing is stored."""
        return self._transport.call("POST", "/responses/api/v1/evidence/package-seals", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_evidence_receipts(self, *, campaign_id: str) -> bytes:
        """The signed receipts of every version of every answer of a campaign

        One JSON object a line, in the order in which the answers were given: whose answer it is, and the signed record as it
        stands in the receipt's PDF. Answers of the first form, which have no seal, have no receipt."""
        return self._transport.call("GET", "/responses/api/v1/evidence/receipts", answers="bytes", query={"campaign_id": campaign_id})  # type: ignore[no-any-return]  # as it is published

    def get_evidence_report(self) -> EvidenceReport:
        """Open every seal and compare it with what is stored"""
        return self._transport.call("GET", "/responses/api/v1/evidence/report", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_ledgers(self, *, reconciliation_id: str) -> PageLedgerOut:
        """List the files of one reconciliation, newest first, each with its sums

        There are never many: see `use_cases.ledgers.MOST_KEPT`."""
        return self._transport.call("GET", "/responses/api/v1/ledgers", answers="json", query={"reconciliation_id": reconciliation_id})  # type: ignore[no-any-return]  # as it is published

    def get_ledger(self, ledger_id: str | int) -> LedgerOut:
        """Read one file's sums"""
        return self._transport.call("GET", f"/responses/api/v1/ledgers/{request.quoted(ledger_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_ledger_file(self, ledger_id: str | int) -> bytes:
        """Download the file as it was sent

        Always an attachment of no particular type: nothing that a stranger sent is shown by a browser."""
        return self._transport.call("GET", f"/responses/api/v1/ledgers/{request.quoted(ledger_id)}/file", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    def get_ledger_findings(self, ledger_id: str | int, *, cursor: str | None = None, limit: int | None = None) -> PageFindingOut:
        """List what differs, the largest effect first"""
        return self._transport.call("GET", f"/responses/api/v1/ledgers/{request.quoted(ledger_id)}/findings", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    def get_messages(self, *, reconciliation_id: str) -> PageMessageOut:
        """The conversation about a reconciliation, in the order in which it was written

        Empty where nothing was written. What was written by people who were forgotten says `***`."""
        return self._transport.call("GET", "/responses/api/v1/messages", answers="json", query={"reconciliation_id": reconciliation_id})  # type: ignore[no-any-return]  # as it is published

    def post_persons_erase(self, body: Person) -> ErasureReport:
        """Forget who is behind an address, in every reconciliation that is closed

        May be repeated: what is forgotten already stays so."""
        return self._transport.call("POST", "/responses/api/v1/persons/erase", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def post_persons_export(self, body: Person) -> PersonData:
        """All that is kept about who is behind an address"""
        return self._transport.call("POST", "/responses/api/v1/persons/export", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_responses(self, *, campaign_id: str | None = None, reconciliation_id: str | None = None, cursor: str | None = None, limit: int | None = None) -> PageResponse:
        """List answers, all versions, in the order they were given"""
        return self._transport.call("GET", "/responses/api/v1/responses", answers="json", query={"campaign_id": campaign_id, "reconciliation_id": reconciliation_id, "cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    def get_response(self, response_id: str | int) -> ResponseWithVersions:
        """Read one answer with all versions of its reconciliation"""
        return self._transport.call("GET", f"/responses/api/v1/responses/{request.quoted(response_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_response_receipt(self, response_id: str | int, kind: str | int, *, language: str | None = None) -> bytes:
        """The signed receipt of one version of an answer"""
        return self._transport.call("GET", f"/responses/api/v1/responses/{request.quoted(response_id)}/receipt.{request.quoted(kind)}", answers="bytes", query={"language": language})  # type: ignore[no-any-return]  # as it is published

    def get_system(self) -> Health:
        """How this service is doing"""
        return self._transport.call("GET", "/responses/api/v1/system", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_system_messages(self, *, box: Box | None = None, state: State | None = None, limit: int | None = None, cursor: str | None = None) -> SystemMessageList:
        """Events that wait or were given up

        Of your company, the oldest first."""
        return self._transport.call("GET", "/responses/api/v1/system/messages", answers="json", query={"box": box, "state": state, "limit": limit, "cursor": cursor})  # type: ignore[no-any-return]  # as it is published

    def post_system_messages_retry(self, body: RetryInput) -> Handled:
        """Try buried events again

        With fresh attempts."""
        return self._transport.call("POST", "/responses/api/v1/system/messages/retry", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_system_message(self, event_id: str | int, *, box: Box | None = None) -> SystemMessageBody:
        """One of them with its body"""
        return self._transport.call("GET", f"/responses/api/v1/system/messages/{request.quoted(event_id)}", answers="json", query={"box": box})  # type: ignore[no-any-return]  # as it is published

    def post_system_message_discard(self, event_id: str | int, body: DiscardInput) -> None:
        """Close a buried event for good

        It takes no effect any more; the note stays beside the reason."""
        self._transport.call("POST", f"/responses/api/v1/system/messages/{request.quoted(event_id)}/discard", answers="nothing", json=body)

class AsyncResponsesApi:
    """What counterparties answered."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def get_evidence_export(self, *, campaign_id: str | None = None, reconciliation_id: str | None = None) -> bytes:
        """A signed file of what was shown and answered, for `mutabakat evidence verify`

        One JSON object a line; the last one is the signature over all before it. A file without it was cut off."""
        return await self._transport.call("GET", "/responses/api/v1/evidence/export", answers="bytes", query={"campaign_id": campaign_id, "reconciliation_id": reconciliation_id})  # type: ignore[no-any-return]  # as it is published

    async def get_evidence_keys(self) -> bytes:
        """Every public key that this installation ever signed evidence with

        The same file that anybody gets at `/verify/key.pem` of the public page."""
        return await self._transport.call("GET", "/responses/api/v1/evidence/keys", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    async def get_evidence_ledgers(self, *, campaign_id: str) -> bytes:
        """Which files of their own books the counterparties of a campaign sent

        One JSON object a line; the files themselves are at `/ledgers/{id}/file`."""
        return await self._transport.call("GET", "/responses/api/v1/evidence/ledgers", answers="bytes", query={"campaign_id": campaign_id})  # type: ignore[no-any-return]  # as it is published

    async def post_evidence_package_seals(self, body: SealInput) -> Seal:
        """Sign the list of an auditor's package

        For the campaign service alone, in the name of whoever ordered the package. Nothing is stored."""
        return await self._transport.call("POST", "/responses/api/v1/evidence/package-seals", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_evidence_receipts(self, *, campaign_id: str) -> bytes:
        """The signed receipts of every version of every answer of a campaign

        One JSON object a line, in the order in which the answers were given: whose answer it is, and the signed record as it
        stands in the receipt's PDF. Answers of the first form, which have no seal, have no receipt."""
        return await self._transport.call("GET", "/responses/api/v1/evidence/receipts", answers="bytes", query={"campaign_id": campaign_id})  # type: ignore[no-any-return]  # as it is published

    async def get_evidence_report(self) -> EvidenceReport:
        """Open every seal and compare it with what is stored"""
        return await self._transport.call("GET", "/responses/api/v1/evidence/report", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_ledgers(self, *, reconciliation_id: str) -> PageLedgerOut:
        """List the files of one reconciliation, newest first, each with its sums

        There are never many: see `use_cases.ledgers.MOST_KEPT`."""
        return await self._transport.call("GET", "/responses/api/v1/ledgers", answers="json", query={"reconciliation_id": reconciliation_id})  # type: ignore[no-any-return]  # as it is published

    async def get_ledger(self, ledger_id: str | int) -> LedgerOut:
        """Read one file's sums"""
        return await self._transport.call("GET", f"/responses/api/v1/ledgers/{request.quoted(ledger_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_ledger_file(self, ledger_id: str | int) -> bytes:
        """Download the file as it was sent

        Always an attachment of no particular type: nothing that a stranger sent is shown by a browser."""
        return await self._transport.call("GET", f"/responses/api/v1/ledgers/{request.quoted(ledger_id)}/file", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    async def get_ledger_findings(self, ledger_id: str | int, *, cursor: str | None = None, limit: int | None = None) -> PageFindingOut:
        """List what differs, the largest effect first"""
        return await self._transport.call("GET", f"/responses/api/v1/ledgers/{request.quoted(ledger_id)}/findings", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    async def get_messages(self, *, reconciliation_id: str) -> PageMessageOut:
        """The conversation about a reconciliation, in the order in which it was written

        Empty where nothing was written. What was written by people who were forgotten says `***`."""
        return await self._transport.call("GET", "/responses/api/v1/messages", answers="json", query={"reconciliation_id": reconciliation_id})  # type: ignore[no-any-return]  # as it is published

    async def post_persons_erase(self, body: Person) -> ErasureReport:
        """Forget who is behind an address, in every reconciliation that is closed

        May be repeated: what is forgotten already stays so."""
        return await self._transport.call("POST", "/responses/api/v1/persons/erase", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_persons_export(self, body: Person) -> PersonData:
        """All that is kept about who is behind an address"""
        return await self._transport.call("POST", "/responses/api/v1/persons/export", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_responses(self, *, campaign_id: str | None = None, reconciliation_id: str | None = None, cursor: str | None = None, limit: int | None = None) -> PageResponse:
        """List answers, all versions, in the order they were given"""
        return await self._transport.call("GET", "/responses/api/v1/responses", answers="json", query={"campaign_id": campaign_id, "reconciliation_id": reconciliation_id, "cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    async def get_response(self, response_id: str | int) -> ResponseWithVersions:
        """Read one answer with all versions of its reconciliation"""
        return await self._transport.call("GET", f"/responses/api/v1/responses/{request.quoted(response_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_response_receipt(self, response_id: str | int, kind: str | int, *, language: str | None = None) -> bytes:
        """The signed receipt of one version of an answer"""
        return await self._transport.call("GET", f"/responses/api/v1/responses/{request.quoted(response_id)}/receipt.{request.quoted(kind)}", answers="bytes", query={"language": language})  # type: ignore[no-any-return]  # as it is published

    async def get_system(self) -> Health:
        """How this service is doing"""
        return await self._transport.call("GET", "/responses/api/v1/system", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_system_messages(self, *, box: Box | None = None, state: State | None = None, limit: int | None = None, cursor: str | None = None) -> SystemMessageList:
        """Events that wait or were given up

        Of your company, the oldest first."""
        return await self._transport.call("GET", "/responses/api/v1/system/messages", answers="json", query={"box": box, "state": state, "limit": limit, "cursor": cursor})  # type: ignore[no-any-return]  # as it is published

    async def post_system_messages_retry(self, body: RetryInput) -> Handled:
        """Try buried events again

        With fresh attempts."""
        return await self._transport.call("POST", "/responses/api/v1/system/messages/retry", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_system_message(self, event_id: str | int, *, box: Box | None = None) -> SystemMessageBody:
        """One of them with its body"""
        return await self._transport.call("GET", f"/responses/api/v1/system/messages/{request.quoted(event_id)}", answers="json", query={"box": box})  # type: ignore[no-any-return]  # as it is published

    async def post_system_message_discard(self, event_id: str | int, body: DiscardInput) -> None:
        """Close a buried event for good

        It takes no effect any more; the note stays beside the reason."""
        await self._transport.call("POST", f"/responses/api/v1/system/messages/{request.quoted(event_id)}/discard", answers="nothing", json=body)
