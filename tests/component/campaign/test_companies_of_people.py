"""Several companies per person, invitations, roles and the end of sessions: what the API lets happen, and what it refuses."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, text, update

from services.campaign.domain.audit_log import Actor
from services.campaign.domain.company_card import CompanyCard
from services.campaign.domain.roles import Role
from services.campaign.domain.sign_up import SignUp
from services.campaign.models import audit_log
from services.campaign.repository.people import find_user
from services.campaign.use_cases.invitations import Invite, invite
from services.campaign.use_cases.sign_up import OpenCompany, open_further_company
from services.campaign.use_cases.users import Switch, switch_user
from shared.contracts.campaign import ColleagueInvited
from shared.contracts.mailer import MailBounced, MailSent
from shared.database import Database
from shared.errors import Conflict
from tests.component.campaign.test_access import door_of
from tests.component.campaign.world import EMAIL, NOW, PASSWORD, World, opened

API = "/campaign/api/v1"
SECOND = CompanyCard("İkinci Ticaret Ltd. Şti.", "4540536920", email="ikinci@firma.test")
CARD = {"title": SECOND.title, "tax_number": SECOND.tax_number, "email": SECOND.email}


async def headers(world: World, email: str = EMAIL, company: UUID | None = None) -> dict[str, str]:
    body = {"email": email, "password": PASSWORD} | ({"company": str(company)} if company else {})
    answer = await world.http.post(f"{API}/token", json=body)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def second_company(world: World) -> UUID:
    async with world.service.database.transaction() as tx:
        found = await find_user(tx, world.company_id, world.user_id)
        assert found is not None
        made = await open_further_company(tx, SignUp.CLOSED, OpenCompany(found.user, SECOND))
    return made.company.company_id


async def colleague(world: World, role: Role, email: str = "biri@firma.test") -> UUID:
    return await world.register_colleague(email, role)


async def deeds(database: Database) -> list[str]:
    async with database.reading() as reading:
        return list(await reading.scalars(select(audit_log.c.deed).order_by(audit_log.c.id)))


async def test_a_token_is_for_one_company_and_the_person_says_which(world: World) -> None:
    second = await second_company(world)
    unsaid = await world.http.post(f"{API}/token", json={"email": EMAIL, "password": PASSWORD})
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "company_needed")
    assert str(second) in unsaid.json()["detail"]
    stranger = {"email": EMAIL, "password": PASSWORD, "company": str(uuid4())}
    assert (await world.http.post(f"{API}/token", json=stranger)).status_code == 404

    first, other = await headers(world, company=world.company_id), await headers(world, company=second)
    assert (await world.http.get(f"{API}/companies/{second}", headers=first)).status_code == 404
    assert (await world.http.get(f"{API}/companies/{second}", headers=other)).json()["title"] == SECOND.title
    assert (await world.http.get(f"{API}/companies/{world.company_id}", headers=other)).status_code == 404
    mine = (await world.http.get(f"{API}/my/companies", headers=first)).json()["items"]
    assert [one["title"] for one in mine] == ["Firma Ticaret A.Ş.", SECOND.title]


async def test_only_administrators_open_companies_where_sign_up_is_closed(world: World) -> None:
    await colleague(world, Role.PREPARER)
    refused = await world.http.post(f"{API}/my/companies", json=CARD, headers=await headers(world, "biri@firma.test"))
    assert (refused.status_code, refused.json()["code"]) == (403, "sign_up_closed")
    stranger = {**CARD, "administrator": {"email": "x@y.test", "name": "X", "password": PASSWORD}}
    assert (await world.http.post(f"{API}/sign-up", json=stranger)).status_code == 403
    made = await world.http.post(f"{API}/my/companies", json=CARD, headers=await headers(world))
    assert made.status_code == 201, made.text
    bad = {**CARD, "tax_number": "11111111111"}
    assert (
        await world.http.post(f"{API}/my/companies", json=bad, headers=await headers(world, company=world.company_id))
    ).json()["code"] == "tax_number_missing"


async def test_by_invitation_and_open_sign_up(world: World) -> None:
    door = door_of(world)
    body = {**CARD, "administrator": {"email": "yeni@y.test", "name": "Yeni", "password": PASSWORD}}
    door.sign_up = SignUp.BY_INVITATION
    assert (await world.http.post(f"{API}/sign-up", json=body)).json()["code"] == "sign_up_closed"
    asked = {"email": "davetli@y.test", "founds": True}
    made = (await world.http.post(f"{API}/invitations", json=asked, headers=await headers(world))).json()
    assert "/sign-up/" in made["link"]
    token = made["link"].rpartition("/")[2]
    done = await world.http.post(f"{API}/sign-up", json={**body, "invitation": token})
    assert done.status_code == 201, done.text
    # The address that was invited, whatever was typed; and once.
    assert (await world.http.get(f"{API}/companies", headers=await headers(world, "davetli@y.test"))).status_code == 200
    again = await world.http.post(f"{API}/sign-up", json={**body, "invitation": token})
    assert (again.status_code, again.json()["code"]) == (404, "invitation_not_found")
    door.sign_up = SignUp.OPEN
    assert (await world.http.post(f"{API}/sign-up", json=body)).status_code == 201
    assert (await world.http.post(f"{API}/sign-up", json=body)).json()["code"] == "account_exists"


async def test_an_invitation_makes_an_account_once(world: World) -> None:
    admin = await headers(world)
    made = await world.http.post(f"{API}/invitations", json={"email": "d@y.test", "role": "approver"}, headers=admin)
    assert made.status_code == 201, made.text
    token = made.json()["link"].rpartition("/")[2]
    async with world.service.database.reading() as reading:
        kept = str(await reading.all(text("SELECT * FROM invitations")))
    assert token not in kept
    acceptance = {"token": token, "name": "Davetli", "password": PASSWORD}
    answers = await asyncio.gather(*(world.http.post(f"{API}/invitations/accept", json=acceptance) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404]
    users = (await world.http.get(f"{API}/users", headers=admin)).json()["items"]
    assert {(one["email"], one["role"]) for one in users} == {(EMAIL, "administrator"), ("d@y.test", "approver")}


@pytest.mark.parametrize("end", ["late", "revoked", "replaced"])
async def test_an_invitation_that_is_not_good_any_more(world: World, end: str) -> None:
    admin = await headers(world)
    made = (await world.http.post(f"{API}/invitations", json={"email": "d@y.test"}, headers=admin)).json()
    if end == "late":
        world.clock.advance(timedelta(days=7, seconds=1))
    elif end == "revoked":
        assert (await world.http.delete(f"{API}/invitations/{made['id']}", headers=admin)).status_code == 204
        assert (await world.http.get(f"{API}/invitations", headers=admin)).json()["items"] == []
    else:
        await world.http.post(f"{API}/invitations", json={"email": "D@y.test"}, headers=admin)
    acceptance = {"token": made["link"].rpartition("/")[2], "name": "Davetli", "password": PASSWORD}
    answer = await world.http.post(f"{API}/invitations/accept", json=acceptance)
    assert (answer.status_code, answer.json()["code"]) == (404, "invitation_not_found")


async def test_a_known_account_joins_with_its_password_and_nobody_else_does(world: World) -> None:
    second = await second_company(world)
    await colleague(world, Role.PREPARER)
    made = door_of(world).new_invitation(founds=False)
    async with world.service.database.transaction() as tx:
        await invite(tx, Invite(Actor(second, world.user_id, "Muhasebe"), "biri@firma.test", Role.AUDITOR, made))
    wrong = {"token": made.token, "password": "başka bir parola cümlesi"}
    assert (await world.http.post(f"{API}/invitations/accept", json=wrong)).status_code == 401
    right = await world.http.post(f"{API}/invitations/accept", json={"token": made.token, "password": PASSWORD})
    assert right.json() == {"company_id": str(second)}
    there = await headers(world, "biri@firma.test", second)
    assert (await world.http.get(f"{API}/users", headers=there)).status_code == 403
    mine = (await world.http.get(f"{API}/my/companies", headers=there)).json()["items"]
    assert [one["role"] for one in mine] == ["preparer", "auditor"]
    here = await headers(world, company=world.company_id)
    taken = await world.http.post(f"{API}/invitations", json={"email": "biri@firma.test"}, headers=here)
    assert (taken.status_code, taken.json()["code"]) == (409, "works_here_already")


async def test_roles_and_switching_off_end_sessions_here_and_only_here(world: World) -> None:
    second, user_id, door = await second_company(world), await colleague(world, Role.PREPARER), door_of(world)
    made = door.new_invitation(founds=False)
    async with world.service.database.transaction() as tx:
        await invite(tx, Invite(Actor(second, world.user_id, "Muhasebe"), "biri@firma.test", Role.VIEWER, made))
    await world.http.post(f"{API}/invitations/accept", json={"token": made.token, "password": PASSWORD})
    here = opened(await door.sign_in("biri@firma.test", PASSWORD, "192.0.2.9")).session_id
    there = opened(await door.sign_in("biri@firma.test", PASSWORD, "192.0.2.9")).session_id
    moved = await door.move(there, user_id, second)
    assert await door.session_of(there) is None
    admin = await headers(world, company=world.company_id)

    changed = await world.http.patch(f"{API}/users/{user_id}", json={"role": "approver"}, headers=admin)
    assert (changed.status_code, changed.json()["role"]) == (200, "approver")
    assert await door.session_of(here) is None
    session = await door.session_of(moved)
    assert session is not None
    assert (session.user.company_id, session.user.role, session.companies) == (second, Role.VIEWER, 2)

    off = await world.http.patch(f"{API}/users/{user_id}", json={"active": False}, headers=admin)
    assert off.json()["active"] is False
    body = {"email": "biri@firma.test", "password": PASSWORD, "company": str(world.company_id)}
    assert (await world.http.post(f"{API}/token", json=body)).status_code == 404
    with pytest.raises(Exception, match="no such company"):
        await door.move(moved, user_id, world.company_id)
    assert (await world.http.patch(f"{API}/users/{user_id}", json={"active": True}, headers=admin)).status_code == 200
    assert (await world.http.post(f"{API}/token", json=body)).status_code == 200
    other_admin = await headers(world, company=second)
    assert (await world.http.post(f"{API}/users/{user_id}/sign-out", headers=other_admin)).status_code == 200
    assert await door.session_of(moved) is None
    assert (await world.http.patch(f"{API}/users/{uuid4()}", json={"active": True}, headers=admin)).status_code == 404


async def test_whom_no_company_wants_cannot_sign_in(world: World) -> None:
    user_id = await colleague(world, Role.PREPARER)
    async with world.service.database.transaction() as tx:
        await switch_user(tx, Switch(Actor(world.company_id, world.user_id, "Muhasebe"), user_id, active=False))
    refused = await world.http.post(f"{API}/token", json={"email": "biri@firma.test", "password": PASSWORD})
    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_credentials")


async def test_the_last_administrator_stays_even_when_two_remove_each_other(world: World) -> None:
    admin = await headers(world)
    for body in ({"role": "viewer"}, {"active": False}):
        answer = await world.http.patch(f"{API}/users/{world.user_id}", json=body, headers=admin)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    other = await colleague(world, Role.ADMINISTRATOR)
    database = world.service.database

    async def off(actor: UUID, whom: UUID) -> str:
        try:
            async with database.transaction() as tx:
                await switch_user(tx, Switch(Actor(world.company_id, actor, "x"), whom, active=False))
        except Conflict as error:
            return error.code
        return "done"

    results = await asyncio.gather(off(world.user_id, other), off(other, world.user_id))
    assert sorted(results) == ["done", "last_administrator"]


async def test_people_see_and_end_their_own_sessions(world: World) -> None:
    door, admin = door_of(world), await headers(world)
    first = opened(await door.sign_in(EMAIL, PASSWORD, "192.0.2.9", "Tarayıcı A")).session_id
    second = opened(await door.sign_in(EMAIL, PASSWORD, "192.0.2.9", "Tarayıcı B")).session_id
    listed = (await world.http.get(f"{API}/my/sessions", headers=admin)).json()["items"]
    assert {one["agent"] for one in listed} == {"Tarayıcı A", "Tarayıcı B"}
    (target,) = [one["id"] for one in listed if one["agent"] == "Tarayıcı A"]
    assert (await world.http.delete(f"{API}/my/sessions/{target}", headers=admin)).status_code == 204
    assert (await world.http.delete(f"{API}/my/sessions/{target}", headers=admin)).status_code == 404
    assert await door.session_of(first) is None
    assert await door.session_of(second) is not None
    wrong = {"old_password": "bu değildi, bambaşka", "new_password": "yepyeni ve uzun bir cümle"}
    assert (await world.http.put(f"{API}/my/password", json=wrong, headers=admin)).status_code == 401
    right = {**wrong, "old_password": PASSWORD}
    assert (await world.http.put(f"{API}/my/password", json=right, headers=admin)).status_code == 204
    assert await door.session_of(second) is None
    assert "password_changed" in await deeds(world.service.database)


async def test_what_people_do_is_written_down_and_stays(world: World) -> None:
    await colleague(world, Role.PREPARER)
    await second_company(world)
    assert await deeds(world.service.database) == ["company_registered", "user_added", "company_registered"]
    for statement in (update(audit_log).values(who="x"), delete(audit_log)):
        with pytest.raises(Exception, match="audit_log is only added to"):
            async with world.service.database.transaction() as tx:
                await tx.execute(statement)


async def test_an_invitation_is_mailed_without_its_token(world: World) -> None:
    admin = await headers(world)
    body = {"email": "yeni@firma.test", "role": "preparer", "language": "en"}
    made = (await world.http.post(f"{API}/invitations", json=body, headers=admin)).json()
    (told,) = await world.said(ColleagueInvited)
    assert isinstance(told, ColleagueInvited)
    assert (told.address, told.language, told.company) == ("yeni@firma.test", "en", "Firma Ticaret A.Ş.")
    token = made["link"].rpartition("/")[2]
    assert made["link"] == told.page + token
    assert token.startswith(told.token_id)
    assert token not in told.model_dump_json()
    about = {"message_id": uuid4(), "address": "yeni@firma.test", "at": NOW, "purpose": "colleague", "send_number": 0}
    ids = {"reconciliation_id": told.invitation_id, "campaign_id": told.invitation_id}
    sent = MailSent(**about, **ids, attempt=1, server="mx.firma.test", code=250, reply="ok")  # type: ignore[arg-type]
    lost = MailBounced(**about, **ids, attempt=1)  # type: ignore[arg-type]
    await world.deliver(lost)
    await world.deliver(sent)
    (listed,) = (await world.http.get(f"{API}/invitations", headers=admin)).json()["items"]
    assert (listed["id"], listed["mail_state"]) == (made["id"], "bounced")
    # By hand: nothing is mailed.
    await world.http.post(f"{API}/invitations", json={**body, "mail": False}, headers=admin)
    assert len(await world.said(ColleagueInvited)) == 1
