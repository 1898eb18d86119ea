"""The second factor at the screens: led to set it up, asked at the door, moved, and its codes shown once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx
import pyotp
import pytest

from services.campaign.domain.second_factor import Policy
from tests.component.campaign.console.desk import CONSOLE, Desk, new_visitor
from tests.component.campaign.console.neighbourhood import Neighbourhood
from tests.component.campaign.world import EMAIL, PASSWORD

PAGE = "/settings/security"


@pytest.fixture
async def strict(tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """Signed in as administrator where roles that send or administer need a second factor."""
    monkeypatch.setenv("MUTABAKAT_INTERNAL_URL", f"http://127.0.0.1:{free_port}")
    url = f"sqlite+aiosqlite:///{tmp_path / 'campaign.db'}"
    desk = await Desk.open(url, tmp_path, free_port, Neighbourhood(), second_factor=Policy.REQUIRED)
    await desk.world.register()
    await desk.sign_in()
    yield desk
    await desk.close()


async def set_up(desk: Desk) -> tuple[pyotp.TOTP, list[str]]:
    assert (await desk.post(f"{PAGE}/begin", {}, seen=PAGE)).status_code == 303
    page = unescape((await desk.get(PAGE)).text)
    assert 'src="data:image/svg+xml' in page
    (key,) = re.findall(r'class="code key">([A-Z2-7 ]+)<', page)
    phone = pyotp.TOTP(key.replace(" ", ""))
    wrong = await desk.post(f"{PAGE}/confirm", {"code": "000000"}, seen=PAGE)
    assert wrong.status_code == 422
    assert 'href="#code"' in wrong.text
    done = await desk.post(f"{PAGE}/confirm", {"code": phone.at(desk.world.clock.now())}, seen=PAGE)
    assert done.status_code == 200, done.text
    codes = re.findall(r"<code>([A-Z2-9-]{19})</code>", done.text)
    assert len(set(codes)) == 10
    return phone, codes


async def test_whoever_needs_a_second_factor_goes_nowhere_else_before(strict: Desk) -> None:
    for path in ("/", "/campaigns", "/settings/users", "/imports", "/me", "/companies"):
        answer = await strict.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, CONSOLE + PAGE), path
    posted = await strict.post("/settings/users", {}, seen=PAGE)
    assert posted.headers["location"] == CONSOLE + PAGE
    await set_up(strict)
    assert (await strict.get("/campaigns")).status_code == 200


async def test_at_the_door_the_code_comes_after_the_password_and_leads_where_one_wanted(strict: Desk) -> None:
    phone, codes = await set_up(strict)
    await strict.http.aclose()
    strict.http = new_visitor(strict.base)
    strict.world.clock.advance(timedelta(minutes=1))
    back = f"{CONSOLE}/settings/users"
    asked = await strict.post("/sign-in", {"email": EMAIL, "password": PASSWORD, "back": back})
    assert (asked.status_code, asked.headers["location"]) == (303, f"{CONSOLE}/sign-in/code")
    assert (await strict.get("/campaigns")).status_code == 303, "nothing is open yet"
    stolen = new_visitor(strict.base)
    stolen.cookies = httpx.Cookies({"second_step": strict.http.cookies["second_step"]})
    assert (await stolen.get(f"{CONSOLE}/sign-in/code")).headers["location"] == f"{CONSOLE}/sign-in"
    await stolen.aclose()
    wrong = await strict.post("/sign-in/code", {"code": "123 456"})
    assert wrong.status_code == 401
    right = await strict.post("/sign-in/code", {"code": phone.at(strict.world.clock.now())})
    assert (right.status_code, right.headers["location"]) == (303, back)
    assert (await strict.get("/campaigns")).status_code == 200
    again = await strict.get("/sign-in/code")
    assert again.headers["location"] == f"{CONSOLE}/"
    shown = (await strict.get(PAGE)).text
    assert not any(code in shown for code in codes)


async def test_what_was_asked_is_forgotten_after_ten_minutes(strict: Desk) -> None:
    await set_up(strict)
    strict.http.cookies.clear()
    assert (await strict.get("/sign-in/code")).headers["location"] == f"{CONSOLE}/sign-in"
    strict.http.cookies.set("second_step", "WyJ4Il0.aaaa.bbbb")
    assert (await strict.get("/sign-in/code")).headers["location"] == f"{CONSOLE}/sign-in"


async def test_a_browser_left_open_changes_nothing_without_the_password(strict: Desk) -> None:
    await set_up(strict)
    strict.world.clock.advance(timedelta(minutes=11))
    for path in ("codes", "begin"):
        refused = await strict.post(f"{PAGE}/{path}", {"password": "yanlış bir parola"}, seen=PAGE)
        assert refused.status_code == 422
        assert 'href="#password"' in refused.text
    renewed = await strict.post(f"{PAGE}/codes", {"password": PASSWORD}, seen=PAGE)
    assert len(re.findall(r"<code>", renewed.text)) == 10
    forbidden = await strict.post(f"{PAGE}/off", {"password": PASSWORD}, seen=PAGE)
    assert forbidden.status_code == 422, "an administrator cannot do without"
