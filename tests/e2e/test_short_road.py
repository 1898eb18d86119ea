"""From the empty data folder to the counterparty's answer in at most 25 clicks and fields, by what stands on the screen alone.

Nothing is reached by typing an address: every step is a field with a visible label, a button or a link that says what it does.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.clerk import setup_code
from tests.product.operator import ACCOUNT_HEADINGS, MOVEMENT_HEADINGS, PASSWORD, eventually, link_of, text_of
from tests.product.processes import Product, embedded
from tests.servers.certificates import Authority
from tests.servers.mailbox import Mailbox
from tests.servers.smtp_sink import SmtpSink

MOST = 25
LAST_MONTH = datetime.now(UTC).replace(day=1) - timedelta(days=1)
ACCOUNTS = ACCOUNT_HEADINGS + "120.01;Şişli Çelik A.Ş.;4840847211;muhasebe@celik.test\r\n"
MOVEMENTS = MOVEMENT_HEADINGS + f"120.01;SBB1;{LAST_MONTH:%d.%m.%Y};satış;8.000,00\r\n"


def _exactly(label: str) -> re.Pattern[str]:
    """With the star of what has to be filled in."""
    return re.compile(rf"^\s*{re.escape(label)}\*?\s*$")


@dataclass
class Person:
    """Uses the mouse and the keyboard and counts how often; sees what is visible."""

    page: Page
    done: list[str] = field(default_factory=list)

    async def fill(self, label: str, value: str) -> None:
        place = self.page.get_by_label(_exactly(label))
        await self._visible(label)
        await place.fill(value)
        self.done.append(f"field: {label}")

    async def choose(self, label: str, *files: Any) -> None:
        await self._visible(label)
        await self.page.get_by_label(_exactly(label)).set_input_files(list(files))
        self.done.append(f"files: {label}")

    async def check(self, label: str) -> None:
        await self.page.get_by_label(label).first.check()
        self.done.append(f"choice: {label}")

    async def press(self, name: str) -> None:
        await self._click(self.page.get_by_role("button", name=name, exact=True))
        self.done.append(f"button: {name}")

    async def follow(self, name: str) -> None:
        await self._click(self.page.get_by_role("link", name=name, exact=True).first)
        self.done.append(f"link: {name}")

    async def _visible(self, label: str) -> None:
        await expect(self.page.locator("label").filter(has_text=_exactly(label)).first).to_be_visible(timeout=15_000)

    async def _click(self, place: Locator) -> None:
        await expect(place).to_be_visible(timeout=15_000)
        await place.click()


@dataclass
class Installation:
    product: Product
    server: Mailbox
    """The company's own mail server, with login and STARTTLS."""


@pytest.fixture
async def installed(
    tmp_path: Path, smtp_sink: SmtpSink, certificate_authority: Authority
) -> AsyncIterator[Installation]:
    login = {"mutabakat@ornek.test": "parola-postanin"}
    server = Mailbox(tls=("starttls", certificate_authority.server_context()), logins=login)
    server.start()
    product = embedded(
        tmp_path,
        smtp_sink.port,
        MUTABAKAT_MAILER_ALLOW_NETS="127.0.0.0/8",
        MUTABAKAT_MAILER_ALLOWED_PORTS=str(server.port),
        MUTABAKAT_MAILER_TLS_CA_FILE=str(certificate_authority.path),
    )
    await product.start()
    yield Installation(product, server)
    await product.stop()
    server.stop()


async def test_twenty_five_clicks_and_fields(installed: Installation, browser: Browser) -> None:
    product, server = installed.product, installed.server
    context = await browser.new_context(locale="tr-TR", timezone_id="Europe/Istanbul")
    person = Person(await context.new_page())
    page = person.page
    page.set_default_timeout(15_000)
    await page.goto(product.url("campaign") + "/console/")

    await person.fill("Tek kullanımlık kod", await setup_code(product))
    await person.fill("Şirket unvanı", "Örnek Ticaret A.Ş.")
    await person.fill("Vergi no (VKN)", "4540536920")
    await person.fill("Ad", "Yönetici")
    await person.fill("E-posta adresi", "yonetici@ornek.test")
    await person.fill("Parola", PASSWORD)
    await person.press("Tanımla ve giriş yap")

    await person.follow("Ayarlar")
    await person.fill("Sunucu", "localhost")
    await person.fill("Port", str(server.port))
    await person.fill("Kullanıcı adı", "mutabakat@ornek.test")
    await person.fill("Parola", "parola-postanin")
    await person.press("Kaydet ve test et")
    await expect(page.get_by_text("Test başarılı").first).to_be_visible(timeout=15_000)

    await person.follow("İçe aktar")
    await person.choose("Dosyalar", _file("cariler.csv", ACCOUNTS), _file("hareketler.csv", MOVEMENTS))
    await person.press("İçe aktar")
    await expect(page.get_by_role("cell", name="Aktarıldı", exact=True)).to_have_count(2, timeout=15_000)  # by itself
    await person.follow("Yeni mutabakat")
    await person.press("Carileri listele")
    await person.press("Tümüyle devam et (1)")
    await person.press("Denetle ve gönder")
    await person.press("1 cariye gönder")
    (mail,) = await eventually(lambda: _mails(server), lambda mails: len(mails) == 1, within=20)
    assert (mail.login, mail.encrypted) == ("mutabakat@ornek.test", True)

    other = await context.new_page()
    counterparty = Person(other, person.done)
    await other.goto(link_of(text_of(mail.message.walk())))
    await counterparty.check("Evet, mutabıkız")
    await counterparty.fill("Adınız soyadınız", "Muhasebe")
    await counterparty.press("Devam et")
    await counterparty.press("Yanıtı gönder")
    await expect(other.get_by_text("Yanıtınız alındı").first).to_be_visible(timeout=15_000)

    await expect(page.get_by_text("1 / 1")).to_be_visible(timeout=15_000)  # by itself
    assert len(person.done) <= MOST, person.done
    await context.close()


def _file(name: str, text: str) -> Any:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}


async def _mails(server: Mailbox) -> list[Any]:
    return server.to("muhasebe@celik.test")
