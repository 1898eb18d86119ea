"""Set-up, signing in and out, and what keeps strangers from pressing the buttons."""

from __future__ import annotations

import re

import pytest

from services.campaign.console.site import SCREENS
from tests.component.campaign.console.desk import CONSOLE, Desk, new_visitor, token_of
from tests.component.campaign.world import EMAIL, PASSWORD

SETUP = {
    "title": "Örnek Ticaret A.Ş.",
    "tax_number": "4540536920",
    "company_email": "mutabakat@ornek.test",
    "name": "Muhasebe",
    "email": "yonetici@ornek.test",
    "password": PASSWORD,
}


async def code_of(desk: Desk) -> str:
    assert desk.world.service.at_start is not None
    assert desk.world.service.setup_code is not None
    await desk.world.service.at_start()
    return desk.world.service.setup_code() or ""


async def test_the_first_start_leads_to_a_signed_in_administrator(new_desk: Desk) -> None:
    front = await new_desk.get("/")
    assert front.headers["location"] == f"{CONSOLE}/setup"
    code = await code_of(new_desk)
    done = await new_desk.post("/setup", SETUP | {"code": code})
    assert done.status_code == 303, done.text
    cookie = done.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Path=/campaign"):
        assert part in cookie
    assert "Örnek Ticaret A.Ş." in (await new_desk.get("/campaigns")).text
    again = await new_desk.get("/setup")
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"code": "YANLIS-KOD"}, "Kurulum kodu yanlış."),
        ({"tax_number": "4540536921"}, "sağlaması tutmuyor"),
        ({"company_email": "yok"}, "Bu bir e-posta adresi değil."),
        ({"password": "kisa"}, "12 karakterden kısa"),
        ({"title": " "}, "Şirket unvanı eksik"),
        ({"tax_number": "11111111111"}, "vergi numarası eksik ya da kimseyi göstermiyor"),
    ],
)
async def test_set_up_says_what_is_wrong_and_changes_nothing(new_desk: Desk, change: dict[str, str], text: str) -> None:
    code = await code_of(new_desk)
    answer = await new_desk.post("/setup", SETUP | {"code": code} | change)
    assert answer.status_code == 422
    assert text in answer.text
    assert (await new_desk.get("/")).headers["location"] == f"{CONSOLE}/setup"


async def test_a_doubtful_tax_number_is_taken_when_it_is_meant(new_desk: Desk) -> None:
    code = await code_of(new_desk)
    fields = SETUP | {"code": code, "tax_number": "4540536921", "tax_number_confirmed": "1"}
    assert (await new_desk.post("/setup", fields)).status_code == 303


async def test_an_unknown_account_and_a_wrong_password_look_the_same(new_desk: Desk) -> None:
    await new_desk.world.register()
    wrong = await new_desk.post("/sign-in", {"email": EMAIL, "password": "yanlış bir parola"})
    unknown = await new_desk.post("/sign-in", {"email": "kimse@firma.test", "password": "yanlış bir parola"})
    assert wrong.status_code == unknown.status_code == 401
    for answer in (wrong, unknown):
        assert "E-posta adresi ya da parola yanlış." in answer.text


async def test_too_many_attempts_are_told_to_wait(new_desk: Desk) -> None:
    await new_desk.world.register()
    page = (await new_desk.get("/sign-in")).text
    answers = [await new_desk.submit("/sign-in", {"email": EMAIL, "password": "x" * 20}, page) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert "saniye bekleyip yeniden deneyin" in answers[-1].text
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_after_signing_in_one_is_where_one_wanted_to_go_and_nowhere_else(new_desk: Desk) -> None:
    await new_desk.world.register()
    asked = await new_desk.get("/settings/users?x=1")
    assert asked.headers["location"] == f"{CONSOLE}/sign-in?back=%2Fcampaign%2Fconsole%2Fsettings%2Fusers%3Fx%3D1"
    page = (await new_desk.http.get(asked.headers["location"])).text
    fields = {"email": EMAIL, "password": PASSWORD}
    there = await new_desk.submit("/sign-in", fields | {"back": f"{CONSOLE}/settings/users?x=1"}, page)
    assert there.headers["location"] == f"{CONSOLE}/settings/users?x=1"
    for elsewhere in ("https://evil.test/", "//evil.test/", "/\\evil.test", f"{CONSOLE}//evil.test", "/other"):
        visitor = Desk(**{**new_desk.__dict__, "http": new_visitor(new_desk.base)})
        answer = await visitor.post("/sign-in", fields | {"back": elsewhere})
        assert answer.headers["location"] == f"{CONSOLE}/"
        await visitor.http.aclose()


async def test_signing_out_ends_the_session_on_the_server(desk: Desk) -> None:
    cookies = dict(desk.http.cookies)
    assert (await desk.post("/sign-out", {}, seen="/campaigns")).status_code == 303
    old = new_visitor(desk.base)
    old.cookies.update(cookies)
    answer = await old.get(f"{CONSOLE}/campaigns")
    assert answer.headers["location"].startswith(f"{CONSOLE}/sign-in")
    await old.aclose()


POSTS = sorted({screen.path for screen in SCREENS if screen.method == "POST"})
NOBODY = "00000000-0000-0000-0000-000000000000"


async def test_no_post_passes_without_the_token_or_from_elsewhere(desk: Desk) -> None:
    token = token_of((await desk.get("/settings/users")).text)
    home = {"Sec-Fetch-Site": "same-origin"}
    attempts: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
        ({}, home),
        ({"form_token": token[:-1] + ("0" if token[-1] != "0" else "1")}, home),
        ({"form_token": token}, {}),
        ({"form_token": token}, {"Sec-Fetch-Site": "cross-site"}),
        ({"form_token": token}, {"Sec-Fetch-Site": "same-site"}),
        ({"form_token": token}, {"Origin": "https://evil.test"}),
    )
    for path in POSTS:
        address = CONSOLE + re.sub(r"\{\w+:uuid\}", NOBODY, path)
        for data, headers in attempts:
            answer = await desk.http.post(address, data=data, headers=headers)
            assert answer.status_code == 403, (path, data, headers)
            assert "Form bu konsoldan gelmedi" in answer.text, path


async def test_an_old_browser_is_known_by_its_origin(desk: Desk) -> None:
    page = (await desk.get("/campaigns")).text
    data = {"form_token": token_of(page), "theme": "dark", "back": f"{CONSOLE}/campaigns"}
    answer = await desk.http.post(f"{CONSOLE}/preferences", data=data, headers={"Origin": desk.base})
    assert answer.status_code == 303


async def test_nothing_is_shown_to_strangers(new_desk: Desk) -> None:
    await new_desk.world.register()
    for screen in SCREENS:
        if screen.needs:
            path = re.sub(r"\{\w+:uuid\}", NOBODY, screen.path)
            path = path.replace("{key:path}", "x").replace("{rest:path}", "x")
            answer = await new_desk.http.request(screen.method, CONSOLE + path)
            assert answer.status_code == 303, (screen.method, screen.path)
            assert answer.headers["location"].startswith(f"{CONSOLE}/sign-in"), screen.path
