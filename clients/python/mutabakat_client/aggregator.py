"""aggregator of Mutabakat. Written by scripts/make_client.py from docs/openapi/aggregator.json: do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from mutabakat_client.transport import AsyncTransport, File, Transport, request

__all__ = ["AggregatorApi", "AsyncAggregatorApi"]


class Account(TypedDict):
    address: str
    branch: str
    code: str
    contacts: list["Contact"]
    counterparty_key: str
    country: str
    email_is_valid: bool
    language: str
    never_mail: bool
    never_merge: bool
    phone: str
    reconciliation_email: str
    tax_number: str
    tax_number_is_placeholder: bool
    tax_number_is_valid: bool
    tax_office: str
    title: str
    updated_at: str

class AccountBody(TypedDict):
    """An account card as a program writes it; contacts replace those that were there."""
    address: NotRequired[str]
    branch: NotRequired[str]
    contacts: NotRequired[list["ContactBody"]]
    country: NotRequired[str]
    language: NotRequired[str]
    never_mail: NotRequired[bool]
    never_merge: NotRequired[bool]
    phone: NotRequired[str]
    reconciliation_email: NotRequired[str]
    tax_number: NotRequired[str]
    tax_office: NotRequired[str]
    title: str

class AccountChanges(TypedDict):
    """What may be changed on one card; its contacts have addresses of their own."""
    address: NotRequired[str | None]
    branch: NotRequired[str | None]
    country: NotRequired[str | None]
    language: NotRequired[str | None]
    never_mail: NotRequired[bool | None]
    never_merge: NotRequired[bool | None]
    phone: NotRequired[str | None]
    reconciliation_email: NotRequired[str | None]
    tax_number: NotRequired[str | None]
    tax_office: NotRequired[str | None]
    title: NotRequired[str | None]

class AccountTotals(TypedDict):
    """Over the whole filter, not the page. `branches` are those of all cards."""
    accounts: int
    branches: list[str]
    contacts: int
    never_mail: int
    receiving_contacts: int
    with_valid_address: int
    without_address: int

class Ageing(TypedDict):
    """How old the open items of one currency are, by days past due at the date of the balance. Signed from our view."""
    currency: str
    days_1_30: "Money"
    days_31_60: "Money"
    days_61_90: "Money"
    days_over_90: "Money"
    not_due: "Money"
    unexplained: "Money"

class BalanceLine(TypedDict):
    """What one card of a counterparty (customer, supplier) says; signed from our view, + they owe us."""
    account_code: str
    balance: "Money"
    title: NotRequired[str]

class BodyCreateImportApiV1ImportsPost(TypedDict):
    file: NotRequired[str | None]
    mapping: NotRequired[str]
    pasted: NotRequired[str]

Box = Literal['inbox', 'outbox']

class BulkBody(TypedDict):
    """Change many cards: those with these codes, or all that the filter finds. Repeating it changes nothing more."""
    changes: "ManyChanges"
    codes: NotRequired[list[str] | None]
    filter: NotRequired["ChosenAccounts | None"]

class Changed(TypedDict):
    """`count` cards were meant; `changed` of them said something else before."""
    changed: int
    count: int

class ChosenAccounts(TypedDict):
    """The same in a body, where true and false are no texts."""
    address: NotRequired[Literal['valid', 'invalid', 'missing'] | None]
    branch: NotRequired[str | None]
    contacts: NotRequired[Literal['some', 'receiving', 'none'] | None]
    counterparty: NotRequired[str | None]
    country: NotRequired[str | None]
    language: NotRequired[str | None]
    never_mail: NotRequired[bool | None]
    never_merge: NotRequired[bool | None]
    q: NotRequired[str]
    tax_number: NotRequired[Literal['valid', 'suspicious', 'missing'] | None]

class ConfirmImport(TypedDict):
    """Let an import that waits go on; with another `mapping` its file is read again."""
    look_again: NotRequired[bool]
    mapping: NotRequired[dict[str, Any] | None]
    skip_rejected: NotRequired[bool]

class Contact(TypedDict):
    email: str
    email_is_valid: bool
    id: int
    name: str
    receives_reconciliations: bool

class ContactBody(TypedDict):
    email: NotRequired[str]
    name: NotRequired[str]
    receives_reconciliations: NotRequired[bool]

class ContactChanges(TypedDict):
    email: NotRequired[str | None]
    name: NotRequired[str | None]
    receives_reconciliations: NotRequired[bool | None]

class CounterpartyCards(TypedDict):
    """The cards that make up a counterparty now, by code."""
    items: list["Account"]
    key: str

class CounterpartyMonth(TypedDict):
    """One month of a counterparty as the books stand now."""
    period: str
    purchases: "MonthSide"
    sales: "MonthSide"

class CounterpartyMonths(TypedDict):
    """The oldest first."""
    items: list["CounterpartyMonth"]

class CurrencyBalance(TypedDict):
    """A counterparty's balance in one currency: one signed number from our view, + they owe us (domain.md §3.4)."""
    balance: "Money"
    balance_try: "Money"
    currency: str
    lines: NotRequired[list["BalanceLine"]]

DateBasis = Literal['document', 'recording']

Declaration = Literal['none', 'paper_only', 'all']

class DiscardInput(TypedDict):
    """Why a message is closed for good."""
    box: NotRequired["Box"]
    note: str

