"""Whoever answers is written to: once per stored version, at the address that the link went to."""

from __future__ import annotations

import asyncio
import json
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import update

from services.responses import models
from shared.contracts.responses import Answer, InvitationIssued
from shared.contracts.values import Confirmation, Kind, Purpose, Recipient
from shared.evidence.embedded import record_in_pdf
from shared.evidence.receipt import read_receipt, receipt_findings
from shared.evidence.signing import SignatureVerifier, Signer
from shared.money import Money
from tests.component.responses.world import PUBLIC, World, heading, statement


async def receipts(world: World, *, for_sender: bool = False) -> list[InvitationIssued]:
    found = [event for event in await world.said(InvitationIssued) if event.purpose is Purpose.RECEIPT]
    return [event for event in found if event.receipt is not None and event.receipt.for_sender is for_sender]


async def test_each_stored_version_has_its_receipt(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    await world.disagree(path, why="MHS…7 bizde yok.", own_for_sales="12.345,60")
    await world.agree(path, replaces="1")
    first, second = await receipts(world)
    invitation = next(e for e in await world.said(InvitationIssued) if e.recipient.address == first.recipient.address)
    for event in (first, second):
        assert (event.link_id, event.recipient, event.letter) == (
            invitation.link_id,
            invitation.recipient,
            invitation.letter,
        )
        assert event.receipt is not None
    assert first.receipt is not None
    assert second.receipt is not None
    assert (first.receipt.answer, first.receipt.version) == (Answer.DISAGREED, 1)
    assert first.receipt.explanation == "MHS…7 bizde yok."
    assert first.receipt.own_for_sales == Money.of_minor(1_234_560)
    assert first.receipt.own_for_purchases is None
    assert (second.receipt.answer, second.receipt.version) == (Answer.AGREED, 2)
    assert len({invitation.message_id, first.message_id, second.message_id}) == 3
    assert len(first.receipt.entry_sha256) == 64


async def test_the_same_answer_again_is_not_confirmed_again(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    state = await world.state(path, answer="agreed", responder_name="Muhasebe")
    await asyncio.gather(*(world.send(path, state) for _ in range(8)))
    assert len(await receipts(world)) == 1


async def test_what_was_not_stored_is_not_confirmed(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    await world.check(path, answer="agreed", responder_name="Muhasebe")
    assert await receipts(world) == []


# --- the signed record --------------------------------------------------------------------------------------


async def test_both_sides_get_a_signed_record(world: World) -> None:
    await world.tell(*statement())
    await world.disagree(await world.link(), own_for_sales="12.345,60", responder_title="Uzman")
    (theirs,), (ours,) = await receipts(world), await receipts(world, for_sender=True)
    assert (ours.recipient.address, ours.link_id) == ("muhasebe@ornek-sanayi.test", "")
    assert theirs.link_id
    for event in (theirs, ours):
        assert event.receipt is not None
        assert receipt_findings(event.receipt.document, world.verifier) == []
        record = read_receipt(event.receipt.document)
        assert record.code == event.receipt.verification_code
        assert record.value("own_for_sales_minor") == 1_234_560
        assert record.value("responder_title") == "Uzman"
        assert not {"ip", "user_agent", "link_id", "form_id"} & record.opened.keys()
        assert record.verify_at == f"{PUBLIC}/verify/{record.code}"


async def test_every_change_of_a_record_is_found_and_named(page_world: World) -> None:
    await page_world.tell(*statement(kind=Kind.COMBINED, as_of=date(2026, 10, 31)))
    await page_world.disagree(await page_world.link(), own_for_sales="12.345,60", responder_title="Uzman")
    (event,) = await receipts(page_world)
    assert event.receipt is not None
    whole = json.loads(event.receipt.document)
    for column in whole["receipt"]["opened"]:
        changed = json.loads(event.receipt.document)
        changed["receipt"]["opened"][column]["value"] = "anders"
        found = receipt_findings(json.dumps(changed), page_world.verifier)
        assert any(one.startswith("signature: this is not the text") for one in found), column
        assert any(one.startswith(f"{column}: ") for one in found), column
    for name in ("company", "counterparty"):
        changed = json.loads(event.receipt.document)
        changed["receipt"][name]["title"] = "Anders A.Ş."
        (one,) = receipt_findings(json.dumps(changed), page_world.verifier)
        assert name in one
    forger = Signer(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    resigned = forger.sign({name: value for name, value in whole.items() if name != "signature"})
    (one,) = receipt_findings(json.dumps(resigned), page_world.verifier)
    assert forger.key_id in one


async def test_who_wrote_its_own_balance_does_not_learn_ours_from_the_record(page_world: World) -> None:
    """Not from the column, and not by trying both answers against its leaf: the leaf's salt is not in the record."""
    await page_world.tell(*statement(kind=Kind.BALANCE, as_of=date(2026, 10, 31), confirmation=Confirmation.BLANK))
    fields = {"balance1_currency": "TRY", "balance1_owing": "even"}
    await page_world.agree(await page_world.link(), **fields)
    (theirs,), (ours,) = await receipts(page_world), await receipts(page_world, for_sender=True)
    assert theirs.receipt is not None
    assert ours.receipt is not None
    assert "answer" not in read_receipt(theirs.receipt.document).opened
    assert read_receipt(ours.receipt.document).value("answer") == "agreed"


async def test_the_answered_page_hands_out_the_receipt(page_world: World) -> None:
    both = [Recipient(address="a@k.test"), Recipient(address="b@k.test")]
    await page_world.tell(*statement(recipients=both))
    path, other = await page_world.link("a@k.test"), await page_world.link("b@k.test")
    assert (await page_world.visitor.get(f"{path}/receipt.pdf")).status_code == 404
    page = await page_world.agree(path)
    (event,) = await receipts(page_world)
    assert event.receipt is not None
    assert f"{path}/receipt.pdf" in page.text
    pdf = await page_world.visitor.get(f"{path}/receipt.pdf")
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert record_in_pdf(pdf.content) == event.receipt.document
    assert (await page_world.visitor.get(f"{path}/receipt.json")).text == event.receipt.document
    for wrong in (f"{other}/receipt.pdf", f"{path}/receipt.exe", f"{path[:-4]}AAAA/receipt.pdf"):
        refused = await page_world.visitor.get(wrong)
        assert refused.status_code == 404
        assert event.receipt.verification_code not in refused.text


# --- verification by code -----------------------------------------------------------------------------------


async def test_a_code_shows_validity_date_and_parties_only(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    await world.disagree(path, why="Gizli neden.", own_for_sales="12.345,60")
    (event,) = await receipts(world)
    assert event.receipt is not None
    code = event.receipt.verification_code
    page = await world.visitor.get(f"/verify/{code}")
    for typed in (code.lower(), code.replace("-", " "), code.replace("-", "")):
        page = await world.visitor.get(f"/verify/{typed}")
        assert page.status_code == 200
        assert heading(page.text) == "Geçerli: bu makbuz gerçek"
    assert heading((await world.visitor.get("/verify", params={"code": code, "lang": "en"})).text).startswith("Valid")
    for shown in ("Örnek Sanayi ve Ticaret A.Ş.", "İğdır Çelik &amp; Yapı Malzemeleri A.Ş.", "05.11.2026 12.00"):
        assert shown in page.text
    for hidden in ("Gizli neden", "12.345", "mutabık değil", "Finans", "finans@", "M-2026-10-0042", "/m/"):
        assert hidden not in page.text
    await world.agree(path, replaces="1")
    assert "sonradan yeniden yanıtlandı" in (await world.visitor.get(f"/verify/{code}")).text


async def test_unknown_codes_look_all_the_same(page_world: World) -> None:
    pages = [
        await page_world.visitor.get(f"/verify/{code}") for code in ("AAAA-BBBB-CCCC-DDDD", "x", "A" * 17, "Ğ" * 16)
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    asked = await page_world.visitor.get("/verify")
    assert (asked.status_code, heading(asked.text)) == (200, "Makbuz doğrulama")
    key = await page_world.visitor.get("/verify/key.pem")
    await page_world.tell(*statement())
    await page_world.agree(await page_world.link())
    (event,) = await receipts(page_world)
    assert event.receipt is not None
    assert receipt_findings(event.receipt.document, SignatureVerifier(key.content)) == []


async def test_a_changed_answer_is_no_longer_valid(world: World) -> None:
    await world.tell(*statement())
    await world.agree(await world.link())
    (event,) = await receipts(world)
    assert event.receipt is not None
    async with world.database.transaction() as tx:
        await tx.execute(update(models.links).values(name="Başkası"))
    page = await world.visitor.get(f"/verify/{event.receipt.verification_code}")
    assert heading(page.text) == "Geçerli değil: saklanan kayıt değiştirilmiş"
