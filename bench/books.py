"""Books made inside a database, as fast as it can write: cards, months of movements, and the sums that imports would have kept.

Written in SQL, because what is measured is reading. Every fourth line continues the document before it, every tenth document has
a series that is deferred. One counterparty in twenty has two cards that both move: four of five of them a customer's and a
supplier's, the others two with documents of every kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from services.aggregator.domain.series import DeferredSeries
from services.aggregator.repository import series
from shared.database import Database

COMPANY = UUID("6d1f2c9e-5b0a-4d7c-9b3e-2f8a1c7d4e60")
SECOND_CARDS = 20
"""One counterparty in so many has a second card."""
DEFERRED = (DeferredSeries("sms"),)

_POSTGRESQL = {
    "numbers": "SELECT n FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n",
    "uuid": "CAST(lpad(to_hex({0}), 32, '0') AS uuid)",
    "company": f"CAST('{COMPANY}' AS uuid)",
    "day": "make_date({year}, {month}, CAST(1 + n % 28 AS int))",
    "no": "'ABC' || lpad(CAST(n AS text), 13, '0')",
    "now": "now()",
    "boolean": "({0})",
}
_SQLITE = {
    "numbers": "WITH RECURSIVE counted(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM counted WHERE n < :last) "
    "SELECT n FROM counted",
    "uuid": "printf('%032x', {0})",
    "company": f"'{COMPANY.hex}'",
    "day": "printf('{year:04d}-{month:02d}-%02d', 1 + n % 28)",
    "no": "printf('ABC%013d', n)",
    "now": "'2026-11-01 00:00:00.000000'",
    "boolean": "CASE WHEN {0} THEN 1 ELSE 0 END",
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much a month holds."""

    counterparties: int
    movements: int

    @property
    def accounts(self) -> int:
        return self.counterparties + self.counterparties // SECOND_CARDS


def _words(database: Database) -> dict[str, str]:
    return _POSTGRESQL if database.engine.dialect.name == "postgresql" else _SQLITE


async def _execute(database: Database, statement: str, **values: object) -> None:
    async with database.transaction() as tx:
        if tx.dialect == "postgresql":
            await tx.execute(text("SET LOCAL statement_timeout = 0"))
            await tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        await tx.execute(text(statement), values)


async def write_cards(database: Database, size: Size) -> None:
    """Cards 1…N with valid addresses; the last ones share the number of the first, every second card has a ticked contact."""
    word = _words(database)
    number = f"CASE WHEN n > {size.counterparties} THEN n - {size.counterparties} ELSE n END"
    flag, no = word["boolean"].format("1 = 1"), word["boolean"].format("1 = 0")
    await _execute(
        database,
        f"""INSERT INTO accounts (id, company_id, code, title, title_folded, search_folded, tax_number, tax_office, country,
            merge_key, reconciliation_email, email_is_valid, phone, address, language, branch, never_mail, never_merge,
            updated_at)
        SELECT n, {word["company"]}, '120.' || n, 'Örnek Ticaret ' || n, 'ornek ticaret ' || n,
            'ornek ticaret ' || n || ' 120.' || n, CAST({number} AS varchar), '', 'TR', 't:' || ({number}),
            'muhasebe' || n || '@cari.test', {flag}, '', '', 'tr', '', {no}, {no}, {word["now"]}
        FROM ({word["numbers"]}) AS numbers""",  # noqa: S608 - words of our own
        first=1,
        last=size.accounts,
    )
    await _execute(
        database,
        f"""INSERT INTO contacts (company_id, account_id, name, email, email_is_valid, receives_reconciliations)
        SELECT company_id, id, 'Finans', 'finans' || id || '@cari.test', {flag}, {flag} FROM accounts WHERE id % 2 = 0""",  # noqa: S608
    )
    await _execute(
        database,
        f"INSERT INTO books (company_id, revision) VALUES ({word['company']}, 1)",  # noqa: S608
    )
    async with database.transaction() as tx:
        await series.replace(tx, COMPANY, DEFERRED)


async def write_month(database: Database, size: Size, period: int, *, before: int = 0) -> None:
    """A month of movements whose numbers follow those of `before` lines, and its sums."""
    word = _words(database)
    year, month = divmod(period, 100)
    document = "(n - CASE WHEN n % 4 = 3 THEN 1 ELSE 0 END)"
    card = f"1 + ({document} / 4 * 11 + {document} % 4) % {size.accounts}"
    second = size.counterparties // SECOND_CARDS
    await _execute(
        database,
        f"""INSERT INTO movements (company_id, import_id, account_id, document_id, line_no, fingerprint, period, document_no,
            document_hash, recorded_period, document_date, kind, currency, original_minor, amount_minor, other_taxes_minor,
            series, series_folded, branch, branch_folded, electronic, cancelled, note, alternatives, since)
        SELECT {word["company"]}, {word["uuid"].format("1")}, {card}, {word["uuid"].format(document)}, n % 4, n, {period},
            {word["no"]}, {document} * 2654435761, {period},
            {word["day"].format(year=year, month=month)},
            CASE WHEN {card} <= {second} AND ({card}) % 5 > 0 THEN 'sale'
                 WHEN {card} > {size.counterparties} AND ({card} - {size.counterparties}) % 5 > 0 THEN 'purchase'
                 WHEN {document} % 20 < 9 THEN 'sale' WHEN {document} % 20 < 18 THEN 'purchase'
                 WHEN {document} % 20 = 18 THEN 'sales_return' ELSE 'purchase_return' END,
            'TRY', 10000 + n % 90001, 10000 + n % 90001, 0,
            CASE WHEN {document} % 10 = 0 THEN 'SMS' ELSE 'A' END, CASE WHEN {document} % 10 = 0 THEN 'sms' ELSE 'a' END,
            'Merkez', 'merkez', {word["boolean"].format(f"{document} % 5 < 3")}, {word["boolean"].format("1 = 0")}, '', '', 1
        FROM ({word["numbers"]}) AS numbers""",  # noqa: S608
        first=before + 1,
        last=before + size.movements,
    )
    await _execute(
        database,
        f"""INSERT INTO period_sums (company_id, period, account_id, recorded_period, kind, electronic, series_folded,
            branch_folded, documents, zero_documents, negative_documents, amount_minor, other_taxes_minor)
        SELECT company_id, period, account_id, recorded_period, kind, electronic, series_folded, branch_folded,
            count(DISTINCT document_hash), 0, 0, sum(amount_minor), 0
        FROM movements WHERE company_id = {word["company"]} AND period = {period}
        GROUP BY company_id, period, account_id, recorded_period, kind, electronic, series_folded, branch_folded""",  # noqa: S608
    )


async def settle(database: Database) -> None:
    """Let the database look at its tables, as it does by itself in time."""
    if database.engine.dialect.name == "postgresql":
        async with database.engine.connect() as connection:
            automatic = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await automatic.execute(text("SET statement_timeout = 0"))
            await automatic.execute(text("VACUUM (ANALYZE)"))
    else:
        await _execute(database, "ANALYZE")