class Document(TypedDict):
    """One document behind a figure."""
    amount: "Money"
    date: str
    kind: "DocumentKind"
    number: str
    original: NotRequired["Money | None"]
    side: "Side"

DocumentKind = Literal['sale', 'purchase', 'sales_return', 'purchase_return']

class Figure(TypedDict):
    account_codes: list[str]
    balance_total: "Money"
    balances: list["CurrencyBalance"]
    deferred_documents: int
    deferred_total: "Money"
    key: str
    language: str
    purchases: "FigureSide"
    recipients: list["Recipient"]
    sales: "FigureSide"
    tax_number: str
    title: str
    warnings: list[str]

class FigureMovement(TypedDict):
    """A line behind a figure, or one that was left out of it."""
    account_code: str
    amount: "Money"
    amount_try: "Money"
    branch: str
    customs_on: str | None
    document_date: str
    document_no: str
    electronic: bool
    id: int
    import_id: str
    kind: "DocumentKind"
    note: str
    other_taxes: "Money"
    recorded_on: str | None
    series: str
    side: "Side"
    standing: "Standing"

class FigureSide(TypedDict):
    """A side of a figure, and how much of it was paper."""
    below_limit: NotRequired[bool]
    documents: int
    electronic_documents: int
    electronic_total: "Money"
    form: "FormLine | None"
    paper_documents: int
    paper_total: "Money"
    returns_documents: NotRequired[int]
    returns_total: "Money"
    total: "Money"

class FigureTotals(TypedDict):
    """Over the whole filter, not the page."""
    deferred_documents: int
    deferred_total: "Money"
    figures: int
    payable_total: "Money"
    purchases_documents: int
    purchases_returns_documents: int
    purchases_returns_total: "Money"
    purchases_total: "Money"
    receivable_total: "Money"
    sales_documents: int
    sales_returns_documents: int
    sales_returns_total: "Money"
    sales_total: "Money"

class Finding(TypedDict):
    """One kind of thing to look at before sending; kinds without any are in the report too, with a count of zero."""
    count: int
    items: list["FindingItem"]
    items_left_out: int
    kind: "FindingKind"
    weight: "Weight"

class FindingItem(TypedDict):
    """One counterparty, or one file, that a finding is about."""
    details: list[str]
    documents: NotRequired[int]
    key: str
    tax_number: NotRequired[str]
    title: str

FindingKind = Literal['no_address', 'bad_address', 'never_mail', 'placeholder_tax_number', 'tax_number_checksum', 'same_tax_number', 'same_address', 'rate_missing', 'base_differs', 'negative_documents', 'duplicate_documents', 'deferred_documents']

class Findings(TypedDict):
    items: list["Finding"]

class FormLine(TypedDict):
    """What stood on the form Ba or Bs."""
    documents: int
    total: "Money"

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

class ImportReport(TypedDict):
    """What became of a file, or how far it is."""
    accepted: int
    bytes_read: NotRequired[int]
    created_at: str
    documents_changed: int
    encoding: str
    file_name: str
    finished_at: NotRequired[str | None]
    format: NotRequired[str]
    id: str
    kind: str
    mapping: NotRequired[dict[str, Any]]
    new_accounts: NotRequired[int]
    periods: list[str]
    preview: NotRequired[dict[str, Any]]
    problems: list["Problem"]
    problems_left_out: NotRequired[int]
    rejected: int
    rows: int
    rows_read: NotRequired[int]
    same_as: NotRequired[str | None]
    separator: str
    size: NotRequired[int]
    skipped: NotRequired[int]
    state: NotRequired[str]

Kind = Literal['purchases_sales', 'balance', 'combined']

class ManyChanges(TypedDict):
    """What may be changed on many cards at once."""
    branch: NotRequired[str | None]
    country: NotRequired[str | None]
    language: NotRequired[str | None]
    never_mail: NotRequired[bool | None]
    never_merge: NotRequired[bool | None]
    tax_office: NotRequired[str | None]

class Money(TypedDict):
    """An amount with its currency, as it travels: `{"amount": "1234.56", "currency": "TRY"}`."""
    amount: str
    currency: NotRequired[str]

class MonthSide(TypedDict):
    documents: int
    total: "Money"

class Movement(TypedDict):
    account_code: str
    amount: "Money"
    amount_try: "Money"
    branch: str
    cancelled: bool
    document_date: str
    document_no: str
    id: int
    import_id: str
    kind: "DocumentKind"
    note: str
    series: str

class MovementBatch(TypedDict):
    """Lines from a program. All lines of one document belong into one batch: a later batch replaces the document."""
    movements: list["MovementBody"]
    source: NotRequired[str]

class MovementBody(TypedDict):
    """One line of a document. `amount` is KDV-exclusive in `currency`; a foreign one needs its `rate`."""
    account_code: str
    amount: int | str
    branch: NotRequired[str]
    cancelled: NotRequired[bool]
    currency: NotRequired[str]
    customs_on: NotRequired[str | None]
    document_date: str
    document_no: str
    electronic: NotRequired[bool | None]
    kind: "DocumentKind"
    note: NotRequired[str]
    other_taxes: NotRequired[int | str]
    rate: NotRequired[float | str | None]
    recorded_on: NotRequired[str | None]
    series: NotRequired[str]
    uuid: NotRequired[str | None]
    vat: NotRequired[int | str | None]

