"""`mutabakat import --dry-run --json`: one object a document, from a clone that has no books, no company and no settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.cli import app
from tests.hostile.corpus import WORKBOOKS

KEYS = [
    "document_no", "date", "side", "counterparty_tax_number", "counterparty_title", "base", "currency", "base_try", "kind",
    "warnings", "error", "row",
]  # fmt: skip
HEAD = "cari kodu;belge no;belge tarihi;tür;tutar;para birimi;kur;iptal\n"
CARDS = "cari kodu;ünvan;vergi no\n120.01;Çınarlı Gıda A.Ş.;4540536920\n"
INVOICE = """<?xml version="1.0"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ProfileID>TEMELFATURA</cbc:ProfileID><cbc:ID>ABC2026000000001</cbc:ID>
  <cbc:UUID>4870be0b-0bd1-4c86-abac-ac0379f2b430</cbc:UUID><cbc:IssueDate>2026-10-31</cbc:IssueDate>
  <cbc:InvoiceTypeCode>SATIS</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>TRY</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="VKN">4840847211</cbc:ID>
    </cac:PartyIdentification><cac:PartyName><cbc:Name>Biz A.Ş.</cbc:Name></cac:PartyName></cac:Party>
  </cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="VKN">4540536920</cbc:ID>
    </cac:PartyIdentification><cac:PartyName><cbc:Name>Çınarlı Gıda A.Ş.</cbc:Name></cac:PartyName></cac:Party>
  </cac:AccountingCustomerParty>
  <cac:TaxTotal><cbc:TaxAmount currencyID="TRY">20.00</cbc:TaxAmount><cac:TaxSubtotal>
    <cbc:TaxableAmount currencyID="TRY">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="TRY">20.00</cbc:TaxAmount>
    <cac:TaxCategory><cac:TaxScheme><cbc:TaxTypeCode>0015</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory>
  </cac:TaxSubtotal></cac:TaxTotal>
  <cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="TRY">100.00</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="TRY">100.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="TRY">120.00</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="TRY">120.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
</Invoice>"""


@pytest.fixture(autouse=True)
def _fresh_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def dry_run(*files: str | bytes, options: Sequence[str] = ()) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, objects, and what a person was told. The file names say nothing."""
    names = []
    for number, content in enumerate(files):
        path = Path(f"file-{number}")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        names.append(str(path))
    result = CliRunner().invoke(app, ["import", *names, "--dry-run", "--json", *options])
    objects = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(list(one) == KEYS for one in objects)
    return result.exit_code, objects, result.stderr


def test_lines_of_one_document_are_one_object_in_order_with_the_card_s_number() -> None:
    code, objects, _ = dry_run(
        HEAD
        + "120.01;A-1;31.10.2026;satış;1.000,00;;;\n120.01;A-2;30.10.2026;satıştan iade;-50,00;USD;41,25;\n"
        + "120.01;A-1;31.10.2026;satış;234,50;;;\n120.02;A-1;31.10.2026;alış;1,00;;;evet\n",
        CARDS,
    )
    assert code == 0
    assert objects[0] == {
        "document_no": "A-1", "date": "2026-10-31", "side": "sales", "counterparty_tax_number": "4540536920",
        "counterparty_title": "Çınarlı Gıda A.Ş.", "base": "1234.50", "currency": "TRY", "base_try": "1234.50", "kind": "sale",
        "warnings": [], "error": None, "row": 2,
    }  # fmt: skip
    returned, cancelled = objects[1:]
    assert (returned["side"], returned["kind"]) == ("purchases", "sales_return")
    assert (returned["base"], returned["currency"], returned["base_try"], returned["row"]) == (
        "50.00",
        "USD",
        "2062.50",
        3,
    )
    assert (cancelled["side"], cancelled["counterparty_title"]) == ("purchases", None)
    assert cancelled["warnings"][0].startswith("document_cancelled: ")


