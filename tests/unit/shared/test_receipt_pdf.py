"""The receipt as a PDF/A-3: one page, the signed record inside, the same file each time, in four languages."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from shared.contracts.values import Kind
from shared.evidence.canonical import canonical
from shared.evidence.embedded import record_in_pdf
from shared.evidence.leaves import column_salt, leaf
from shared.evidence.receipt import (
    Figure,
    Opened,
    Party,
    Receipt,
    Request,
    read_receipt,
    receipt_findings,
    signed,
    verification_code,
)
from shared.evidence.receipt_pdf import LANGUAGES, ReceiptPdfs
from shared.evidence.signing import SignatureVerifier, Signer
from shared.money import Money

_KEY = Ed25519PrivateKey.from_private_bytes(b"a key of the tests, 32 bytes....")


def evidence_key() -> bytes:
    return _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def record_of(**columns: Any) -> Receipt:
    """A sealed answer with these columns, as a receipt that is not signed yet."""
    salt = b"0123456789abcdef"
    leaves = {name: leaf(column_salt(salt, name), "responses", name, value) for name, value in columns.items()}
    seal = canonical({"form": 2, "rows": {"responses": {"r": leaves}}})
    digest = sha256(seal.encode()).hexdigest()
    code = verification_code(digest)
    return Receipt(
        code=code,
        verify_at=f"https://mutabakat.test/verify/{code}",
        company=Party(title="Örnek Sanayi ve Ticaret A.Ş.", tax_number="9876543210"),
        counterparty=Party(title="İğdır Çelik & Yapı Malzemeleri A.Ş.", tax_number="1234567890"),
        request=Request(
            reference="M-2026-10-0042",
            description="Ekim 2026 alış–satış (BA/BS) mutabakatı",
            kind=Kind.PURCHASES_SALES,
            period="2026-10",
            sales=Figure(total=Money.of_minor(1_234_560), documents=9),
            purchases=Figure(total=Money.of_minor(100_000), documents=3),
        ),
        response_id="r",
        entry_sha256=digest,
        seal=seal,
        opened={name: Opened(salt=column_salt(salt, name).hex(), value=value) for name, value in columns.items()},
    )


ANSWER = {
    "answer": "disagreed",
    "explanation": "MHS2026000000007 bizde yok.\nİade Kasım ayında.",
    "own_for_sales_minor": 123_456,
    "responder_name": "Muhasebe Servisi",
    "responder_title": "Uzman",
    "address": "finans@cari.test",
    "answered_at": "2026-11-05T09:00:05.000000+00:00",
    "version": 2,
    "language": "tr",
    "text_version": "2026-11b",
    "security_level": "link",
    "snapshot_sha256": "ab" * 32,
    "position": 3,
    "previous_sha256": "cd" * 32,
}
RECORD = record_of(**ANSWER)


@pytest.fixture(scope="module")
def pdfs() -> ReceiptPdfs:
    return ReceiptPdfs()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_an_archive_file_of_one_page_with_the_record_inside(pdfs: ReceiptPdfs, language: str) -> None:
    text = signed(RECORD, Signer(evidence_key()))
    made = pdfs.make(text, language)
    assert pdfs.make(text, language) == made
    # PDF/A-3, level B, says so in its metadata; no encryption, no script, no file but the one that is part of the record.
    assert re.search(rb"<pdfaid:part>3</pdfaid:part>", made)
    assert re.search(rb"<pdfaid:conformance>B</pdfaid:conformance>", made)
    assert b"/OutputIntents" in made
    assert made.count(b"/Type/EmbeddedFile") + made.count(b"/Type /EmbeddedFile") == 1
    assert b"/AFRelationship" in made
    assert not any(word in made for word in (b"/Encrypt", b"/JavaScript", b"/Launch", b"/URI"))
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
    assert record_in_pdf(made) == text


def test_a_record_is_genuine_only_with_its_key(pdfs: ReceiptPdfs) -> None:
    text = signed(RECORD, Signer(evidence_key()))
    ours = SignatureVerifier(_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert receipt_findings(record_in_pdf(pdfs.make(text, "tr")), ours) == []
    other = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert len(receipt_findings(text, SignatureVerifier(other))) == 1


@pytest.mark.parametrize(
    "text", ['#panic("x")', '"]) #eval("1")', "$ x $ #{", "\\u{202e}\0", "a" * 2000, "北京 👩‍👩‍👧"]
)
def test_no_text_is_carried_out_and_none_keeps_a_receipt_from_being_made(pdfs: ReceiptPdfs, text: str) -> None:
    record = record_of(**ANSWER | {"explanation": text, "responder_name": text, "responder_title": text})
    made = pdfs.make(signed(record, Signer(evidence_key())), "ar")
    assert read_receipt(record_in_pdf(made)).value("explanation") == text


def test_what_is_no_receipt_is_refused() -> None:
    for wrong in (b"%PDF-1.7 nothing", b"%PDF-1.7 /Type /EmbeddedFile stream\n{"):
        with pytest.raises(ValueError, match="no signed record"):
            record_in_pdf(wrong)
    for text in ("[]", "{}", '{"format": "mutabakat.receipt/1", "receipt": {}}'):
        with pytest.raises(ValueError, match="receipt"):
            read_receipt(text)