class OpenItem(TypedDict):
    """A document that is part of a balance, as far as it is not settled. Signed from our view."""
    account_code: NotRequired[str]
    amount: "Money"
    due_on: NotRequired[str | None]
    issued_on: str
    number: str

class OpenItems(TypedDict):
    """Items and ageing of each currency add up to its balance. Signed from our view: + they owe us."""
    ageing: list["Ageing"]
    items: list["OpenItem"]

class PageAccount(TypedDict):
    items: list["Account"]
    next: NotRequired[str | None]

class PageDocument(TypedDict):
    items: list["Document"]
    next: NotRequired[str | None]

class PageFigureMovement(TypedDict):
    items: list["FigureMovement"]
    next: NotRequired[str | None]

class PageFigure(TypedDict):
    items: list["Figure"]
    next: NotRequired[str | None]

class PageImportReport(TypedDict):
    items: list["ImportReport"]
    next: NotRequired[str | None]

class PageMovement(TypedDict):
    items: list["Movement"]
    next: NotRequired[str | None]

class PageRun(TypedDict):
    items: list["Run"]
    next: NotRequired[str | None]

class PageStr(TypedDict):
    items: list[str]
    next: NotRequired[str | None]

class Problem(TypedDict):
    """One thing about a row. `row` is the file's own line number, 0 for the file as a whole."""
    code: str
    field: str
    message: str
    row: int
    severity: str

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

class Recipient(TypedDict):
    """One address that gets its own mail and its own link.

    `role`: `account` for the card's reconciliation address, `contact` for a ticked contact (S-25…S-28), `forwarded` for a
    colleague whom another recipient named."""
    address: str
    language: NotRequired[str]
    name: NotRequired[str]
    role: NotRequired[str]

class RetryInput(TypedDict):
    """Which buried messages are brought back; without ids all of the company's."""
    box: NotRequired["Box"]
    ids: NotRequired[list[str] | None]

class Run(TypedDict):
    as_of: str | None
    count_zero_documents: bool
    created_at: str
    created_by: str
    date_basis: "DateBasis"
    declaration: "Declaration"
    deferred_documents: int
    deferred_total: "Money"
    exclude_deferred_series: bool
    figures: int
    id: str
    include_other_taxes: bool
    include_zero_balances: bool
    kind: "Kind"
    limit: str
    limit_on_returns: bool
    merge_by_tax_number: bool
    negative_documents: int
    payable_total: "Money"
    period: str
    purchases_total: "Money"
    receivable_total: "Money"
    sales_total: "Money"

class RunBody(TypedDict):
    """The parameters of a run (S-20…S-23). Balances need `as_of`; a run of balances alone needs no `period`."""
    as_of: NotRequired[str | None]
    count_zero_documents: NotRequired[bool]
    date_basis: NotRequired["DateBasis"]
    exclude_deferred_series: NotRequired[bool]
    include_other_taxes: NotRequired[bool]
    include_zero_balances: NotRequired[bool]
    kind: NotRequired["Kind"]
    limit: NotRequired[int | str]
    limit_on_returns: NotRequired[bool]
    merge_by_tax_number: NotRequired[bool]
    period: NotRequired[str | None]

class Series(TypedDict):
    """A series that is accounted for later; no `branch` means in every branch."""
    branch: NotRequired[str | None]
    series: str

class SeriesList(TypedDict):
    items: list["Series"]

Side = Literal['purchases', 'sales']

Standing = Literal['counted', 'deferred', 'negative', 'zero', 'cancelled']

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

Weight = Literal['blocks', 'check', 'note']