def test_error_rows_keep_what_was_understood_and_do_not_stop_the_file() -> None:
    code, objects, _ = dry_run(HEAD + "120.01;A-1;31.10.2026;satış;1,00;USD;;\n120.01;A-2;yarın;alış;2,50;;;\n1;2\n")
    assert code == 0
    first, second, third = objects
    assert first["error"].startswith("rate_missing: ")
    assert (first["document_no"], first["date"], first["side"], first["base"], first["currency"], first["base_try"]) == (
        "A-1", "2026-10-31", "sales", "1.00", "USD", None,
    )  # fmt: skip
    assert (second["error"].partition(":")[0], second["date"], second["kind"], second["row"]) == (
        "not_a_date",
        None,
        "purchase",
        3,
    )
    assert (third["error"].partition(":")[0], third["document_no"], third["row"]) == ("too_few_cells", None, 4)


def test_an_invoice_is_seen_from_our_side_else_from_its_seller_s() -> None:
    code, (invoice,), _ = dry_run(INVOICE, options=["--own-tax-number", "4540536920"])
    assert code == 0
    assert (invoice["side"], invoice["kind"], invoice["base"], invoice["base_try"]) == (
        "purchases",
        "purchase",
        "100.00",
        "100.00",
    )
    assert (invoice["counterparty_tax_number"], invoice["counterparty_title"]) == ("4840847211", "Biz A.Ş.")
    code, (unclear,), _ = dry_run(INVOICE)
    assert (code, unclear["side"], unclear["base"], unclear["error"]) == (0, "sales", "100.00", None)
    assert unclear["counterparty_tax_number"] == "4540536920"
    assert [warning.partition(":")[0] for warning in unclear["warnings"]] == ["seller_assumed"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty_file"),
        (b"ad;soyad\na;b\n", "unknown_file_kind"),
        ((HEAD + "1;A;5/6/2026;x;1.234;;;\n").encode(), "ambiguous_number_column"),
        (next(one for one in WORKBOOKS if "password" in one.name).build(), "password_protected"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_object_and_an_exit_code(content: bytes, error: str) -> None:
    code, objects, _ = dry_run(content, HEAD + "1;A;31.10.2026;satış;1,00;;;\n")
    assert code == 1
    assert (objects[0]["row"], objects[0]["error"].partition(":")[0]) == (0, error)
    assert [one["document_no"] for one in objects] == [None, "A"]


def test_ledger_entries_and_what_a_person_should_know() -> None:
    code, objects, told = dry_run("hesap kodu;tarih;borç;alacak\n1;1.10.2026;;5,00\nToplam;;;5,00\n")
    assert code == 0
    (entry,) = objects
    assert (entry["kind"], entry["side"], entry["base"]) == ("entry", None, "-5.00")
    assert "total_row" in told


def test_balances_take_their_day_from_the_command() -> None:
    text = "cari kodu;bakiye\n1;5,00\n"
    assert dry_run(text)[0] == 1
    _, (balance,), _ = dry_run(text, options=["--as-of", "2026-10-31"])
    assert balance["date"] == "2026-10-31"


@pytest.mark.parametrize("options", [["--json"], ["--own-tax-number", "1"], ["--dry-run", "--own-tax-number", "1"]])
def test_the_options_go_together(options: list[str]) -> None:
    Path("x").write_text(HEAD, encoding="utf-8")
    assert CliRunner().invoke(app, ["import", "x", *options]).exit_code == 2


def test_account_cards_are_no_documents() -> None:
    code, objects, told = dry_run(CARDS + "120.02;Tuna;4540536921\n;;\n;x;\n")
    assert (code, [one["error"].partition(":")[0] for one in objects]) == (0, ["required"])
    assert "2 account cards" in told
    assert "row 3: tax_number_checksum" in told


def test_nothing_is_written_beside_the_files(tmp_path: Path) -> None:
    dry_run(CARDS)
    assert [path.name for path in tmp_path.iterdir()] == ["file-0"]
