"""The screens around the road: list state, imports, mail server, company, users."""

from __future__ import annotations

import re

from starlette.datastructures import QueryParams

from services.campaign.console.lists import ListState
from services.campaign.console.screens.new_run import months_before
from services.campaign.console.screens.sending import answer_day
from tests.component.campaign.console.desk import Desk
from tests.component.campaign.console.test_road import to_the_list
from tests.component.campaign.world import NOW, PASSWORD

SERVER = {
    "host": "mail.firma.test",
    "port": "587",
    "security": "starttls",
    "username": "mutabakat",
    "password": "gizli parola",
    "sender_address": "mutabakat@firma.test",
    "sender_name": "",
}


def test_a_list_keeps_its_state_in_the_address() -> None:
    query = QueryParams("q=%C5%9Fi%C5%9Fli&sort=-purchases&limit=100&cursor=abc&bogus=1")
    state = ListState.read("/x", query, sorts=("title", "purchases"), default_sort="title")
    assert (state.q, state.sort, state.limit, state.cursor) == ("şişli", "-purchases", 100, "abc")
    assert state.address() == "/x?q=%C5%9Fi%C5%9Fli&sort=-purchases&limit=100", "any change leads to the first page"
    assert state.address(cursor="n").endswith("&cursor=n")
    assert state.sorted_by("purchases", descending_first=True).count("sort=purchases") == 1
    assert state.sorted_by("title") == "/x?q=%C5%9Fi%C5%9Fli&limit=100"
    assert (state.direction("purchases"), state.direction("title")) == ("descending", "none")
    assert state.without_filters() == "/x?sort=-purchases&limit=100"
    odd = ListState.read("/x", QueryParams("sort=evil&limit=7"), sorts=("title",), default_sort="title")
    assert (odd.sort, odd.limit, odd.address()) == ("title", 50, "/x")


def test_the_period_is_last_month_and_the_day_is_a_working_day() -> None:
    assert months_before(NOW.date(), 3) == ["2026-10", "2026-09", "2026-08"]
    assert months_before(NOW.date().replace(month=1), 2) == ["2025-12", "2025-11"]
    assert answer_day(NOW.date()).isoformat() == "2026-12-04"
    assert answer_day(NOW.date().replace(day=25)).isoformat() == "2026-12-07", "not on a Saturday"


async def test_the_list_shows_both_sides_and_its_totals(desk: Desk) -> None:
    path = await to_the_list(desk)
    page = (await desk.get(path)).text
    assert page.count("<tr data-open") == 50
    for text in ("Alış (BA), TL", "Satış (BS), TL", "120.01, 320.01", "yetkili@c1.test", "E-posta adresi yok"):
        assert text in page
    total = sum(137 * number + 5000 for number in range(1, 121)) + 120 * 0.25
    assert f"{total:,.2f}".translate(str.maketrans(",.", ".,")) in page
    part = (await desk.get(f"{path}?q=istanbul", headers={"HX-Request": "true"})).text
    assert "<html" not in part
    assert part.count("<tr data-open") == 1
    assert "5.274,25" in part, "the total of the filter"
    nothing = (await desk.get(f"{path}?q=yok")).text
    assert "Filtreye uyan cari yok." in nothing
    largest = (await desk.get(f"{path}?sort=-purchases")).text
    assert 'aria-sort="descending"' in largest
    assert "Cari 00120" in largest


async def test_own_mail_server_is_tested_then_used_then_cancelled(desk: Desk) -> None:
    desk.neighbours.test_code = "login_refused"
    failed = await desk.post("/settings/smtp/test", SERVER, seen="/settings/smtp")
    for text in ("Test başarısız.", "login_refused (tr)", "Sunucuyu bul", "Giriş yap", "535 5.7.8", "Test edilmedi"):
        assert text in failed.text
    assert "gizli parola" not in failed.text
    desk.neighbours.test_code = "ok"
    passed = await desk.post("/settings/smtp/test", SERVER | {"password": ""}, seen="/settings/smtp")
    assert "Test başarılı" in passed.text
    assert "mail.firma.test:587" in passed.text
    assert desk.neighbours.smtp is not None
    assert "password" not in desk.neighbours.smtp, "an empty password keeps the stored one"
    bad = await desk.post("/settings/smtp", SERVER | {"port": "99999", "host": ""})
    assert bad.status_code == 422
    assert "Port 1 ile 65535 arasında" in bad.text
    assert (await desk.post("/settings/smtp/cancel", {})).status_code == 303
    assert "platformun sunucusundan" in (await desk.get("/settings/smtp")).text


async def test_of_two_editors_of_the_company_card_the_second_is_told(desk: Desk) -> None:
    card = {"title": "Yeni Unvan A.Ş.", "tax_number": "4540536920", "email": "mutabakat@firma.test", "revision": "0"}
    assert (await desk.post("/settings/company", card)).status_code == 303
    late = await desk.post("/settings/company", card | {"title": "Başka Unvan"})
    assert late.status_code == 422
    assert "Muhasebe, siz açtıktan sonra 24.11.2026 12.00 tarihinde" in late.text
    assert "Yeni Unvan A.Ş." in (await desk.get("/campaigns")).text


async def test_what_is_too_long_or_hidden_is_said_beside_its_own_field(desk: Desk) -> None:
    card = {"title": "Unvan A.Ş.", "tax_number": "4540536920", "revision": "0"}
    for field, text in (("tax_office", "x" * 101), ("phone", "0\u202e212"), ("address", "x" * 1001)):
        refused = await desk.post("/settings/company", card | {field: text})
        assert (refused.status_code, f'<a href="#{field}">' in refused.text) == (422, True), field
        assert re.search(rf'<div id="{field}-note">\s*<p class="field-error', refused.text), field
    user = {"email": "biri@firma.test", "role": "viewer", "password": PASSWORD, "name": "x" * 201}
    assert '<a href="#name">' in (await desk.post("/settings/users", user)).text


async def test_a_viewer_looks_and_touches_nothing(desk: Desk) -> None:
    fields = {"name": "Denetim", "email": "denetim@firma.test", "role": "viewer", "password": PASSWORD}
    assert (await desk.post("/settings/users", fields)).status_code == 303
    taken = await desk.post("/settings/users", fields)
    assert "bir hesap zaten var" in taken.text
    await desk.post("/sign-out", {}, seen="/campaigns")
    await desk.sign_in("denetim@firma.test")
    assert (await desk.get("/campaigns")).status_code == 200
    page = (await desk.get("/settings/users")).text
    assert "Kullanıcı ekle" not in page
    for path in ("/runs/new", "/settings/users", "/settings/company", "/settings/smtp"):
        refused = await desk.submit(path, fields, page)
        assert refused.status_code == 403
        assert "yetkisi yok" in refused.text
