"""The screen of the own mail server in Chromium: only what the chosen way to sign in needs is shown, with and without script."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.clerk import Clerk, register


async def test_the_form_shows_what_the_way_to_sign_in_needs(clerk: Clerk) -> None:
    page = clerk.page
    await register(clerk)
    await clerk.open("/settings/smtp")
    shown = {
        "password": {"#password": True, "#client_id": False, "#tenant": False, "#refresh_token": False},
        "microsoft": {"#password": False, "#client_id": True, "#tenant": True, "#refresh_token": True},
        "google": {"#password": False, "#client_id": True, "#tenant": False, "#refresh_token": True},
    }
    for login, fields in shown.items():
        await page.check(f"#login-{login}")
        for place, visible in fields.items():
            await expect(page.locator(place)).to_be_visible(visible=visible)
        await clerk.look(f"mail server, {login}")
    await page.check("#login-microsoft")
    await page.check("#grant-client_credentials")
    await expect(page.locator("#refresh_token")).to_be_hidden()
    await page.check("#grant-refresh_token")
    await page.fill("#username", "mutabakat@ornek.test")
    await page.fill("#sender_address", "mutabakat@ornek.test")
    await page.fill("#client_id", "11111111-2222-3333-4444-555555555555")
    await clerk.press("Test etmeden kaydet")
    await expect(page.get_by_text("Ayarlar kaydedildi")).to_be_visible()
    await expect(page.locator("#host")).to_have_value("smtp.office365.com")
    await expect(page.locator("#login-microsoft")).to_be_checked()
    await clerk.look("mail server, to be signed in to", shows="Girişe başla")
    assert clerk.complaints == []


async def test_the_form_needs_no_script(clerk: Clerk) -> None:
    await register(clerk)
    session = await clerk.page.context.new_cdp_session(clerk.page)
    await session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page = clerk.page
    for login, found in (("google", "Ayarlar eksik"), ("password", "Test başarısız.")):
        await clerk.open("/settings/smtp")
        await page.check(f"#login-{login}")
        await expect(page.locator("#client_id")).to_be_visible(visible=login == "google")
        await page.fill("#host", "127.0.0.1")
        await page.fill("#port", "2525")
        await page.fill("#sender_address", "mutabakat@ornek.test")
        await page.fill("#username", "mutabakat@ornek.test" if login == "google" else "")
        if login == "google":
            await page.fill("#client_id", "uygulama")
        await page.get_by_role("button", name="Kaydet ve test et", exact=True).click()
        await expect(page.get_by_text(found).first).to_be_visible()
    assert clerk.complaints == []
