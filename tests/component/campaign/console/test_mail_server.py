"""The screen of the company's own mail server: ways to sign in, findings with advice, and secrets that never come back."""

from __future__ import annotations

from tests.component.campaign.console.desk import Desk

BASE = {
    "host": "",
    "port": "25",
    "security": "tls",
    "username": "mutabakat@firma.test",
    "sender_address": "mutabakat@firma.test",
    "sender_name": "",
    "reply_to": "cevap@firma.test",
}
MICROSOFT = BASE | {
    "login": "microsoft",
    "grant": "refresh_token",
    "client_id": "uygulama-kimligi",
    "tenant": "firma.test",
    "client_secret": "",
    "refresh_token": "yenileme-gizi",
}


async def test_a_sign_in_with_microsoft_fills_in_what_is_usual(desk: Desk) -> None:
    assert (await desk.post("/settings/smtp", MICROSOFT)).status_code == 303
    assert desk.neighbours.smtp == {
        "host": "smtp.office365.com",
        "port": 587,
        "security": "starttls",
        "username": "mutabakat@firma.test",
        "sender_address": "mutabakat@firma.test",
        "sender_name": "",
        "reply_to": "cevap@firma.test",
        "sign_in": {
            "provider": "microsoft",
            "grant": "refresh_token",
            "client_id": "uygulama-kimligi",
            "tenant": "firma.test",
            "token_url": "",
            "scope": "",
            "refresh_token": "yenileme-gizi",
        },
    }
    page = (await desk.get("/settings/smtp")).text
    assert "yenileme-gizi" not in page
    assert 'id="login-microsoft" checked' in page
    assert 'value="uygulama-kimligi"' in page
    assert "Girişe başla" in page


async def test_what_a_sign_in_lacks_is_said_beside_its_field(desk: Desk) -> None:
    lacking = await desk.post("/settings/smtp", MICROSOFT | {"username": "", "client_id": ""})
    assert lacking.status_code == 422
    for text in ("Kullanıcı adı eksik", "İstemci kimliği eksik"):
        assert lacking.text.count(text) == 2, "on top and beside the field"
    strange = await desk.post("/settings/smtp", MICROSOFT | {"login": "evil"})
    assert (strange.status_code, "Sunucu adı eksik" in strange.text) == (422, True)


async def test_the_page_of_the_provider_is_shown_until_somebody_has_signed_in(desk: Desk) -> None:
    await desk.post("/settings/smtp", MICROSOFT | {"refresh_token": ""})
    begun = await desk.post("/settings/smtp/sign-in", {}, seen="/settings/smtp")
    for text in ("ABCD-1234", 'href="https://giris.test/cihaz"', "Giriş yaptım"):
        assert text in begun.text
    shown = {"address": "https://giris.test/cihaz", "user_code": "ABCD-1234"}
    waiting = await desk.post("/settings/smtp/sign-in/check", shown, seen="/settings/smtp")
    assert "sign-in waiting" in waiting.text
    assert "ABCD-1234" in waiting.text
    forged = await desk.post(
        "/settings/smtp/sign-in/check", shown | {"address": "javascript:alert(1)"}, seen="/settings/smtp"
    )
    assert forged.status_code == 303
    desk.neighbours.sign_in.state = "done"
    assert (await desk.post("/settings/smtp/sign-in/check", shown, seen="/settings/smtp")).status_code == 303
    assert "sign-in done" in (await desk.get("/settings/smtp")).text


async def test_a_passed_test_shows_advice_about_the_domain(desk: Desk) -> None:
    page = (await desk.post("/settings/smtp/test", MICROSOFT, seen="/settings/smtp")).text
    for text in ("Test başarılı", "bulundu", "192.0.2.25", "Gönderenin alan adı", "SPF eksik", "v=spf1 -all"):
        assert text in page
    assert [word in page for word in ("yapılacak", "bilinmiyor", "uygun")] == [True] * 3


async def test_the_names_of_a_certificate_can_be_taken_over_without_the_password(desk: Desk) -> None:
    desk.neighbours.test_code = "tls_name"
    typed = BASE | {"login": "password", "host": "mail.firma.test", "password": "gizli parola"}
    failed = (await desk.post("/settings/smtp/test", typed, seen="/settings/smtp")).text
    assert 'name="use_host" value="mail.hoster.test"' in failed
    assert 'value="*.hoster.test"' not in failed
    before = desk.neighbours.smtp
    taken = await desk.post("/settings/smtp", typed | {"use_host": "mail.hoster.test"})
    assert 'value="mail.hoster.test"' in taken.text
    assert "Sunucu adı yazıldı" in taken.text
    assert "gizli parola" not in taken.text
    assert desk.neighbours.smtp == before, "nothing was saved"
