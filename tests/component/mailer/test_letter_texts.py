"""A company's own texts and logo: saved with clear words about what is wrong, and sent exactly as they were previewed."""

from __future__ import annotations

import email
import re
from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.component.mailer.test_delivery import bodies
from tests.component.mailer.world import World, invitation
from tests.servers.mailbox import Mailbox
from tests.unit.mailer.test_pictures import jpeg, png

PATH = "/letter-texts"
TEXTS = {
    "tr": {
        "greeting": "Sayın {{ alici }},",
        "introduction": "<b>{{ cari }}</b> ile {{ donem }} mutabakatımız.\nAyrıntılar sayfada.",
        "closing": '<a href="https://firma.test/kvkk">Aydınlatma metni</a>',
        "signature": "{{ firma }}\nMuhasebe",
    }
}


async def saved(world: World, **changes: Any) -> dict[str, Any]:
    async with world.http() as http:
        answer = await http.put(PATH, json={"texts": TEXTS, **changes})
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


async def test_what_is_saved_is_previewed_and_sent(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    await world.tell(fact)
    state = await saved(world)
    assert state["texts"]["tr"]["greeting"] == "Sayın {{ alici }},"
    async with world.http() as http:
        put = await http.put(f"{PATH}/logo", content=png(480, 80), headers={"Content-Type": "image/png"})
        assert (put.status_code, put.json()["logo"]["width"]) == (200, 240)
        preview = (await http.post(f"{PATH}/preview", json={"reconciliation_id": str(fact.reconciliation_id)})).json()
    async with world.sending():
        (mail,) = await mailbox.arrived(1)
        await world.becomes(fact.message_id, "sent")
    parsed = email.message_from_bytes(mail.content)
    kinds = [part.get_content_type() for part in parsed.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    parts = {part.get_content_type(): part for part in parsed.walk()}
    text, html, picture = (parts[kind].get_payload(decode=True) for kind in ("text/plain", "text/html", "image/png"))
    assert isinstance(text, bytes)
    assert isinstance(html, bytes)
    assert isinstance(picture, bytes)
    assert parts["image/png"]["Content-ID"] == "<logo@mutabakat.test>"
    assert b'src="cid:logo@mutabakat.test"' in html
    for words in ("Ayrıntılar sayfada.", "Şirin Çiğdem Gıda A.Ş.", "https://firma.test/kvkk"):
        assert words in text.decode()
        assert words in html.decode()
    assert (
        "<b><bdi>Öz-Er &amp; Oğulları Ltd. Şti.</bdi></b> ile <bdi>Ekim 2026</bdi> mutabakatımız.<br>Ayrıntılar"
        in html.decode()
    )
    assert "Öz-Er & Oğulları Ltd. Şti. ile Ekim 2026 mutabakatımız." in text.decode()
    assert "Sayın Muhasebe," in text.decode()
    assert "Sayın <bdi>Muhasebe</bdi>," in html.decode()
    # The preview differs from the mail in its link and in where its logo lies, and in nothing else.
    (link,) = set(re.findall(r"https://mutabakat\.test/m/[^\s\"<]+", text.decode()))
    shown = html.decode().replace("cid:logo@mutabakat.test", f"data:image/png;base64,{b64encode(picture).decode()}")
    assert preview["html"].replace("\r\n", "\n") == shown.replace(
        link, "https://mutabakat.test/m/************"
    ).replace("\r\n", "\n")
    assert preview["text"].replace("\r\n", "\n") == text.decode().replace(
        link, "https://mutabakat.test/m/************"
    ).replace("\r\n", "\n")
    assert preview["subject"] == fact.letter.description


async def test_what_is_wrong_is_named_place_by_place_and_nothing_is_saved(lite: World) -> None:
    await saved(lite)
    wrong = {"tr": {"greeting": "{{ tutar }}", "closing": "<script>x</script>"}, "de": {"signature": "{% x %}"}}
    async with lite.http() as http:
        answer = await http.put(PATH, json={"texts": wrong}, headers={"Accept-Language": "tr"})
        assert answer.status_code == 422
        problem = answer.json()
        assert problem["code"] == "letter_texts"
        assert [(one["place"], one["detail"]) for one in problem["errors"]] == [
            ("tr.greeting", "{{ tutar }} diye bir yer tutucu yok."),
            ("tr.closing", "<script> etiketi burada kullanılamaz; kullanılabilenler: a, b, br, i, li, p, ul."),
            (
                "de.signature",
                "{% tek başına duruyor. Yer tutucu yalnızca iki ayraç arasındaki bir addır, örneğin {{ counterparty }}.",
            ),
        ]
        assert (await http.get(PATH)).json()["texts"].keys() == {"tr"}
        assert (await http.put(PATH, json={"texts": {"fr": {}}})).status_code == 422


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"GIF89a", png(tail=b"x"), b"\xff\xd8\xff\xd9"])
async def test_a_logo_that_is_no_picture_is_refused(lite: World, content: bytes) -> None:
    async with lite.http() as http:
        answer = await http.put(f"{PATH}/logo", content=content, headers={"Content-Type": "image/png"})
        assert (answer.status_code, answer.json()["code"]) == (422, "logo")
        assert (await http.put(f"{PATH}/logo", content=b"\0" * 102_401)).status_code in (413, 422)
        assert (await http.get(f"{PATH}/logo")).status_code == 404


