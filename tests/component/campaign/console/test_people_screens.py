"""Choosing a company, inviting, roles, one's own account: every step as a plain form, and what was shown nowhere else."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.campaign.domain.roles import Role
from services.campaign.domain.sign_up import SignUp
from services.campaign.door import Door
from services.campaign.repository.people import find_user
from services.campaign.use_cases.sign_up import OpenCompany, open_further_company
from services.campaign.use_cases.users import CreateUser, create_user
from shared.contracts.campaign import ColleagueInvited
from tests.component.campaign.console.desk import CONSOLE, Desk, new_visitor
from tests.component.campaign.test_companies_of_people import SECOND
from tests.component.campaign.world import EMAIL, PASSWORD, World, figure

pytestmark = pytest.mark.postgres

CARD = {"title": "Üçüncü Gıda A.Ş.", "tax_number": "4540536920", "company_email": "ucuncu@firma.test"}


def door_of(desk: Desk) -> Door:
    door: Door = desk.world.service.internal_app.state.door
    return door


def another(desk: Desk) -> Desk:
    return Desk(**{**desk.__dict__, "http": new_visitor(desk.base)})


async def second_company(world: World) -> UUID:
    async with world.service.database.transaction() as tx:
        found = await find_user(tx, world.company_id, world.user_id)
        assert found is not None
        made = await open_further_company(tx, SignUp.CLOSED, OpenCompany(found.user, SECOND))
    return made.company.company_id


async def test_three_letters_and_enter_open_the_other_company(desk: Desk) -> None:
    await second_company(desk.world)
    page = (await desk.get("/companies")).text
    assert SECOND.title in page
    both = await desk.submit("/companies", {"q": "ticaret"}, page)
    assert both.status_code == 200
    assert both.text.count("şirketine geç") == 2
    before = dict(desk.http.cookies)
    gone_on = await desk.submit("/companies", {"q": "iki"}, page)
    assert gone_on.headers["location"] == f"{CONSOLE}/campaigns"
    assert dict(desk.http.cookies) != before
    there = (await desk.get("/campaigns")).text
    assert SECOND.title in there
    assert f"Şimdi {SECOND.title} şirketindesiniz." in there
    # A form that was open in the other company cannot be sent in this one.
    stale = await desk.submit("/settings/company", CARD, page)
    assert stale.status_code == 403


async def test_the_last_day_is_today_by_the_day_in_istanbul(desk: Desk) -> None:
    await desk.world.send([figure(1)], valid_until=date(2026, 12, 4))
    due = '04.12.2026 <span class="badge bg-yellow-lt">bugün</span>'
    desk.world.clock.set(datetime(2026, 12, 3, 20, 59, tzinfo=UTC))
    await desk.sign_in()
    assert due not in (await desk.get("/companies")).text, "one minute to midnight in Istanbul"
    desk.world.clock.advance(timedelta(minutes=1))
    assert due in (await desk.get("/companies")).text
    desk.world.clock.advance(timedelta(days=1))
    await desk.sign_in()
    after = (await desk.get("/companies")).text
    assert "04.12.2026" in after
    assert due not in after, "the day after is not today"


async def test_a_character_that_no_database_keeps_is_left_aside(desk: Desk) -> None:
    await desk.world.send([figure(1)])
    for place in ("/reconciliations?q=0000%00", "/settings/audit-log?q=%00&who=%00", "/reports/scores?q=%00"):
        assert (await desk.get(place)).status_code == 200, place
    assert "Arama: “0000”" in (await desk.get("/reconciliations?q=0000%00")).text
    card = {"title": "Yeni\0 Unvan A.Ş.", "tax_number": "4540536920", "revision": "0"}
    assert (await desk.post("/settings/company", card)).status_code == 303
    assert "Yeni Unvan A.Ş." in (await desk.get("/campaigns")).text


async def test_a_link_into_another_company_asks_before_it_goes_there(desk: Desk) -> None:
    second = await second_company(desk.world)
    path = f"/companies/{second}/open"
    asked = await desk.get(path, params={"back": f"{CONSOLE}/settings/users"})
    assert f"{SECOND.title} şirketine geçilsin mi?" in asked.text
    assert (await desk.get("/settings/company")).text.count(SECOND.title) == 0
    done = await desk.submit(path, {"back": f"{CONSOLE}/settings/users"}, asked.text)
    assert done.headers["location"] == f"{CONSOLE}/settings/users"
    nowhere = await desk.post(f"/companies/{UUID(int=7)}/open", {}, seen="/companies")
    assert nowhere.status_code == 404


async def test_a_further_company_is_opened_with_all_fields_checked(desk: Desk) -> None:
    wrong = await desk.post("/companies/new", CARD | {"tax_number": "4540536921", "company_email": ""})
    assert wrong.status_code == 422
    assert "e-posta adresi eksik" in wrong.text
    doubtful = await desk.post("/companies/new", CARD | {"tax_number": "4540536921"})
    assert "sağlaması tutmuyor" in doubtful.text
    done = await desk.post("/companies/new", CARD)
    assert done.status_code == 303, done.text
    assert "Üçüncü Gıda A.Ş. açıldı. Yöneticisi sizsiniz." in (await desk.get("/campaigns")).text


async def test_an_invitation_is_mailed_and_its_link_not_shown(desk: Desk) -> None:
    fields = {"email": "uzman@firma.test", "role": "preparer", "mail": "1"}
    made = await desk.post("/settings/invitations", fields, seen="/settings/users", follow_redirects=True)
    assert "uzman@firma.test adresine davet e-postayla gönderiliyor" in made.text
    assert ("/campaign/console/invitation/" in made.text, "Sıraya alındı" in made.text) == (False, True)
    (told,) = await desk.world.said(ColleagueInvited)
    assert isinstance(told, ColleagueInvited)
    assert told.language == "tr"


async def test_a_refused_invitation_is_not_mailed_after_all(desk: Desk) -> None:
    fields = {"email": "kimse", "role": "preparer"}
    unticked = await desk.post("/settings/invitations", fields, seen="/settings/users")
    ticked = await desk.post("/settings/invitations", fields | {"mail": "1"}, seen="/settings/users")
    box = 'name="mail" value="1" checked'
    assert [(one.status_code, box in one.text) for one in (unticked, ticked)] == [(422, False), (422, True)]


async def test_an_invitation_is_shown_once_and_leads_in(desk: Desk) -> None:
    made = await desk.post(
        "/settings/invitations", {"email": "davetli@y.test", "role": "auditor"}, seen="/settings/users"
    )
    link = re.search(r'value="http://127\.0\.0\.1:8400(/campaign/console/invitation/[\w.-]+)"', made.text)
    assert link is not None
    path = link[1].removeprefix(CONSOLE)
    assert path not in (await desk.get("/settings/users")).text

    # Whoever is signed in as somebody else is told so; nothing is taken.
    assert "Başka bir hesapla girmişsiniz" in (await desk.get(path)).text
    guest = another(desk)
    page = await guest.get(path)
    assert "Denetçi" in page.text
    short = await guest.submit(path, {"name": "Davetli", "password": "kisa"}, page.text)
    assert "12 karakterden kısa" in short.text
    joined = await guest.submit(path, {"name": "Davetli", "password": PASSWORD}, page.text)
    assert joined.headers["location"] == f"{CONSOLE}/campaigns"
    assert (await guest.get("/settings/users")).status_code == 200
    assert (await guest.get(path)).status_code == 404
    await guest.http.aclose()


async def test_who_has_an_account_accepts_with_it(desk: Desk) -> None:
    await second_company(desk.world)
    hashed = await door_of(desk).passwords.new_hash(PASSWORD)
    async with desk.world.service.database.transaction() as tx:
        command = CreateUser(desk.world.company_id, "biri@firma.test", "Biri", Role.VIEWER, hashed)
        await create_user(tx, command)
    await desk.post("/companies", {"q": "ikinci"})
    made = await desk.post(
        "/settings/invitations", {"email": "biri@firma.test", "role": "viewer"}, seen="/settings/users"
    )
    found = re.search(r"/invitation/[\w.-]+", made.text)
    assert found is not None
    guest = another(desk)
    await guest.sign_in("biri@firma.test")
    joined = await guest.post(found[0], {})
    assert joined.status_code == 303, joined.text
    assert SECOND.title in (await guest.get("/campaigns")).text
    await guest.http.aclose()


async def test_sign_up_is_closed_until_it_is_opened(desk: Desk) -> None:
    guest = another(desk)
    assert "yöneticisi açar" in (await guest.get("/sign-up")).text
    door_of(desk).sign_up = SignUp.OPEN
    fields = CARD | {"name": "Yeni", "email": "yeni@y.test", "password": PASSWORD}
    done = await guest.post("/sign-up", fields)
    assert done.status_code == 303, done.text
    assert "Üçüncü Gıda A.Ş." in (await guest.get("/campaigns")).text
    await guest.http.aclose()


async def test_an_administrator_changes_a_role_and_switches_off(desk: Desk) -> None:
    hashed = await door_of(desk).passwords.new_hash(PASSWORD)
    async with desk.world.service.database.transaction() as tx:
        command = CreateUser(desk.world.company_id, "biri@firma.test", "Biri", Role.VIEWER, hashed)
        user = await create_user(tx, command)
    guest = another(desk)
    await guest.sign_in("biri@firma.test")
    path = f"/settings/users/{user.user_id}"
    assert (await guest.get(path)).status_code == 403
    assert (await desk.post(f"{path}/role", {"role": "preparer"}, seen=path)).status_code == 303
    assert (await guest.get("/campaigns")).status_code == 303
    await guest.sign_in("biri@firma.test")
    assert (await desk.post(f"{path}/sign-out", {}, seen=path)).status_code == 303
    assert (await guest.get("/campaigns")).status_code == 303
    assert (await desk.post(f"{path}/switch", {"active": "0"}, seen=path)).status_code == 303
    refused = await guest.post("/sign-in", {"email": "biri@firma.test", "password": PASSWORD, "back": ""})
    assert refused.status_code == 401
    own = f"/settings/users/{desk.world.user_id}"
    last = await desk.post(f"{own}/switch", {"active": "0"}, seen=own)
    assert last.status_code == 409
    assert "son yöneticisi" in last.text
    await guest.http.aclose()


async def test_one_changes_the_password_and_ends_other_sessions(desk: Desk) -> None:
    other = another(desk)
    await other.sign_in()
    page = (await desk.get("/me")).text
    assert page.count("bu oturum") == 1
    wrong = await desk.submit("/me/password", {"old_password": "bu değildi ki", "password": "yepyeni uzun cümle"}, page)
    assert "şimdiki parola değil" in wrong.text
    done = await desk.submit("/me/password", {"old_password": PASSWORD, "password": "yepyeni uzun cümle"}, page)
    assert done.status_code == 303
    assert (await other.get("/campaigns")).status_code == 303
    assert (await desk.get("/campaigns")).status_code == 200
    await other.sign_in(EMAIL, "yepyeni uzun cümle")
    page = (await desk.get("/me")).text
    session = re.search(r"/me/sessions/([0-9a-f-]{36})/end", page)
    assert session is not None
    assert (await desk.submit(f"/me/sessions/{session[1]}/end", {}, page)).status_code == 303
    assert (await other.get("/campaigns")).status_code == 303
    await other.http.aclose()


async def test_the_log_shows_filters_and_hands_out_what_was_done(desk: Desk) -> None:
    await desk.post("/settings/invitations", {"email": "davetli@y.test", "role": "auditor"}, seen="/settings/users")
    page = (await desk.get("/settings/audit-log")).text
    assert "Davet gönderdi" in page
    assert "rol: Denetçi" in page
    only = (await desk.get("/settings/audit-log", params={"deed": "signed_in"})).text
    assert "davetli@y.test" not in only
    found = await desk.get("/settings/audit-log", params={"q": "DAVETLİ", "from": "2026-11-24", "to": "2026-11-24"})
    assert "davetli@y.test" in found.text
    assert "davetli@y.test" not in (await desk.get("/settings/audit-log", params={"from": "2026-11-25"})).text
    for cursor in ("9" * 30, "9" * 5000, "x"):
        assert (await desk.get("/settings/audit-log", params={"cursor": cursor})).status_code == 200
    csv = await desk.get("/settings/audit-log/export.csv", params={"q": "davetli"})
    assert csv.headers["content-type"].startswith("text/csv")
    assert "davetli@y.test" in csv.text
    assert "Bu günlüğü indirdi" in (await desk.get("/settings/audit-log")).text
    await desk.world.register_colleague("izleyen@firma.test", Role.VIEWER)
    viewer = another(desk)
    await viewer.sign_in("izleyen@firma.test")
    assert (await viewer.get("/settings/audit-log")).status_code == 403
    assert "Denetim günlüğü" not in (await viewer.get("/settings/users")).text
    await viewer.http.aclose()