class AggregatorApi:
    """What our books say about each counterparty."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get_account_export(self, *, sort: str | None = None, format: Literal['xlsx', 'csv'] | None = None, q: str | None = None, address: Literal['valid', 'invalid', 'missing'] | None = None, tax_number: Literal['valid', 'suspicious', 'missing'] | None = None, contacts: Literal['some', 'receiving', 'none'] | None = None, branch: str | None = None, country: str | None = None, language: str | None = None, never_mail: bool | None = None, never_merge: bool | None = None, counterparty: str | None = None) -> bytes:
        """Export account cards as a table

        What the filter finds, under the headings of the import: edit it and import it back (docs/import-format.md)."""
        return self._transport.call("GET", "/aggregator/api/v1/account-export", answers="bytes", query={"sort": sort, "format": format, "q": q, "address": address, "tax_number": tax_number, "contacts": contacts, "branch": branch, "country": country, "language": language, "never_mail": never_mail, "never_merge": never_merge, "counterparty": counterparty})  # type: ignore[no-any-return]  # as it is published

    def get_account_totals(self, *, q: str | None = None, address: Literal['valid', 'invalid', 'missing'] | None = None, tax_number: Literal['valid', 'suspicious', 'missing'] | None = None, contacts: Literal['some', 'receiving', 'none'] | None = None, branch: str | None = None, country: str | None = None, language: str | None = None, never_mail: bool | None = None, never_merge: bool | None = None, counterparty: str | None = None) -> AccountTotals:
        """Count account cards over a filter"""
        return self._transport.call("GET", "/aggregator/api/v1/account-totals", answers="json", query={"q": q, "address": address, "tax_number": tax_number, "contacts": contacts, "branch": branch, "country": country, "language": language, "never_mail": never_mail, "never_merge": never_merge, "counterparty": counterparty})  # type: ignore[no-any-return]  # as it is published

    def get_accounts(self, *, sort: str | None = None, cursor: str | None = None, limit: int | None = None, q: str | None = None, address: Literal['valid', 'invalid', 'missing'] | None = None, tax_number: Literal['valid', 'suspicious', 'missing'] | None = None, contacts: Literal['some', 'receiving', 'none'] | None = None, branch: str | None = None, country: str | None = None, language: str | None = None, never_mail: bool | None = None, never_merge: bool | None = None, counterparty: str | None = None) -> PageAccount:
        """List account cards"""
        return self._transport.call("GET", "/aggregator/api/v1/accounts", answers="json", query={"sort": sort, "cursor": cursor, "limit": limit, "q": q, "address": address, "tax_number": tax_number, "contacts": contacts, "branch": branch, "country": country, "language": language, "never_mail": never_mail, "never_merge": never_merge, "counterparty": counterparty})  # type: ignore[no-any-return]  # as it is published

    def patch_accounts(self, body: BulkBody, *, idempotency_key: str | None = None) -> Changed:
        """Change many account cards at once

        Every card with one of the codes, or that the filter finds, says afterwards what `changes` says."""
        return self._transport.call("PATCH", "/aggregator/api/v1/accounts", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_account(self, code: str | int) -> Account:
        """Show one account card"""
        return self._transport.call("GET", f"/aggregator/api/v1/accounts/{request.quoted(code)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_account(self, code: str | int, body: AccountBody, *, idempotency_key: str | None = None) -> Account:
        """Write one account card with its contacts

        The card and its contacts are as given afterwards, whatever was there."""
        return self._transport.call("PUT", f"/aggregator/api/v1/accounts/{request.quoted(code)}", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def patch_account(self, code: str | int, body: AccountChanges, *, idempotency_key: str | None = None) -> Account:
        """Change one account card

        What is not named stays as it is, and so do the contacts."""
        return self._transport.call("PATCH", f"/aggregator/api/v1/accounts/{request.quoted(code)}", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_account_contacts(self, code: str | int, body: ContactBody, *, idempotency_key: str | None = None) -> Contact:
        """Add a contact to a card

        The very same contact again is the one that is there."""
        return self._transport.call("POST", f"/aggregator/api/v1/accounts/{request.quoted(code)}/contacts", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def patch_account_contact(self, code: str | int, contact_id: str | int, body: ContactChanges, *, idempotency_key: str | None = None) -> Contact:
        """Change a contact of a card"""
        return self._transport.call("PATCH", f"/aggregator/api/v1/accounts/{request.quoted(code)}/contacts/{request.quoted(contact_id)}", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def delete_account_contact(self, code: str | int, contact_id: str | int) -> None:
        """Remove a contact of a card"""
        self._transport.call("DELETE", f"/aggregator/api/v1/accounts/{request.quoted(code)}/contacts/{request.quoted(contact_id)}", answers="nothing")

    def get_counterparty(self, key: str | int) -> CounterpartyCards:
        """The cards of a counterparty

        As they are now, with addresses and all contacts; what a run used is in its figure."""
        return self._transport.call("GET", f"/aggregator/api/v1/counterparties/{request.quoted(key)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_counterparty_months(self, key: str | int, *, until: str) -> CounterpartyMonths:
        """Twelve months of a counterparty

        As the books stand now, by the documents' own dates, with deferred series."""
        return self._transport.call("GET", f"/aggregator/api/v1/counterparties/{request.quoted(key)}/months", answers="json", query={"until": until})  # type: ignore[no-any-return]  # as it is published

    def get_deferred_series(self) -> SeriesList:
        """List deferred series"""
        return self._transport.call("GET", "/aggregator/api/v1/deferred-series", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_deferred_series(self, body: SeriesList, *, idempotency_key: str | None = None) -> SeriesList:
        """Replace the list of deferred series

        Runs made from now on leave these series out; runs that exist stay as they are."""
        return self._transport.call("PUT", "/aggregator/api/v1/deferred-series", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_imports(self, *, cursor: str | None = None, limit: int | None = None) -> PageImportReport:
        """List imports, newest first"""
        return self._transport.call("GET", "/aggregator/api/v1/imports", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    def post_imports(self, *, files: Mapping[str, File | list[File]], skip_rejected: bool | None = None, confirm: bool | None = None, wait: float | None = None, idempotency_key: str | None = None, fields: Mapping[str, Any] | None = None) -> ImportReport:
        """Import a file

        Taken as a whole: a file with a rejected row changes nothing and answers 422 `import_refused` with every row and reason.

        The same file again changes nothing, with or without an `Idempotency-Key`. What takes longer than `wait` answers 202."""
        return self._transport.call("POST", "/aggregator/api/v1/imports", answers="json", query={"skip_rejected": skip_rejected, "confirm": confirm, "wait": wait}, headers={"idempotency-key": idempotency_key}, files=files, fields=fields)  # type: ignore[no-any-return]  # as it is published

    def get_import(self, import_id: str | int, *, wait: float | None = None) -> ImportReport:
        """Show one import's report

        With `wait`: answers when it has ended, at the latest after so many seconds."""
        return self._transport.call("GET", f"/aggregator/api/v1/imports/{request.quoted(import_id)}", answers="json", query={"wait": wait})  # type: ignore[no-any-return]  # as it is published

    def post_import_cancel(self, import_id: str | int) -> ImportReport:
        """Stop an import

        Before it is in the books; afterwards it answers 409 `import_ended`."""
        return self._transport.call("POST", f"/aggregator/api/v1/imports/{request.quoted(import_id)}/cancel", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_import_confirm(self, import_id: str | int, body: ConfirmImport) -> ImportReport:
        """Let an import go on

        For an import that was sent with `confirm`: take it in as it was shown, or read it again with another mapping."""
        return self._transport.call("POST", f"/aggregator/api/v1/imports/{request.quoted(import_id)}/confirm", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_import_report_xlsx(self, import_id: str | int) -> bytes:
        """An import's report as a workbook

        Every problem with its row, column and reason, for whoever corrects the file."""
        return self._transport.call("GET", f"/aggregator/api/v1/imports/{request.quoted(import_id)}/report.xlsx", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    def get_movements(self, *, account_code: str | None = None, period: str | None = None, cursor: str | None = None, limit: int | None = None) -> PageMovement:
        """List movements in the order they were taken in"""
        return self._transport.call("GET", "/aggregator/api/v1/movements", answers="json", query={"account_code": account_code, "period": period, "cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    def post_movements(self, body: MovementBatch, *, idempotency_key: str | None = None) -> ImportReport:
        """Take a batch of movements

        All or nothing. A document that is there already is replaced by its lines in this batch; the same batch changes nothing."""
        return self._transport.call("POST", "/aggregator/api/v1/movements", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_runs(self, *, cursor: str | None = None, limit: int | None = None) -> PageRun:
        """List runs, newest first"""
        return self._transport.call("GET", "/aggregator/api/v1/runs", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    def post_runs(self, body: RunBody, *, idempotency_key: str | None = None) -> Run:
        """Sum a month per counterparty

        Makes an immutable list.

        Counterparties are listed when one side reaches the limit, the other side is shown too; in a run with balances also when they
        have a balance to ask about."""
        return self._transport.call("POST", "/aggregator/api/v1/runs", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_run(self, run_id: str | int) -> Run:
        """Show one run"""
        return self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_run_figures(self, run_id: str | int, *, sort: str | None = None, cursor: str | None = None, limit: int | None = None, q: str | None = None, key: list[str] | None = None, warning: str | None = None, has_address: bool | None = None, purchases_below_limit: bool | None = None, sales_below_limit: bool | None = None, total_from: str | None = None, total_to: str | None = None) -> PageFigure:
        """List a run's figures"""
        return self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures", answers="json", query={"sort": sort, "cursor": cursor, "limit": limit, "q": q, "key": key, "warning": warning, "has_address": has_address, "purchases_below_limit": purchases_below_limit, "sales_below_limit": sales_below_limit, "total_from": total_from, "total_to": total_to})  # type: ignore[no-any-return]  # as it is published

    def get_run_figures_keys(self, run_id: str | int, *, cursor: str | None = None, limit: int | None = None, q: str | None = None, key: list[str] | None = None, warning: str | None = None, has_address: bool | None = None, purchases_below_limit: bool | None = None, sales_below_limit: bool | None = None, total_from: str | None = None, total_to: str | None = None) -> PageStr:
        """The keys of everything in a filter

        For a selection of all that a filter finds, however many pages it has."""
        return self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/keys", answers="json", query={"cursor": cursor, "limit": limit, "q": q, "key": key, "warning": warning, "has_address": has_address, "purchases_below_limit": purchases_below_limit, "sales_below_limit": sales_below_limit, "total_from": total_from, "total_to": total_to})  # type: ignore[no-any-return]  # as it is published

    def get_run_figures_totals(self, run_id: str | int, *, q: str | None = None, key: list[str] | None = None, warning: str | None = None, has_address: bool | None = None, purchases_below_limit: bool | None = None, sales_below_limit: bool | None = None, total_from: str | None = None, total_to: str | None = None) -> FigureTotals:
        """Sum a run's figures over a filter"""
        return self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/totals", answers="json", query={"q": q, "key": key, "warning": warning, "has_address": has_address, "purchases_below_limit": purchases_below_limit, "sales_below_limit": sales_below_limit, "total_from": total_from, "total_to": total_to})  # type: ignore[no-any-return]  # as it is published

    def get_run_figure(self, run_id: str | int, key: str | int) -> Figure:
        """Show one figure"""
        return self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/{request.quoted(key)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_run_figure_documents(self, run_id: str | int, key: str | int, *, cursor: str | None = None, limit: int | None = None) -> PageDocument:
        """List the documents behind a figure"""
        return self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/{request.quoted(key)}/documents", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    def get_run_figure_movements(self, run_id: str | int, key: str | int, *, cursor: str | None = None, limit: int | None = None) -> PageFigureMovement:
        """List the lines behind a figure, and those left out of it

        As the books were when the run was made; `standing` says of each line whether it counts, and if not, why."""
        return self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/{request.quoted(key)}/movements", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    def get_run_figure_open_items(self, run_id: str | int, key: str | int) -> OpenItems:
        """List what the balances of a figure are made of

        As the books were when the run was made. Payments are taken to settle the oldest documents first."""
        return self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/{request.quoted(key)}/open-items", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_run_report(self, run_id: str | int) -> Findings:
        """What to look at before sending

        Every kind of finding with its count; of each kind, the first 200 counterparties by title."""
        return self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/report", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_system(self) -> Health:
        """How this service is doing"""
        return self._transport.call("GET", "/aggregator/api/v1/system", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_system_messages(self, *, box: Box | None = None, state: State | None = None, limit: int | None = None, cursor: str | None = None) -> SystemMessageList:
        """Events that wait or were given up

        Of your company, the oldest first."""
        return self._transport.call("GET", "/aggregator/api/v1/system/messages", answers="json", query={"box": box, "state": state, "limit": limit, "cursor": cursor})  # type: ignore[no-any-return]  # as it is published

    def post_system_messages_retry(self, body: RetryInput) -> Handled:
        """Try buried events again

        With fresh attempts."""
        return self._transport.call("POST", "/aggregator/api/v1/system/messages/retry", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_system_message(self, event_id: str | int, *, box: Box | None = None) -> SystemMessageBody:
        """One of them with its body"""
        return self._transport.call("GET", f"/aggregator/api/v1/system/messages/{request.quoted(event_id)}", answers="json", query={"box": box})  # type: ignore[no-any-return]  # as it is published

    def post_system_message_discard(self, event_id: str | int, body: DiscardInput) -> None:
        """Close a buried event for good

        It takes no effect any more; the note stays beside the reason."""
        self._transport.call("POST", f"/aggregator/api/v1/system/messages/{request.quoted(event_id)}/discard", answers="nothing", json=body)

class AsyncAggregatorApi:
    """What our books say about each counterparty."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def get_account_export(self, *, sort: str | None = None, format: Literal['xlsx', 'csv'] | None = None, q: str | None = None, address: Literal['valid', 'invalid', 'missing'] | None = None, tax_number: Literal['valid', 'suspicious', 'missing'] | None = None, contacts: Literal['some', 'receiving', 'none'] | None = None, branch: str | None = None, country: str | None = None, language: str | None = None, never_mail: bool | None = None, never_merge: bool | None = None, counterparty: str | None = None) -> bytes:
        """Export account cards as a table

        What the filter finds, under the headings of the import: edit it and import it back (docs/import-format.md)."""
        return await self._transport.call("GET", "/aggregator/api/v1/account-export", answers="bytes", query={"sort": sort, "format": format, "q": q, "address": address, "tax_number": tax_number, "contacts": contacts, "branch": branch, "country": country, "language": language, "never_mail": never_mail, "never_merge": never_merge, "counterparty": counterparty})  # type: ignore[no-any-return]  # as it is published

    async def get_account_totals(self, *, q: str | None = None, address: Literal['valid', 'invalid', 'missing'] | None = None, tax_number: Literal['valid', 'suspicious', 'missing'] | None = None, contacts: Literal['some', 'receiving', 'none'] | None = None, branch: str | None = None, country: str | None = None, language: str | None = None, never_mail: bool | None = None, never_merge: bool | None = None, counterparty: str | None = None) -> AccountTotals:
        """Count account cards over a filter"""
        return await self._transport.call("GET", "/aggregator/api/v1/account-totals", answers="json", query={"q": q, "address": address, "tax_number": tax_number, "contacts": contacts, "branch": branch, "country": country, "language": language, "never_mail": never_mail, "never_merge": never_merge, "counterparty": counterparty})  # type: ignore[no-any-return]  # as it is published

    async def get_accounts(self, *, sort: str | None = None, cursor: str | None = None, limit: int | None = None, q: str | None = None, address: Literal['valid', 'invalid', 'missing'] | None = None, tax_number: Literal['valid', 'suspicious', 'missing'] | None = None, contacts: Literal['some', 'receiving', 'none'] | None = None, branch: str | None = None, country: str | None = None, language: str | None = None, never_mail: bool | None = None, never_merge: bool | None = None, counterparty: str | None = None) -> PageAccount:
        """List account cards"""
        return await self._transport.call("GET", "/aggregator/api/v1/accounts", answers="json", query={"sort": sort, "cursor": cursor, "limit": limit, "q": q, "address": address, "tax_number": tax_number, "contacts": contacts, "branch": branch, "country": country, "language": language, "never_mail": never_mail, "never_merge": never_merge, "counterparty": counterparty})  # type: ignore[no-any-return]  # as it is published

    async def patch_accounts(self, body: BulkBody, *, idempotency_key: str | None = None) -> Changed:
        """Change many account cards at once

        Every card with one of the codes, or that the filter finds, says afterwards what `changes` says."""
        return await self._transport.call("PATCH", "/aggregator/api/v1/accounts", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_account(self, code: str | int) -> Account:
        """Show one account card"""
        return await self._transport.call("GET", f"/aggregator/api/v1/accounts/{request.quoted(code)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_account(self, code: str | int, body: AccountBody, *, idempotency_key: str | None = None) -> Account:
        """Write one account card with its contacts

        The card and its contacts are as given afterwards, whatever was there."""
        return await self._transport.call("PUT", f"/aggregator/api/v1/accounts/{request.quoted(code)}", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def patch_account(self, code: str | int, body: AccountChanges, *, idempotency_key: str | None = None) -> Account:
        """Change one account card

        What is not named stays as it is, and so do the contacts."""
        return await self._transport.call("PATCH", f"/aggregator/api/v1/accounts/{request.quoted(code)}", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_account_contacts(self, code: str | int, body: ContactBody, *, idempotency_key: str | None = None) -> Contact:
        """Add a contact to a card

        The very same contact again is the one that is there."""
        return await self._transport.call("POST", f"/aggregator/api/v1/accounts/{request.quoted(code)}/contacts", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def patch_account_contact(self, code: str | int, contact_id: str | int, body: ContactChanges, *, idempotency_key: str | None = None) -> Contact:
        """Change a contact of a card"""
        return await self._transport.call("PATCH", f"/aggregator/api/v1/accounts/{request.quoted(code)}/contacts/{request.quoted(contact_id)}", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def delete_account_contact(self, code: str | int, contact_id: str | int) -> None:
        """Remove a contact of a card"""
        await self._transport.call("DELETE", f"/aggregator/api/v1/accounts/{request.quoted(code)}/contacts/{request.quoted(contact_id)}", answers="nothing")

    async def get_counterparty(self, key: str | int) -> CounterpartyCards:
        """The cards of a counterparty

        As they are now, with addresses and all contacts; what a run used is in its figure."""
        return await self._transport.call("GET", f"/aggregator/api/v1/counterparties/{request.quoted(key)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_counterparty_months(self, key: str | int, *, until: str) -> CounterpartyMonths:
        """Twelve months of a counterparty

        As the books stand now, by the documents' own dates, with deferred series."""
        return await self._transport.call("GET", f"/aggregator/api/v1/counterparties/{request.quoted(key)}/months", answers="json", query={"until": until})  # type: ignore[no-any-return]  # as it is published

    async def get_deferred_series(self) -> SeriesList:
        """List deferred series"""
        return await self._transport.call("GET", "/aggregator/api/v1/deferred-series", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_deferred_series(self, body: SeriesList, *, idempotency_key: str | None = None) -> SeriesList:
        """Replace the list of deferred series

        Runs made from now on leave these series out; runs that exist stay as they are."""
        return await self._transport.call("PUT", "/aggregator/api/v1/deferred-series", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_imports(self, *, cursor: str | None = None, limit: int | None = None) -> PageImportReport:
        """List imports, newest first"""
        return await self._transport.call("GET", "/aggregator/api/v1/imports", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    async def post_imports(self, *, files: Mapping[str, File | list[File]], skip_rejected: bool | None = None, confirm: bool | None = None, wait: float | None = None, idempotency_key: str | None = None, fields: Mapping[str, Any] | None = None) -> ImportReport:
        """Import a file

        Taken as a whole: a file with a rejected row changes nothing and answers 422 `import_refused` with every row and reason.

        The same file again changes nothing, with or without an `Idempotency-Key`. What takes longer than `wait` answers 202."""
        return await self._transport.call("POST", "/aggregator/api/v1/imports", answers="json", query={"skip_rejected": skip_rejected, "confirm": confirm, "wait": wait}, headers={"idempotency-key": idempotency_key}, files=files, fields=fields)  # type: ignore[no-any-return]  # as it is published

    async def get_import(self, import_id: str | int, *, wait: float | None = None) -> ImportReport:
        """Show one import's report

        With `wait`: answers when it has ended, at the latest after so many seconds."""
        return await self._transport.call("GET", f"/aggregator/api/v1/imports/{request.quoted(import_id)}", answers="json", query={"wait": wait})  # type: ignore[no-any-return]  # as it is published

    async def post_import_cancel(self, import_id: str | int) -> ImportReport:
        """Stop an import

        Before it is in the books; afterwards it answers 409 `import_ended`."""
        return await self._transport.call("POST", f"/aggregator/api/v1/imports/{request.quoted(import_id)}/cancel", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_import_confirm(self, import_id: str | int, body: ConfirmImport) -> ImportReport:
        """Let an import go on

        For an import that was sent with `confirm`: take it in as it was shown, or read it again with another mapping."""
        return await self._transport.call("POST", f"/aggregator/api/v1/imports/{request.quoted(import_id)}/confirm", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_import_report_xlsx(self, import_id: str | int) -> bytes:
        """An import's report as a workbook

        Every problem with its row, column and reason, for whoever corrects the file."""
        return await self._transport.call("GET", f"/aggregator/api/v1/imports/{request.quoted(import_id)}/report.xlsx", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    async def get_movements(self, *, account_code: str | None = None, period: str | None = None, cursor: str | None = None, limit: int | None = None) -> PageMovement:
        """List movements in the order they were taken in"""
        return await self._transport.call("GET", "/aggregator/api/v1/movements", answers="json", query={"account_code": account_code, "period": period, "cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    async def post_movements(self, body: MovementBatch, *, idempotency_key: str | None = None) -> ImportReport:
        """Take a batch of movements

        All or nothing. A document that is there already is replaced by its lines in this batch; the same batch changes nothing."""
        return await self._transport.call("POST", "/aggregator/api/v1/movements", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_runs(self, *, cursor: str | None = None, limit: int | None = None) -> PageRun:
        """List runs, newest first"""
        return await self._transport.call("GET", "/aggregator/api/v1/runs", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    async def post_runs(self, body: RunBody, *, idempotency_key: str | None = None) -> Run:
        """Sum a month per counterparty

        Makes an immutable list.

        Counterparties are listed when one side reaches the limit, the other side is shown too; in a run with balances also when they
        have a balance to ask about."""
        return await self._transport.call("POST", "/aggregator/api/v1/runs", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_run(self, run_id: str | int) -> Run:
        """Show one run"""
        return await self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_run_figures(self, run_id: str | int, *, sort: str | None = None, cursor: str | None = None, limit: int | None = None, q: str | None = None, key: list[str] | None = None, warning: str | None = None, has_address: bool | None = None, purchases_below_limit: bool | None = None, sales_below_limit: bool | None = None, total_from: str | None = None, total_to: str | None = None) -> PageFigure:
        """List a run's figures"""
        return await self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures", answers="json", query={"sort": sort, "cursor": cursor, "limit": limit, "q": q, "key": key, "warning": warning, "has_address": has_address, "purchases_below_limit": purchases_below_limit, "sales_below_limit": sales_below_limit, "total_from": total_from, "total_to": total_to})  # type: ignore[no-any-return]  # as it is published

    async def get_run_figures_keys(self, run_id: str | int, *, cursor: str | None = None, limit: int | None = None, q: str | None = None, key: list[str] | None = None, warning: str | None = None, has_address: bool | None = None, purchases_below_limit: bool | None = None, sales_below_limit: bool | None = None, total_from: str | None = None, total_to: str | None = None) -> PageStr:
        """The keys of everything in a filter

        For a selection of all that a filter finds, however many pages it has."""
        return await self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/keys", answers="json", query={"cursor": cursor, "limit": limit, "q": q, "key": key, "warning": warning, "has_address": has_address, "purchases_below_limit": purchases_below_limit, "sales_below_limit": sales_below_limit, "total_from": total_from, "total_to": total_to})  # type: ignore[no-any-return]  # as it is published

    async def get_run_figures_totals(self, run_id: str | int, *, q: str | None = None, key: list[str] | None = None, warning: str | None = None, has_address: bool | None = None, purchases_below_limit: bool | None = None, sales_below_limit: bool | None = None, total_from: str | None = None, total_to: str | None = None) -> FigureTotals:
        """Sum a run's figures over a filter"""
        return await self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/totals", answers="json", query={"q": q, "key": key, "warning": warning, "has_address": has_address, "purchases_below_limit": purchases_below_limit, "sales_below_limit": sales_below_limit, "total_from": total_from, "total_to": total_to})  # type: ignore[no-any-return]  # as it is published

    async def get_run_figure(self, run_id: str | int, key: str | int) -> Figure:
        """Show one figure"""
        return await self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/{request.quoted(key)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_run_figure_documents(self, run_id: str | int, key: str | int, *, cursor: str | None = None, limit: int | None = None) -> PageDocument:
        """List the documents behind a figure"""
        return await self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/{request.quoted(key)}/documents", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    async def get_run_figure_movements(self, run_id: str | int, key: str | int, *, cursor: str | None = None, limit: int | None = None) -> PageFigureMovement:
        """List the lines behind a figure, and those left out of it

        As the books were when the run was made; `standing` says of each line whether it counts, and if not, why."""
        return await self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/{request.quoted(key)}/movements", answers="json", query={"cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    async def get_run_figure_open_items(self, run_id: str | int, key: str | int) -> OpenItems:
        """List what the balances of a figure are made of

        As the books were when the run was made. Payments are taken to settle the oldest documents first."""
        return await self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/figures/{request.quoted(key)}/open-items", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_run_report(self, run_id: str | int) -> Findings:
        """What to look at before sending

        Every kind of finding with its count; of each kind, the first 200 counterparties by title."""
        return await self._transport.call("GET", f"/aggregator/api/v1/runs/{request.quoted(run_id)}/report", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_system(self) -> Health:
        """How this service is doing"""
        return await self._transport.call("GET", "/aggregator/api/v1/system", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_system_messages(self, *, box: Box | None = None, state: State | None = None, limit: int | None = None, cursor: str | None = None) -> SystemMessageList:
        """Events that wait or were given up

        Of your company, the oldest first."""
        return await self._transport.call("GET", "/aggregator/api/v1/system/messages", answers="json", query={"box": box, "state": state, "limit": limit, "cursor": cursor})  # type: ignore[no-any-return]  # as it is published

    async def post_system_messages_retry(self, body: RetryInput) -> Handled:
        """Try buried events again

        With fresh attempts."""
        return await self._transport.call("POST", "/aggregator/api/v1/system/messages/retry", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_system_message(self, event_id: str | int, *, box: Box | None = None) -> SystemMessageBody:
        """One of them with its body"""
        return await self._transport.call("GET", f"/aggregator/api/v1/system/messages/{request.quoted(event_id)}", answers="json", query={"box": box})  # type: ignore[no-any-return]  # as it is published

    async def post_system_message_discard(self, event_id: str | int, body: DiscardInput) -> None:
        """Close a buried event for good

        It takes no effect any more; the note stays beside the reason."""
        await self._transport.call("POST", f"/aggregator/api/v1/system/messages/{request.quoted(event_id)}/discard", answers="nothing", json=body)