async def test_a_logo_is_seen_and_removed(world: World) -> None:
    async with world.http() as http:
        assert (await http.put(f"{PATH}/logo", content=jpeg())).status_code == 200
        seen = await http.get(f"{PATH}/logo")
        assert (seen.content, seen.headers["content-type"]) == (jpeg(), "image/jpeg")
        assert seen.headers["x-content-type-options"] == "nosniff"
        assert (await http.delete(f"{PATH}/logo")).status_code == 204
        assert (await http.get(PATH)).json()["logo"] is None


async def test_figures_stand_in_no_mail_when_the_company_wants_it(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    await world.tell(fact)
    await saved(world, texts={}, amounts_in_mail=False)
    async with world.sending():
        (mail,) = await mailbox.arrived(1)
        await world.becomes(fact.message_id, "sent")
    for body in bodies(mail.content):
        assert "Tutarları bağlantıdaki sayfada görebilirsiniz." in body
        for figure in ("987.654", "123.456", "belge ·"):
            assert figure not in body


async def test_a_change_reaches_lanes_that_are_open(world: World, mailbox: Mailbox) -> None:
    """Also after a reset, which starts nothing anew that a lane might remember."""
    async with world.sending():
        for turn, greeting in enumerate(("Merhaba bir", "Merhaba iki", None, "Merhaba üç"), start=1):
            if greeting is None:
                async with world.http() as http:
                    assert (await http.delete(PATH)).status_code == 204
            else:
                await saved(world, texts={"tr": {"greeting": greeting}})
            fact = invitation(f"a{turn}@cari.test")
            await world.tell(fact)
            await world.becomes(fact.message_id, "sent")
            (mail,) = mailbox.to(f"a{turn}@cari.test")
            found = re.findall(r"Merhaba \w+", bodies(mail.content)[0])
            assert found == ([greeting] if greeting else [])


async def test_a_preview_is_harmless_and_only_of_the_own_company(lite: World) -> None:
    fact, theirs = invitation(language="ar"), invitation()
    other = uuid4()
    await lite.register(other, "Başka Ltd. Şti.")
    await lite.tell(fact)
    await lite.tell(theirs, company_id=other)
    async with lite.http() as http:
        page = await http.get(f"{PATH}/preview.html", params={"message_id": str(fact.message_id)})
        assert page.status_code == 200
        assert 'dir="rtl"' in page.text
        policy = page.headers["content-security-policy"]
        for rule in ("default-src 'none'", "form-action 'none'", "sandbox"):
            assert rule in policy
        assert "script-src" not in policy
        assert "/m/************" in page.text
        for query in ({"message_id": str(theirs.message_id)}, {"reconciliation_id": str(theirs.reconciliation_id)}):
            assert (await http.get(f"{PATH}/preview.html", params=query)).status_code == 404
            assert (await http.post(f"{PATH}/preview", json=query)).status_code == 404
        draft = {"texts": {"de": {"greeting": "Guten Tag {{ recipient }}"}}, "amounts_in_mail": False}
        seen = (await http.post(f"{PATH}/preview", json={"language": "de", "reminder": True, "draft": draft})).json()
        assert "Guten Tag Muhasebe" in seen["text"]
        assert seen["subject"].startswith("Erinnerung: ")
        assert "987.654" not in seen["html"] + seen["text"]
        assert (await http.get(PATH)).json()["texts"] == {}
        wrong = {"draft": {"texts": {"tr": {"greeting": "{{ x }}"}}}}
        assert (await http.post(f"{PATH}/preview", json=wrong)).status_code == 422
    # Looking is for everybody of the company, changing for its administrators.
    async with lite.http("read") as http:
        assert (await http.get(PATH)).status_code == 200
        for refused in (http.put(PATH, json={}), http.delete(PATH), http.put(f"{PATH}/logo", content=png())):
            assert (await refused).status_code == 403


async def test_a_pdf_goes_along_where_the_company_wants_it(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    await world.tell(fact)
    await saved(world, texts={}, pdf_letter=True)
    async with world.sending():
        (mail,) = await mailbox.arrived(1)
        await world.becomes(fact.message_id, "sent")
    *_, attached = email.message_from_bytes(mail.content).walk()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "mutabakat-M-2026-10-0042.pdf"
    async with world.http() as http:
        document = await http.get(f"{PATH}/preview.pdf", params={"message_id": str(fact.message_id)})
        seen = (await http.post(f"{PATH}/preview")).json()
    assert document.content == attached.get_payload(decode=True)
    assert [one["name"] for one in seen["attachments"]] == ["mutabakat-M-2026-10-0042.pdf"]
    world.clock.advance(timedelta(days=3))
    async with world.http() as http:
        copy = await http.get(f"/messages/{fact.message_id}/raw")
    *_, kept = email.message_from_bytes(copy.content).walk()
    assert kept.get_payload(decode=True) == document.content, (
        "a copy is dated as its mail was, with all that went along"
    )
